import { z } from "zod";
import { OBJECTS, type Policy } from "../config/index.ts";
import { problem } from "./policies.ts";
import type { Operation } from "./types.ts";

const MAX_CASES = 2_000;
const MAX_PAIRS = 20_000;

const input = z.strictObject({
  cases: z
    .union([z.array(z.unknown()).max(MAX_CASES), z.looseObject({ cases: z.array(z.unknown()).max(MAX_CASES) })])
    .describe("As in cases.yaml: a list of cases, or a map with `cases` and `properties`."),
  policies: z
    .array(OBJECTS.policies)
    .max(5_000)
    .optional()
    .describe("A candidate set in place of the organization's own."),
  filter: z.string().max(500).optional().describe("Only cases whose name holds it."),
  engine: z.enum(["both", "fast", "reference"]).optional().describe("`both` where it is not said: they must agree."),
  enforced: z.boolean().optional().describe("Policies in shadow and canaries decide for everyone."),
  properties: z
    .strictObject({
      count: z.int().min(1).max(MAX_PAIRS).describe("Pairs of calls tried for each property."),
      seed: z.int().min(0).max(1_000_000).default(1),
    })
    .optional()
    .describe("Also check what should hold for every call."),
});

const outcome = z.enum(["allowed", "pending", "blocked"]);
const words = z.array(z.string());
const times = z.int().min(0);

const coverage = z.strictObject({
  percent: times,
  touched: times,
  points: times,
  policies: z.array(
    z.strictObject({
      policy: z.string(),
      effect: z.enum(["permit", "forbid"]),
      inScope: times,
      decided: times,
      errored: times,
      clauses: z.array(
        z.strictObject({
          kind: z.enum(["when", "unless"]),
          line: times,
          held: times,
          failed: times,
          errored: times,
        }),
      ),
      missing: words,
    }),
  ),
  off: words,
});

const side = z.looseObject({ chain: words, outcome, by: words, obligations: words });
const property = z.strictObject({
  name: z.string(),
  sentence: z.string(),
  status: z.enum(["holds", "violated", "off"]),
  tried: times,
  narrowed: times,
  excepted: times,
  violations: z.array(
    z.strictObject({ sentence: z.string(), candidate: z.string(), before: side, after: side, policies: words }),
  ),
});

const report = z.strictObject({
  ok: z.boolean(),
  passed: times,
  failed: times,
  skipped: times,
  engine: z.enum(["both", "fast", "reference"]),
  problems: z.array(problem),
  results: z.array(
    z.strictObject({
      name: z.string(),
      ok: z.boolean(),
      differences: words,
      answer: z
        .strictObject({
          outcome,
          model: z.string(),
          adjusted: words,
          by: words,
          obligations: words,
          needs: words,
        })
        .optional(),
    }),
  ),
  coverage: coverage.optional(),
  properties: z.array(property),
});

export const policyTestOperations: readonly Operation[] = [
  {
    name: "policies.test",
    summary: "Runs cases against the organization as it is, with its own policies or a candidate set; changes nothing.",
    method: "POST",
    path: "/policies/test",
    input,
    output: report,
    roles: ["owner", "security_admin", "policy_author"],
    audit: "read",
    status: 200,
    maxBodyBytes: 4 * 1_048_576,
    async run({ policy, registry }, { org, signal }, order: z.output<typeof input>) {
      const declaration = await registry.export(org);
      const policies = order.policies as readonly Policy[] | undefined;
      return { body: await policy.test({ ...order, declaration, policies }, signal) };
    },
  },
];
