import assert from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape } from "../../../test/policy/acme.ts";
import { fixedClock } from "../../kernel/index.ts";
import { runCases } from "../index.ts";
import { clauseLines } from "./clause-lines.ts";

const ALL = '@id("all") permit (principal, action, resource);';
const landscape = acmeLandscape();

async function coverageOf(text: string, facts: Record<string, unknown>[], more: { id: string; text: string }[] = []) {
  const report = await runCases({
    landscape,
    clock: fixedClock(NOON),
    policies: [{ id: "all", text: ALL }, { id: "one", text }, ...more],
    cases: facts.map((its, place) => ({
      name: `${place}`,
      chain: ["user:alice@acme.test"],
      ask: { model: "cellar-guarded" },
      facts: its,
      expect: { outcome: "allowed" },
    })),
  });
  assert.ok(report.coverage, JSON.stringify(report.problems));
  const one = report.coverage.policies.find(({ policy }) => policy === "one");
  assert.ok(one);
  return { coverage: report.coverage, one };
}

const TWO = `@id("one")
// when it is over 50, unless somebody "unless" said so
forbid (principal, action in Lumos::Action::"use_model", resource)
when { context.base.purpose like "when*" || context.base.sessionRisk > 50 }
unless { context.base.programs.contains("unless") };`;

test("each clause counts when it is reached: true, false and both", async () => {
  const quiet = await coverageOf(TWO, [{}]);
  assert.deepEqual(quiet.one.missing, [
    "it never decided",
    "when in line 4 was never true",
    "unless in line 5 was never reached",
  ]);
  const both = await coverageOf(TWO, [{}, { sessionRisk: 60 }, { sessionRisk: 60, programs: ["unless"] }]);
  assert.deepEqual(both.one.missing, []);
  assert.deepEqual([both.one.inScope, both.one.decided, both.one.errored], [3, 1, 0]);
  assert.deepEqual(both.one.clauses, [
    { kind: "when", line: 4, held: 2, failed: 1, errored: 0 },
    { kind: "unless", line: 5, held: 1, failed: 1, errored: 0 },
  ]);
  assert.deepEqual([both.coverage.percent, both.coverage.touched, both.coverage.points], [100, 8, 8]);
});

test("a clause that cannot be evaluated is counted as that", async () => {
  const overflow = `@id("one") permit (principal, action, resource) when { context.base.sessionTurns * 9007199254740991 > 0 };`;
  const { one } = await coverageOf(overflow, [{ sessionTurns: 1_000_000 }]);
  assert.deepEqual([one.errored, one.clauses[0]?.errored, one.clauses[0]?.held], [1, 1, 0]);
});

test("a policy that no case is about is named, and one that is off is listed apart", async () => {
  const tools = `@id("one") permit (principal, action in Lumos::Action::"use_tool", resource) when { context.batch > 3 };`;
  const draft = { id: "later", text: '@id("later") @stage("draft") permit (principal, action, resource);' };
  const { one, coverage } = await coverageOf(tools, [{}], [draft]);
  assert.deepEqual(one.missing, ["no case is in its scope"]);
  assert.deepEqual(coverage.off, ["later"]);
  assert.deepEqual([coverage.touched, coverage.points], [2, 6]);
});

test("clauses are found where they stand, not where their words stand", () => {
  assert.deepEqual(clauseLines(TWO), [4, 5]);
  assert.deepEqual(clauseLines("permit(principal, action, resource);"), []);
});
