import assert from "node:assert/strict";
import { test } from "node:test";
import type { Policy } from "../config/index.ts";
import { fixedClock } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import {
  NOON,
  acmeLandscape,
  acmePolicies,
  acmeRoom,
  assessed,
  callOf,
  chainOf,
  modelsOf,
  quiet,
  smallRegistry,
} from "../../test/policy/acme.ts";
import { makePolicy } from "./index.ts";
import { silentLog } from "../kernel/index.ts";

const ALICE = "user:alice@acme.test";
const DAY_MS = 86_400_000;

function asking(landscape: Landscape, ref = ALICE, route = "smart") {
  return {
    call: callOf(),
    chain: chainOf(landscape, ref),
    context: quiet,
    assessment: assessed(),
    candidates: modelsOf(landscape, route),
    onPending: "fallback" as const,
  };
}

const policy = (id: string, head: string, rest = ""): Policy => ({
  id,
  text: `@id("${id}") @why("${id}") ${head} ${rest};`,
});
const PERMIT = policy("all", "permit(principal, action, resource)");
const organizationWith = (policies: Policy[], revision = 1) =>
  acmeLandscape(({ objects }) => {
    objects.policies = policies;
  }, revision);

test("a risky request is answered by a safer tier", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const calm = room.decide(asking(landscape));
  assert.equal(calm.outcome, "allowed");
  assert.ok(calm.rulings.every(({ outcome }) => outcome === "allowed"));
  const risky = room.decide({ ...asking(landscape), assessment: assessed({ cyber: 72 }) });
  assert.deepEqual(
    risky.rulings.map(({ outcome }) => outcome),
    ["blocked", "blocked", "allowed", "allowed", "allowed"],
  );
  assert.deepEqual(
    risky.rulings[0]?.reasons.map(({ policy }) => policy),
    ["cap.cyber", "retain.cyber"],
  );
  room.close();
});

test("an equal question is answered from memory with the facts of its own call", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const before = room.decide(asking(landscape));
  const after = room.decide({ ...asking(landscape), context: { ...quiet, client: "other" } });
  assert.deepEqual([before.cached, after.cached], [false, true]);
  assert.deepEqual(after.rulings, before.rulings);
  assert.equal(after.facts.client, "other");
  assert.equal(after.snapshot, before.snapshot);
  assert.throws(() => after.rulings.reverse(), TypeError);
  assert.throws(() => after.rulings[0]?.reasons.pop(), TypeError);
  room.close();
});

test("a kept answer is never given to another principal, action, landscape or policy set", async () => {
  const landscape = acmeLandscape();
  const { room, registry } = await acmeRoom(landscape);
  const ask = asking(landscape);
  assert.equal(room.decide(ask).cached, false);
  assert.equal(room.decide(ask).cached, true);

  // Even under a fingerprint that says the same of both.
  const bob = chainOf(landscape, "user:bob@acme.test");
  const other = room.decide({ ...ask, chain: { ...bob, fingerprint: ask.chain.fingerprint } });
  assert.equal(other.cached, false);
  assert.equal(other.rulings[0]?.outcome, "blocked");
  const [link] = ask.chain.links;
  assert.ok(link);
  const moved = room.decide({ ...ask, chain: { ...ask.chain, links: [{ ...link, teams: ["contractors"] }] } });
  assert.deepEqual([moved.cached, moved.rulings[0]?.outcome], [false, "blocked"]);

  const embed = room.decide({ ...ask, call: callOf({ operation: "embed" }) });
  assert.deepEqual([embed.cached, embed.facts.ask?.operation], [false, "embed"]);
  assert.equal(room.decide({ ...ask, call: callOf({ operation: "embed" }) }).cached, true);

  // A team that nobody's chain shows: only the landscape changed.
  const changed = acmeLandscape(({ objects }) => {
    objects.tiers = objects.tiers.toReversed();
  }, 2);
  registry.set(changed);
  const next = asking(changed);
  assert.equal(room.decide({ ...next, chain: ask.chain }).cached, false);
  // A candidate of the landscape before is answered, and not kept.
  assert.equal(room.decide({ ...next, candidates: ask.candidates }).cached, false);
  assert.equal(room.decide({ ...next, candidates: ask.candidates }).cached, false);

  registry.set(organizationWith([PERMIT], 3));
  await room.settled();
  const freed = room.decide({ ...ask, candidates: modelsOf(changed, "smart") });
  assert.deepEqual([freed.cached, freed.rulings[0]?.reasons[0]?.policy], [false, "all"]);
  room.close();
});

