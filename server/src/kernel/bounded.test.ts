import assert from "node:assert/strict";
import { test } from "node:test";
import { bounded } from "./bounded.ts";

test("a bounded map never holds more than its bound", () => {
  const map = bounded<number>(100);
  for (let i = 0; i < 10_000; i++) {
    map.set(`k${i}`, i);
    assert.ok(map.size <= 100);
  }
});

test("what is asked for between floods is kept, what is not is forgotten", () => {
  const map = bounded<number>(100);
  map.set("used", 1);
  map.set("unused", 2);
  for (let i = 0; i < 1_000; i++) {
    map.set(`k${i}`, i);
    if (i % 20 === 0) assert.equal(map.get("used"), 1);
  }
  assert.equal(map.get("unused"), undefined);
});

test("a deleted entry is gone from both generations, a changed one has one value", () => {
  const map = bounded<number>(4);
  map.set("a", 1);
  map.set("b", 1);
  map.set("c", 1); // a and b are old now
  map.set("a", 2);
  assert.equal(map.get("a"), 2);
  map.delete("a");
  map.delete("b");
  assert.equal(map.get("a"), undefined);
  assert.equal(map.get("b"), undefined);
  assert.equal(map.size, 1);
});
