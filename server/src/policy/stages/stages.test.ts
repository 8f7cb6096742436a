import assert from "node:assert/strict";
import { setTimeout as after } from "node:timers/promises";
import { test } from "node:test";
import type { Policy } from "../../config/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { fixedClock } from "../../kernel/index.ts";
import {
  NOON,
  acmeLandscape,
  acmeRoom,
  assessed,
  callOf,
  chainOf,
  modelsOf,
  quiet,
} from "../../../test/policy/acme.ts";
import type { Decision, PolicyRoom } from "../types.ts";
import { STAGES, isInShare, stageOf } from "./stage.ts";

const ALICE = "user:alice@acme.test";
const MODELS = 'action in Lumos::Action::"use_model", resource';
const PERMIT: Policy = { id: "all", text: `@id("all") @why("w") permit(principal, ${MODELS});` };
const staged = (id: string, stage: string, text: string, more = ""): Policy => ({
  id,
  text: `@id("${id}") @why("${id}") @stage("${stage}") ${more} ${text};`,
});
const forbid = (id: string, stage: string, when = "true", more = "", rest = "") =>
  staged(id, stage, `forbid(principal, ${MODELS}) when { ${when} } ${rest}`, more);
const control = (id: string, stage: string, obligation: string, when = "true") =>
  forbid(
    id,
    stage,
    when,
    `@obligation("${obligation}")`,
    `unless { context.base.fulfilled.contains("${obligation}") }`,
  );

const withPolicies = (policies: Policy[]): Landscape =>
  acmeLandscape(({ objects }) => {
    objects.policies = policies;
  });

interface Asking {
  chain?: string[];
  route?: string;
  facts?: Partial<typeof quiet>;
  risk?: Parameters<typeof assessed>[0];
  guardrails?: Parameters<PolicyRoom["decide"]>[0]["guardrails"];
}

async function roomWith(policies: Policy[]) {
  const landscape = withPolicies(policies);
  const { room } = await acmeRoom(landscape);
  const decide = ({ chain = [ALICE], route = "smart", facts = {}, risk = {}, guardrails }: Asking = {}) =>
    room.decide({
      call: callOf(),
      chain: chainOf(landscape, ...chain),
      context: { ...quiet, ...facts },
      assessment: assessed(risk),
      candidates: modelsOf(landscape, route),
      ...(guardrails ? { guardrails } : {}),
    });
  return { room, decide, landscape };
}

/** What was decided, without what was found beside it. */
const bare = ({ outcome, rulings, facts }: Decision) => ({
  outcome,
  facts,
  rulings: rulings.map(({ candidate, ...ruling }) => ({ ...ruling, candidate: candidate.id })),
});

async function foundBeside(decision: Decision) {
  assert.ok(decision.beside, "nothing is looked at beside this decision");
  await Promise.race([decision.beside.settled, after(5_000)]);
  return decision.beside.would;
}

test("stages and shares are read, and what is none is refused", () => {
  assert.deepEqual(
    STAGES.map((name) => stageOf(name)?.share),
    [0, 0, 10, 100],
  );
  assert.deepEqual(stageOf("canary:25%"), { name: "canary", share: 25 });
  for (const none of ["", "Shadow", "canary:0%", "canary:101%", "canary:-1%", "canary:5", "canary:5.5%", "shadow:5%"])
    assert.equal(stageOf(none), undefined, none);
});

test("a larger share of a canary keeps everyone it had, and holds about as many as it says", () => {
  const people = Array.from({ length: 2_000 }, (_, i) => `user:p${i}@acme.test`);
  let before = new Set<string>();
  for (const share of [1, 10, 25, 60, 100]) {
    const inside = new Set(people.filter((person) => isInShare("cap.x", share, person)));
    for (const person of before) assert.ok(inside.has(person));
    assert.ok(Math.abs(inside.size / people.length - share / 100) < 0.04, `${share} % are ${inside.size}`);
    before = inside;
  }
  const other = people.filter((person) => isInShare("cap.y", 25, person));
  assert.notDeepEqual(
    other,
    people.filter((person) => isInShare("cap.x", 25, person)),
  );
});

