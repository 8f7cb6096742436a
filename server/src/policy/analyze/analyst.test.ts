import assert from "node:assert/strict";
import { test } from "node:test";
import { isFault, systemClock } from "../../kernel/index.ts";
import { NOON, acmeLandscape, acmePolicies, acmeRoom } from "../../../test/policy/acme.ts";
import { inspect } from "../sets/check.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import { analystOf } from "./analyst.ts";
import { makeApart } from "./apart.ts";
import { worldOf } from "./world.ts";

const idOf = (text: string) => /@id\("([^"]+)"/.exec(text)?.[1] ?? "";
const policy = (text: string) => ({ id: idOf(text), text });
const findingsIn = async (...texts: string[]) => {
  const analyst = analystOf(acmeLandscape(), systemClock);
  const { problems, found } = await analyst.analyze("acme", [...acmePolicies(), ...texts.map(policy)]);
  assert.ok(found, JSON.stringify(problems));
  return found.findings.map(({ kind, policy: id, others }) => [kind, id, others.join()].join(" ").trim());
};

test("nothing is found in a sound set", async () => {
  const { room } = await acmeRoom();
  try {
    const { found } = await room.analyst.analyze("acme");
    assert.deepEqual(found?.findings, []);
    assert.deepEqual(found?.undecided, []);
    assert.equal(found?.proved, true);
  } finally {
    room.close();
  }
});

test("policies that do nothing are found, with those that make them idle", async () => {
  const found = await findingsIn(
    `@id("never") @why("w") forbid(principal, action, resource) when { context.base.risk.cyber > 60 && context.base.risk.cyber < 50 };`,
    `@id("above-all") @why("w") forbid(principal, action, resource) when { context.base.risk.cyber > 100 };`,
    `@id("sub") @why("w") permit(principal in Lumos::Group::"security", action in Lumos::Action::"use_model", resource in Lumos::Tier::"frontier");`,
    `@id("shadow") @why("w") permit(principal, action in Lumos::Action::"use_model", resource) when { context.base.geo == "KP" };`,
    `@id("implied") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource) when { context.base.risk.bio >= 90 };`,
    `@id("gone") @why("w") permit(principal in Lumos::Group::"gone", action, resource);`,
    `@id("twin") @why("other words") forbid (principal, action in Lumos::Action::"use_model", resource) when { context.base.dataClasses.contains("secret") };`,
  );
  assert.deepEqual(found.toSorted(), [
    "duplicate twin data.secret",
    "implied data.secret twin",
    "implied implied cap.bio",
    "implied twin data.secret",
    "never-matches above-all",
    "never-matches gone",
    "never-matches never",
    "shadowed shadow geo.embargo",
    "subsumed sub grant.frontier",
    "unknown-name gone",
  ]);
});

test("the workflow of a call without one is a name that is there", async () => {
  const found = await findingsIn(
    `@id("loose") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource) when { context.base.autonomy >= 4 && context.base.workflow == Lumos::Workflow::"none" };`,
  );
  assert.deepEqual(found, []);
});

test("a permit that no forbid can limit is found", async () => {
  const analyst = analystOf(acmeLandscape(), systemClock);
  const { found } = await analyst.analyze("acme", [
    policy(`@id("open") @why("w") permit(principal, action in Lumos::Action::"use_model", resource);`),
    policy(`@id("tools") @why("w") forbid(principal, action in Lumos::Action::"use_tool", resource);`),
  ]);
  assert.deepEqual(
    found?.findings.map(({ kind, policy: id }) => `${kind} ${id}`),
    ["unlimited open"],
  );
});

test("obligations that are in vain, unsupported or at odds are found", async () => {
  const control = (id: string, obligation: string, purpose: string) =>
    `@id("${id}") @why("w") @obligation("${obligation}") forbid(principal, action in Lumos::Action::"use_model", resource)
     when { context.base.purpose == "${purpose}" } unless { context.base.fulfilled.contains("${obligation}") };`;
  const found = await findingsIn(
    control("small", "limit:tokens=100", "x"),
    `@id("not-small") @why("w") forbid(principal, action in Lumos::Action::"use_model", resource) when { context.base.fulfilled.contains("limit:tokens=100") };`,
    control("told", "notify:soc", "y"),
    control("forget", "retain:0d", "z"),
  );
  assert.deepEqual(found.toSorted(), [
    "obligation-unsupported told",
    "obligations-conflict forget retain.cyber",
    "obligations-in-vain small",
  ]);
});

test("policies with errors are told, not analyzed", async () => {
  const analyst = analystOf(acmeLandscape(), systemClock);
  const { problems, found } = await analyst.analyze("acme", [{ id: "x", text: "permit(" }]);
  assert.equal(found, undefined);
  assert.equal(problems[0]?.severity, "error");
});

test("an analysis never runs on the thread of calls, and ends when its time is up", async () => {
  const { policies } = await inspect(acmePolicies(), NOON);
  const world = worldOf(acmeLandscape(), NOON);
  const order = { schema: schemaText(), world, supported: MODEL_PATH, now: NOON, policies, task: "analyze" as const };
  const run = makeApart();
  let beats = 0;
  const beat = setInterval(() => (beats += 1), 5);
  try {
    const late = await run({ ...order, limitMs: 1 });
    assert.ok(late.task === "analyze" && late.analysis.undecided.length > 0, "nothing was left undecided in no time");
    assert.ok(beats > 5, "this thread stood still");
    const many = Array.from({ length: 6 }, () => run({ ...order, limitMs: 1 }));
    const refused = (await Promise.allSettled(many)).filter(
      (one) => one.status === "rejected" && isFault(one.reason) && one.reason.code === "rate_limited",
    );
    assert.equal(refused.length, 2);
  } finally {
    clearInterval(beat);
  }
});
