import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Thread, type WideState, copyWide, freshWide, mergeWide } from "./state.ts";

const HOW = { now: 1_000, halfLifeMs: 1e12 };
const thread = (id: number, more: Partial<Thread>): Thread => ({
  id,
  terms: [id],
  count: 1,
  sum: 0.5,
  parts: 1,
  sessions: 1,
  people: 1,
  ...more,
});

test("what two processes saw of the same caller is added up, whichever of them writes last", () => {
  const base: WideState = { ...freshWide(1_000), calls: 10, extracts: 1, threads: [thread(7, { count: 2, sum: 1 })] };
  const one = copyWide(base);
  one.calls += 3;
  one.threads = [thread(7, { count: 5, sum: 2, parts: 3, people: 1 })];
  const two = copyWide(base);
  two.calls += 4;
  two.extracts += 2;
  two.threads = [thread(7, { count: 3, sum: 1.5, parts: 5, people: 2 }), thread(9, {})];
  for (const [first, last] of [
    [one, two],
    [two, one],
  ] as const) {
    const merged = mergeWide(mergeWide(base, first, base, HOW), last, base, HOW);
    deepEqual([merged.calls, merged.extracts], [17, 3]);
    const both = merged.threads.find(({ id }) => id === 7);
    deepEqual([both?.count, both?.sum, both?.parts, both?.people], [6, 2.5, 7, 3]);
    equal(merged.threads.length, 2);
  }
});
