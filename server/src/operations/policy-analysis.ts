import { z } from "zod";
import { OBJECTS, type Policy, type Role } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { type Target, factsShape } from "../policy/index.ts";
import type { Operation } from "./types.ts";

const policies = z.array(OBJECTS.policies).max(5_000);
const problems = z.array(
  z.strictObject({
    policy: z.string(),
    line: z.int(),
    column: z.int(),
    message: z.string(),
    severity: z.enum(["error", "warning"]),
  }),
);
const texts = z.array(z.string());

const analyzeInput = z.strictObject({
  policies: policies.optional().describe("A candidate; the set that decides now where it is left out."),
});
const finding = z.strictObject({
  kind: z.enum([
    "never-matches",
    "never-matches-today",
    "shadowed",
    "subsumed",
    "implied",
    "unlimited",
    "obligation-unsupported",
    "obligations-conflict",
    "obligations-in-vain",
    "unknown-name",
    "duplicate",
    "expired",
    "expires-soon",
    "no-why",
  ]),
  policy: z.string(),
  others: texts.describe("The policies that it is about besides."),
  message: z.string(),
  severity: z.enum(["warning", "note"]),
});
const analysis = z.strictObject({
  problems,
  found: z
    .strictObject({
      findings: z.array(finding),
      undecided: texts.describe("Policies about which there was no time or no proof."),
      proved: z.boolean().describe("False where z3-solver is not installed: only what can be read off was looked for."),
      ms: z.number(),
    })
    .optional()
    .describe("Absent where the policies have errors."),
});

const compareInput = z.strictObject({
  candidate: policies,
  than: policies.optional().describe("What it is compared with; the set that decides now where it is left out."),
});
const said = z.strictObject({
  outcome: z.enum(["allowed", "pending", "blocked"]),
  by: texts,
  needs: texts,
  obligations: texts,
});
const direction = z.strictObject({
  verdict: z.enum(["proved-none", "found", "undecided"]),
  because: z.string().optional(),
  witness: z
    .strictObject({
      principal: z.string(),
      teams: texts,
      principalExists: z.boolean(),
      action: z.string(),
      resource: z.string(),
      resourceExists: z.boolean(),
      attributes: z.record(z.string(), z.unknown()),
      facts: z.record(z.string(), z.unknown()).describe("What is not neutral."),
      before: said,
      after: said,
    })
    .optional()
    .describe("A question that both sets were really asked, and what they answered."),
});
const comparison = z.union([
  z.strictObject({ relation: z.literal("not-available").describe("z3-solver is not installed.") }),
  z.strictObject({
    relation: z.enum(["equal", "stricter", "more-permissive", "different", "undecided"]),
    more: direction.describe("Where the candidate allows more, or asks for less."),
    less: direction.describe("Where it allows less, or asks for more."),
    chains: z.boolean().describe("Whether a proof holds for calls of several principals too."),
    ms: z.number(),
  }),
]);

const facts = factsShape.optional().describe("What is not neutral, as in cases.yaml.");
const name = z.string().min(1).max(300);
const whoCanInput = z.strictObject({
  tier: name.optional(),
  model: name.optional(),
  tool: name.optional().describe("SERVER/TOOL"),
  facts,
});
const whatMayInput = z.strictObject({
  principal: name.describe("`agent:release-bot`"),
  onBehalfOf: z.array(name).max(9).optional().describe("For whom, the next one first."),
  facts,
});
const condition = z.strictObject({
  changes: texts.describe("Needed together."),
  policies: texts,
  outcome: z.enum(["allowed", "pending", "blocked"]),
  asks: texts.describe("What is then asked for besides."),
});
const reached = z.strictObject({
  rows: z.array(
    z.strictObject({
      of: z.string().describe("Whom or what the row is about."),
      outcome: z.enum(["allowed", "pending", "blocked"]),
      candidates: texts,
      by: texts,
      needs: texts,
      obligations: texts,
      more: z.array(condition).describe("Where not allowed: the smallest changes after which it is."),
      less: z.array(condition).describe("Where allowed: changes after which it is less."),
    }),
  ),
  complete: z.boolean().describe("False where the time was up."),
  ms: z.number(),
});

const READERS: readonly Role[] = ["owner", "security_admin", "policy_author", "auditor"];

export const policyAnalysisOperations: readonly Operation[] = [
  {
    name: "policies.analyze",
    summary: "Finds policies that do nothing, or not what they seem to.",
    method: "POST",
    path: "/policies/analyze",
    input: analyzeInput,
    output: analysis,
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ policy }, { org }, input: { policies?: Policy[] }) {
      return { body: await policy.analyst.analyze(org, input.policies) };
    },
  },
  {
    name: "policies.compare",
    summary: "Tells whether a candidate allows anything that another set does not, with a call that shows it.",
    method: "POST",
    path: "/policies/compare",
    input: compareInput,
    output: z.strictObject({ problems, found: comparison.optional() }),
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ policy }, { org }, input: { candidate: Policy[]; than?: Policy[] }) {
      return { body: await policy.analyst.compare(org, input.candidate, input.than) };
    },
  },
  {
    name: "policies.whoCan",
    summary: "Who may use a tier, a model or a tool, and what would change that.",
    method: "POST",
    path: "/policies/who-can",
    input: whoCanInput,
    output: reached,
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ policy }, { org }, input: z.output<typeof whoCanInput>) {
      return { body: await policy.analyst.whoCan(org, targetOf(input), input.facts) };
    },
  },
  {
    name: "policies.whatMay",
    summary: "What a principal may use, by itself or for somebody, and what would change that.",
    method: "POST",
    path: "/policies/what-may",
    input: whatMayInput,
    output: reached,
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ policy }, { org }, input: z.output<typeof whatMayInput>) {
      return { body: await policy.analyst.whatMay(org, [input.principal, ...(input.onBehalfOf ?? [])], input.facts) };
    },
  },
];

function targetOf({ tier, model, tool }: z.output<typeof whoCanInput>): Target {
  const given = [tier, model, tool].filter((one) => one !== undefined);
  if (given.length !== 1) throw fault("invalid_request", { public: "Say one of tier, model and tool." });
  if (tier !== undefined) return { tier };
  return model === undefined ? { tool: tool ?? "" } : { model };
}
