import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { calcPrice } from "@pydantic/genai-prices";
import { assert as always, constantFrom, integer, property } from "fast-check";
import { AT, modelOf, used } from "../../../test/prices.ts";
import { expectedNanoUsd, priceOf } from "../index.ts";
import { BOOK } from "./book.ts";

const sonnet = modelOf({ api: "anthropic" }, { upstream: "claude-sonnet-4-5" });
const gpt5 = modelOf({ api: "openai" }, { upstream: "gpt-5" });
const geminiPro = modelOf({ api: "gemini" }, { upstream: "gemini-2.5-pro" });

suite("by the book", () => {
  test("Claude Sonnet 4.5 with both kinds of cache writes, cached reads and five searches costs $0.087413", () => {
    // By the million: 2,000 fresh x $3, 10,000 cached x $0.30, 1,508 x $3.75, 1,002 x $6, 1,116 x $15; 5 x $0.01.
    const usage = used({
      input: 14_510,
      cachedInput: 10_000,
      cacheWrite5m: 1_508,
      cacheWrite1h: 1_002,
      output: 1_116,
      serverTools: { web_search: 5, web_fetch: 3 },
    });
    // 6,000,000 + 3,000,000 + 5,655,000 + 6,012,000 + 16,740,000 + 50,000,000 = 87,407,000 nano-dollars
    deepEqual(priceOf(sonnet, usage, AT), { nanoUsd: 87_407_000, book: BOOK });
    // 2 fresh tokens more are $0.000006.
    deepEqual(priceOf(sonnet, { ...usage, input: 14_512 }, AT), { nanoUsd: 87_413_000, book: BOOK });
  });

  test("GPT-5 pays a tenth for what was cached, and thinking as output", () => {
    // 1,000 x $1.25 + 9,000 x $0.125 + 500 x $10, by the million
    const usage = used({ input: 10_000, cachedInput: 9_000, output: 500, reasoning: 400 });
    equal(priceOf(gpt5, usage, AT).nanoUsd, 1_250_000 + 1_125_000 + 5_000_000);
  });

  test("Gemini 2.5 Pro costs double once the whole input is longer than 200,000 tokens", () => {
    const under = used({ input: 200_000, cachedInput: 50_000, output: 1_000 });
    equal(priceOf(geminiPro, under, AT).nanoUsd, 150_000 * 1_250 + 50_000 * 125 + 1_000 * 10_000);
    const over = used({ input: 200_001, cachedInput: 50_000, output: 1_000 });
    equal(priceOf(geminiPro, over, AT).nanoUsd, 150_001 * 2_500 + 50_000 * 250 + 1_000 * 15_000);
  });

  test("sound has its own price where the book has one", () => {
    const flash = modelOf({ api: "gemini" }, { upstream: "gemini-2.5-flash" });
    // 100 words at $0.30, 900 of sound at $1, 10 out at $2.50
    equal(priceOf(flash, used({ input: 1_000, audioInput: 900, output: 10 }), AT).nanoUsd, 30_000 + 900_000 + 25_000);
  });

  test("a price that begins on a day holds from that day on", () => {
    const o3 = modelOf({}, { upstream: "o3" });
    const usage = used({ input: 1_000_000 });
    const before = priceOf(o3, usage, Date.parse("2025-06-09T23:00:00Z")).nanoUsd ?? 0;
    const after = priceOf(o3, usage, Date.parse("2025-06-10T01:00:00Z")).nanoUsd ?? 0;
    deepEqual([before, after], [10_000_000_000, 2_000_000_000]);
  });

  test("a price for some hours of the day holds in those hours", () => {
    const deepseek = modelOf(
      { api: "openai-compatible", baseUrl: "https://api.deepseek.com/v1" },
      { upstream: "deepseek-chat" },
    );
    const at = (time: string) =>
      priceOf(deepseek, used({ output: 1_000_000 }), Date.parse(`2026-11-21T${time}Z`)).nanoUsd;
    deepEqual([at("12:00:00"), at("20:00:00")], [1_100_000_000, 550_000_000]);
  });

  test("the address of a provider tells whose list its models stand in", () => {
    const usage = used({ input: 1_000_000 });
    const compatible = { api: "openai-compatible" } as const;
    const groq = modelOf(
      { ...compatible, baseUrl: "https://api.groq.com/openai/v1" },
      { upstream: "openai/gpt-oss-120b" },
    );
    equal(priceOf(groq, usage, AT).book, BOOK);
    ok((priceOf(groq, usage, AT).nanoUsd ?? 0) > 0);
    const unknown = modelOf({ ...compatible, baseUrl: "http://10.0.0.7/v1" }, { upstream: "gpt-5" });
    equal(priceOf(unknown, usage, AT).nanoUsd, null);
    const known = modelOf(
      { ...compatible, baseUrl: "http://10.0.0.7/v1" },
      { upstream: "ours", priceAs: "anthropic/claude-sonnet-4-5" },
    );
    equal(priceOf(known, used({ input: 1_000 }), AT).nanoUsd, 3_000_000);
  });

  test("its sums are the library's own, for every class both know", () => {
    const models = [
      ["anthropic", "anthropic", "claude-sonnet-4-5"],
      ["anthropic", "anthropic", "claude-fable-5"],
      ["openai", "openai", "gpt-5"],
      ["openai", "openai", "gpt-5.4"],
      ["gemini", "google", "gemini-2.5-pro"],
    ] as const;
    const count = integer({ min: 0, max: 150_000 });
    always(
      property(constantFrom(...models), count, count, count, count, (which, fresh, cached, written, output) => {
        const [api, list, upstream] = which;
        const write = api === "anthropic" ? written : 0;
        const usage = used({ input: fresh + cached + write, cachedInput: cached, cacheWrite5m: write, output });
        const ours = priceOf(modelOf({ api }, { upstream }), usage, AT).nanoUsd;
        const theirs = calcPrice(
          {
            input_tokens: usage.input,
            cache_read_tokens: cached,
            output_tokens: output,
            ...(write > 0 ? { cache_write_tokens: write } : {}),
          },
          upstream,
          { providerId: list, timestamp: new Date(AT) },
        );
        // At most a nano-dollar a class is rounded up.
        const difference = (ours ?? -1) - (theirs?.total_price ?? 0) * 1e9;
        ok(difference > -0.01 && difference < 4, String(difference));
      }),
      { numRuns: 200 },
    );
  });

  test("the book is named with the version that is installed", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
      dependencies: Record<string, string>;
    };
    equal(BOOK, `genai-prices@${manifest.dependencies["@pydantic/genai-prices"]}`);
  });
});

