import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom, systemRandom } from "../kernel/index.ts";
import { isLocalToken, KEY_LENGTH, makeKey, makeKeyId, makeLocalToken, parseKey } from "./token.ts";

test("a new key has the documented shape and parses to its public id", () => {
  for (const [kind, short] of Object.entries({ user: "usr", agent: "agt", application: "app", server: "srv" })) {
    const key = makeKey(systemRandom, kind as "user", "ab12CD34");
    assert.match(key.text, new RegExp(`^lmk_${short}_ab12CD34_[0-9A-Za-z]{49}$`));
    assert.equal(key.text.length, KEY_LENGTH);
    assert.deepEqual(parseKey(key.text), { id: "ab12CD34", body: key.body });
  }
});

test("one changed, swapped or missing character is found by the checksum", () => {
  const { text } = makeKey(seededRandom(1), "agent", "00000000");
  for (let at = 0; at < text.length; at++) {
    const other = text[at] === "a" ? "b" : "a";
    assert.equal(parseKey(text.slice(0, at) + other + text.slice(at + 1)), undefined, `at ${at}`);
    assert.equal(parseKey(text.slice(0, at) + text.slice(at + 1)), undefined, `without ${at}`);
    const next = text[at + 1];
    if (next !== undefined && next !== text[at]) {
      assert.equal(parseKey(text.slice(0, at) + next + text[at] + text.slice(at + 2)), undefined, `swapped ${at}`);
    }
  }
});

test("what only looks like a key is not one", () => {
  const { text } = makeKey(seededRandom(2), "user", "00000000");
  const hostile = ["", " ", text + " ", ` ${text}`, `${text}\n`, text.toUpperCase(), "lmk_usr_", "a".repeat(1_000_000)];
  for (const one of [...hostile, text.replace("usr", "own"), text.replace("lmk", "sk-"), "\0".repeat(KEY_LENGTH)]) {
    assert.equal(parseKey(one), undefined);
  }
});

test("secrets fill their length whatever the random bytes are", () => {
  for (const byte of [0x00, 0xff]) {
    const random = { bytes: (count: number) => Buffer.alloc(count, byte) };
    const { text } = makeKey(random, "user", "00000000");
    assert.ok(parseKey(text), text);
  }
});

test("public ids use every digit about as often", () => {
  const counts = new Map<string, number>();
  const random = seededRandom(3);
  for (let i = 0; i < 5_000; i++)
    for (const digit of makeKeyId(random)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  assert.equal(counts.size, 62);
  const expected = (5_000 * 8) / 62;
  for (const [digit, count] of counts) assert.ok(Math.abs(count - expected) < expected * 0.25, `${digit}: ${count}`);
});

test("the local token is not a key and no key is a local token", () => {
  const token = makeLocalToken(systemRandom);
  assert.ok(isLocalToken(token));
  assert.equal(parseKey(token), undefined);
  assert.ok(!isLocalToken(makeKey(systemRandom, "user", "00000000").text));
});
