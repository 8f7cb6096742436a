import assert from "node:assert/strict";
import { test } from "node:test";
import type { Declaration } from "../config/index.ts";
import { isFault, Secret } from "../kernel/index.ts";
import { buildLandscape } from "./index.ts";

const declaration: Declaration = {
  organization: { id: "o", name: "O" },
  guardrails: {},
  objects: {
    tiers: [{ id: "frontier" }, { id: "guarded" }, { id: "economy" }],
    providers: [{ id: "p", api: "openai", key: "written", regions: ["US"], retentionDays: 3 }],
    models: [
      { id: "big", provider: "p", upstream: "x", tier: "frontier", price: { input: 10, output: "50.5" } },
      { id: "small", provider: "p", upstream: "y", tier: "economy", regions: ["EU"] },
    ],
    routes: [],
    judges: [],
    teams: [],
    users: [],
    applications: [],
    agents: [],
    workflows: [],
    programs: [],
    servers: [],
    connections: [],
    budgets: [],
    limits: [],
    alerts: [],
    detectors: [],
    policies: [],
  },
};

test("a model knows its provider, its regions, its price and its place on the ladder", () => {
  const key = { id: "default", weight: 1, secret: new Secret("kept") };
  const landscape = buildLandscape(declaration, 7, new Map([["p", [key]]]));
  const big = landscape.models.get("big");
  const small = landscape.models.get("small");
  assert.equal(landscape.revision, 7);
  assert.equal(big?.rank, 2);
  assert.equal(small?.rank, 0);
  assert.deepEqual(big?.regions, ["US"]);
  assert.deepEqual(small?.regions, ["EU"]);
  assert.deepEqual(big?.provider.keys, [key]);
  assert.deepEqual(big?.price, { input: 10_000_000_000, output: 50_500_000_000, cachedInput: 10_000_000_000 });
  assert.equal(small?.price, undefined);
});

test("a key written in a declaration is not in the landscape", () => {
  assert.ok(!JSON.stringify([...buildLandscape(declaration, 1).providers]).includes("written"));
});

test("a model that names no provider or no tier is a fault that says which", () => {
  for (const change of [{ provider: "gone" }, { tier: "gone" }]) {
    const [first, ...rest] = declaration.objects.models;
    assert.ok(first);
    const broken = { ...declaration, objects: { ...declaration.objects, models: [{ ...first, ...change }, ...rest] } };
    assert.throws(
      () => buildLandscape(broken, 1),
      (error) => isFault(error) && error.code === "invalid_configuration" && error.message.includes("gone"),
    );
  }
});