// Every kind of policy that could do harm if it counted.
const HOSTILE: Policy[] = [
  forbid("shadow.forbid", "shadow"),
  staged("shadow.permit", "shadow", "permit(principal, action, resource)"),
  forbid("shadow.errored", "shadow", "context.tokensIn * 9007199254740991 * 9007199254740991 > 1"),
  staged(
    "shadow.permit.errored",
    "shadow",
    `permit(principal, ${MODELS}) when { context.tokensIn * 9007199254740991 * 9007199254740991 > 1 }`,
  ),
  control("shadow.unsupported", "shadow", "notify:nobody"),
  control("shadow.approval", "shadow", "approval:approver"),
  ...["a", "b", "c", "d", "e", "f"].map((one, i, all) =>
    control(
      `shadow.loop.${one}`,
      "shadow",
      `redact:${one}`,
      i === 0 ? "true" : `context.base.fulfilled.contains("redact:${all[i - 1]}")`,
    ),
  ),
  forbid("draft.forbid", "draft"),
];

test("a policy that does not decide never changes a decision", async () => {
  const acting = [
    PERMIT,
    forbid("cap", "enforce", 'resource in Lumos::Tier::"frontier" && context.base.risk.cyber > 50'),
    control("pii", "enforce", "redact:pii.customer", 'context.base.dataClasses.contains("pii.customer")'),
  ];
  const plain = await roomWith(acting);
  const watched = await roomWith([...HOSTILE, ...acting]);
  const bare_chain = await roomWith([...HOSTILE]);
  for (const asking of [
    {},
    { risk: { cyber: 70 } },
    { facts: { dataClasses: ["pii.customer"] } },
    { chain: ["agent:triage-bot", "user:sam@acme.test"], facts: { budget: "hard" } },
    { guardrails: { unavailable: "block" } },
  ] as Asking[]) {
    const [without, beside] = [plain.decide(asking), watched.decide(asking)];
    assert.deepEqual(bare(beside), bare(without));
    // Nor the kept answer, after everything was found.
    await foundBeside(beside);
    const again = watched.decide(asking);
    assert.equal(again.cached, true);
    assert.deepEqual(bare(again), bare(without));
  }
  assert.equal(bare_chain.decide().outcome, "blocked");
  for (const { room } of [plain, watched, bare_chain]) room.close();
});

test("an engine that fails for what is looked at beside says nothing, and changes nothing", async () => {
  const { room, decide } = await roomWith([PERMIT, forbid("shadow.forbid", "shadow")]);
  const decision = decide();
  // Before anything is found, the sets are gone.
  room.close();
  assert.equal(decision.outcome, "allowed");
  assert.equal(await foundBeside(decision), undefined);
});

test("what each would have changed is found: blocked, waiting, another model, more to do, let through", async () => {
  const { room, decide } = await roomWith([
    PERMIT,
    forbid("stop.bio", "enforce", "context.base.risk.bio > 50"),
    forbid("s.block", "shadow"),
    control("s.pending", "shadow", "approval:approver"),
    forbid("s.model", "shadow", 'resource in Lumos::Tier::"frontier"'),
    control("s.duty", "shadow", "limit:tokens=10"),
    forbid("s.nothing", "shadow", 'resource in Lumos::Tier::"economy"'),
    forbid("s.unmatched", "shadow", "context.base.autonomy > 3"),
    staged("s.permit", "shadow", "permit(principal, action, resource)"),
    forbid("s.errored", "shadow", "context.tokensIn * 9007199254740991 * 9007199254740991 > 1"),
  ]);
  const would = await foundBeside(decide());
  assert.deepEqual(would, [
    { policy: "s.block", stage: "shadow", would: "block" },
    { policy: "s.pending", stage: "shadow", would: "pending" },
    { policy: "s.model", stage: "shadow", would: "model", model: "cellar-guarded" },
    { policy: "s.duty", stage: "shadow", would: "obligations" },
    { policy: "s.errored", stage: "shadow", would: "block", errored: true },
  ]);
  room.close();

  const closed = await roomWith([
    staged("s.permit", "shadow", `permit(principal, ${MODELS})`),
    staged("grant", "enforce", `permit(principal, ${MODELS}) when { resource in Lumos::Tier::"economy" }`),
  ]);
  assert.deepEqual(await foundBeside(closed.decide({ route: "north-frontier" })), [
    { policy: "s.permit", stage: "shadow", would: "allow", model: "north-frontier" },
  ]);
  assert.deepEqual(await foundBeside(closed.decide()), [
    { policy: "s.permit", stage: "shadow", would: "model", model: "north-frontier" },
  ]);
  closed.room.close();
});

