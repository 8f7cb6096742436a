import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context } from "../../context/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Assessment } from "../../risk/index.ts";
import { acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../../../test/policy/acme.ts";

interface Asked {
  chain: string[];
  route: string;
  context?: Partial<Context>;
  assessment?: Assessment;
}

async function told(landscape: Landscape, asked: Asked) {
  const { room } = await acmeRoom(landscape);
  try {
    const chain = chainOf(landscape, ...asked.chain);
    const decision = room.decide({
      call: callOf(),
      chain,
      context: { ...quiet, ...asked.context },
      assessment: asked.assessment ?? assessed(),
      candidates: modelsOf(landscape, asked.route),
    });
    return { decision, would: room.explain(decision, chain) };
  } finally {
    room.close();
  }
}

const withPolicy = (text: string) =>
  acmeLandscape(({ objects }) => {
    objects.policies = [...objects.policies, { id: "extra", text }];
  });

test("a blocked candidate is told the smallest changes that would let it pass", async () => {
  const landscape = acmeLandscape();
  const { would } = await told(landscape, {
    chain: ["user:alice@acme.test"],
    route: "north-frontier",
    assessment: assessed({ cyber: 72 }),
  });
  assert.deepEqual(would, [
    { policy: "cap.cyber", candidate: "north-frontier", change: "risk.cyber is below 60" },
    {
      policy: "cap.cyber",
      candidate: "north-frontier",
      change: "programs contains cyber-defense and workflow is incident-response",
      caller: "programs contains cyber-defense and workflow is incident-response",
    },
  ]);
});

test("two blocking policies are lifted together", async () => {
  const { would } = await told(acmeLandscape(), {
    chain: ["user:alice@acme.test"],
    route: "cheap",
    context: { budget: "hard", geo: "KP" },
  });
  assert.deepEqual(
    would.map(({ policy, change }) => `${policy}: ${change}`),
    Array.from({ length: 2 }, () => "budget.hard, geo.embargo: budget is not hard and geo is not KP or IR"),
  );
});

test("what an administrator could change is told, and not to the caller", async () => {
  const disabled = await told(acmeLandscape(), { chain: ["agent:old-bot", "user:bob@acme.test"], route: "cheap" });
  assert.equal(disabled.decision.outcome, "blocked");
  assert.deepEqual(
    disabled.would.map(({ candidate, change, caller }) => [candidate, change, caller]),
    [
      ["south-mini", "agent:old-bot.active is true", undefined],
      ["cellar-guarded", "agent:old-bot.active is true", undefined],
    ],
  );
  const contractor = await told(acmeLandscape(), { chain: ["user:bob@acme.test"], route: "south-frontier" });
  assert.equal(contractor.decision.rulings[0]?.reasons[0]?.policy, "no-permit");
  assert.deepEqual(
    contractor.would.map(({ change, caller }) => [change, caller]),
    [
      ["principal is in team eng", undefined],
      ["principal is in team support", undefined],
      ["the model asked for is cellar-guarded", "the model asked for is cellar-guarded"],
    ],
  );
});

test("a caller is told only what it can change itself, and no limit of a hidden rule", async () => {
  const landscape = withPolicy(
    `@id("extra") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource)
     when { context.base.risk.cyber >= 40 && context.base.mfaAgeS > 600 && context.base.sessionRisk >= 30 };`,
  );
  const { would } = await told(landscape, {
    chain: ["user:alice@acme.test"],
    route: "south-mini",
    context: { mfaAgeS: 9_000, sessionRisk: 50 },
    assessment: assessed({ cyber: 55 }),
  });
  assert.deepEqual(
    would.map(({ change, caller }) => [change, caller]),
    [
      ["mfaAgeS is at most 600", "a more recent sign-in"],
      ["risk.cyber is below 40", undefined],
      ["sessionRisk is below 30", undefined],
    ],
  );
});

test("a limit is told from both sides of it", async () => {
  const { would } = await told(acmeLandscape(), {
    chain: ["agent:triage-bot", "user:sam@acme.test"],
    route: "south-mini",
    context: { autonomy: 4 },
  });
  assert.deepEqual(
    would.map(({ change, caller }) => [change, caller]),
    [
      ["autonomy is at most 2", "autonomy is lower"],
      ["agent:triage-bot.autonomy is at least 4", undefined],
    ],
  );
});

test("a missing permit is told by what the nearest permits ask for", async () => {
  const landscape = withPolicy(
    `@id("extra") @why("w") permit(principal, action in Lumos::Action::"use_model", resource)
     when { context.base.purpose == "research" && context.base.mfaAgeS <= 600 };`,
  );
  const { would } = await told(landscape, {
    chain: ["user:bob@acme.test"],
    route: "south-frontier",
    context: { mfaAgeS: 9_000 },
  });
  assert.deepEqual(
    would.map(({ policy, change }) => `${policy}: ${change}`),
    [
      "no-permit: principal is in team eng",
      "no-permit: principal is in team support",
      "no-permit: purpose is research and mfaAgeS is at most 600",
      "no-permit: the model asked for is cellar-guarded",
    ],
  );
});

test("what blocks only once something else is lifted is lifted too", async () => {
  // A secret is forbidden; without it there is still no permit for a contractor.
  const { would } = await told(acmeLandscape(), {
    chain: ["user:bob@acme.test"],
    route: "south-frontier",
    context: { dataClasses: ["secret"] },
  });
  assert.deepEqual(would.map(({ change }) => change).slice(0, 2), [
    "dataClasses does not contain secret and principal is in team eng",
    "dataClasses does not contain secret and principal is in team support",
  ]);
});

test("no part of what is told would have been enough", async () => {
  // The clause asks for three things, and a third way makes one of them needless.
  const landscape = withPolicy(
    `@id("extra") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource)
     unless { context.base.purpose == "audit" && context.base.customer == "c" || context.base.purpose == "audit" && context.tokensIn < 1000 };`,
  );
  const { would } = await told(landscape, { chain: ["user:alice@acme.test"], route: "south-mini" });
  assert.deepEqual(
    would.map(({ change }) => change),
    ["purpose is audit"],
  );
});

test("a change that another policy would still block is not told", async () => {
  // Lifting cap.cyber by a lower score is impossible here: the same score is asked for by another forbid.
  const landscape = withPolicy(
    `@id("extra") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource)
     when { context.base.risk.cyber < 60 || context.base.programs.contains("cyber-defense") };`,
  );
  const { decision, would } = await told(landscape, {
    chain: ["user:alice@acme.test"],
    route: "south-frontier",
    assessment: assessed({ cyber: 72 }),
  });
  assert.equal(decision.outcome, "blocked");
  assert.deepEqual(
    would.map(({ change }) => change),
    ["the model asked for is cellar-guarded"],
  );
});

test("a condition beyond words is told as such, where lifting it is enough", async () => {
  const landscape = withPolicy(
    `@id("extra") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource)
     when { context.base.client like "bad*" };`,
  );
  const { would } = await told(landscape, {
    chain: ["user:alice@acme.test"],
    route: "south-mini",
    context: { client: "badger" },
  });
  assert.deepEqual(
    would.map(({ change }) => change),
    ["its condition no longer holds"],
  );
});
