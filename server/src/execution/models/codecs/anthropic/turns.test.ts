import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { JsonObject, Part, Prompt, Turn } from "../form.ts";
import { makeLost } from "../lost.ts";
import { anthropicCodec } from "./index.ts";

const target = { model: "claude-opus-4-5", issuers: ["anthropic"], maxTokensDefault: 4_096 };

const id = fc.constantFrom("a", "b", "call:c", "функция");
const text = fc.constantFrom("", " ", "said", "more\n").map((value): Part => ({ kind: "text", text: value }));
const call = id.map((one): Part => ({ kind: "call", id: one, name: "f.g", arguments: "{" }));
const result = fc.tuple(id, fc.array(fc.constantFrom("", "found"), { maxLength: 2 })).map(([one, said]): Part => ({
  kind: "result",
  id: one,
  parts: said.map((value) => ({ kind: "text", text: value })),
}));
const thought = fc.constantFrom(undefined, "anthropic", "gemini").map((issuer): Part => ({
  kind: "thinking",
  text: "hm",
  ...(issuer ? { sealed: { issuer, data: "ZGF0YQ==" } } : {}),
}));
const picture = fc.constant<Part>({ kind: "media", media: "audio", source: { by: "url", url: "https://x.test" } });
const turnOf = (role: Turn["role"], part: fc.Arbitrary<Part>): fc.Arbitrary<Turn> =>
  fc.array(part, { maxLength: 4 }).map((parts) => ({ role, parts }));
const turn = fc.oneof(
  turnOf("user", fc.oneof(text, result, picture)),
  turnOf("assistant", fc.oneof(text, call, thought)),
  turnOf("system", text),
);

/** What the provider refuses a request for. */
function faults(messages: { role: string; content: string | JsonObject[] }[]): string[] {
  const found: string[] = [];
  let calls: string[] = [];
  const ids: string[] = [];
  for (const [at, { role, content }] of messages.entries()) {
    const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
    if (role !== (at % 2 === 0 ? "user" : "assistant")) found.push("turns do not alternate");
    if (blocks.length === 0) found.push("an empty turn");
    const results = blocks.flatMap((block) => (block["type"] === "tool_result" ? [String(block["tool_use_id"])] : []));
    if (role === "user") {
      if (results.toSorted().join() !== calls.toSorted().join()) found.push("calls and results do not match");
      if (blocks.slice(0, results.length).some((block) => block["type"] !== "tool_result")) found.push("results later");
    }
    calls = [];
    for (const block of blocks) {
      if (block["type"] === "text" && String(block["text"]).trim() === "") found.push("an empty text");
      if (block["type"] === "thinking" && block["signature"] === "") found.push("unsigned thoughts");
      if (block["type"] !== "tool_use") continue;
      if (role !== "assistant") found.push("a call by the user");
      if (!/^[a-zA-Z0-9_-]+$/.test(String(block["id"]))) found.push("an id that is refused");
      calls.push(String(block["id"]));
      ids.push(String(block["id"]));
    }
  }
  if (new Set(ids).size < ids.length) found.push("two calls of one id");
  return found;
}

test("whatever a conversation was in another format, its turns are such as the provider takes", () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 7 }), (turns) => {
      const prompt: Prompt = { format: "openai.chat", stream: false, system: [], turns, tools: [] };
      const body = anthropicCodec.writePrompt(prompt, target, makeLost());
      const messages = body["messages"] as { role: string; content: string | JsonObject[] }[];
      ok(messages.length > 0);
      deepEqual(faults(messages), [], JSON.stringify(messages));
      equal(messages[0]?.role, "user");
    }),
    { numRuns: 500 },
  );
});
