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

test("a lower limit takes Anthropic's budget for thinking along", () => {
  const enabled = (budget_tokens: number) => ({ type: "enabled", budget_tokens, display: "omitted" });
  for (const [limit, budget, expected] of [
    [5_000, 4_000, enabled(4_000)],
    [3_000, 4_000, enabled(2_999)],
    [1_000, 4_000, { type: "disabled" }],
  ] as const) {
    const given = { model: "a", max_tokens: 9_000, thinking: enabled(budget) };
    const asked: ModelAsk = { ...ask(given), format: "anthropic.messages" };
    const body = rewriteBody(asked, { model: "b", redactions: [], maxTokensOut: limit });
    deepEqual(JSON.parse(body.toString()), { model: "b", max_tokens: limit, thinking: expected });
  }
  const unlimited: ModelAsk = { ...ask({ model: "a", thinking: enabled(4_000) }), format: "anthropic.messages" };
  const body = rewriteBody(unlimited, { model: "b", redactions: [], maxTokensOut: 2_000 });
  deepEqual(JSON.parse(body.toString()), { model: "b", max_tokens: 2_000, thinking: enabled(1_999) });
});

test("a limit holds whichever way Gemini's settings are written", () => {
  for (const [given, expected] of [
    [{ generationConfig: { maxOutputTokens: 9_000 } }, { generationConfig: { maxOutputTokens: 50 } }],
    [{ generation_config: { max_output_tokens: "9000" } }, { generation_config: { max_output_tokens: 50 } }],
    [{ generation_config: { seed: 1 } }, { generation_config: { max_output_tokens: 50, seed: 1 } }],
    [{ generationConfig: {} }, { generationConfig: { maxOutputTokens: 50 } }],
    [{ contents: [] }, { contents: [], generationConfig: { maxOutputTokens: 50 } }],
  ]) {
    const asked: ModelAsk = { ...ask(given ?? {}), format: "gemini.generate" };
    const body = rewriteBody(asked, { model: "b", redactions: [], maxTokensOut: 50 });
    deepEqual(JSON.parse(body.toString()), expected);
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
  const made = ask({ model: "a", note: { phone: "41791234567" } });
  const part = { place: "", channel: "prompt" } as const;
  made.texts = [
    { ...part, path: ["note"], encoding: "json", text: '{"phone":"41791234567"}' },
    { ...part, path: ["note", "phone"], encoding: "string", text: "41791234567" },
  ];
  const redactions = [
    { part: 0, start: 10, end: 21, replacement: "<PHONE_1>" },
    { part: 1, start: 0, end: 11, replacement: "<PHONE_1>" },
  ];
  throws(() => rewriteBody(made, { model: "b", redactions }), /overlap/);
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

test("a limit and a model's name are set in what redaction has changed as well", () => {
  const mail = "eva@example.org";
  const redaction = (part: string) => ({
    start: part.indexOf(mail),
    end: part.indexOf(mail) + mail.length,
    replacement: "<EMAIL_1>",
  });
  const config = { stopSequences: [mail], maxOutputTokens: 100_000 };
  const text = JSON.stringify(config);
  const asked: ModelAsk = {
    ...ask({ generationConfig: config, contents: [] }),
    format: "gemini.generate",
    texts: [{ path: ["generationConfig"], place: "generationConfig", channel: "prompt", encoding: "json", text }],
  };
  const limited = rewriteBody(asked, { model: "b", redactions: [{ part: 0, ...redaction(text) }], maxTokensOut: 50 });
  deepEqual(JSON.parse(limited.toString()), {
    generationConfig: { stopSequences: ["<EMAIL_1>"], maxOutputTokens: 50 },
    contents: [],
  });

  const path = ["generateContentRequest", "model"];
  const counted: ModelAsk = {
    ...ask({ generateContentRequest: { model: `models/${mail}` } }),
    format: "gemini.generate",
    operation: "count",
    texts: [{ path, place: path.join("."), channel: "prompt", encoding: "string", text: `models/${mail}` }],
  };
  const named = rewriteBody(counted, { model: "b", redactions: [{ part: 0, ...redaction(`models/${mail}`) }] });
  deepEqual(JSON.parse(named.toString()), { generateContentRequest: { model: "models/b" } });
});
