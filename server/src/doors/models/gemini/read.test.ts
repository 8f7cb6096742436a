import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import type { ModelOperation } from "../../../kernel/index.ts";
import { readGenerate } from "./read.ts";

const read = (body: unknown, operation: ModelOperation = "generate") =>
  readGenerate(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), {
    operation,
    model: "gem",
    stream: false,
    headers: { "x-server-timeout": "600", "x-goog-api-key": "k", cookie: "c" },
  });
const contents = [{ role: "user", parts: [{ text: "Hi" }] }];
const PICTURE = "iVBORw0K".repeat(100);

test("every text is read with whom it speaks for, in both spellings", () => {
  const camel = {
    systemInstruction: { parts: [{ text: "system" }] },
    contents: [
      { role: "user", parts: [{ text: "user" }, { inlineData: { mimeType: "image/png", data: PICTURE } }] },
      { role: "model", parts: [{ functionCall: { name: "call", args: { a: "model" } }, thoughtSignature: PICTURE }] },
      { role: "user", parts: [{ functionResponse: { name: "name", response: { a: "result" } } }] },
    ],
    tools: [{ functionDeclarations: [{ name: "definition" }] }],
    generationConfig: { maxOutputTokens: 7, responseJsonSchema: {}, stopSequences: ["stop"] },
    serviceTier: "flex",
  };
  const snake = JSON.stringify(camel).replaceAll(/"(\w+)":/g, (_, name: string) => {
    return `"${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`;
  });
  for (const body of [camel, snake]) {
    const { ask, problem } = read(body);
    equal(problem, undefined);
    const said = ask.texts.filter(({ encoding }) => encoding !== "name").map(({ channel, text }) => [channel, text]);
    const find = (word: string) => said.find(([, text]) => text?.includes(word))?.[0];
    deepEqual(["system", "user", "model", "result", "definition", "stop"].map(find), [
      "system",
      "prompt",
      "assistant",
      "tool_result",
      "tool_definition",
      "prompt",
    ]);
    ok(!JSON.stringify(ask.texts).includes("iVBORw0K"), "a picture is read as text");
    deepEqual([ask.maxTokensOut, ask.images, ask.tools, ask.schema, ask.serviceTier], [7, true, true, true, "flex"]);
    deepEqual(ask.headers, { "x-server-timeout": "600" });
  }
});

// Guarantee: what tools say is untrusted data, whoever's turn carries it.
test("what tools say is untrusted data, whoever's turn carries it", () => {
  const parts = [
    { functionResponse: { name: "f", response: { a: ["told"] }, parts: [{ text: "told" }, { inlineData: "told" }] } },
    { function_response: { other: "told" } },
  ];
  for (const role of ["user", "model", "system", "function"]) {
    const told = read({ contents: [{ role, parts }] }).ask.texts.filter(({ text }) => text.includes("told"));
    deepEqual(
      told.map(({ channel }) => channel),
      Array.from({ length: 4 }, () => "tool_result"),
    );
  }
});

test("what is no picture is read where a picture stands, and what is no signature in the place of one", () => {
  const parts = [
    { inlineData: { mimeType: "image/png", data: "a secret" } },
    { thoughtSignature: "another secret", text: "" },
    { functionResponse: { name: "f", parts: [{ inlineData: { data: "a third secret" } }] } },
    { fileData: { fileUri: "https://x.test/a fourth secret" } },
  ];
  const { ask } = read({ contents: [{ parts }] });
  const all = ask.texts.map(({ text }) => text).join("\n");
  for (const word of ["a secret", "another secret", "a third secret", "a fourth secret"]) ok(all.includes(word), word);
});

for (const [name, body, message] of [
  ["no contents", {}, /contents/],
  ["empty contents", { contents: [] }, /contents/],
  ["contents that are no objects", { contents: ["Hi"] }, /contents\[0\]/],
  ["parts that are no list", { contents: [{ parts: { text: "Hi" } }] }, /contents\[0\]/],
  ["settings that are no object", { contents, generationConfig: [] }, /generationConfig/],
  ["settings that are null", { contents, generation_config: null }, /generationConfig/],
  ["settings written twice", { contents, generationConfig: {}, generation_config: {} }, /twice/],
  ["an instruction written twice", { contents, systemInstruction: {}, system_instruction: {} }, /twice/],
  ["a limit written twice", { contents, generationConfig: { maxOutputTokens: 1, max_output_tokens: 9 } }, /twice/],
  ["a member twice", '{"contents":[{"parts":[]}],"contents":[{"parts":[]}]}', /twice/],
  ["no JSON", "{", /JSON/],
] as const) {
  test(`a body with ${name} is a problem in words`, () => {
    const { problem, ask } = read(body);
    equal(problem?.code, "invalid_request");
    match(problem?.message ?? "", message);
    equal(ask.texts.length, 0);
  });
}

// Guarantee: what only the provider keeps, and nobody here has read, is not brought in by its name.
test("what only the provider keeps, and nobody here has read, is not brought in by its name", () => {
  for (const body of [
    { contents, cachedContent: "cachedContents/a" },
    { contents, cached_content: "cachedContents/a" },
  ]) {
    equal(read(body).problem?.param, "cachedContent");
    equal(read({ generateContentRequest: body }, "count").problem?.param, "cachedContent");
  }
});

test("a count of a whole request reads that request", () => {
  const { ask, problem } = read({ generateContentRequest: { model: "models/gem", contents } }, "count");
  equal(problem, undefined);
  equal(ask.operation, "count");
  ok(ask.texts.some(({ text, channel }) => text === "Hi" && channel === "prompt"));
  match(read({ generateContentRequest: {} }, "count").problem?.message ?? "", /contents/);
});
