import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { DOMAINS, type Assessment } from "../../risk/index.ts";
import { guarded } from "./guardrails.ts";
import type { Ruling } from "../types.ts";

const allowed: Ruling<string>[] = [{ outcome: "allowed", candidate: "m", obligations: ["redact:secret"], reasons: [] }];

function assessment(about: Partial<Assessment>): Assessment {
  const none = Object.fromEntries(DOMAINS.map((domain) => [domain, 0]));
  const risk = { ...none, max: 0 } as Assessment["risk"];
  return {
    assessed: true,
    risk,
    confidence: 100,
    dataClasses: [],
    topics: [],
    findings: [],
    fresh: 0,
    reused: 0,
    ...about,
  };
}

test("a secret is blocked where the guardrail says so, and only there", () => {
  const found = assessment({ dataClasses: ["secret"] });
  const [ruling] = guarded(allowed, { input: { secrets: "block" } }, found, "user:a");
  equal(ruling?.outcome, "blocked");
  deepEqual(
    ruling?.reasons.map((reason) => reason.policy),
    ["guardrail.input.secrets"],
  );
  equal(guarded(allowed, { input: { secrets: "detect" } }, found, "user:a"), allowed);
  equal(guarded(allowed, { input: { secrets: "block" } }, assessment({}), "user:a"), allowed);
});

// Guarantee: where the organization says so, a call that could not be assessed does not run.
test("where the organization says so, a call that could not be assessed does not run", () => {
  const failed = assessment({ assessed: false });
  equal(guarded(allowed, { unavailable: "block" }, failed, "user:a")[0]?.outcome, "blocked");
  equal(guarded(allowed, { unavailable: "allow" }, failed, "user:a"), allowed);
});

test("a guard that acts is not turned off by a text that cannot be assessed, unless the organization says so", () => {
  const failed = assessment({ assessed: false });
  for (const input of [{ injection: "block" }, { secrets: "block" }, { pii: "block" }, { pii: "redact" }] as const) {
    const [ruling] = guarded(allowed, { input }, failed, "user:a");
    deepEqual([ruling?.outcome, ruling?.reasons[0]?.policy], ["blocked", "guardrail.unavailable"]);
    equal(guarded(allowed, { input, unavailable: "allow" }, failed, "user:a")[0]?.outcome, "allowed");
    equal(guarded(allowed, { input }, assessment({}), "user:a"), allowed);
    equal(guarded(allowed, { tools: input }, failed, "user:a")[0]?.outcome, "blocked");
  }
  equal(guarded(allowed, { input: { injection: "detect", pii: "off" } }, failed, "user:a"), allowed);
});

test("redaction by guardrail joins the obligations of the policies", () => {
  const [ruling] = guarded(
    allowed,
    { input: { pii: "redact" } },
    assessment({ dataClasses: ["pii.customer"] }),
    "user:a",
  );
  deepEqual(ruling?.outcome === "allowed" && ruling.obligations, ["redact:pii.customer", "redact:secret"]);
});

test("whoever cannot carry out what a guardrail asks for is refused", () => {
  const found = assessment({ dataClasses: ["pii.customer"] });
  const [ruling] = guarded(allowed, { input: { pii: "redact" } }, found, "user:a", ["retain:*"]);
  equal(ruling?.outcome, "blocked");
  const [reason] = ruling?.reasons ?? [];
  deepEqual(
    [reason?.policy, reason?.obligation, reason?.unsupported],
    ["guardrail.input.pii", "redact:pii.customer", true],
  );
});

// Guarantee: where the organization says so, a call whose texts order a model to set its rules aside does not run.
test("where the organization says so, a call whose texts order a model to set its rules aside does not run", () => {
  const scored = (injection: number, jailbreak = 0) => {
    const none = assessment({});
    return assessment({ risk: { ...none.risk, injection, jailbreak, max: Math.max(injection, jailbreak) } });
  };
  const blocks = { input: { injection: "block" } } as const;
  equal(guarded(allowed, blocks, scored(80), "user:a")[0]?.outcome, "blocked");
  equal(guarded(allowed, blocks, scored(0, 95), "user:a")[0]?.outcome, "blocked");
  equal(guarded(allowed, blocks, scored(79), "user:a"), allowed);
  equal(guarded(allowed, { input: { injection: "detect" } }, scored(100), "user:a"), allowed);
  equal(guarded(allowed, { ...blocks, thresholds: { injection: 96 } }, scored(95), "user:a"), allowed);
  equal(guarded(allowed, { ...blocks, thresholds: { injection: 96 } }, scored(0, 95), "user:a")[0]?.outcome, "blocked");
  equal(guarded(allowed, { ...blocks, thresholds: { injection: 60 } }, scored(60), "user:a")[0]?.outcome, "blocked");
  const both = { ...blocks, thresholds: { injection: 96, jailbreak: 96 } };
  equal(guarded(allowed, both, scored(95, 95), "user:a"), allowed);
});

test("guardrails never turn a block into an allow", () => {
  const blocked: Ruling<string>[] = [{ outcome: "blocked", candidate: "m", reasons: [] }];
  const [ruling] = guarded(
    blocked,
    { input: { pii: "redact" } },
    assessment({ dataClasses: ["pii.customer"] }),
    "user:a",
  );
  equal(ruling?.outcome, "blocked");
});

// Guarantee: what a guardrail on tools blocks in what they answer reaches no model.
test("what a guardrail on tools blocks in what they answer reaches no model, by what was brought alone", () => {
  const brought = (injection: number, dataClasses: string[] = []) =>
    assessment({ dataClasses, brought: { dataClasses, injection } });
  const outcome = (tools: object, about: Assessment, more: object = {}) =>
    guarded(allowed, { tools, ...more }, about, "user:a")[0]?.outcome;
  equal(outcome({ injection: "block" }, brought(80)), "blocked");
  equal(outcome({ injection: "block" }, brought(79)), "allowed");
  equal(outcome({ injection: "block" }, brought(60), { thresholds: { injection: 60 } }), "blocked");
  equal(outcome({ injection: "taint" }, brought(100)), "allowed");
  equal(outcome({ secrets: "block" }, brought(0, ["secret"])), "blocked");
  equal(
    outcome({ secrets: "block", pii: "block" }, assessment({ dataClasses: ["secret", "pii.customer"] })),
    "allowed",
  );
  const [ruling] = guarded(allowed, { tools: { pii: "redact" } }, brought(0, ["pii.customer"]), "user:a");
  deepEqual(ruling?.outcome === "allowed" && ruling.obligations, ["redact:pii.customer", "redact:secret"]);
  equal(
    guarded(allowed, { tools: { secrets: "redact" } }, brought(0, ["secret"]), "user:a", [])[0]?.outcome,
    "blocked",
  );
});
