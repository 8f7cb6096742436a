import { z } from "zod";
import { OBJECTS, type Policy } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { changed, changesBetween, meaningBetween, readProposal, readSetting, textDiff } from "../policy/index.ts";
import { AUTHORS } from "./duties.ts";
import { changeShape } from "./policy-shapes.ts";
import { livePolicies, refuseProblems } from "./publishing.ts";
import { snapshotNamed } from "./snapshot-named.ts";
import type { Operation, Services } from "./types.ts";

const MAX_QUESTIONS = 200_000;
const TIME_MS = 20_000;
const MAX_AT_ONCE = 3;

const side = z
  .string()
  .regex(/^(live|given|proposal:[0-9A-Za-z-]{1,100}|[0-9A-Za-z._-]{1,100})$/)
  .describe("`live`, a snapshot's id, `proposal:ID`, or `given`: the policies sent along.");
const input = z.strictObject({
  from: side,
  to: side,
  policies: z.array(OBJECTS.policies).max(10_000).optional().describe("What `given` stands for."),
  meaning: z.boolean().optional().describe("False: only what is written is compared."),
  questions: z.int().min(1).max(MAX_QUESTIONS).optional().describe("How many questions both sets are asked at most."),
});

const answer = z.strictObject({
  outcome: z.enum(["allowed", "pending", "blocked"]),
  model: z.string(),
  adjusted: z.array(z.string()),
  by: z.array(z.string()),
  obligations: z.array(z.string()),
  needs: z.array(z.string()),
});
const meaningShape = z.strictObject({
  asked: z.int().describe("How many questions both sets were asked."),
  differing: z.int(),
  cut: z.boolean().describe("There were more questions than were asked."),
  differences: z.array(
    z.strictObject({
      count: z.int(),
      witness: z.strictObject({
        chain: z.array(z.string()),
        ask: z.record(z.string(), z.unknown()),
        facts: z.record(z.string(), z.unknown()),
      }),
      before: answer,
      after: answer,
    }),
  ),
});

export const policyDiffOperations: readonly Operation[] = [
  {
    name: "policies.diff",
    summary: "What differs between two policy sets: their texts, and questions that they answer differently.",
    method: "POST",
    path: "/policy/diff",
    input,
    output: z.strictObject({
      changes: z.array(changeShape),
      diff: z.string(),
      meaning: meaningShape.nullable(),
    }),
    roles: [...AUTHORS, "approver", "auditor"],
    audit: "read",
    status: 200,
    maxBodyBytes: 16 * 1_048_576,
    run: atMost(MAX_AT_ONCE, diff),
  },
];

// Guarantee: differences are not looked for more often at once than calls can bear.
function atMost<A extends unknown[], T>(most: number, work: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let underWay = 0;
  return async (...args) => {
    if (underWay >= most)
      throw fault("rate_limited", { public: "Other differences are being looked for. Try again in a minute." });
    underWay += 1;
    try {
      return await work(...args);
    } finally {
      underWay -= 1;
    }
  };
}

async function diff(services: Services, { org }: { org: string }, asked: z.output<typeof input>) {
  const { registry, clock, log } = services;
  const landscape = registry.landscape(org);
  if (!landscape) throw fault("not_found");
  const [before, after] = [
    await sideOf(services, org, asked.from, asked),
    await sideOf(services, org, asked.to, asked),
  ];
  const changes = changesBetween(before, after);
  const words = { changes, diff: textDiff(changes) };
  if (asked.meaning === false) return { body: { ...words, meaning: null } };
  const cases = await readSetting(services.store.read, org, "cases");
  const limits = { timeMs: TIME_MS, ...(asked.questions === undefined ? {} : { questions: asked.questions }) };
  const found = await meaningBetween({ landscape, before, after, cases, clock, log, limits });
  if (!found.ok) refuseProblems(found.error);
  return { body: { ...words, meaning: found.ok ? found.value : null } };
}

async function sideOf(
  services: Services,
  org: string,
  name: string,
  { policies }: z.output<typeof input>,
): Promise<Policy[]> {
  if (name === "live") return livePolicies(services, org);
  if (name === "given") {
    if (!policies) throw fault("invalid_request", { public: "Send the policies along.", param: "policies" });
    return policies as Policy[];
  }
  if (name.startsWith("proposal:")) {
    const proposal = await readProposal(services.store.read, org, name.slice("proposal:".length));
    if (!proposal) throw fault("not_found");
    return changed(await livePolicies(services, org), proposal.spec.upserts, proposal.spec.deletions);
  }
  return [...(await snapshotNamed(services, org, name)).policies];
}