test("what guardrails add counts for both answers", async () => {
  const { room, decide } = await roomWith([PERMIT, control("s.pii", "shadow", "redact:pii.customer")]);
  const found = await foundBeside(decide());
  assert.equal(found?.[0]?.would, "obligations");
  const asking = { guardrails: { input: { pii: "redact" as const } } };
  const landscape = withPolicies([]);
  // The guardrail redacts already, so the policy would change nothing.
  const decision = room.decide({
    call: callOf(),
    chain: chainOf(landscape, ALICE),
    context: quiet,
    assessment: assessed({}, { dataClasses: ["pii.customer"] }),
    candidates: modelsOf(withPolicies([PERMIT, control("s.pii", "shadow", "redact:pii.customer")]), "smart"),
    ...asking,
  });
  assert.deepEqual(await foundBeside(decision), []);
  room.close();
});

test("whom a canary decides for depends on the person a call is for, whoever acts for them", async () => {
  const users = ["alice", "bob", "sam", "dana", "olga", "rita", "audrey"].map((name) => `user:${name}@acme.test`);
  const { room, decide } = await roomWith([PERMIT, forbid("c", "canary:50%")]);
  const inside = users.filter((user) => isInShare("c", 50, user));
  assert.ok(inside.length > 0 && inside.length < users.length, "this test needs people on both sides");
  for (const user of users) {
    const expected = inside.includes(user) ? "blocked" : "allowed";
    for (const chain of [[user], ["agent:triage-bot", user], ["application:helpdesk", user]]) {
      const decision = decide({ chain });
      assert.equal(decision.outcome, expected, chain.join(" "));
      // What is kept is never another side's.
      assert.equal(decide({ chain }).outcome, expected);
      assert.deepEqual(decision.asked?.without, expected === "allowed" ? ["c"] : undefined);
      const would = await foundBeside(decision);
      assert.deepEqual(would, expected === "allowed" ? [{ policy: "c", stage: "canary", would: "block" }] : []);
    }
  }
  room.close();
});

test("counts say what was looked at, by policy, team and model, kept answers included", async () => {
  const { room, decide } = await roomWith([
    PERMIT,
    forbid("s.block", "shadow", 'context.base.purpose == "x"'),
    forbid("s.model", "shadow", 'resource in Lumos::Tier::"frontier"'),
    forbid("enforced", "enforce", "context.base.risk.bio > 90"),
  ]);
  for (let i = 0; i < 5; i += 1) await foundBeside(decide());
  for (let i = 0; i < 3; i += 1) await foundBeside(decide({ chain: ["user:sam@acme.test"], facts: { purpose: "x" } }));
  const { policies, missed } = await room.stages.report("acme", NOON);
  assert.equal(missed, 0);
  const of = (id: string) => policies.find((policy) => policy.id === id);
  const { evaluated, matched, changes, teams, models } = of("s.block")?.counts ?? {};
  assert.deepEqual([evaluated, matched, changes], [8, 3, { block: 3 }]);
  assert.deepEqual({ ...teams }, { support: { block: 3 } });
  assert.deepEqual({ ...models }, { "north-frontier": { block: 3 } });
  const moved = of("s.model")?.counts;
  assert.deepEqual(
    [moved?.evaluated, moved?.changes, { ...moved?.teams }],
    [8, { model: 8 }, { eng: { model: 5 }, support: { model: 3 } }],
  );
  assert.deepEqual([of("enforced")?.stage, of("enforced")?.counts], ["enforce", undefined]);
  room.close();
});

test("more than can be looked at is told, and answered all the same", async () => {
  const { room, decide } = await roomWith([PERMIT, forbid("s", "shadow", 'context.base.purpose == "x"')]);
  const outcomes = Array.from({ length: 1_100 }, (_, i) => decide({ facts: { purpose: `p${i}` } }).outcome);
  assert.ok(outcomes.every((outcome) => outcome === "allowed"));
  const { missed } = await room.stages.report("acme", NOON);
  assert.equal(missed, 100);
  room.close();
});

test("a policy in shadow that has expired is not looked at any more", async () => {
  const landscape = withPolicies([PERMIT, forbid("s", "shadow", "true", '@expires("2026-11-21")')]);
  let now = NOON;
  const clock = { ...fixedClock(NOON), now: () => now };
  const { room } = await acmeRoom(landscape, clock);
  const decide = () =>
    room.decide({
      call: callOf(),
      chain: chainOf(landscape, ALICE),
      context: quiet,
      assessment: assessed(),
      candidates: modelsOf(landscape, "smart"),
    });
  assert.equal((await foundBeside(decide()))?.length, 1);
  now = Date.parse("2026-11-22T00:00:00Z");
  assert.equal(decide().beside, undefined);
  assert.equal((await room.stages.report("acme", now)).policies.find(({ id }) => id === "s")?.expiry, "expired");
  room.close();
});
