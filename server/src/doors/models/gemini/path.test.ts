import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import { modelPath } from "../paths.ts";
import { geminiArrayDoor, geminiDoor } from "./door.ts";

const asked = (url: string, headers = {}) => {
  const [path = "", query] = url.split("?");
  return modelPath(path, query === undefined ? "" : `?${query}`, headers);
};

test("a path names the model, the method and the framing", () => {
  for (const version of ["v1beta", "v1"]) {
    deepEqual(asked(`/${version}/models/gem:generateContent`), {
      kind: "call",
      door: geminiDoor,
      request: { operation: "generate", stream: false, model: "gem" },
    });
    deepEqual(asked(`/${version}/models/gem:streamGenerateContent?alt=sse`), {
      kind: "call",
      door: geminiDoor,
      request: { operation: "generate", stream: true, model: "gem" },
    });
    for (const query of ["", "?alt=json", "?$alt=x&prettyPrint=false"]) {
      const call = asked(`/${version}/models/gem:streamGenerateContent${query}`);
      equal(call?.door, geminiArrayDoor);
    }
    const count = asked(`/${version}/models/gem:countTokens`);
    equal(count?.kind === "call" && count.request.operation, "count");
  }
});

for (const [written, name] of [
  ["gem", "gem"],
  ["models/gem", "gem"],
  ["models%2Fgem", "gem"],
  ["acme/gem", "acme/gem"],
  ["acme%2Fgem", "acme/gem"],
  ["llama:8b", "llama:8b"],
  ["caf%C3%A9", "caf\u00e9"],
] as const) {
  test(`${written} is the name ${name}`, () => {
    const call = asked(`/v1beta/models/${written}:generateContent`);
    equal(call?.kind === "call" && call.request.model, name);
  });
}

// Guarantee: a key in an address is not taken, so that nobody gets used to writing it where logs keep it.
test("a key in an address is not taken, so that nobody gets used to writing it where logs keep it", () => {
  for (const url of [
    "/v1beta/models/gem:generateContent?key=abc",
    "/v1beta/models?key=abc",
    "/v1beta/models/gem?x=1&key=",
    "/v1/models/gem:streamGenerateContent?alt=sse&%6bey=abc",
  ]) {
    const refused = asked(url, { "x-goog-api-key": "abc" });
    equal(refused?.kind, "refused", url);
    if (refused?.kind === "refused") match(refused.message, /x-goog-api-key/);
  }
});

test("what is not spoken is refused in words, what is another door's is left to it", () => {
  for (const path of [
    "/v1beta/models/gem:embedContent",
    "/v1beta/models/gem:constructor",
    "/v1beta/models/:generateContent",
    "/v1beta/models/%E0%A4%A:generateContent",
    "/v1beta/tunedModels/mine:generateContent",
    "/v1beta/tunedModels",
  ]) {
    equal(asked(path)?.kind, "refused", path);
  }
  for (const path of [
    "/v1beta/files",
    "/api/v1/models:x",
    "/v1x/models/gem:generateContent",
    "/v1beta",
    "/v1/other:x",
  ]) {
    equal(asked(path), undefined, path);
  }
});

test("a list of models is told in the words of whoever asks for it", () => {
  equal(asked("/v1/models")?.door.format, "openai.chat");
  equal(asked("/v1/models", { "anthropic-version": "2023-06-01" })?.door.format, "anthropic.messages");
  equal(asked("/v1/models", { "x-goog-api-key": "k" })?.door.format, "gemini.generate");
  equal(asked("/v1beta/models")?.door.format, "gemini.generate");
  deepEqual(asked("/v1beta/models/gem"), { kind: "models", door: geminiDoor, name: "gem" });
});
