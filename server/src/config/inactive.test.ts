import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ORGANIZATIONS, scratch } from "../../test/scratch.ts";
import { INACTIVE } from "./inactive.ts";
import { loadConfiguration } from "./index.ts";

function inactive(file: string): string[] {
  const result = loadConfiguration({ file, env: {}, cwd: "/" });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.inactive.map(({ path, line }) => `${line} ${path}`);
}

test("acme's keys without effect are told with their lines", () => {
  const told = inactive(join(ORGANIZATIONS, "acme"));
  for (const one of ["12 tiers[0].retention", "35 teams[0].target", "60 workflows[2].budget", "79 budgets"])
    assert.ok(told.includes(one), one);
  for (const active of [
    "programs",
    "guardrails.input.injection",
    "guardrails.input.secrets",
    "guardrails.input.pii",
    "guardrails.output",
    "guardrails.tools",
    "guardrails.unavailable",
    "providers[0].api",
    "providers[1].api",
    "costCenter",
    "limits",
    "servers",
    "connections",
  ])
    assert.ok(!told.some((one) => one.includes(active)), active);
});

test("what is empty or off has nothing to be told", () => {
  using folder = scratch({
    "lumos.yaml":
      "version: 1\norganization: { id: a, name: A }\nbudgets: []\nservers:\nguardrails: { input: { injection: off } }\n",
  });
  assert.deepEqual(inactive(folder.path), []);
});

test("a budget is without effect on the way to models", () => {
  using folder = scratch({
    "lumos.yaml": `version: 1
organization: { id: a, name: A }
tiers: [{ id: t }]
teams: [{ id: eng }]
servers: [{ id: crm, kind: mcp, transport: http, url: "http://127.0.0.1:9" }]
connections:
  - { id: one, from: team:eng, to: tier:t, budget: { usd: 1, per: day } }
  - { id: two, from: team:eng, to: server:crm, rate: { calls: 1, per: minute }, budget: { usd: 1, per: day } }
limits: [{ id: l, scope: organization, requests: 5, per: minute }]
`,
  });
  assert.deepEqual(inactive(folder.path), ["7 connections[0].budget"]);
});

test("every row says what happens to its key in one sentence", () => {
  for (const [path, message] of INACTIVE) assert.match(message, /^[A-Z].+ yet[;,.].*\.?$/, path);
});
