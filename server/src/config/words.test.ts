import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, nearest, pathText, quoted } from "./words.ts";

test("a slip of the finger finds the word that was meant", () => {
  const known = ["baseUrl", "key", "regions", "selfHosted"];
  assert.equal(nearest("baseURL", known), "baseUrl");
  assert.equal(nearest("baesUrl", known), "baseUrl");
  assert.equal(nearest("kye", known), "key");
  assert.equal(nearest("selfhostd", known), "selfHosted");
});

test("a word that is near to nothing brings no suggestion", () => {
  assert.equal(didYouMean("temperature", ["id", "provider", "tier"]), undefined);
  assert.equal(nearest("", ["a"]), undefined);
  assert.equal(nearest("x".repeat(10_000), ["x".repeat(9_999)]), undefined);
});

test("the nearer of two words wins", () => {
  assert.equal(nearest("model", ["modes", "models", "mode"]), "modes");
  assert.equal(nearest("modelss", ["modes", "models"]), "models");
});

test("a path reads as it would be written", () => {
  assert.equal(pathText(["routes", 0, "models", 1]), "routes[0].models[1]");
  assert.equal(pathText([]), "");
});

test("a quoted word stays on one line and short", () => {
  assert.equal(quoted("a\nb\u001b[31m"), "`a\ufffdb\ufffd[31m`");
  assert.equal(quoted("x".repeat(100)).length, 65);
});
