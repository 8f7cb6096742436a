import { deepEqual, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import type { Frame } from "./codec.ts";
import type { Fixtures } from "./fixtures/fixture.ts";
import { FIXTURES } from "./fixtures/index.ts";
import type { Json, JsonObject } from "./form.ts";
import { spoken } from "./index.ts";
import { makeLost } from "./lost.ts";

/* What a provider sealed travels through callers of every format, as clients send it back, and finds home. */

const SEALED: Record<string, { answer: "thinking" | "calls"; blobs: string[] }> = {
  "anthropic.messages": { answer: "thinking", blobs: ["EqQBCgIYAhIM1gbcDa9GJwZA", "EmwKAhgBEgy3va3pzix"] },
  "openai.responses": { answer: "thinking", blobs: ["gAAAAABkZW1vLWVuY3J5cHRlZA=="] },
  "gemini.generate": { answer: "calls", blobs: ["Ci8BjzPqc2lnbmVkLWJ5LWdlbWluaQ=="] },
};

/** A request that goes on from an answer, as the official clients of the format build it. */
function goneOnFrom(format: string, body: JsonObject): JsonObject {
  const at = (value: Json | undefined, ...path: (string | number)[]): Json =>
    path.reduce<Json>((inner, step) => (inner as JsonObject)[step as never] ?? null, value ?? null);
  switch (format) {
    case "openai.chat":
      return { model: "m", messages: [{ role: "user", content: "x" }, at(body, "choices", 0, "message")] };
    case "openai.responses":
      return { model: "m", input: [{ role: "user", content: "x" }, ...(body["output"] as Json[])] };
    case "anthropic.messages":
      return {
        model: "m",
        max_tokens: 9_000,
        thinking: { type: "enabled", budget_tokens: 2_000 },
        messages: [
          { role: "user", content: "x" },
          { role: "assistant", content: at(body, "content") },
        ],
      };
    default:
      return { contents: [{ role: "user", parts: [{ text: "x" }] }, at(body, "candidates", 0, "content")] };
  }
}

suite("what is sealed", () => {
  for (const provider of FIXTURES) {
    const sealed = SEALED[provider.format];
    if (!sealed) continue;
    for (const caller of FIXTURES) {
      test(`by ${provider.format} comes back from callers of ${caller.format}, to nobody else`, () => {
        const home = JSON.stringify(sentBack(caller, provider, provider));
        for (const blob of sealed.blobs) ok(home.includes(blob), `${blob} is not in ${home}`);
        ok(!home.includes("lumos1.sealed."));
        for (const other of FIXTURES.filter(({ issuer }) => issuer !== provider.issuer)) {
          const body = JSON.stringify(sentBack(caller, provider, other));
          deepEqual(
            sealed.blobs.filter((blob) => body.includes(blob)),
            [],
          );
        }
      });
    }
  }
});

function sentBack(caller: Fixtures, provider: Fixtures, next: Fixtures): JsonObject {
  const [asks, answers, goesOn] = [caller, provider, next].map(({ format }) => spoken(format).codec);
  ok(asks && answers && goesOn);
  const prompt = asks.readPrompt(caller.requests.thinking, { issuer: caller.issuer, stream: false });
  const frame: Frame = { call: "call", model: "m", createdS: 1, includeUsage: false, prompt };
  const { answer = "thinking" } = SEALED[provider.format] ?? {};
  const read = answers.readAnswer(provider.answers[answer], provider.issuers[0] ?? "");
  const told = JSON.parse(JSON.stringify(asks.writeAnswer(read, frame, makeLost()))) as JsonObject;
  const again = asks.readPrompt(goneOnFrom(caller.format, told), { issuer: caller.issuer, stream: false });
  return goesOn.writePrompt(again, { model: "m", issuers: next.issuers, maxTokensDefault: 4_096 }, makeLost());
}
