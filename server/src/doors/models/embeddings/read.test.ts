import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { readEmbeddings } from "./read.ts";

const read = (body: unknown) =>
  readEmbeddings(Buffer.from(JSON.stringify(body)), { operation: "embed", model: "", stream: false, headers: {} });
const places = (body: unknown) => read(body).ask.texts.map((part) => `${part.place}: ${part.text}`);

suite("requests for embeddings", () => {
  test("every text is read at its place, and whatever else the body carries", () => {
    deepEqual(places({ model: "m", input: "one" }), ["input: one"]);
    deepEqual(places({ model: "m", input: ["one", "", "two"], dimensions: 8, user: "eva" }), [
      "input[0]: one",
      "input[2]: two",
      "user: eva",
    ]);
    const { ask } = read({ model: "m", input: ["a".repeat(400)] });
    deepEqual(
      [ask.format, ask.operation, ask.stream, ask.tokensIn, ask.unread],
      ["openai.embeddings", "embed", false, 100, undefined],
    );
  });

  // Guarantee: text written as token ids counts as not assessed.
  test("text written as token ids counts as not assessed", () => {
    for (const input of [
      [15496, 995],
      [[15496], [995]],
      ["a text", [15496, 995]],
    ]) {
      const { ask, problem } = read({ model: "m", input });
      equal(problem, undefined);
      equal(ask.unread, true);
      equal(ask.tokensIn >= 2, true);
    }
  });

  for (const [name, body, param] of [
    ["no model", { input: "x" }, "model"],
    ["no input", { model: "m" }, "input"],
    ["an empty list", { model: "m", input: [] }, "input"],
    ["an object", { model: "m", input: [{ text: "x" }] }, "input"],
    ["a number that is no token", { model: "m", input: [[1.5]] }, "input"],
    ["an empty list of tokens", { model: "m", input: [[]] }, "input"],
    ["too many entries", { model: "m", input: Array.from({ length: 2_049 }, () => "x") }, "input"],
  ] as const) {
    test(`${name} is a bad request`, () => {
      const { problem } = read(body);
      deepEqual([problem?.code, problem?.param], ["invalid_request", param]);
    });
  }

  test("a body that cannot be read is a bad request", () => {
    const request = { operation: "embed", model: "", stream: false, headers: {} } as const;
    for (const text of ["", "{", "[]", `{"model":"m","input":"a","input":"b"}`]) {
      equal(readEmbeddings(Buffer.from(text), request).problem?.code, "invalid_request");
    }
  });
});
