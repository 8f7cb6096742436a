import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import type { Message } from "@anthropic-ai/sdk/resources";
import * as fc from "fast-check";
import { eventsOf } from "../../taps/events.ts";
import type { Frame } from "../codec.ts";
import { deltasOf } from "../deltas.ts";
import type { Answer, Delta, Json, JsonObject, Part } from "../form.ts";
import { makeLost } from "../lost.ts";
import { anthropicCodec } from "./index.ts";

const frame: Frame = {
  call: "c1",
  model: "asked",
  createdS: 0,
  includeUsage: false,
  prompt: { format: "anthropic.messages", stream: true, system: [], turns: [], tools: [] },
};

const USAGE: JsonObject = {
  input_tokens: 10,
  cache_creation_input_tokens: 7,
  cache_read_input_tokens: 5,
  cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 3 },
  output_tokens: 20,
  output_tokens_details: { thinking_tokens: 6 },
  server_tool_use: { web_search_requests: 2 },
  service_tier: "standard",
};

const BODY: JsonObject = {
  id: "msg_c1",
  type: "message",
  role: "assistant",
  model: "asked",
  content: [
    { type: "thinking", thinking: "Hm.", signature: "c2ln" },
    { type: "redacted_thinking", data: "cmVk" },
    { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } },
    { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
    { type: "a_block_of_tomorrow", inner: [1] },
    { type: "text", text: "See", citations: [{ type: "char_location", cited_text: "p" }] },
    { type: "tool_use", id: "toolu_1", name: "find", input: { id: 1 } },
    { type: "tool_use", id: "toolu_2", name: "find", input: {} },
  ],
  stop_reason: "tool_use",
  stop_sequence: null,
  usage: USAGE,
};

/** A stream as the official client puts it together. */
async function assembled(text: string): Promise<Message> {
  const lines = [...eventsOf(text)].map(({ data }) => data).join("\n");
  return await MessageStream.fromReadableStream(new Blob([`${lines}\n`]).stream()).finalMessage();
}

function written(deltas: Iterable<Delta>): string {
  const writer = anthropicCodec.writeStream(frame, makeLost());
  let text = "";
  for (const delta of deltas) text += writer.write(delta);
  return text;
}

function reread(text: string): Delta[] {
  const reader = anthropicCodec.readStream("anthropic");
  return [...eventsOf(text)].flatMap((event) => reader.read(event));
}

test("an answer of this format is read and written again", () => {
  const answer = anthropicCodec.readAnswer(BODY, "anthropic");
  deepEqual(anthropicCodec.writeAnswer(answer, frame, makeLost()), BODY);
  deepEqual(answer.usage, {
    source: "provider",
    input: 22,
    cachedInput: 5,
    cacheWrite5m: 4,
    cacheWrite1h: 3,
    output: 20,
    reasoning: 6,
    serverTools: { web_search: 2 },
    serviceTier: "standard",
  });
});

test("as a stream it is put together by the official client, and read, to the same", async () => {
  const answer = anthropicCodec.readAnswer(BODY, "anthropic");
  const text = written(deltasOf(answer));
  const { content, stop_reason, usage } = await assembled(text);
  deepEqual(JSON.parse(JSON.stringify(content)), BODY["content"]);
  equal(stop_reason, "tool_use");
  deepEqual([usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens], [10, 5, 20]);
  equal(written(reread(text)), text);
  equal(reread(text)[0]?.kind === "start" && "usage" in (reread(text)[0] ?? {}), false, "a start that counts nothing");
});

test("what is no message is refused, and a torn event is as well", () => {
  for (const body of [null, [], "x", {}, { content: "x" }] as Json[]) {
    throws(() => anthropicCodec.readAnswer(body, "anthropic"), SyntaxError);
  }
  const reader = anthropicCodec.readStream("anthropic");
  throws(() => reader.read({ event: "content_block_delta", data: '{"type":' }), SyntaxError);
  throws(() => reader.read({ event: "x", data: "[]" }), SyntaxError);
});

test("unknown events and deltas give nothing, deltas without a block neither, and an error says what failed", () => {
  const reader = anthropicCodec.readStream("anthropic");
  const event = (data: JsonObject) => reader.read({ event: "", data: JSON.stringify(data) });
  deepEqual(event({ type: "tomorrow", x: 1 }), []);
  deepEqual(event({ type: "ping" }), []);
  deepEqual(event({ type: "content_block_delta", index: 9, delta: { type: "text_delta", text: "x" } }), []);
  deepEqual(event({ type: "content_block_stop", index: 9 }), []);
  deepEqual(event({ type: "error", error: { type: "overloaded_error", message: "busy" } }), [
    { kind: "failed", code: "overloaded_error", message: "busy" },
  ]);
});

