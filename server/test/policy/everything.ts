import type { Declaration, Policy } from "../../src/config/index.ts";
import type { Chain } from "../../src/identity/index.ts";
import type { Context } from "../../src/context/index.ts";
import { seededRandom } from "../../src/kernel/index.ts";
import { type Assessment, DOMAINS } from "../../src/risk/index.ts";
import { assessed, quiet } from "./acme.ts";

/* Policies that read everything a policy can read of a model call, and calls that differ in all of it. */

const rule = (id: string, head: string, rest = "", more = ""): Policy => ({
  id,
  text: `@id("${id}") @why("${id} decided") ${more} ${head} ${rest};`,
});
const ANY = "(principal, action, resource)";
const MODELS = '(principal, action in Lumos::Action::"use_model", resource is Lumos::Model)';
const promised = (obligation: string) => `unless { context.base.fulfilled.contains("${obligation}") }`;
const control = (obligation: string, when: string, more = "") =>
  rule(
    `ask.${obligation}`,
    `forbid${MODELS}`,
    `when { ${when} } ${promised(obligation)}`,
    `@obligation("${obligation}") ${more}`,
  );

const EVERYTHING: Policy[] = [
  rule("all", 'permit(principal in Lumos::Group::"everyone", action, resource)'),
  rule("inactive", "forbid(principal is Lumos::User, action, resource)", "when { !principal.active }"),
  rule(
    "region",
    "forbid(principal is Lumos::User, action, resource)",
    'when { principal.region == "EU" && resource in Lumos::Tier::"frontier" }',
  ),
  rule("roles", `forbid(principal is Lumos::User, action, resource)`, 'when { principal.roles.contains("auditor") }'),
  rule(
    "autonomy",
    "forbid(principal is Lumos::Agent, action, resource)",
    "when { context.base.autonomy > principal.autonomy }",
  ),
  rule(
    "attested",
    "forbid(principal is Lumos::Agent, action, resource)",
    "when { !principal.attested && context.base.risk.max > 50 }",
  ),
  rule(
    "owner",
    'forbid(principal is Lumos::Agent, action in Lumos::Action::"use_model", resource)',
    'when { principal.owner.region == "EU" && context.tools }',
  ),
  rule(
    "owner.roles",
    'forbid(principal is Lumos::Agent, action in Lumos::Action::"use_model", resource)',
    'when { principal.owner.roles.contains("auditor") || principal.owner.roles.contains("owner") }',
  ),
  rule("owner.active", "forbid(principal is Lumos::Agent, action, resource)", "when { !principal.owner.active }"),
  rule(
    "owner.team",
    'forbid(principal is Lumos::Agent, action in Lumos::Action::"use_model", resource)',
    'when { principal.owner in Lumos::Group::"eng" && context.maxTokensOut > 1500 }',
  ),
  rule(
    "environment",
    "forbid(principal is Lumos::Application, action, resource)",
    'when { principal.environment != "prod" }',
  ),
  rule("team", `forbid${ANY}`, 'when { principal in Lumos::Group::"top" && resource in Lumos::Tier::"frontier" }'),
  rule(
    "workflow",
    `forbid${MODELS}`,
    'when { context.base.workflow in Lumos::Workflow::"root" && resource.provider == "south" }',
  ),
  rule("domain", `forbid${MODELS}`, 'when { context.base.workflow.domain == "bio" && !resource.selfHosted }'),
  rule(
    "tokens",
    `forbid${MODELS}`,
    "when { context.tokensIn > 5000 || (context.streaming && context.tokensIn > 3000) }",
  ),
  rule(
    "embed",
    'forbid(principal, action == Lumos::Action::"embed", resource is Lumos::Model)',
    "when { resource.retentionDays > 7 }",
  ),
  rule(
    "regions",
    `forbid${MODELS}`,
    'when { context.base.dataRegions.contains("EU") } unless { resource.regions.contains("EU") }',
  ),
  rule("risk", `forbid${MODELS}`, "when { context.base.risk.cyber > 70 || context.base.risk.bio > 90 }"),
  rule("trust", `forbid${MODELS}`, "when { context.base.trustScore < 20 || context.base.confidence < 10 }"),
  rule(
    "session",
    `forbid${MODELS}`,
    "when { context.base.sessionRisk > 90 || context.base.sessionTurns > 40 || context.base.sessionBlocks > 3 }",
  ),
  rule("address", `forbid${MODELS}`, 'when { context.base has ip && context.base.ip.isInRange(ip("10.0.0.0/8")) }'),
  rule("time", `forbid${MODELS}`, 'when { context.base.now > datetime("2026-11-22") }'),
  rule("gone", `forbid${MODELS}`, "", '@expires("2020-01-01")'),
  control("retain:30d", "context.base.risk.max > 20"),
  control("retain:7d", "context.base.risk.max > 10"),
  control("limit:tokens=500", 'context.base.budget == "soft"'),
  control("redact:pii.customer", 'context.base.dataClasses.contains("pii.customer")'),
  control("approval:approver", 'context.base.taint.contains("private")', '@ttl("30m") @severity("high")'),
  control("approval:security_admin", 'context.base.purpose == "secret"', '@ttl("10m")'),
  control("notify:soc", 'context.base.sessionFlags.contains("loop")'),
];

