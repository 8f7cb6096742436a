import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { geminiTap } from "./gemini.ts";

const event = (response: unknown): string => `data: ${JSON.stringify(response)}\n\n`;
const text = (said: string, more: object = {}, rest: object = {}): string =>
  event({ candidates: [{ content: { role: "model", parts: [{ text: said }] }, index: 0, ...more }], ...rest });

test("the stream is held back from the event on in which the model stops", () => {
  const tap = geminiTap();
  const first = text("a");
  equal(tap.see(Buffer.from(first)), -1);
  equal(tap.mayEnd(), false);
  equal(tap.see(Buffer.from(first + text("b", { finishReason: "STOP" }))), Buffer.byteLength(first));
  equal(tap.mayEnd(), true);
  equal(tap.complete, false);
});

test("with two candidates it is the last of them that ends the stream", () => {
  const tap = geminiTap();
  const both = (more: object) => event({ candidates: [{ index: 0, ...more }, { index: 1 }] });
  tap.see(Buffer.from(both({})));
  equal(tap.see(Buffer.from(both({ finishReason: "STOP" }))), -1);
  equal(tap.mayEnd(), false);
  equal(tap.see(Buffer.from(event({ candidates: [{ index: 1, finishReason: "MAX_TOKENS" }] }))), 0);
  equal(tap.mayEnd(), true);
});

test("a text or a call that only looks like an end ends nothing", () => {
  const tap = geminiTap();
  const call = { functionCall: { name: "f", args: { finishReason: "STOP", error: {}, index: 3, blockReason: "x" } } };
  tap.see(Buffer.from(text('"finishReason":"STOP"')));
  tap.see(Buffer.from(event({ candidates: [{ content: { parts: [call] }, index: 0 }] })));
  equal(tap.mayEnd(), false);
  equal(tap.failure, undefined);
  tap.see(Buffer.from(text("", { finishReason: "STOP" })));
  equal(tap.mayEnd(), true);
});

test("a prompt that was blocked ends the stream", () => {
  const tap = geminiTap();
  equal(tap.see(Buffer.from(event({ promptFeedback: { blockReason: "SAFETY" } }))), 0);
  equal(tap.mayEnd(), true);
});

test("usage is the last one said, also behind the end and of a stream that was cut", () => {
  const tap = geminiTap();
  const usage = (candidatesTokenCount: number) => ({ usageMetadata: { promptTokenCount: 9, candidatesTokenCount } });
  tap.see(Buffer.from(text("a", {}, usage(1)) + text("b", {}, usage(2))));
  equal(tap.counted?.output, 2);
  tap.see(Buffer.from(text("c", { finishReason: "STOP" }, usage(3))));
  tap.see(Buffer.from(event(usage(4))));
  deepEqual([tap.counted?.input, tap.counted?.output], [9, 4]);
});

test("an error inside the stream is a failure", () => {
  const tap = geminiTap();
  tap.see(Buffer.from(event({ error: { code: 500, status: "INTERNAL" } })));
  equal(typeof tap.failure, "string");
});
