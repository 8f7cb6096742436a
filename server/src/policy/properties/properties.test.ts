import assert from "node:assert/strict";
import { test } from "node:test";
import { acmeLandscape, NOON } from "../../../test/policy/acme.ts";
import { fixedClock } from "../../kernel/index.ts";
import { runCases } from "../index.ts";

const landscape = acmeLandscape();
const clock = fixedClock(NOON);

const run = (broken: string | undefined, settings: Record<string, unknown> = {}, count = 400) =>
  runCases({
    landscape,
    clock,
    cases: { cases: [], properties: settings },
    policies: broken === undefined ? landscape.policies : [...landscape.policies, { id: "broken", text: broken }],
    properties: { count, seed: 1 },
  });

/** One policy a law, that breaks it beside acme's own. */
const BROKEN: Record<string, { text: string; witness: RegExp }> = {
  risk: {
    text: `@id("broken") permit (principal, action in Lumos::Action::"use_model", resource)
      when { context.base.risk.privacy >= 35 && context.base.purpose == "red-team" };`,
    witness:
      /\(with purpose red-team\) \S+ is blocked \(no-permit\) with risk\.privacy 34 and allowed \(broken\) with risk\.privacy 35\.$/,
  },
  trust: {
    text: `@id("broken") permit (principal, action in Lumos::Action::"use_model", resource) when { context.base.trustScore < 20 };`,
    witness: /with trustScore 20 and allowed \(broken\) with trustScore 19\.$/,
  },
  assessment: {
    text: `@id("broken") permit (principal, action in Lumos::Action::"use_model", resource) unless { context.base.confidence > 40 };`,
    witness: /with confidence 41 and allowed \(broken\) with confidence 40\.$/,
  },
  data: {
    text: `@id("broken") @obligation("redact:phi") forbid (principal, action, resource)
      when { !context.base.dataClasses.contains("public") } unless { context.base.fulfilled.contains("redact:phi") };`,
    witness: /with dataClasses \[public\] instead of dataClasses \[\], \S+ loses redact:phi\.$/,
  },
  budget: {
    text: `@id("broken") permit (principal, action in Lumos::Action::"use_model", resource) when { context.base.budget == "warn" };`,
    witness: /with budget ok and allowed \(broken\) with budget warn\.$/,
  },
  taint: {
    text: `@id("broken") permit (principal, action in Lumos::Action::"use_model", resource) when { context.base.taint.contains("reviewed") };`,
    witness: /with taint \[\] and allowed \(broken\) with taint \[reviewed\]\.$/,
  },
};

test("a sound organization keeps every property, and pairs were seen that made a difference", async () => {
  const { ok, properties } = await run(undefined);
  assert.equal(ok, true);
  assert.deepEqual(
    properties.map(({ name, status }) => `${name} ${status}`),
    ["risk", "chain", "trust", "assessment", "data", "budget", "taint"].map((name) => `${name} holds`),
  );
  for (const { name, tried } of properties) assert.ok(tried > 10, name);
  for (const name of ["risk", "chain", "budget", "taint"])
    assert.ok((properties.find((property) => property.name === name)?.narrowed ?? 0) > 0, name);
});

for (const [law, { text, witness }] of Object.entries(BROKEN))
  test(`a policy that breaks ${law} is found, with the smallest witness`, async () => {
    const { ok, properties } = await run(text);
    assert.equal(ok, false);
    const found = properties.find(({ name }) => name === law);
    assert.equal(found?.status, "violated");
    const [violation] = found.violations;
    assert.match(violation?.sentence ?? "", witness);
    assert.deepEqual(violation?.policies, ["broken"]);
    assert.equal(violation?.before.chain.length, 1);
  });

test("an organization may give a property up, or let single policies break it", async () => {
  const text = BROKEN["trust"]?.text ?? "";
  const off = (await run(text, { trust: "off" })).properties.find(({ name }) => name === "trust");
  assert.deepEqual([off?.status, off?.tried], ["off", 0]);
  const excepted = (await run(text, { trust: { except: ["broken"] } })).properties.find(({ name }) => name === "trust");
  assert.equal(excepted?.status, "holds");
  assert.ok((excepted?.excepted ?? 0) > 0);
  const other = (await run(text, { trust: { except: ["cap.cyber"] } })).properties.find(({ name }) => name === "trust");
  assert.equal(other?.status, "violated");
});

test("the same seed tries the same pairs", async () => {
  const one = await run(BROKEN["risk"]?.text);
  assert.deepEqual((await run(BROKEN["risk"]?.text)).properties, one.properties);
});

test("settings that are not understood are a failure, never passed over", async () => {
  const report = await runCases({ landscape, clock, cases: { cases: [], properties: { trst: "off" } } });
  assert.equal(report.ok, false);
  assert.match(report.results[0]?.differences.join() ?? "", /properties.*trst/);
});
