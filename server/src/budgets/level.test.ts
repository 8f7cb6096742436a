import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as holds, constantFrom, double, integer, property } from "fast-check";
import { drained, EMPTY, emptyIn, filled, free, type Level, waitMs } from "./level.ts";

const minute = (amount: number) => ({ amount, spanMs: 60_000 });

test("a limit drains evenly, to the unit", () => {
  const full: Level = { used: 60, rest: 0, at: 1_000 };
  assert.equal(drained(full, minute(60), 1_999).used, 60);
  assert.equal(drained(full, minute(60), 2_000).used, 59);
  assert.equal(drained(full, minute(60), 31_000).used, 30);
  assert.deepEqual(drained(full, minute(60), 61_000), { used: 0, rest: 0, at: 61_000 });
});

test("a clock that goes back drains nothing", () => {
  const full: Level = { used: 60, rest: 0, at: 5_000 };
  assert.equal(drained(full, minute(60), 1_000), full);
});

test("what is waited for is there then, and not a millisecond before", () => {
  holds(
    property(
      integer({ min: 1, max: 1_000_000_000_000 }),
      constantFrom(1_000, 60_000, 3_600_000, 86_400_000),
      double({ min: 0, max: 2, noNaN: true }),
      double({ min: 0.000_001, max: 1, noNaN: true }),
      (amount, spanMs, fill, share) => {
        const rate = { amount, spanMs };
        const level = { used: Math.floor(amount * fill), rest: 0, at: 7 };
        const need = Math.max(1, Math.floor(amount * share));
        const wait = waitMs(level, rate, need);
        assert.ok(free(drained(level, rate, 7 + wait), rate) >= need);
        if (wait > 0) assert.ok(free(drained(level, rate, 6 + wait), rate) < need);
        assert.equal(drained(level, rate, 7 + emptyIn(level, rate)).used, 0);
      },
    ),
  );
});

test("draining in many steps is draining in one: nothing is lost to rounding", () => {
  holds(
    property(
      integer({ min: 1, max: 100_000 }),
      array(integer({ min: 0, max: 5_000 }), { maxLength: 50 }),
      (amount, steps) => {
        const rate = { amount, spanMs: 86_400_000 };
        const start = { used: amount, rest: 0, at: 0 };
        let level: Level = start;
        let now = 0;
        for (const step of steps) level = drained(level, rate, (now += step));
        assert.deepEqual(level, drained(start, rate, now));
      },
    ),
  );
});

test("nothing is emptier than empty", () => {
  assert.equal(filled(EMPTY, -5).used, 0);
  assert.equal(filled(filled(EMPTY, 3), -5).used, 0);
});