/** More teams, workflows and people than acme has, so that every attribute has something to say. */
export function widen(roll: Dice): (declaration: Declaration) => void {
  return ({ objects }) => {
    objects.policies = EVERYTHING;
    const deep = roll.pick(3, 10, 30, 40);
    objects.teams.push(
      { id: "top" },
      ...Array.from({ length: deep }, (_, i) => ({ id: `t${i}`, parent: i === 0 ? "top" : `t${i - 1}` })),
    );
    objects.workflows.push(
      { id: "root", domain: roll.pick("bio", "cyber", "") },
      { id: "middle", parent: "root", domain: "bio" },
      { id: "leaf", parent: "middle" },
    );
    for (const user of objects.users) {
      user.teams = [...(user.teams ?? []), ...roll.some(`t${deep - 1}`, "t1", "eng", "nobody")];
      if (roll.upTo(10) === 0) user.status = "disabled";
      if (roll.upTo(3) === 0) user.region = "EU";
      if (roll.upTo(8) === 0) user.roles = ["auditor"];
    }
    for (const agent of objects.agents) {
      agent.autonomy = roll.upTo(4);
      agent.status = "active";
      agent.teams = [...(agent.teams ?? []), ...roll.some("t0", "top")];
    }
    for (const application of objects.applications) application.environment = roll.pick("prod", "prod", "dev");
    for (const provider of objects.providers) if (roll.upTo(3) === 0) delete provider.retentionDays;
  };
}

export const CHAINS = [
  ["user:alice@acme.test"],
  ["user:sam@acme.test"],
  ["user:audrey@acme.test"],
  ["agent:release-bot"],
  ["application:helpdesk"],
  ["agent:triage-bot", "user:sam@acme.test"],
  ["agent:old-bot", "user:bob@acme.test"],
  ["application:helpdesk", "user:dana@acme.test"],
];

/** A principal may say that it is attested; nothing in the registry does today. */
export function attest(chain: Chain, roll: Dice): Chain {
  return { ...chain, links: chain.links.map((link) => ({ ...link, attested: roll.upTo(2) === 0 })) };
}

export type Dice = ReturnType<typeof dice>;

export function dice(seed: number) {
  const random = seededRandom(seed);
  const upTo = (limit: number) => random.bytes(4).readUInt32LE() % limit;
  const pick = <T>(...items: T[]): T => items[upTo(items.length)] as T;
  const some = (...items: string[]) => items.filter(() => upTo(4) === 0);
  return { upTo, pick, some };
}

export function randomCircumstances(roll: Dice): { context: Context; assessment: Assessment } {
  const risk = Object.fromEntries(DOMAINS.map((domain) => [domain, roll.upTo(8) === 0 ? roll.upTo(101) : 0]));
  // Mostly nothing is the matter, so that the answers are of every kind.
  const rarely = <T>(usual: T, ...others: T[]): T => (roll.upTo(20) === 0 ? roll.pick(...others) : usual);
  return {
    context: {
      ...quiet,
      ip: rarely("203.0.113.7", "10.1.2.3", "::1", "", "no address"),
      geo: roll.pick("US", "DE", ""),
      workflow: roll.pick("none", "none", "none", "leaf", "middle", "release", "unheard-of"),
      purpose: roll.pick("", "", "secret", "tests \ud800"),
      customer: roll.pick("", "c1"),
      autonomy: rarely(0, 1, 2, 3),
      dataRegions: roll.some("EU"),
      programs: roll.some("cyber-defense", "other"),
      taint: roll.some("private", "untrusted"),
      sessionFlags: roll.some("loop", "escalation"),
      trustScore: rarely(100, 50, 10, Number.NaN, 33.5),
      budget: roll.pick("ok", "ok", "soft"),
      mfaAgeS: rarely(0, Number.POSITIVE_INFINITY, 1e9),
      sessionRisk: rarely(0, 0, 95, Number.NaN, Number.POSITIVE_INFINITY),
      sessionTurns: rarely(0, 1, 41, -1),
      sessionBlocks: rarely(0, 0, 4),
    },
    assessment: assessed(risk, {
      assessed: rarely(true, false),
      confidence: rarely(100, 5),
      dataClasses: roll.upTo(3) === 0 ? roll.some("pii.customer", "secret", "phi") : [],
    }),
  };
}