test("calls that come interleaved are written one after the other", async () => {
  const open = (part: number): Delta => ({
    kind: "open",
    choice: 0,
    part,
    opening: { kind: "call", id: `call_${part}`, name: "f" },
  });
  const grow = (part: number, text: string): Delta => ({ kind: "grow", choice: 0, part, text });
  const text = written([
    { kind: "start", id: "x", model: "y" },
    { kind: "open", choice: 0, part: 0, opening: { kind: "text" } },
    grow(0, "So"),
    open(1),
    grow(1, '{"a"'),
    open(2),
    grow(2, '{"b":'),
    grow(1, ":1}"),
    grow(0, " and"),
    grow(2, "2}"),
    { kind: "stop", choice: 0, stop: "end" },
    { kind: "usage", usage: { source: "provider", input: 9, cachedInput: 2, output: 3, reasoning: 0 } },
    { kind: "end" },
  ]);
  const { content, stop_reason, usage } = await assembled(text);
  deepEqual(JSON.parse(JSON.stringify(content)), [
    { type: "text", text: "So" },
    { type: "tool_use", id: "call_1", name: "f", input: { a: 1 } },
    { type: "tool_use", id: "call_2", name: "f", input: { b: 2 } },
    { type: "text", text: " and" },
  ]);
  equal(stop_reason, "tool_use");
  deepEqual([usage.input_tokens, usage.cache_read_input_tokens], [7, 2]);
});

test("a custom tool's text and thoughts that nobody signed reach the caller, and come back as such", async () => {
  const parts: Part[] = [
    { kind: "thinking", text: "Hm" },
    { kind: "call", id: "1", name: "sh", arguments: 'echo "x"\n', custom: true },
  ];
  const answer: Answer = {
    format: "openai.responses",
    id: "r",
    model: "m",
    choices: [{ index: 0, parts, stop: "tools" }],
  };
  const { content } = await assembled(written(deltasOf(answer)));
  deepEqual(content[1]?.type === "tool_use" && content[1].input, { input: 'echo "x"\n' });
  ok(content[0]?.type === "thinking" && content[0].signature.startsWith("lumos1.sealed."));
  const again = anthropicCodec.readPrompt(
    { messages: [{ role: "assistant", content: [JSON.parse(JSON.stringify(content[0])) as Json] }] },
    { issuer: "anthropic", stream: false },
  );
  deepEqual(again.turns[0]?.parts[0], { kind: "thinking", text: "Hm" });
});

const part: fc.Arbitrary<Part> = fc.oneof(
  fc.string({ minLength: 1 }).map((text): Part => ({ kind: "text", text })),
  fc
    .record({
      text: fc.string({ minLength: 1 }),
      data: fc.base64String({ minLength: 4 }),
      issuer: fc.constantFrom("anthropic", "openai:south", "gemini"),
    })
    .map(({ text, data, issuer }): Part => ({ kind: "thinking", text, sealed: { issuer, data } })),
  fc
    .record({
      id: fc.string({ minLength: 1 }),
      name: fc.stringMatching(/^[a-z]{1,9}$/),
      args: fc.dictionary(fc.string(), fc.string()),
    })
    .map(({ id, name, args }): Part => ({
      kind: "call",
      id: id.toWellFormed(),
      name,
      arguments: JSON.stringify(args),
    })),
);

test("texts, thoughts, calls and usage survive being written and read, whole and as a stream", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(), (parts, input, output) => {
      const usage = { source: "provider" as const, input, cachedInput: 0, output, reasoning: 0 };
      const answer: Answer = {
        format: "openai.chat",
        id: "1",
        model: "m",
        choices: [{ index: 0, parts, stop: "length" }],
        usage,
      };
      const whole = anthropicCodec.readAnswer(anthropicCodec.writeAnswer(answer, frame, makeLost()), "anthropic");
      deepEqual(whole.choices[0]?.parts, parts);
      deepEqual(whole.usage, usage);
      const deltas = reread(written(deltasOf(answer)));
      deepEqual(
        deltas.flatMap((delta) => (delta.kind === "grow" ? [delta.text] : [])).join(""),
        parts.map((one) => (one.kind === "call" ? one.arguments : "text" in one ? one.text : "")).join(""),
      );
      deepEqual(deltas.find((delta) => delta.kind === "usage")?.usage, usage);
    }),
  );
});
