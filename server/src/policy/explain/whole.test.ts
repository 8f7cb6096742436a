import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context } from "../../context/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Assessment } from "../../risk/index.ts";
import { acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../../../test/policy/acme.ts";
import type { RecordedQuestion } from "../index.ts";
import { clausesIn } from "./clauses.ts";

interface Asked {
  chain: string[];
  route: string;
  context?: Partial<Context>;
  assessment?: Assessment;
  guardrails?: Landscape["guardrails"];
}

/** What those who may see everything are told of a decision, from what was kept of it. */
async function explained(asked: Asked, landscape = acmeLandscape()) {
  const { room } = await acmeRoom(landscape);
  try {
    const decision = room.decide({
      call: callOf(),
      chain: chainOf(landscape, ...asked.chain),
      context: { ...quiet, ...asked.context },
      assessment: asked.assessment ?? assessed(),
      candidates: modelsOf(landscape, asked.route),
      ...(asked.guardrails ? { guardrails: asked.guardrails } : {}),
    });
    const { snapshot, engine, facts, workflows, asked: question } = decision;
    const kept = JSON.parse(JSON.stringify({ ...question, snapshot, engine, facts, workflows })) as RecordedQuestion;
    const answer = await room.again.explain("acme", kept);
    assert.ok(answer.ok);
    return { decision, explained: answer.value };
  } finally {
    room.close();
  }
}

const withPolicy = (text: string) =>
  acmeLandscape(({ objects }) => {
    objects.policies = [...objects.policies, { id: "extra", text }];
  });

test("a fallback is explained: why not the first candidates, clause by clause", async () => {
  const { decision, explained: told } = await explained({
    chain: ["user:alice@acme.test"],
    route: "smart",
    assessment: assessed({ cyber: 72 }),
  });
  assert.equal(decision.outcome, "allowed");
  assert.deepEqual(
    told.map(({ candidate }) => candidate),
    ["north-frontier", "south-frontier"],
  );
  const [first] = told;
  assert.ok(first);
  assert.equal(first.complete, true);
  const [cyber] = first.blockers;
  assert.deepEqual(
    cyber?.clauses.map(({ kind, line, came }) => [kind, line, came]),
    [
      ["scope", 1, "true"],
      ["when", 3, "true"],
      ["unless", 4, "false"],
    ],
  );
  assert.match(cyber?.clauses[1]?.text ?? "", /risk\.cyber >= 60/);
  assert.deepEqual(
    cyber?.facts.find(({ name }) => name === "risk.cyber"),
    { name: "risk.cyber", value: "72" },
  );
  assert.deepEqual(
    first.passing.map(({ changes, caller }) => [changes.join(" and "), caller]),
    [
      ["risk.cyber is below 60", false],
      ["programs contains cyber-defense and workflow is incident-response", true],
    ],
  );
});

test("several policies that block are explained each by itself and all together", async () => {
  const { explained: told } = await explained({
    chain: ["user:alice@acme.test"],
    route: "cheap",
    context: { budget: "hard", geo: "KP" },
  });
  const [first] = told;
  assert.deepEqual(
    first?.blockers.map(({ policy, lifts }) => [policy, lifts]),
    [
      ["budget.hard", [["budget is not hard"]]],
      ["geo.embargo", [["geo is not KP or IR"]]],
    ],
  );
  assert.deepEqual(
    first?.passing.map(({ changes }) => changes),
    [["budget is not hard", "geo is not KP or IR"]],
  );
});

test("a missing permit is explained by the permits that were nearest", async () => {
  const { explained: told } = await explained({ chain: ["user:bob@acme.test"], route: "south-frontier" });
  const [first] = told;
  assert.equal(first?.blockers[0]?.policy, "no-permit");
  assert.deepEqual(
    first?.blockers[0]?.nearest?.map(({ policy }) => policy),
    ["grant.baseline", "grant.frontier"],
  );
  assert.deepEqual(
    first?.passing.map(({ changes, caller }) => [changes, caller]),
    [
      [["principal is in team eng"], false],
      [["principal is in team support"], false],
    ],
  );
});

test("a member of the chain is named where it is what stands in the way", async () => {
  const { explained: told } = await explained({
    chain: ["agent:release-bot", "user:bob@acme.test"],
    route: "south-frontier",
  });
  assert.deepEqual(
    told[0]?.passing.map(({ changes }) => changes.join()),
    ["user:bob@acme.test is in team eng", "user:bob@acme.test is in team support"],
  );
});

test("an obligation that nothing carries out is explained, with what would carry it out", async () => {
  const landscape = withPolicy(
    `@id("extra") @why("w") @obligation("notify:soc") forbid(principal, action in Lumos::Action::"use_model", resource)
     when { context.base.purpose == "x" } unless { context.base.fulfilled.contains("notify:soc") };`,
  );
  const { explained: told } = await explained(
    { chain: ["user:alice@acme.test"], route: "south-mini", context: { purpose: "x" } },
    landscape,
  );
  assert.equal(told[0]?.blockers[0]?.unsupported, true);
  assert.deepEqual(
    told[0]?.passing.map(({ changes }) => changes.join()),
    ["purpose is not x", "something on the way carries out notify:soc"],
  );
});

test("a guardrail is explained like a policy, together with what else blocks", async () => {
  const { explained: told } = await explained({
    chain: ["user:alice@acme.test"],
    route: "south-mini",
    context: { budget: "hard" },
    assessment: assessed({}, { dataClasses: ["pii.customer"] }),
    guardrails: { input: { pii: "block" } },
  });
  assert.deepEqual(
    told[0]?.passing.map(({ changes }) => changes),
    [["budget is not hard", "dataClasses does not contain pii.customer"]],
  );
});

test("a model that waits for a person is explained by who is waited for", async () => {
  const landscape = withPolicy(
    `@id("extra") @why("w") @obligation("approval:owner") forbid(principal, action in Lumos::Action::"use_model", resource in Lumos::Tier::"frontier")
     when { context.base.purpose == "x" } unless { context.base.fulfilled.contains("approval:owner") };`,
  );
  const { explained: told } = await explained(
    { chain: ["user:alice@acme.test"], route: "south-frontier", context: { purpose: "x" } },
    landscape,
  );
  assert.equal(told[0]?.outcome, "pending");
  assert.deepEqual(
    told[0]?.passing.map(({ changes }) => changes.join()),
    ["approval:owner is given", "purpose is not x"],
  );
});

test("clauses are found whatever stands in texts, comments and records", () => {
  const text = `@id("x") // when { not this }
forbid (principal, action, resource)
when { context.base.client == "} when {" && {"when": 1}.when == 1 }
unless { true };`;
  assert.deepEqual(
    clausesIn(text).map(({ kind, line, text: body }) => [kind, line, body]),
    [
      ["when", 3, `context.base.client == "} when {" && {"when": 1}.when == 1`],
      ["unless", 4, "true"],
    ],
  );
});
