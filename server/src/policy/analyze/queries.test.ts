import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedClock, isFault } from "../../kernel/index.ts";
import { NOON, acmeLandscape } from "../../../test/policy/acme.ts";
import { analystOf } from "./analyst.ts";
import type { Reached } from "./queries.ts";

const analyst = () => analystOf(acmeLandscape(), fixedClock(NOON));
const told = ({ rows }: Reached) => Object.fromEntries(rows.map(({ of, outcome }) => [of, outcome]));

test("who can reach frontier is answered for everyone there is, with what would change it", async () => {
  const reached = await analyst().whoCan("acme", { tier: "frontier" });
  assert.equal(reached.complete, true);
  assert.deepEqual(told(reached), {
    "user:olga@acme.test": "allowed",
    "user:alice@acme.test": "allowed",
    "user:dana@acme.test": "allowed",
    "user:sam@acme.test": "allowed",
    "user:rita@acme.test": "allowed",
    "agent:release-bot": "allowed",
    "agent:triage-bot": "allowed",
    "application:helpdesk": "allowed",
    "user:bob@acme.test": "blocked",
    "user:audrey@acme.test": "blocked",
    "agent:old-bot": "blocked",
  });
  const of = (ref: string) => reached.rows.find((row) => row.of === ref);
  assert.deepEqual(
    of("user:bob@acme.test")?.more.map(({ changes }) => changes),
    [["principal is in team eng"], ["principal is in team support"]],
  );
  // A disabled agent of a contractor needs both.
  assert.deepEqual(of("agent:old-bot")?.more[0]?.changes, ["principal.active is true", "principal is in team eng"]);
  const less = of("user:alice@acme.test")?.less ?? [];
  assert.ok(less.some(({ policies, outcome }) => policies.includes("cap.cyber") && outcome === "blocked"));
  assert.deepEqual(less.find(({ policies }) => policies.includes("data.pii"))?.asks, ["redact:pii.customer"]);
});

test("facts that are given count for everyone", async () => {
  const reached = await analyst().whoCan("acme", { model: "north-frontier" }, { risk: { cyber: 70 } });
  assert.ok(Object.values(told(reached)).every((outcome) => outcome === "blocked"));
  const vetted = await analyst().whoCan(
    "acme",
    { model: "north-frontier" },
    { risk: { cyber: 70 }, programs: ["cyber-defense"], workflow: "incident-response" },
  );
  const row = vetted.rows.find(({ of }) => of === "user:alice@acme.test");
  assert.deepEqual([row?.outcome, row?.obligations], ["allowed", ["retain:30d"]]);
});

test("what an agent may do is answered for models and tools, alone and for somebody", async () => {
  const alone = told(await analyst().whatMay("acme", ["agent:release-bot"]));
  assert.equal(alone["model:north-frontier"], "allowed");
  assert.equal(alone["tool:crm/find_contact"], "allowed");
  assert.equal(alone["tool:crm/update_contact"], "pending");
  assert.equal(alone["tool:crm/delete_contact"], "blocked");
  // A contractor it acts for takes the frontier from it.
  const forBob = told(await analyst().whatMay("acme", ["agent:release-bot", "user:bob@acme.test"]));
  assert.equal(forBob["model:north-frontier"], "blocked");
  assert.equal(forBob["model:south-mini"], "allowed");
});

test("who asks about what is not there is told so", async () => {
  const wrong = (ask: Promise<unknown>) =>
    assert.rejects(
      ask,
      (error) => isFault(error) && error.code === "invalid_request" && /There is no/.test(error.message),
    );
  await wrong(analyst().whoCan("acme", { tier: "frontie" }));
  await wrong(analyst().whoCan("acme", { tool: "crm/nothing" }));
  await wrong(analyst().whatMay("acme", ["agent:nobody"]));
});
