import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../kernel/index.ts";
import { makeTextKey } from "./text-key.ts";

test("texts that differ anywhere have different keys, short and long; the same text has the same one", () => {
  const keyOf = makeTextKey(seededRandom(1));
  for (const size of [0, 1, 16_383, 16_384, 100_000]) {
    const text = "a".repeat(size);
    const others = [`${text}a`, `b${text}`, `${text}\ud800`, `${text}\udc00`, `${text}é`, `${text}e\u0301`];
    const keys = new Set([text, ...others].map(keyOf));
    assert.equal(keys.size, 7, `${size}`);
    assert.equal(keyOf(Buffer.from(text).toString()), keyOf(text));
    if (size > 10) assert.notEqual(keyOf(`${text.slice(0, size >> 1)}c${text.slice((size >> 1) + 1)}`), keyOf(text));
  }
});

test("keys of long texts mean nothing elsewhere", () => {
  const text = "long ".repeat(5_000);
  assert.notEqual(makeTextKey(seededRandom(1))(text), makeTextKey(seededRandom(2))(text));
});
