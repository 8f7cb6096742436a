import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { fixedClock } from "../../kernel/index.ts";
import { ACME, NOON, acmeLandscape } from "../../../test/policy/acme.ts";
import { runCases } from "../index.ts";

interface Written {
  name: string;
  chain: string[];
  ask: Record<string, unknown>;
  expect: Record<string, unknown>;
}

const landscape = acmeLandscape();
const clock = fixedClock(NOON);
const cases = (): Written[] => parse(readFileSync(new URL("cases.yaml", ACME), "utf8"));

test("acme's policies answer every case, what a statement does is read from its text", async () => {
  const report = await runCases({ landscape, cases: cases(), clock });
  assert.deepEqual(report.problems, []);
  const failed = report.results.filter((result) => !result.ok);
  assert.deepEqual(failed, []);
  assert.deepEqual([report.ok, report.passed], [true, 30]);
});

test("a wrong expectation fails, whichever part is wrong", async () => {
  const wrong: Record<string, unknown> = {
    outcome: "blocked",
    model: "south-mini",
    adjusted: ["redacted"],
    by: ["data.secret"],
    obligations: ["retain:90d"],
    needs: ["approval:owner"],
  };
  const original = cases().find(({ name }) => name.startsWith("the same from a vetted defender"));
  assert.ok(original);
  const changed = Object.entries(wrong).map(([part, value]) => ({
    ...original,
    name: part,
    expect: { ...original.expect, [part]: value },
  }));
  const emptied = ["by", "obligations"].map((part) => ({
    ...original,
    name: part,
    expect: { outcome: "allowed", [part]: [] },
  }));
  const report = await runCases({ landscape, cases: [...changed, ...emptied, original], clock });
  assert.equal(report.failed, changed.length + emptied.length);
  for (const { name, ok, differences } of report.results.slice(0, -1)) {
    assert.equal(ok, false);
    assert.match(differences.join(), new RegExp(`^${name}: expected`));
  }
});

test("a case that is not understood or names nothing known fails and says why", async () => {
  const base = { name: "x", chain: ["user:alice@acme.test"], ask: { model: "smart" }, expect: { outcome: "allowed" } };
  const report = await runCases({
    landscape,
    clock,
    cases: [
      { ...base, expct: {} },
      { ...base, facts: { risk: { ciber: 3 } } },
      { ...base, chain: ["user:nobody@acme.test"] },
      { ...base, ask: { model: "nothing" } },
      { ...base, ask: { tool: "crm/unheard_of" } },
      { ...base, ask: { tool: "crm/unheard_of", arguments: { sql: "select 1" } } },
      { ...base, facts: { client: { __extn: { fn: "unknown", arg: "x" } } } },
    ],
  });
  const said = report.results.map(({ ok, differences }) => `${ok} ${differences.join()}`);
  assert.match(said[0] ?? "", /^false .*expct/);
  assert.match(said[1] ?? "", /^false .*ciber/);
  assert.match(said[2] ?? "", /^false there is no user:nobody@acme.test/);
  assert.match(said[3] ?? "", /^false there is no route or model nothing/);
  assert.match(said[4] ?? "", /^false .*say operations/);
  assert.match(said[5] ?? "", /^false .*say operations/);
  assert.match(said[6] ?? "", /^false facts.client/);
});

test("with policies that are not valid no case passes", async () => {
  const policies = [{ id: "a", text: '@id("a") permit(principal, action, resource) when { context.base.rsk > 1 };' }];
  const report = await runCases({ landscape, policies, cases: cases(), clock });
  assert.equal(report.ok, false);
  assert.equal(report.passed, 0);
  assert.equal(report.problems[0]?.severity, "error");
});

test("a policy in shadow decides in no case, unless it is asked how it will be", async () => {
  const text =
    '@id("soon") @why("Soon.") @stage("shadow") forbid(principal, action in Lumos::Action::"use_model", resource);';
  const asked = {
    landscape,
    clock,
    policies: [...landscape.policies, { id: "soon", text }],
    cases: [{ name: "x", chain: ["user:alice@acme.test"], ask: { model: "smart" }, expect: { outcome: "allowed" } }],
  };
  const now = await runCases(asked);
  assert.deepEqual([now.passed, now.coverage?.off], [1, ["soon"]]);
  const then = await runCases({ ...asked, enforced: true });
  assert.deepEqual([then.passed, then.coverage?.off], [0, []]);
  assert.match(then.results[0]?.differences.join() ?? "", /was blocked \(soon: Soon\.\)/);
});

test("a canary decides in the cases of those in its share", async () => {
  const users = [...landscape.users.keys()].map((id) => `user:${id}`);
  const text =
    '@id("some") @why("Some.") @stage("canary:50%") forbid(principal, action in Lumos::Action::"use_model", resource);';
  const report = await runCases({
    landscape,
    clock,
    policies: [...landscape.policies, { id: "some", text }],
    cases: users.map((user) => ({
      name: user,
      chain: [user],
      ask: { model: "cheap" },
      expect: { outcome: "allowed" },
    })),
  });
  const failed = report.results.filter(({ ok }) => !ok);
  assert.ok(failed.length > 0 && failed.length < users.length, `${failed.length} of ${users.length}`);
  const canary = report.coverage?.policies.find(({ policy }) => policy === "some");
  assert.deepEqual([canary?.decided, canary?.inScope], [2 * failed.length, 2 * failed.length]);
});