test("vectors are asked about as embed, answers and counts as invoke", async () => {
  const landscape = organizationWith([
    PERMIT,
    policy(
      "no-vectors",
      'forbid(principal, action == Lumos::Action::"embed", resource)',
      "when { context.tokensIn > 5 }",
    ),
  ]);
  const { room } = await acmeRoom(landscape);
  const asked = (operation: "generate" | "count" | "embed", tokensIn = 10) =>
    room.decide({ ...asking(landscape), call: callOf({ operation, tokensIn }) });
  assert.equal(asked("generate").outcome, "allowed");
  assert.equal(asked("count").outcome, "allowed");
  const blocked = asked("embed");
  assert.equal(blocked.outcome, "blocked");
  assert.deepEqual(
    blocked.rulings[0]?.reasons.map((reason) => reason.policy),
    ["no-vectors"],
  );
  // What the policies of one action read is not what those of the other read.
  assert.equal(asked("embed", 3).outcome, "allowed");
  assert.match(room.explain(blocked, asking(landscape).chain)[0]?.change ?? "", /tokensIn|no longer/);
  room.close();
});

test("what else makes a question another one keeps its answer apart", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const ask = { ...asking(landscape), context: { ...quiet, dataClasses: ["pii.customer"] } };
  room.decide(ask);
  const others = [
    { ...ask, onPending: "wait" as const },
    { ...ask, supported: [] },
    { ...ask, supported: ["redact:*"] },
    { ...ask, candidates: ask.candidates.toReversed() },
    { ...ask, candidates: ask.candidates.slice(1) },
    { ...ask, fulfilled: ["approval:owner"] },
  ];
  for (const other of others) assert.equal(room.decide(other).cached, false);
  for (const other of [ask, ...others]) assert.equal(room.decide(other).cached, true);
  assert.equal(room.decide(others[1] ?? ask).rulings[0]?.outcome, "blocked");
  room.close();
});

test("two calls share a kept answer only if every fact that policy reads is the same", async () => {
  const base = "channel client environment geo purpose customer budget".split(" ");
  const numbers = "autonomy delegationDepth confidence sessionRisk sessionTurns sessionBlocks trustScore mfaAgeS".split(
    " ",
  );
  const sets = "onBehalfOf dataClasses dataRegions topics sessionFlags taint programs fulfilled".split(" ");
  const conditions = [
    ...base.map((name) => `context.base.${name} == "?"`),
    ...numbers.map((name) => `context.base.${name} == -9`),
    ...sets.map((name) => `context.base.${name}.contains("?")`),
    ...Object.keys(assessed().risk).map((name) => `context.base.risk.${name} == -9`),
    'context.base.workflow == Lumos::Workflow::"?"',
    "!context.base.assessed && false",
    'context.base has ip && context.base.ip == ip("9.9.9.9")',
    "context.tokensIn == -9 || context.maxTokensOut == -9 || context.tools && context.images && context.streaming && false",
  ];
  const reading = conditions.map((condition, i) =>
    policy(`f${i}`, 'forbid(principal, action == Lumos::Action::"invoke", resource)', `when { ${condition} }`),
  );
  const everything = organizationWith([PERMIT, ...reading]);
  const nothing = organizationWith([PERMIT]);
  for (const [landscape, expected] of [
    [everything, false],
    [nothing, true],
  ] as const) {
    const { room } = await acmeRoom(landscape);
    const ask = asking(landscape, ALICE, "south-mini");
    room.decide(ask);
    assert.equal(room.decide(ask).cached, true);
    const contexts = [
      ...base.map((name) => ({ [name]: name === "budget" ? "warn" : name === "channel" ? "mcp" : "x" })),
      ...numbers.filter((name) => name !== "confidence").map((name) => ({ [name]: 7 })),
      ...sets.filter((name) => name !== "fulfilled" && name !== "topics").map((name) => ({ [name]: ["x"] })),
      { workflow: "release" },
      { ip: "203.0.113.8" },
      { taint: ["a", "b"] },
      { taint: ["a1:b"] },
    ];
    const variants = [
      ...contexts.map((context) => ({ ...ask, context: { ...quiet, ...context } })),
      ...Object.keys(ask.assessment.risk).map((name) => ({
        ...ask,
        assessment: { ...ask.assessment, risk: { ...ask.assessment.risk, [name]: 3 } },
      })),
      { ...ask, assessment: { ...ask.assessment, assessed: false } },
      { ...ask, assessment: { ...ask.assessment, confidence: 7 } },
      { ...ask, assessment: { ...ask.assessment, dataClasses: ["y"] } },
      { ...ask, assessment: { ...ask.assessment, topics: ["y"] } },
      { ...ask, call: callOf({ tokensIn: 1 }) },
      { ...ask, call: callOf({ maxTokensOut: 1 }) },
      { ...ask, call: callOf({ tools: true }) },
      { ...ask, call: callOf({ images: true }) },
      { ...ask, call: callOf({ stream: true }) },
    ];
    for (const variant of variants)
      assert.equal(room.decide(variant).cached, expected, JSON.stringify(variant.context));
    room.close();
  }
});

