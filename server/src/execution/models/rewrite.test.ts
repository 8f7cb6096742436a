import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { type ModelAsk, UNREAD, scanJson } from "../../kernel/index.ts";
import { redactJson } from "./redact-json.ts";
import { rewriteBody } from "./rewrite.ts";

test("a limit holds whichever name the caller gave another one", () => {
  for (const [given, expected] of [
    [
      { max_tokens: 5, max_completion_tokens: 100_000 },
      { max_tokens: 50, max_completion_tokens: 50 },
    ],
    [{ max_completion_tokens: 100_000 }, { max_completion_tokens: 50 }],
    [{ max_tokens: -1 }, { max_tokens: 50 }],
    [{}, { max_completion_tokens: 50 }],
  ]) {
    const body = rewriteBody(ask({ model: "a", ...given }), { model: "b", redactions: [], maxTokensOut: 50 });
    deepEqual(JSON.parse(body.toString()), { model: "b", ...expected });
  }
});

// Guarantee: a redacted body is still JSON.
test("a redacted body is still JSON", () => {
  const text = JSON.stringify({ a: 'x\n"é', b: [1234, "\u0001y"] });
  for (let start = 0; start < text.length; start++) {
    for (let end = start + 1; end <= text.length; end++) {
      const out = redactJson(text, [{ start, end, replacement: '<"_1>' }]);
      equal(typeof JSON.parse(out), out.startsWith("{") ? "object" : "string");
    }
  }
});

test("changes of a body that overlap are never sent", () => {
  const made = ask({ model: "a", max_tokens: 41_791_234_567 });
  made.texts = [{ path: ["max_tokens"], place: "", channel: "prompt", encoding: "json", text: "41791234567" }];
  const redactions = [{ part: 0, start: 0, end: 11, replacement: "<PHONE_1>" }];
  throws(() => rewriteBody(made, { model: "b", redactions, maxTokensOut: 50 }), /overlap/);
});

function ask(value: object): ModelAsk {
  const body = Buffer.from(JSON.stringify(value));
  const shape = scanJson(body, 64);
  if ("problem" in shape) throw new Error(shape.problem);
  return {
    ...UNREAD,
    model: "a",
    body,
    members: shape.members,
  };
}
