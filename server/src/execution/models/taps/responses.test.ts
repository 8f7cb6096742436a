import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { responsesTap } from "./responses.ts";

const event = (type: string, more: object = {}, named = true) =>
  `${named ? `event: ${type}\n` : ""}data: ${JSON.stringify({ sequence_number: 1, type, ...more })}\n\n`;
const USED = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 2 },
};

suite("a Responses stream that only passes", () => {
  for (const named of [true, false]) {
    for (const eol of ["\n", "\r\n"]) {
      test(`is held back from its closing event on (${named ? "named" : "unnamed"}, ${JSON.stringify(eol)})`, () => {
        const tap = responsesTap();
        const before = event("response.output_text.delta", { delta: 'h\u00e9 "response.completed" é' }, named);
        const last = event(
          "response.completed",
          { response: { usage: USED, output: [{ type: "web_search_call" }] } },
          named,
        );
        const bytes = Buffer.from((before + before + last).replaceAll("\n", eol));
        equal(tap.see(bytes), Buffer.byteLength((before + before).replaceAll("\n", eol)));
        equal(tap.complete, true);
        equal(tap.failure, undefined);
        deepEqual(tap.counted, {
          source: "provider",
          input: 10,
          cachedInput: 4,
          output: 5,
          reasoning: 2,
          serverTools: { web_search: 1 },
        });
      });
    }
  }

  test("that is cut before its closing event is not complete", () => {
    const tap = responsesTap();
    equal(tap.see(Buffer.from(event("response.created", { response: { error: null } }))), -1);
    equal(tap.see(Buffer.from(event("response.output_text.delta", { delta: "x" }))), -1);
    equal(tap.complete, false);
    equal(tap.mayEnd(), false);
    equal(tap.outputSeen, 1);
  });

  for (const failing of [
    event("error", { code: "x", message: "y" }),
    event("response.failed", { response: { status: "failed", error: { code: "x" }, usage: USED } }),
    `event: error\ndata: {"error":{"message":"y"}}\n\n`,
    `data: {"error":{"message":"y"}}\n\n`,
    `event: error\ndata: {"type":"server_error","message":"y"}\n\n`,
  ]) {
    test(`that fails is no complete answer: ${JSON.stringify(failing.slice(0, 60))}`, () => {
      const tap = responsesTap();
      equal(tap.see(Buffer.from(failing)), 0);
      equal(tap.complete, false);
      equal(tap.failure, "reported an error inside the stream");
    });
  }

  test("that ran into its limit is complete", () => {
    const tap = responsesTap();
    tap.see(Buffer.from(event("response.incomplete", { response: { usage: USED } })));
    equal(tap.complete, true);
    equal(tap.counted?.input, 10);
  });
});
