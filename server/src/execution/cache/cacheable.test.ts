import { equal } from "node:assert/strict";
import { test } from "node:test";
import { callOf } from "../../../test/policy/acme.ts";
import type { Format, ModelAsk } from "../../kernel/index.ts";
import { cacheable } from "./cacheable.ts";

function callWith(format: Format, more: Record<string, unknown>, ask: Partial<ModelAsk> = {}) {
  const members = { model: "m", ...more };
  const body = Buffer.from(JSON.stringify(members));
  return callOf({ body, members: membersOf(body, members), format, ...ask });
}

/** Where each member's value stands; the bodies here are written by this file, so their order is known. */
function membersOf(body: Buffer, members: Record<string, unknown>): Map<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  let at = 1;
  for (const [name, value] of Object.entries(members)) {
    const start = at + Buffer.byteLength(JSON.stringify(name)) + 1;
    const end = start + Buffer.byteLength(JSON.stringify(value));
    found.set(name, [start, end]);
    at = end + 1;
  }
  equal(body.length, at);
  return found;
}

const KEPT: [Format, Record<string, unknown>][] = [
  ["openai.chat", { messages: [] }],
  ["openai.chat", { store: false, n: 1, tools: [{ type: "function" }, { type: "custom" }] }],
  ["openai.chat", { store: null, tools: null, temperature: 2 }],
  ["openai.responses", { store: false, tools: [{ type: "function" }] }],
  ["openai.embeddings", { input: "x" }],
  [
    "anthropic.messages",
    {
      tools: [
        { name: "f", input_schema: {} },
        { type: "custom", name: "g" },
      ],
    },
  ],
  ["gemini.generate", { tools: [{ functionDeclarations: [] }], generationConfig: { candidateCount: 1 } }],
];
const NOT_KEPT: [Format, Record<string, unknown>][] = [
  ["openai.chat", { store: true }],
  ["openai.chat", { n: 2 }],
  ["openai.chat", { web_search_options: {} }],
  ["openai.chat", { tools: [{ type: "web_search" }] }],
  ["openai.chat", { tools: [5] }],
  ["openai.chat", { tools: "all" }],
  ["openai.chat", { tools: [{ name: "unsaid" }] }],
  ["openai.responses", {}],
  ["openai.responses", { store: true }],
  ["openai.responses", { store: false, background: true }],
  ["openai.responses", { store: false, conversation: "conv_1" }],
  ["openai.responses", { store: false, previous_response_id: "resp_1" }],
  ["openai.responses", { store: false, prompt: { id: "pmpt_1" } }],
  ["openai.responses", { store: false, tools: [{ type: "file_search" }] }],
  ["anthropic.messages", { tools: [{ type: "web_search_20250305", name: "web_search" }] }],
  ["anthropic.messages", { container: "c" }],
  ["anthropic.messages", { mcp_servers: [{}] }],
  ["gemini.generate", { cachedContent: "cachedContents/1" }],
  ["gemini.generate", { tools: [{ googleSearch: {} }] }],
  ["gemini.generate", { generationConfig: { candidateCount: 3 } }],
];

for (const [format, members] of KEPT)
  test(`${format} ${JSON.stringify(members)} is kept`, () => equal(cacheable(callWith(format, members)), true));
for (const [format, members] of NOT_KEPT)
  test(`${format} ${JSON.stringify(members)} is not kept`, () => equal(cacheable(callWith(format, members)), false));

test("a count, a call that goes on from another, and one that asks for no store are not kept", () => {
  equal(cacheable(callWith("anthropic.messages", {}, { operation: "count" })), false);
  equal(cacheable(callWith("openai.chat", {}, { previous: "resp_1" })), false);
  equal(cacheable({ ...callWith("openai.chat", {}), stated: { cache: "no-store" } }), false);
  equal(cacheable({ ...callWith("openai.chat", {}), stated: { cache: "no-cache" } }), true);
});