test("where a policy reads the time nothing is kept, and where a record is read whole all of it counts", async () => {
  const reading = async (condition: string) => {
    const head = 'forbid(principal, action == Lumos::Action::"invoke", resource)';
    const landscape = organizationWith([PERMIT, policy("t", head, `when { ${condition} }`)]);
    const { room } = await acmeRoom(landscape);
    const ask = asking(landscape);
    const other = {
      client: { ...ask, context: { ...quiet, client: "x" } },
      bio: { ...ask, assessment: assessed({ bio: 3 }) },
    };
    const kept = [ask, ask, other.client, other.bio].map((asked) => {
      const decision = room.decide(asked);
      assert.equal(decision.outcome, "allowed");
      return decision.cached;
    });
    room.close();
    return kept;
  };
  assert.deepEqual(await reading('context.base.now < datetime("2020-01-01")'), [false, false, false, false]);
  assert.deepEqual(await reading("context.base.risk != context.base.risk"), [false, true, true, false]);
  assert.deepEqual(await reading("context.base.geo != context.base.geo"), [false, true, true, true]);
  // A record's members are named by its author, even like an operation.
  assert.deepEqual(await reading('{"Value": context.base.client} == {"Value": "evil"}'), [false, true, false, true]);
  // What only other actions have is nothing to read here.
  assert.deepEqual(await reading("context has unbounded && context.unbounded"), [false, true, true, true]);
  // The whole base holds the time as well.
  assert.deepEqual(await reading("context.base != context.base"), [false, false, false, false]);
});

test("what cannot be evaluated is answered so, whatever is remembered", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const chain = chainOf(landscape, "user:alice@acme.test");
  const asked = (customer: string) =>
    room.decide({
      call: callOf(),
      chain,
      context: { ...quiet, customer },
      assessment: assessed(),
      candidates: modelsOf(landscape, "smart"),
    });
  assert.equal(asked("c").outcome, "allowed");
  assert.equal(asked("d").cached, true);
  assert.equal(asked("c".repeat(3_000)).rulings[0]?.reasons[0]?.policy, "not-evaluated");
  room.close();
});

test("a call that could not be evaluated spoils no later one", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const ask = asking(landscape);
  const spoilt = { ...ask, context: { ...quiet, purpose: "x".repeat(5_000) } };
  assert.equal(room.decide(spoilt).outcome, "blocked");
  const fine = room.decide(ask);
  assert.deepEqual([fine.outcome, fine.cached], ["allowed", false]);
  room.close();
});

test("guardrails narrow each call by its own findings, kept answer or not", async () => {
  const landscape = organizationWith([PERMIT]);
  const { room } = await acmeRoom(landscape);
  const ask = { ...asking(landscape), guardrails: { input: { secrets: "block" as const } } };
  const leaking = { ...ask, assessment: assessed({}, { dataClasses: ["secret"] }) };
  const outcomes = [ask, leaking, leaking, ask, { ...leaking, guardrails: {} }].map((asked) => room.decide(asked));
  assert.deepEqual(
    outcomes.map(({ outcome, cached }) => [outcome, cached]),
    [
      ["allowed", false],
      ["blocked", true],
      ["blocked", true],
      ["allowed", true],
      ["allowed", true],
    ],
  );
  assert.equal(outcomes[1]?.rulings, outcomes[2]?.rulings);
  room.close();
});

test("policies that are broken at the start block everything, and check says why", async () => {
  const broken = policy("b", "permit(principal, action, resource)", "when { context.base.nope }");
  const landscape = organizationWith([PERMIT, broken]);
  const { room, registry } = await acmeRoom(landscape);
  const decision = room.decide(asking(landscape));
  assert.equal(decision.outcome, "blocked");
  assert.equal(decision.rulings[0]?.reasons[0]?.policy, "engine-unavailable");
  assert.deepEqual(room.explain(decision, chainOf(landscape, ALICE)), []);
  assert.match((await room.check(landscape.policies))[0]?.message ?? "", /nope/);

  registry.set(organizationWith([PERMIT], 2));
  await room.settled();
  assert.equal(room.decide(asking(landscape)).outcome, "allowed");
  room.close();
});