suite("declared", () => {
  test("a declared price goes before the book, and names the revision it was declared in", () => {
    const model = modelOf({}, { upstream: "gpt-5", price: { input: 2, output: "4.5", cachedInput: 1 } });
    const price = priceOf(model, used({ input: 10, cachedInput: 4, output: 3 }), AT);
    deepEqual(price, { nanoUsd: 6 * 2_000 + 4 * 1_000 + 3 * 4_500, book: "declared@7" });
  });

  test("every class has its own price where one is declared, and is counted once", () => {
    const model = modelOf(
      {},
      {
        price: {
          input: 1,
          output: 2,
          cachedInput: 3,
          cacheWrite5m: 4,
          cacheWrite1h: 5,
          reasoning: 6,
          audioInput: 7,
          audioOutput: 8,
          imageInput: 9,
          imageOutput: 10,
          webSearch: "0.01",
        },
      },
    );
    const usage = used({
      input: 600,
      cachedInput: 100,
      cacheWrite5m: 100,
      cacheWrite1h: 100,
      audioInput: 100,
      imageInput: 100,
      output: 400,
      reasoning: 100,
      audioOutput: 100,
      imageOutput: 100,
      serverTools: { web_search: 2 },
    });
    equal(
      priceOf(model, usage, AT).nanoUsd,
      100_000 * (1 + 3 + 4 + 5 + 7 + 9) + 100_000 * (2 + 6 + 8 + 10) + 2 * 10_000_000,
    );
  });

  test("a declared zero is zero", () => {
    const model = modelOf({}, { price: { input: 0, output: 0 } });
    deepEqual(priceOf(model, used({ input: 5, output: 5 }), AT), { nanoUsd: 0, book: "declared@7" });
  });

  test("prices with a first day hold from its midnight on, whatever order they are written in", () => {
    const model = modelOf(
      {},
      {
        price: { input: 1, output: 1 },
        prices: [
          { from: "2027-01-01", input: 3, output: 3 },
          { from: "2026-12-01", input: 2, output: 2 },
        ],
      },
    );
    const on = (moment: string) => priceOf(model, used({ input: 1_000 }), Date.parse(moment)).nanoUsd;
    equal(on("2026-11-30T23:59:59.999Z"), 1_000_000);
    equal(on("2026-12-01T00:00:00Z"), 2_000_000);
    equal(on("2027-06-01T00:00:00Z"), 3_000_000);
  });

  test("before the first of the dated prices, a model without another goes by the book", () => {
    const model = modelOf({}, { upstream: "gpt-5", prices: [{ from: "2027-01-01", input: 3, output: 3 }] });
    equal(priceOf(model, used({ input: 1 }), AT).book, BOOK);
  });
});

