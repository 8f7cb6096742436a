import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { array, assert as always, constantFrom, nat, property, record } from "fast-check";
import { fixedClock } from "../../kernel/index.ts";
import { type KeptAnswer, makeAnswers } from "./answers.ts";

const answer = (bytes: number): KeptAnswer => ({
  contentType: "application/json",
  length: bytes,
  body: Buffer.alloc(bytes),
  usage: { source: "provider", input: 1, cachedInput: 0, output: 1, reasoning: 0 },
});
const LIMITS = { answerBytes: 1_000, totalBytes: 10_000 };

test("an answer is given until its time is over, not a moment longer", () => {
  const clock = fixedClock(0);
  const answers = makeAnswers({ clock, limits: LIMITS });
  answers.keep("a", answer(10), 1_000);
  clock.advance(999);
  ok(answers.find("a"));
  clock.advance(1);
  equal(answers.find("a"), undefined);
  equal(answers.bytes, 0);
});

test("finding an answer does not lengthen its time", () => {
  const clock = fixedClock(0);
  const answers = makeAnswers({ clock, limits: LIMITS });
  answers.keep("a", answer(10), 1_000);
  for (let times = 0; times < 4; times += 1) {
    clock.advance(250);
    answers.find("a");
  }
  equal(answers.find("a"), undefined);
});

test("an answer above the limit is not kept, and takes the place of none", () => {
  const answers = makeAnswers({ clock: fixedClock(0), limits: LIMITS });
  answers.keep("a", answer(1_000), 1_000);
  answers.keep("b", answer(1_001), 1_000);
  equal(answers.find("b"), undefined);
  ok(answers.find("a"));
});

test("what was not asked for the longest goes first", () => {
  const answers = makeAnswers({ clock: fixedClock(0), limits: LIMITS });
  for (const key of ["a", "b", "c", "d"]) answers.keep(key, answer(1_000), 1_000);
  ok(answers.find("a"));
  answers.keep("e", answer(1_000), 1_000);
  equal(answers.find("b"), undefined);
  ok(answers.find("a"));
});

test("whatever is kept and found, the bytes stay within the limit and add up", () => {
  const steps = array(record({ key: constantFrom("a", "b", "c", "d", "e", "f", "g"), bytes: nat({ max: 1_200 }) }));
  always(
    property(steps, (all) => {
      const answers = makeAnswers({ clock: fixedClock(0), limits: { ...LIMITS, totalBytes: 5_000 } });
      for (const { key, bytes } of all) {
        answers.keep(key, answer(bytes), 1_000);
        ok(answers.bytes <= 5_000);
      }
      let found = 0;
      for (const key of "abcdefg") found += (answers.find(key)?.body.length ?? -1_024) + 1_024;
      equal(found, answers.bytes);
    }),
  );
});
