import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { array, assert as always, constantFrom, nat, property, record } from "fast-check";
import { fixedClock } from "../../kernel/index.ts";
import type { KeptAnswer } from "./answers.ts";
import { makeSimilarAnswers } from "./similar.ts";

const answer = (name: string, bytes = name.length): KeptAnswer => ({
  contentType: "application/json",
  length: bytes,
  body: Buffer.from(name.padEnd(bytes)),
  usage: { source: "provider", input: 1, cachedInput: 0, output: 1, reasoning: 0 },
});
const entry = (name: string, ttlMs = 1_000) => ({ answer: answer(name), ttlMs });
const vector = (...numbers: number[]) => Float32Array.from(numbers);
/** The vector at an angle; the cosine of two is that of the angle between them. */
const at = (degrees: number) => vector(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const LIMITS = { inScope: 3, inAll: 5, answerBytes: 1_000, totalBytes: 100_000 };
const make = (limits = LIMITS) => {
  const clock = fixedClock(0);
  const answers = makeSimilarAnswers({ clock, limits });
  const named = (...about: Parameters<typeof answers.find>) => answers.find(...about)?.answer.body.toString();
  return { clock, answers, named };
};

test("the most like answer is found, and none below the threshold", () => {
  const { answers, named } = make();
  answers.keep("s", at(0), entry("none"));
  answers.keep("s", at(20), entry("twenty"));
  equal(named("s", at(15), 0.9), "twenty");
  equal(named("s", at(5), 0.9), "none");
  equal(named("s", at(60), 0.9), undefined);
  equal(answers.find("s", at(18), 0.9)?.similarity.toFixed(4), Math.cos(Math.PI / 90).toFixed(4));
});

test("how long a vector is does not matter, and the same one is found at the highest threshold", () => {
  const { answers } = make();
  answers.keep("s", vector(0.3, 0.1, 7), entry("a"));
  equal(answers.find("s", vector(0.6, 0.2, 14), 1)?.similarity.toFixed(5), "1.00000");
  ok((answers.find("s", vector(0.3, 0.1, 7), 1)?.similarity ?? 2) <= 1);
});

test("vectors of another length, without a direction or with what is no number find and keep nothing", () => {
  const { answers, named } = make();
  answers.keep("s", vector(1, 0), entry("a"));
  equal(named("s", vector(1, 0, 0), 0.7), undefined);
  for (const wrong of [vector(), vector(0, 0), vector(Number.NaN, 1), vector(Infinity, 1)]) {
    answers.keep("s", wrong, entry("b"));
    equal(named("s", wrong, 0.7), undefined);
  }
  equal(answers.size, 1);
});

test("an answer is given until its time is over, and then its place is free", () => {
  const { clock, answers, named } = make();
  answers.keep("s", at(0), entry("a", 1_000));
  clock.advance(999);
  equal(named("s", at(0), 0.9), "a");
  clock.advance(1);
  equal(named("s", at(0), 0.9), undefined);
  deepEqual([answers.size, answers.bytes], [0, 0]);
});

test("the same question again stands for what was kept before", () => {
  const { answers, named } = make();
  answers.keep("s", at(0), entry("old"));
  answers.keep("s", at(0), entry("new"));
  equal(named("s", at(0), 0.9), "new");
  equal(answers.size, 1);
});

test("what was not asked for the longest goes first, in its scope and in all", () => {
  const { answers, named } = make();
  for (const degrees of [0, 40, 80]) answers.keep("s", at(degrees), entry(`${degrees}`));
  equal(named("s", at(0), 0.99), "0");
  answers.keep("s", at(120), entry("120"));
  equal(named("s", at(40), 0.99), undefined);
  equal(named("s", at(0), 0.99), "0");
  for (const scope of ["t", "u", "v"]) answers.keep(scope, at(0), entry(scope));
  equal(answers.size, 5);
  equal(named("s", at(80), 0.99), undefined);
  equal(named("s", at(0), 0.99), "0");
});

test("an answer above the limit is not kept", () => {
  const { answers } = make();
  answers.keep("s", at(0), { answer: answer("a", 1_001), ttlMs: 1_000 });
  equal(answers.size, 0);
});

// Guarantee: an answer is found only in the scope it was kept in.
test("an answer is found only in the scope it was kept in, whatever comes, and within the limits", () => {
  const scope = constantFrom("a", "b", "c");
  const step = record({ scope, degrees: nat({ max: 180 }), bytes: nat({ max: 1_200 }), wait: nat({ max: 300 }) });
  always(
    property(array(step, { maxLength: 60 }), (steps) => {
      const limits = { ...LIMITS, totalBytes: 6_000 };
      const { clock, answers } = make(limits);
      for (const one of steps) {
        clock.advance(one.wait);
        const found = answers.find(one.scope, at(one.degrees), 0.7);
        if (found) equal(found.answer.body.toString()[0], one.scope);
        answers.keep(one.scope, at(one.degrees), { answer: answer(one.scope, one.bytes + 1), ttlMs: 1_000 });
        ok(answers.bytes <= limits.totalBytes);
        ok(answers.size <= limits.inAll);
      }
    }),
  );
});

test("the same steps give the same answers", () => {
  const run = () => {
    const { named, answers } = make();
    return [10, 30, 30, 50, 10, 70, 90, 30].map((degrees, place) => {
      const found = named("s", at(degrees), 0.7);
      answers.keep("s", at(degrees + (place % 3)), entry(`${place}`));
      return found;
    });
  };
  deepEqual(run(), run());
});
