import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import { ORGANIZATIONS, scratch } from "../../test/scratch.ts";
import { type Loaded, loadConfiguration } from "./index.ts";

const cedar = createRequire(import.meta.url)(
  "@cedar-policy/cedar-wasm/nodejs",
) as typeof import("@cedar-policy/cedar-wasm/nodejs");
const schema = readFileSync(new URL("../../defaults/lumos.cedarschema", import.meta.url), "utf8");

function load(file: string | undefined): Loaded {
  using empty = scratch();
  const result = loadConfiguration({ file, env: {}, cwd: empty.path });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function staticPolicies(loaded: Loaded): Record<string, string> {
  return Object.fromEntries(loaded.declaration.objects.policies.map(({ id, text }) => [id, text]));
}

for (const [name, file] of [
  ["the starter", undefined],
  ["acme", join(ORGANIZATIONS, "acme")],
  ["norrskov", join(ORGANIZATIONS, "norrskov")],
] as const) {
  test(`the policies of ${name} are valid in the product's vocabulary`, () => {
    const answer = cedar.validate({
      validationSettings: { mode: "strict" },
      schema,
      policies: { staticPolicies: staticPolicies(load(file)) },
    });
    assert.equal(answer.type, "success", JSON.stringify(answer));
    assert.ok(answer.type === "success");
    assert.deepEqual([...answer.validationErrors, ...answer.validationWarnings, ...answer.otherWarnings], []);
  });
}

test("the starter is used where no file is found, and everything in it has an effect", () => {
  const starter = load(undefined);
  assert.equal(starter.file, undefined);
  assert.deepEqual(starter.inactive, []);
  assert.deepEqual(starter.warnings, []);
  assert.equal(starter.declaration.organization.id, "home");
  assert.equal(starter.declaration.organization.name, "Your organization");
  assert.deepEqual(
    starter.declaration.objects.routes.map(({ id, models }) => [id, models.length]),
    [
      ["smart", 3],
      ["cheap", 1],
    ],
  );
});

const NEUTRAL = {
  now: { __extn: { fn: "datetime", arg: "2027-01-01" } },
  channel: "model",
  client: "",
  environment: "",
  geo: "",
  purpose: "",
  customer: "",
  autonomy: 0,
  delegationDepth: 0,
  workflow: { __entity: { type: "Lumos::Workflow", id: "none" } },
  onBehalfOf: [],
  dataClasses: [] as string[],
  dataRegions: [],
  risk: Object.fromEntries(
    [
      "cyber",
      "bio",
      "finance",
      "codeExec",
      "weapons",
      "selfHarm",
      "privacy",
      "distillation",
      "injection",
      "jailbreak",
      "exfiltration",
      "advice",
      "sexual",
      "hate",
      "harm",
      "max",
    ].map((domain) => [domain, 0]),
  ),
  topics: [] as string[],
  assessed: true,
  confidence: 100,
  sessionRisk: 0,
  sessionTurns: 0,
  sessionBlocks: 0,
  sessionFlags: [],
  taint: [],
  trustScore: 100,
  budget: "ok",
  programs: [],
  mfaAgeS: 0,
  fulfilled: [] as string[],
};

let policies: Record<string, string>;
before(() => {
  policies = staticPolicies(load(undefined));
});

/** The ids of the policies that decide, and what they decide, for one of the starter's principals and tiers. */
function ask(who: "user" | "agent", tier: string, facts: Partial<typeof NEUTRAL> & { active?: boolean } = {}): string {
  const { active = true, ...context } = facts;
  const everyone = { type: "Lumos::Group", id: "everyone" };
  const user = { type: "Lumos::User", id: "you@localhost" };
  const agent = { type: "Lumos::Agent", id: "demo-agent" };
  const model = { type: "Lumos::Model", id: `sandbox-${tier}` };
  const rank = { frontier: 2, guarded: 1, economy: 0 }[tier] ?? 0;
  const answer = cedar.isAuthorized({
    principal: who === "user" ? user : agent,
    action: { type: "Lumos::Action", id: "invoke" },
    resource: model,
    context: {
      base: { ...NEUTRAL, ...context },
      tokensIn: 1,
      maxTokensOut: 1,
      tools: false,
      images: false,
      streaming: false,
    } as never,
    schema,
    validateRequest: true,
    policies: { staticPolicies: policies },
    entities: [
      { uid: everyone, attrs: { name: "everyone" }, parents: [] },
      { uid: user, attrs: { email: "you@localhost", region: "", roles: ["owner"], active: true }, parents: [everyone] },
      { uid: agent, attrs: { owner: { __entity: user }, autonomy: 2, attested: false, active }, parents: [everyone] },
      { uid: { type: "Lumos::Tier", id: tier }, attrs: { rank }, parents: [] },
      {
        uid: model,
        attrs: { provider: "sandbox", regions: [], selfHosted: false, retentionDays: 0 },
        parents: [{ type: "Lumos::Tier", id: tier }],
      },
      { uid: { type: "Lumos::Workflow", id: "none" }, attrs: { domain: "" }, parents: [] },
    ],
  });
  assert.ok(answer.type === "success", JSON.stringify(answer));
  assert.deepEqual(answer.response.diagnostics.errors, []);
  return `${answer.response.decision} ${answer.response.diagnostics.reason.sort().join(" ")}`;
}

const PII = ["pii.card", "pii.customer"];
const REDACTED = ["redact:pii.customer"];

test("the starter lets an ordinary request use the frontier model", () => {
  assert.equal(ask("user", "frontier"), "allow grant.models");
});

test("the starter keeps card and account numbers off the frontier, and lets them pass redacted below it", () => {
  assert.equal(ask("user", "frontier", { dataClasses: PII, fulfilled: REDACTED }), "deny data.payment");
  assert.equal(ask("user", "frontier", { dataClasses: ["pii.iban"] }), "deny data.payment");
  assert.equal(ask("user", "guarded", { dataClasses: PII }), "deny data.pii");
  assert.equal(ask("user", "guarded", { dataClasses: PII, fulfilled: REDACTED }), "allow grant.models");
});

test("the starter redacts personal data on its way to every provider", () => {
  assert.equal(ask("user", "frontier", { dataClasses: ["pii.customer", "pii.email"] }), "deny data.pii");
  assert.equal(
    ask("user", "frontier", { dataClasses: ["pii.customer", "pii.email"], fulfilled: REDACTED }),
    "allow grant.models",
  );
});

test("the starter lets a secret reach no model", () => {
  for (const tier of ["frontier", "guarded", "economy"])
    assert.equal(ask("user", tier, { dataClasses: ["secret"] }), "deny data.secret");
});

test("the starter keeps offensive security and what was not assessed off the frontier", () => {
  assert.equal(ask("user", "frontier", { risk: { ...NEUTRAL.risk, cyber: 60 } }), "deny cap.cyber");
  assert.equal(ask("user", "guarded", { risk: { ...NEUTRAL.risk, cyber: 60 } }), "allow grant.models");
  assert.equal(ask("user", "frontier", { risk: { ...NEUTRAL.risk, cyber: 59 } }), "allow grant.models");
  assert.equal(ask("user", "frontier", { assessed: false }), "deny cap.unassessed");
});

test("the starter asks an owner before an agent's confidential data reaches a frontier model", () => {
  const prod = { environment: "prod", dataClasses: ["confidential"] };
  assert.equal(ask("agent", "frontier", { environment: "prod" }), "allow grant.models");
  assert.equal(ask("agent", "frontier", prod), "deny agent.confidential");
  assert.equal(ask("agent", "frontier", { ...prod, fulfilled: ["approval:owner"] }), "allow grant.models");
  assert.equal(ask("agent", "frontier", { ...prod, environment: "dev" }), "allow grant.models");
  assert.equal(ask("agent", "guarded", prod), "allow grant.models");
  assert.equal(ask("user", "frontier", prod), "allow grant.models");
});

test("the starter refuses an agent that is disabled or above its autonomy", () => {
  assert.equal(ask("agent", "guarded", { active: false }), "deny agent.disabled");
  assert.equal(ask("agent", "guarded", { autonomy: 3 }), "deny agent.autonomy");
});
