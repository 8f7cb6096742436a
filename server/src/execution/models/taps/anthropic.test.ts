import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { anthropicTap } from "./anthropic.ts";

const event = (type: string, more: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const START = event("message_start", {
  message: { usage: { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1, service_tier: "standard" } },
});
const TEXT = event("content_block_delta", {
  index: 0,
  delta: { type: "text_delta", text: 'a "usage" of message_stop' },
});
const DELTA = event("message_delta", {
  delta: { stop_reason: "end_turn" },
  usage: { output_tokens: 9, input_tokens: null },
});
const STOP = event("message_stop");

test("everything passes but the closing event, and the counts of the first and the last events are joined", () => {
  const tap = anthropicTap();
  equal(tap.see(Buffer.from(START + TEXT)), -1);
  equal(tap.mayEnd(), false);
  equal(tap.see(Buffer.from(DELTA + STOP)), Buffer.byteLength(DELTA));
  equal(tap.complete, true);
  deepEqual(tap.counted, {
    source: "provider",
    input: 15,
    cachedInput: 5,
    output: 9,
    reasoning: 0,
    serviceTier: "standard",
  });
});

test("a stream without names of events has the same end", () => {
  const tap = anthropicTap();
  const bare = (START + TEXT + DELTA + STOP).replaceAll(/^event: .*\n/gm, "");
  equal(tap.see(Buffer.from(bare)), bare.lastIndexOf("data:"));
  equal(tap.complete, true);
});

test("an error inside the stream is a failure and no end, and a cut stream has been counted until then", () => {
  const tap = anthropicTap();
  tap.see(Buffer.from(START + TEXT + TEXT + event("error", { error: { type: "overloaded_error", message: "busy" } })));
  deepEqual([tap.complete, tap.mayEnd(), typeof tap.failure], [false, false, "string"]);
  deepEqual([tap.outputSeen, tap.counted?.input], [2, 15]);
});

test("what has not been counted yet is not taken for nought", () => {
  const tap = anthropicTap();
  tap.see(Buffer.from(event("message_start", { message: { usage: { input_tokens: 0, output_tokens: 0 } } })));
  equal(tap.counted, undefined);
});

test("to count tokens is to use none", () => {
  const usage = anthropicTap().readWhole({ input_tokens: 42 });
  deepEqual([usage?.source, usage?.input, usage?.output], ["provider", 0, 0]);
  equal(anthropicTap().readWhole({ hello: 1 }), undefined);
});