suite("classes of service", () => {
  const usage = used({ input: 1_000, output: 100 });
  test("flex and batch cost half and say what that saved", () => {
    for (const serviceTier of ["flex", "batch"]) {
      const price = priceOf(gpt5, { ...usage, serviceTier }, AT);
      deepEqual(price, { nanoUsd: 1_125_000, book: BOOK, saved: 1_125_000 });
    }
  });
  test("priority costs more and saves nothing", () => {
    deepEqual(priceOf(gpt5, { ...usage, serviceTier: "priority" }, AT), { nanoUsd: 4_500_000, book: BOOK });
  });
  test("the names of the standard class change nothing", () => {
    for (const serviceTier of ["default", "auto", "standard", "STANDARD"])
      deepEqual(priceOf(gpt5, { ...usage, serviceTier }, AT), { nanoUsd: 2_250_000, book: BOOK });
  });
  test("a model's own factor goes before the table", () => {
    const model = modelOf({}, { upstream: "gpt-5", serviceFactors: { flex: "0.4" } });
    deepEqual(priceOf(model, { ...usage, serviceTier: "flex" }, AT), {
      nanoUsd: 900_000,
      book: BOOK,
      saved: 1_350_000,
    });
  });
  test("a class without a known factor costs the standard price and says so", () => {
    const price = priceOf(sonnet, { ...usage, serviceTier: "flex" }, AT);
    equal(price.nanoUsd, 4_500_000);
    match(price.unpriced ?? "", /class of service flex/);
  });
});

suite("unpriced", () => {
  // Guarantee: what has no price is never free.
  test("what has no price is never free", () => {
    const usage = used({ input: 10, output: 10 });
    const models = [
      modelOf({}, { upstream: "no-such-model" }),
      modelOf({ api: "sandbox" }, {}),
      modelOf({ selfHosted: true }, { upstream: "gpt-5" }),
      modelOf({ api: "openai-compatible", baseUrl: "http://10.1.1.1" }, { upstream: "gpt-5" }),
      modelOf({}, { priceAs: "nobody/nothing" }),
      modelOf({ api: "openai-compatible", baseUrl: "https://api.groq.com" }, { upstream: "whisper-large-v3" }),
    ];
    for (const model of models) {
      const price = priceOf(model, usage, AT);
      equal(price.nanoUsd, null);
      match(price.unpriced ?? "", /\S/);
      equal(expectedNanoUsd(model, 10, 10, AT), null);
    }
  });

  test("a tool without a price is named, and the rest is counted", () => {
    const price = priceOf(gpt5, used({ input: 1_000, serverTools: { code_execution: 1, constructor: 1 } }), AT);
    equal(price.nanoUsd, 1_250_000);
    match(price.unpriced ?? "", /code_execution has no price; constructor has no price/);
  });

  test("a call that used only what has no price has none", () => {
    const price = priceOf(gpt5, used({ serverTools: { code_execution: 1 } }), AT);
    equal(price.nanoUsd, null);
  });

  test("counts that cannot be right are unpriced, not guessed", () => {
    const bad = [{ input: -1 }, { output: Number.NaN }, { input: 1e300 }, { input: 1.5 }, { cachedInput: Infinity }];
    for (const counts of [...bad, { serverTools: { web_search: -2 } }, { output: 1e12 }]) {
      const price = priceOf(sonnet, used(counts), AT);
      equal(price.nanoUsd, null, JSON.stringify(counts));
      match(price.unpriced ?? "", /counts/);
    }
  });

  test("parts that are more than their total are paid for", () => {
    const price = priceOf(gpt5, used({ input: 10, cachedInput: 1_000 }), AT);
    equal(price.nanoUsd, 1_000 * 125);
  });
});
