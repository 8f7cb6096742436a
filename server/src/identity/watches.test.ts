import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "../kernel/index.ts";
import { makeWatches } from "./watches.ts";

test("a cut reaches every call that depends on the entity, once, in its organization only", () => {
  const watches = makeWatches(silentLog);
  const cuts: string[] = [];
  watches.add("a", ["user:u", "key:1"], () => cuts.push("a1"));
  watches.add("a", ["user:v", "key:2"], () => cuts.push("a2"));
  watches.add("b", ["user:u", "key:3"], () => cuts.push("b1"));
  watches.cut("a", "user:u");
  watches.cut("a", "key:1");
  watches.cut("a", "user:nobody");
  watches.cut("nowhere", "user:u");
  assert.deepEqual(cuts, ["a1"]);
});

test("a call whose watch has ended is not cut, and nothing is left of it", () => {
  const watches = makeWatches(silentLog);
  let cuts = 0;
  const ends = Array.from({ length: 100 }, (_, i) => watches.add("a", ["user:u", `key:${i}`], () => (cuts += 1)));
  for (const end of ends) {
    end();
    end();
  }
  watches.cut("a", "user:u");
  assert.equal(cuts, 0);
  assert.equal(watches.size, 0);
  assert.deepEqual(watches.watched("a"), []);
});

test("a call that cannot be cut does not keep others open, and a cut may start a new watch", () => {
  const watches = makeWatches(silentLog);
  let cuts = 0;
  watches.add("a", ["user:u"], () => {
    throw new Error("cannot");
  });
  const again = () => {
    cuts += 1;
    watches.add("a", ["user:u"], again);
  };
  watches.add("a", ["user:u"], again);
  watches.cut("a", "user:u");
  assert.equal(cuts, 1);
  assert.equal(watches.size, 1);
});
