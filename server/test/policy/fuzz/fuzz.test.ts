import assert from "node:assert/strict";
import { test } from "node:test";
import { type Subject, compareRound } from "./compare.ts";
import { makeComparison } from "./doors.ts";
import { makeOracle } from "./oracle.ts";
import { policyText } from "./print.ts";
import { makeRound } from "./round.ts";
import { shrink } from "./shrink.ts";
import { makeTally } from "./tally.ts";
import { type Vector, questionOf, vectorOf } from "./vectors.ts";

const SIZE = { policies: 30, requests: 30 };

/** Cedar's own, with a mistake. */
function mistaken(mistake: (verdict: NonNullable<ReturnType<ReturnType<Subject["prepare"]>>>) => void): Subject {
  const oracle = makeOracle();
  return {
    prepare(trees, { actions }) {
      oracle.prepare(new Map([...trees].map(([id, tree]) => [id, policyText(tree)])));
      return ({ request, entities }) => {
        const verdict = oracle.ask(request, [...actions, ...entities]);
        if (verdict) mistake(verdict);
        return verdict;
      };
    },
  };
}

test("the same seed makes the same round, another seed another", () => {
  const written = (seed: number, number: number) => {
    const round = makeRound(seed, number, SIZE);
    return JSON.stringify([[...round.trees], round.asked]);
  };
  assert.equal(written(3, 7), written(3, 7));
  assert.notEqual(written(3, 7), written(3, 8));
  assert.notEqual(written(3, 7), written(4, 7));
});

test("a mistake of an engine is found, made small and can be asked again", () => {
  const oracle = makeOracle();
  const subject = mistaken((verdict) => void verdict.errors.splice(0));
  let found: ReturnType<typeof compareRound>;
  for (let number = 0; number < 20 && !found; number += 1)
    found = compareRound(makeRound(1, number, SIZE), oracle, subject);
  assert.ok(found);
  const small = shrink(found, oracle, subject);
  assert.equal(small.round.trees.size, 1);
  assert.equal(small.asked.entities.length, 0);
  const vector = vectorOf("v", small);
  const text = Object.values(vector.policies).join();
  assert.ok(text.length < 120, text);
  const again = questionOf(JSON.parse(JSON.stringify(vector)) as Vector);
  oracle.prepare(new Map(Object.entries(vector.policies)));
  assert.deepEqual(oracle.ask(again.request, again.entities), vector.expect);
  assert.equal(vector.expect?.errors.length, 1);
});

test("both engines give the same answers, bare and behind their door", () => {
  const comparison = makeComparison();
  const tally = makeTally();
  const seed = 20_261_121;
  for (let number = 0; number < 28; number += 1) {
    const found = comparison.round(seed, number, SIZE, tally);
    assert.equal(found && JSON.stringify({ answered: found.said, ...vectorOf(`${seed}/${number}`, found) }), undefined);
  }
  const { counts, forms } = tally;
  assert.equal(counts.unparsed, 0);
  assert.ok(counts.satisfied > counts.evaluations / 50, JSON.stringify(counts));
  assert.ok(counts.errored > counts.evaluations / 50, JSON.stringify(counts));
  assert.ok(counts.unanswered < counts.requests / 5, JSON.stringify(counts));
  for (const form of FORMS) assert.ok(forms.has(form), `nothing made uses ${form}`);
});

const FORMS = [
  "principal All, principal ==, principal in, principal is, resource All, resource ==, resource in, resource is",
  "action All, action ==, action in, when, unless, Var, Value, Set, Record, if-then-else",
  "&&, ||, !, neg, +, -, *, ==, !=, <, <=, >, >=, ., has, like, is, in",
  "contains, containsAll, containsAny, isEmpty, hasTag, getTag",
  "decimal, lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual",
  "ip, isIpv4, isIpv6, isLoopback, isMulticast, isInRange",
  "datetime, offset, durationSince, toDate, toTime",
  "duration, toMilliseconds, toSeconds, toMinutes, toHours, toDays",
].flatMap((line) => line.split(", "));
