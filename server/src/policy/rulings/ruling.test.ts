import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context } from "../../context/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Assessment } from "../../risk/index.ts";
import {
  acmeLandscape,
  acmeRoom,
  assessed,
  callOf,
  chainOf,
  modelsOf,
  principalOf,
  quiet,
} from "../../../test/policy/acme.ts";
import { modelCandidate } from "./candidates.ts";
import { makeEntities } from "./entities.ts";
import { gatherFacts } from "./facts.ts";
import { MODEL_PATH } from "./obligations.ts";
import type { Prepared } from "../engine/engine.ts";
import { rule } from "./ruling.ts";

const MODELS = 'action in Lumos::Action::"use_model"';
const PERMIT = `@id("all") @why("all") permit(principal, ${MODELS}, resource);`;
const control = (id: string, obligation: string, when = "true", annotations = "") =>
  `@id("${id}") @why("${id}!") @obligation("${obligation}") ${annotations} forbid(principal, ${MODELS}, resource)
   when { ${when} } unless { context.base.fulfilled.contains("${obligation}") };`;
const forbid = (id: string, when: string) =>
  `@id("${id}") @why("${id}!") forbid(principal, ${MODELS}, resource) when { ${when} };`;

const landscapeWith = (...texts: string[]) =>
  acmeLandscape(({ objects }) => {
    objects.policies = texts.map((text) => ({ id: /@id\("([^"]+)"/.exec(text)?.[1] ?? "", text }));
  });

interface Asked {
  landscape: Landscape;
  chain?: string[];
  route?: string;
  context?: Partial<Context>;
  assessment?: Assessment;
  fulfilled?: string[];
  supported?: string[];
  onPending?: "fallback" | "wait";
  tokensIn?: number;
}

async function decide(asked: Asked) {
  const { room } = await acmeRoom(asked.landscape);
  try {
    return room.decide({
      call: callOf({ tokensIn: asked.tokensIn ?? 100 }),
      chain: chainOf(asked.landscape, ...(asked.chain ?? ["user:alice@acme.test"])),
      context: { ...quiet, ...asked.context },
      assessment: asked.assessment ?? assessed(),
      candidates: modelsOf(asked.landscape, asked.route ?? "south-mini"),
      ...(asked.fulfilled ? { fulfilled: asked.fulfilled } : {}),
      ...(asked.supported ? { supported: asked.supported } : {}),
      ...(asked.onPending ? { onPending: asked.onPending } : {}),
    });
  } finally {
    room.close();
  }
}

const first = async (asked: Asked) => {
  const [ruling] = (await decide(asked)).rulings;
  assert.ok(ruling);
  return ruling;
};
const policiesOf = (ruling: Awaited<ReturnType<typeof first>>) => ruling.reasons.map(({ policy }) => policy);

test("a control is lifted by its obligation, which is owed", async () => {
  const ruling = await first({ landscape: landscapeWith(PERMIT, control("keep", "retain:30d")) });
  assert.equal(ruling.outcome, "allowed");
  assert.deepEqual(ruling.outcome === "allowed" && ruling.obligations, ["retain:30d"]);
  assert.deepEqual(policiesOf(ruling), ["keep", "all"]);
});

test("controls that call for each other are followed to the end, and no further than four rounds", async () => {
  const chainOfControls = (length: number) =>
    Array.from({ length }, (_, i) =>
      control(`c${i}`, `redact:c${i}`, i === 0 ? "true" : `context.base.fulfilled.contains("redact:c${i - 1}")`),
    );
  const three = await first({ landscape: landscapeWith(PERMIT, ...chainOfControls(3)) });
  assert.deepEqual(three.outcome === "allowed" && three.obligations, ["redact:c0", "redact:c1", "redact:c2"]);
  const five = await first({ landscape: landscapeWith(PERMIT, ...chainOfControls(5)) });
  assert.equal(five.outcome, "blocked");
});

test("a control does not stand for the permit behind it", async () => {
  const ruling = await first({ landscape: landscapeWith(control("keep", "retain:30d")) });
  assert.equal(ruling.outcome, "blocked");
  assert.deepEqual(policiesOf(ruling), ["no-permit", "keep"]);
});

test("a forbid that appears because of a promise blocks", async () => {
  const landscape = landscapeWith(
    PERMIT,
    control("keep", "retain:30d"),
    forbid("never-kept", 'context.base.fulfilled.contains("retain:30d")'),
  );
  const ruling = await first({ landscape });
  assert.equal(ruling.outcome, "blocked");
  assert.ok(policiesOf(ruling).includes("never-kept"));
});

test("an obligation that nobody can carry out blocks and says so", async () => {
  for (const obligation of ["notify:soc", "tools:read-only"]) {
    const ruling = await first({ landscape: landscapeWith(PERMIT, control("c", obligation)) });
    assert.equal(ruling.outcome, "blocked");
    assert.equal(ruling.reasons[0]?.unsupported, true);
    assert.match(ruling.reasons[0]?.why ?? "", new RegExp(`carry out ${obligation}`));
  }
  const landscape = landscapeWith(PERMIT, control("c", "notify:soc"));
  assert.equal((await first({ landscape, supported: ["notify:*"] })).outcome, "allowed");
  assert.equal(
    (await first({ landscape: landscapeWith(PERMIT, control("c", "retain:1d")), supported: [] })).outcome,
    "blocked",
  );
});

test("what a person must do makes the ruling pending, with everything else it will need", async () => {
  const landscape = landscapeWith(
    PERMIT,
    control("ask", "approval:owner", "true", '@ttl("15m")'),
    control("ask-again", "approval:security_admin", "true", '@ttl("5m")'),
    control("keep", "retain:30d"),
  );
  const ruling = await first({ landscape });
  assert.equal(ruling.outcome, "pending");
  if (ruling.outcome !== "pending") return;
  assert.deepEqual(ruling.needs, ["approval:owner", "approval:security_admin"]);
  assert.deepEqual(ruling.obligations, ["retain:30d"]);
  assert.equal(ruling.ttlMs, 300_000);
  const half = await first({ landscape, fulfilled: ["approval:owner"] });
  assert.deepEqual(half.outcome === "pending" && half.needs, ["approval:security_admin"]);
  const whole = await first({ landscape, fulfilled: ["approval:owner", "approval:security_admin"] });
  assert.deepEqual(whole.outcome === "allowed" && whole.obligations, ["retain:30d"]);
});

test("what would be blocked even after approval is blocked, not pending", async () => {
  const ruling = await first({
    landscape: landscapeWith(PERMIT, control("ask", "approval:owner"), forbid("no", "true")),
  });
  assert.equal(ruling.outcome, "blocked");
  const unpermitted = await first({ landscape: landscapeWith(control("ask", "approval:owner")) });
  assert.equal(unpermitted.outcome, "blocked");
});

test("an obligation of ours that a caller claims is done is still owed", async () => {
  const ruling = await first({
    landscape: landscapeWith(PERMIT, control("c", "redact:phi")),
    fulfilled: ["redact:phi"],
  });
  assert.deepEqual(ruling.outcome === "allowed" && ruling.obligations, ["redact:phi"]);
});

test("a pending rung is passed over, or waited for", async () => {
  const landscape = landscapeWith(PERMIT, control("ask", "approval:owner", 'resource in Lumos::Tier::"frontier"'));
  const passed = await decide({ landscape, route: "smart" });
  assert.equal(passed.outcome, "allowed");
  assert.deepEqual(
    passed.rulings.map(({ outcome }) => outcome),
    ["pending", "pending", "allowed", "allowed", "allowed"],
  );
  assert.equal((await decide({ landscape, route: "smart", onPending: "wait" })).outcome, "pending");
  assert.equal((await decide({ landscape, route: "south-frontier" })).outcome, "pending");
});

test("a chain is allowed only what every member is allowed", async () => {
  const landscape = acmeLandscape();
  const asked = { landscape, route: "smart", assessment: assessed({ cyber: 10 }) };
  const agent = await decide({ ...asked, chain: ["agent:release-bot"] });
  const contractor = await decide({ ...asked, chain: ["user:bob@acme.test"] });
  const both = await decide({ ...asked, chain: ["agent:release-bot", "user:bob@acme.test"] });
  both.rulings.forEach((ruling, place) => {
    const alone = [agent, contractor].map(({ rulings }) => rulings[place]?.outcome);
    assert.equal(
      ruling.outcome === "allowed",
      alone.every((outcome) => outcome === "allowed"),
    );
  });
  assert.equal(both.rulings[0]?.reasons[0]?.principal, "user:bob@acme.test");
});

test("an obligation that one member brings is owed by the whole chain", async () => {
  const text = control("c", "retain:9d").replace("forbid(principal,", "forbid(principal is Lumos::Agent,");
  const landscape = landscapeWith(
    PERMIT,
    text,
    forbid("u", 'principal is Lumos::User && context.base.fulfilled.contains("retain:9d")'),
  );
  assert.equal((await first({ landscape, chain: ["user:sam@acme.test"] })).outcome, "allowed");
  assert.equal((await first({ landscape, chain: ["agent:triage-bot"] })).outcome, "allowed");
  assert.equal((await first({ landscape, chain: ["agent:triage-bot", "user:sam@acme.test"] })).outcome, "blocked");
});

test("what cannot be evaluated is blocked: a forbid that fails counts, a permit that fails does not", async () => {
  const overflow = "context.tokensIn * 9007199254740991 * 9007199254740991 > 1";
  const asked = { landscape: landscapeWith(PERMIT, forbid("over", overflow)) };
  const ruling = await first(asked);
  assert.equal(ruling.outcome, "blocked");
  assert.deepEqual(
    ruling.reasons.map(({ policy, errored }) => [policy, errored]),
    [["over", true]],
  );
  assert.equal((await first({ ...asked, tokensIn: 0 })).outcome, "allowed");
  const permit = forbid("over", overflow).replace("forbid(", "permit(");
  assert.deepEqual(policiesOf(await first({ landscape: landscapeWith(permit) })), ["no-permit"]);
  assert.equal((await first({ landscape: landscapeWith(permit, PERMIT) })).outcome, "allowed");
});

test("a forbid about an entity that is missing blocks", async () => {
  const text = `@id("o") @why("o") forbid(principal is Lumos::Agent, ${MODELS}, resource) unless { principal.owner.active };`;
  const landscape = landscapeWith(PERMIT, text);
  const chain = ["agent:triage-bot"];
  assert.equal((await first({ landscape, chain })).outcome, "allowed");
  const users = new Map(landscape.users);
  users.delete("sam@acme.test");
  const ruling = await first({ landscape: { ...landscape, users }, chain });
  assert.equal(ruling.outcome, "blocked");
  assert.equal(ruling.reasons[0]?.errored, true);
});

test("a server does not act, and a call without a principal is blocked", async () => {
  const landscape = landscapeWith(PERMIT);
  const { room } = await acmeRoom(landscape);
  const chain = chainOf(landscape, "user:alice@acme.test");
  const ask = { call: callOf(), context: quiet, assessment: assessed(), candidates: modelsOf(landscape, "south-mini") };
  const server = { ...principalOf(landscape, "user:alice@acme.test"), kind: "server" as const, ref: "server:crm" };
  assert.equal(room.decide({ ...ask, chain: { ...chain, links: [server] } }).outcome, "blocked");
  assert.equal(room.decide({ ...ask, chain: { ...chain, links: [] } }).outcome, "blocked");
  assert.equal(room.decide({ ...ask, chain, candidates: [] }).outcome, "blocked");
  room.close();
});

test("the owner of the machine is a user of the organization in no team", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const chain = chainOf(landscape, "user:olga@acme.test");
  const [olga] = chain.links;
  assert.ok(olga);
  const links = [{ ...olga, id: "local", ref: "owner:local", teams: [] }];
  const decision = room.decide({
    call: callOf(),
    chain: { ...chain, links },
    context: quiet,
    assessment: assessed(),
    candidates: modelsOf(landscape, "smart"),
  });
  assert.deepEqual(
    decision.rulings.map(({ outcome }) => outcome),
    ["blocked", "blocked", "allowed", "allowed", "allowed"],
  );
  room.close();
});

test("a team that is gone gives nothing", async () => {
  const landscape = acmeLandscape(({ objects }) => {
    objects.teams = objects.teams.filter(({ id }) => id !== "eng" && id !== "security");
  });
  assert.equal((await first({ landscape, route: "south-frontier" })).outcome, "blocked");
});

test("a circle of teams ends, and a hierarchy too deep to walk blocks", async () => {
  const grant = `@id("g") @why("g") permit(principal in Lumos::Group::"top", ${MODELS}, resource);`;
  const teams = (depth: number) =>
    acmeLandscape(({ objects }) => {
      objects.policies = [{ id: "g", text: grant }];
      const names = Array.from({ length: depth }, (_, i) => (i === depth - 1 ? "top" : `t${i}`));
      objects.teams = names.map((id, i) => ({ id, parent: names[(i + 1) % depth] as string }));
      for (const user of objects.users) user.teams = ["t0"];
    });
  assert.equal((await first({ landscape: teams(5) })).outcome, "allowed");
  const deep = await first({ landscape: teams(40) });
  assert.equal(deep.outcome, "blocked");
  assert.equal(deep.reasons[0]?.policy, "not-evaluated");
});

test("an allow that no policy gave is blocked", () => {
  const landscape = landscapeWith(PERMIT);
  const [model] = modelsOf(landscape, "south-mini");
  assert.ok(model);
  const source = makeEntities(landscape);
  const prepared: Prepared = {
    evaluate: () => ({ ok: true, value: { decision: "allow", reasons: [], errors: [] } }),
    release() {},
  };
  const facts = gatherFacts({ call: callOf(), context: quiet, assessment: assessed(), fulfilled: [] });
  const links = [principalOf(landscape, "user:alice@acme.test")];
  const bench = { prepared, cards: new Map(), source, supported: MODEL_PATH };
  const ruling = rule(bench, links, facts, modelCandidate(source, model));
  assert.equal(ruling.outcome, "blocked");
  assert.deepEqual(policiesOf(ruling), ["engine-unavailable"]);
});
