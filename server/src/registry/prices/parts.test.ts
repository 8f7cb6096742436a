import { equal, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { assert as always, boolean, constantFrom, nat, property, record } from "fast-check";
import { AT, modelOf, used } from "../../../test/prices.ts";
import { priceOf } from "../index.ts";
import { cardOf } from "./card.ts";
import { partsOf } from "./parts.ts";
import { ONCE } from "./service.ts";

const sonnet = modelOf({ api: "anthropic" }, { upstream: "claude-sonnet-4-5" });
const gpt5 = modelOf({ api: "openai" }, { upstream: "gpt-5" });
const geminiPro = modelOf({ api: "gemini" }, { upstream: "gemini-2.5-pro" });

suite("for any use", () => {
  const count = nat({ max: 1_000_000 });
  const usages = record({
    input: count,
    cachedInput: count,
    cacheWrite5m: count,
    cacheWrite1h: count,
    audioInput: count,
    imageInput: count,
    output: count,
    reasoning: count,
    audioOutput: count,
    imageOutput: count,
    serverTools: record({ web_search: nat({ max: 20 }) }),
  });
  const models = constantFrom(sonnet, gpt5, geminiPro, modelOf({}, { price: { input: "0.1", output: 7 } }));

  test("a cost is a whole number of nano-dollars, never negative, and the sum of its parts", () => {
    always(
      property(models, usages, (model, counts) => {
        const usage = used(counts);
        const { nanoUsd } = priceOf(model, usage, AT);
        const card = cardOf(model, AT);
        ok(!("unpriced" in card));
        const parts = partsOf(usage, card, ONCE);
        ok(parts && nanoUsd !== null);
        ok(Number.isSafeInteger(nanoUsd) && nanoUsd >= 0);
        equal(
          parts.parts.reduce((sum, part) => sum + part.nanoUsd, 0),
          nanoUsd,
        );
      }),
    );
  });

  test("each token is in one class", () => {
    always(
      property(usages, (counts) => {
        const card = cardOf(sonnet, AT);
        ok(!("unpriced" in card));
        const { parts } = partsOf(used(counts), card, ONCE) ?? { parts: [] };
        const tokens = parts.filter(({ name }) => name !== "web_search").reduce((sum, part) => sum + part.count, 0);
        const input = Math.max(counts.input, counts.cachedInput + counts.cacheWrite5m + counts.cacheWrite1h);
        equal(tokens, input + Math.max(counts.output, counts.audioOutput + counts.imageOutput));
      }),
    );
  });

  test("more costs no less", () => {
    always(
      property(models, usages, nat({ max: 100_000 }), boolean(), (model, counts, more, sent) => {
        const less = priceOf(model, used(counts), AT).nanoUsd ?? 0;
        const grown = sent ? { ...counts, input: counts.input + more } : { ...counts, output: counts.output + more };
        const dearer = priceOf(model, used(grown), AT).nanoUsd ?? 0;
        ok(dearer >= less, `${dearer} < ${less}`);
      }),
    );
  });
});