test("a broken set never replaces a running one", async () => {
  const landscape = acmeLandscape();
  const { room, registry } = await acmeRoom(landscape);
  const before = room.decide(asking(landscape, "user:bob@acme.test"));
  const broken = acmeLandscape(({ objects }) => {
    objects.policies = [PERMIT, policy("b", "permit(principal, action, resource)", "when { nonsense }")];
    objects.routes = objects.routes.slice(1);
  }, 2);
  registry.set(broken);
  await room.settled();
  const after = room.decide({
    ...asking(broken, "user:bob@acme.test"),
    candidates: modelsOf(broken, "south-frontier"),
  });
  assert.equal(before.rulings[0]?.outcome, "blocked");
  assert.equal(after.rulings[0]?.outcome, "blocked");
  assert.notEqual(after.snapshot, before.snapshot);
  room.close();
});

test("a landscape counts at once, even while new policies are being checked", async () => {
  const landscape = acmeLandscape();
  const { room, registry } = await acmeRoom(landscape);
  const moved = acmeLandscape(({ objects }) => {
    objects.teams = objects.teams.filter(({ id }) => id !== "eng" && id !== "security");
    objects.policies = [...objects.policies, policy("x", "permit(principal, action, resource)")];
  }, 2);
  registry.set(moved);
  const during = room.decide(asking(moved));
  assert.equal(during.rulings[0]?.outcome, "blocked");
  await room.settled();
  assert.equal(room.decide(asking(moved)).rulings[0]?.outcome, "allowed");
  room.close();
});

test("of several changes at once the last one stands", async () => {
  const { room, registry } = await acmeRoom();
  for (let revision = 2; revision < 6; revision += 1)
    registry.set(organizationWith([policy(`r${revision}`, "permit(principal, action, resource)")], revision));
  const last = registry.landscape("acme");
  assert.ok(last);
  await room.settled();
  assert.equal(room.decide(asking(last)).rulings[0]?.reasons[0]?.policy, "r5");
  room.close();
});

test("an organization that appears later is decided for, and one that is unknown is blocked", async () => {
  const landscape = acmeLandscape();
  const registry = smallRegistry();
  const room = await makePolicy({ registry, clock: fixedClock(NOON), log: silentLog });
  assert.equal(room.decide(asking(landscape)).outcome, "blocked");
  registry.set(landscape);
  await room.settled();
  assert.equal(room.decide(asking(landscape)).outcome, "allowed");
  room.close();
});

test("two organizations have their own policies", async () => {
  const acme = acmeLandscape();
  const other = acmeLandscape((declaration) => {
    declaration.organization = { id: "other", name: "Other" };
    declaration.objects.policies = [];
  });
  const room = await makePolicy({ registry: smallRegistry(acme, other), clock: fixedClock(NOON), log: silentLog });
  assert.equal(room.decide(asking(acme)).outcome, "allowed");
  const decision = room.decide(asking(other));
  assert.deepEqual([decision.outcome, decision.rulings[0]?.reasons[0]?.policy], ["blocked", "no-permit"]);
  room.close();
});

test("a policy is off from the day after it expires, and a draft is never on", async () => {
  const clock = fixedClock(NOON);
  const landscape = organizationWith([
    PERMIT,
    { id: "e", text: '@id("e") @why("e") @expires("2026-11-22") forbid(principal, action, resource);' },
    { id: "d", text: '@id("d") @why("d") @stage("draft") forbid(principal, action, resource);' },
  ]);
  const { room } = await acmeRoom(landscape, clock);
  const before = room.decide(asking(landscape));
  assert.deepEqual(
    before.rulings[0]?.reasons.map(({ policy }) => policy),
    ["e"],
  );
  clock.advance(DAY_MS);
  assert.equal(room.decide(asking(landscape)).outcome, "blocked");
  clock.advance(DAY_MS);
  const after = room.decide(asking(landscape));
  assert.deepEqual([after.outcome, after.cached], ["allowed", false]);
  room.close();
});

test("a snapshot's address follows its content and nothing else", async () => {
  const address = async (landscape: Landscape) => {
    const { room } = await acmeRoom(landscape);
    const { snapshot } = room.decide(asking(landscape));
    room.close();
    return snapshot;
  };
  const first = await address(acmeLandscape());
  assert.match(first, /^[0-9a-f]{64}$/);
  const shuffled = acmeLandscape(({ objects }) => {
    objects.policies = objects.policies.toReversed();
    objects.users = objects.users.slice(1);
  }, 9);
  assert.equal(await address(shuffled), first);
  const changed = acmeLandscape(({ objects }) => {
    objects.policies = acmePolicies().slice(1);
  });
  assert.notEqual(await address(changed), first);
});
