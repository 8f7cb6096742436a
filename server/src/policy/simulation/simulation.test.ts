import assert from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape, acmeRoom, callOf, chainOf, modelsOf } from "../../../test/policy/acme.ts";
import { CHAINS, dice, randomCircumstances, widen } from "../../../test/policy/everything.ts";
import { silentLog } from "../../kernel/index.ts";
import { openEngines } from "../engine/engines.ts";
import { type RecordedQuestion, decideAgain, keptRulings } from "../index.ts";
import type { RecordedRuling } from "../replay/recorded.ts";
import { activate } from "../sets/active.ts";
import { inspect } from "../sets/check.ts";
import { deciderOfRecords, deciderWith } from "./decider.ts";
import { kindOf, toldOf } from "./flip.ts";
import { differing } from "./open.ts";
import { type RecordedAnswer, makeSimulation } from "./simulation.ts";

// Without the one that reads the time: no two questions would be equal.
const POLICIES = acmeLandscape(widen(dice(3))).policies.filter(({ id }) => id !== "time");

/** Questions as they are read back: pieces that are equal are the same object. */
async function recordedQuestions(count: number): Promise<RecordedAnswer[]> {
  const roll = dice(5);
  const landscape = acmeLandscape((declaration) => {
    widen(dice(3))(declaration);
    declaration.objects.policies = [...POLICIES];
  });
  const { room } = await acmeRoom(landscape);
  const pieces = new Map<string, unknown>();
  const shared = <T>(value: T): T => {
    const text = JSON.stringify(value);
    if (!pieces.has(text)) pieces.set(text, JSON.parse(text));
    return pieces.get(text) as T;
  };
  const circumstances = Array.from({ length: Math.ceil(count / 10) }, () => randomCircumstances(roll));
  const answers = Array.from({ length: count }, (_, place): RecordedAnswer => {
    const { context, assessment } = roll.pick(...circumstances);
    const chain = chainOf(landscape, ...roll.pick(...CHAINS.slice(-3)));
    const { asked, snapshot, engine, facts, workflows, rulings } = room.decide({
      call: callOf({ tokensIn: roll.pick(100, 4_000) }),
      chain,
      context: { ...context, customer: `${place}` },
      assessment,
      candidates: modelsOf(landscape, "smart"),
    });
    assert.ok(asked);
    const { against: _none, ...once } = asked;
    const question: RecordedQuestion = {
      ...once,
      people: shared(asked.people),
      candidates: shared(asked.candidates),
      workflows: shared(workflows ?? []),
      snapshot,
      engine,
      facts: JSON.parse(JSON.stringify(facts)),
    };
    const kept = rulings.map(({ candidate, ...ruling }) => ({
      model: candidate.id,
      obligations: [],
      needs: [],
      ...ruling,
    }));
    return { id: `${place}`, question, rulings: kept };
  });
  room.close();
  return answers;
}

async function setOf(policies: readonly { id: string; text: string }[]) {
  const engines = openEngines("fast", { log: silentLog, heard: () => {} });
  const { policies: known } = await inspect(policies, NOON);
  const active = activate(engines.engine, known, NOON);
  assert.ok(active.ok);
  return { set: active.value, engine: engines.engine, close: () => engines.close() };
}

test("two recorded questions share an answer only if everything that the policies read is the same", async () => {
  const recorded = await recordedQuestions(120);
  const { set, close } = await setOf(POLICIES);
  const decider = deciderWith(set);
  const outcomes = new Set<string>();
  for (const { question, rulings } of recorded) {
    assert.ok(question);
    const side = decider.answer(question, rulings);
    const alone = decideAgain(set, question);
    assert.deepEqual(side.told, toldOf(alone.outcome, keptRulings(alone)));
    outcomes.add(side.told.outcome);
  }
  assert.ok(decider.asked < recorded.length * 0.9, `${decider.asked} of ${recorded.length} were asked`);
  assert.ok(outcomes.size > 1);
  close();
});

test("where no policy that differs has a say, the answer is the same without asking again", async () => {
  const recorded = await recordedQuestions(90);
  const live = await setOf(POLICIES);
  const seen = { touched: 0, untouched: 0, flips: 0 };
  for (const [place, { id }] of POLICIES.entries()) {
    if (place % 4 !== 1) continue;
    const changed = POLICIES.map((policy) =>
      policy.id === id ? { id, text: policy.text.replace("permit", "forbid").replace("> ", "> 1") } : policy,
    );
    const candidate = await setOf(place % 8 === 1 ? changed : POLICIES.filter((policy) => policy.id !== id));
    const decider = deciderWith(live.set, differing(live.engine, live.set, candidate.set));
    for (const { question, rulings } of recorded) {
      assert.ok(question);
      const before = decider.answer(question, rulings);
      const after = decideAgain(candidate.set, question);
      const told = toldOf(after.outcome, keptRulings(after));
      seen[before.touched ? "touched" : "untouched"] += 1;
      if (!before.touched) assert.deepEqual(before.told, told, id);
      else if (kindOf(before.told, told) !== undefined) seen.flips += 1;
    }
    candidate.close();
  }
  live.close();
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, what);
});

test("what is kept of a window is bounded, and what is not told is counted", async () => {
  const recorded = await recordedQuestions(90);
  const { set, close } = await setOf([]);
  const simulation = makeSimulation({
    before: deciderOfRecords(),
    after: deciderWith(set),
    filter: {},
    expected: [],
    allowedKinds: [],
    allowedCount: 0,
    limit: 1,
    elapsed: () => 0,
  });
  simulation.take(recorded);
  simulation.take([{ id: "old", rulings: [], because: "it was recorded before the whole question was kept" }]);
  const report = simulation.report();
  const blocked = recorded.filter(({ rulings }) => rulings.every(({ outcome }) => outcome === "blocked")).length;
  assert.deepEqual([report.read, report.decided, report.flips], [91, 90, 90 - blocked]);
  assert.deepEqual(report.cannot, [{ because: "it was recorded before the whole question was kept", count: 1 }]);
  assert.equal(report.groups.length, 1);
  assert.ok(report.more > 0);
  assert.equal(report.ok, false);
  close();
});

test("a flip is what a caller would notice, and other policies for the same answer are none", () => {
  const ruling = (model: string, outcome: RecordedRuling["outcome"], policy: string, obligations: string[] = []) => ({
    model,
    outcome,
    obligations,
    needs: [],
    reasons: [{ policy, effect: "permit" as const, why: "", severity: "", principal: "user:a" }],
  });
  const a = toldOf("allowed", [ruling("m", "allowed", "one")]);
  const kinds = [
    toldOf("allowed", [ruling("m", "allowed", "two")]),
    toldOf("allowed", [ruling("m", "allowed", "one", ["redact:phi"])]),
    toldOf("allowed", [ruling("m", "blocked", "stop"), ruling("n", "allowed", "one")]),
    toldOf("blocked", [ruling("m", "blocked", "stop")]),
    toldOf("pending", [ruling("m", "pending", "one")]),
  ].map((b) => kindOf(a, b));
  assert.deepEqual(kinds, [undefined, "obligations", "model", "allowed->blocked", "allowed->pending"]);
});
