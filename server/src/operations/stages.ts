import { z } from "zod";
import type { Millis } from "../kernel/index.ts";
import { millis } from "./shapes.ts";
import type { Operation, Services } from "./types.ts";

const DAY_MS = 86_400_000;
const MAX_DAYS = 40;
const PAGE = 200;

const count = z.int().min(0);
const changes = z
  .strictObject({
    block: count.optional(),
    pending: count.optional(),
    model: count.optional(),
    obligations: count.optional(),
    allow: count.optional(),
  })
  .describe("Calls that it would have blocked, made wait, given another model, more or less to do, or let pass.");
const counts = z.strictObject({
  evaluated: count.describe("Calls it was looked at for."),
  matched: count.describe("Those it had something to say about."),
  acted: count.describe("Calls a canary took part in deciding."),
  errored: count.describe("Those where it could not be evaluated, which would have forbidden."),
  changes,
  teams: z.record(z.string(), changes),
  models: z.record(z.string(), changes).describe("By the model that was taken; empty for a call that was blocked."),
});

const output = z.strictObject({
  since: millis,
  missed: count.describe("Calls that could not be looked at: too many at once, or the engine was not there."),
  policies: z.array(
    z.strictObject({
      id: z.string(),
      effect: z.enum(["permit", "forbid"]),
      stage: z.enum(["draft", "shadow", "canary", "enforce"]),
      share: z.number().describe("Percent of people it decides for."),
      since: millis.optional().describe("When it got its text, and with it its stage."),
      severity: z.string(),
      owner: z.string().optional(),
      ticket: z.string().optional(),
      expiresAt: millis.optional(),
      expiry: z.enum(["soon", "expired"]).optional().describe("`soon` from 14 days before the end on."),
      counts: counts.optional().describe("Of this text, in shadow or as a canary."),
    }),
  ),
});

const input = z.strictObject({
  since: millis
    .optional()
    .describe(`Counts from the day of this moment on; 7 days back where it is not said, ${MAX_DAYS} at most.`),
});

export const stageOperations: readonly Operation[] = [
  {
    name: "policies.stages",
    summary: "Where each policy stands, draft to enforce, and what those in shadow and canary would have changed.",
    method: "GET",
    path: "/stages",
    input,
    output,
    roles: ["owner", "security_admin", "policy_author", "approver", "auditor"],
    audit: "read",
    status: 200,
    async run(services, { org }, asked: z.output<typeof input>) {
      const now = services.clock.now();
      const since = Math.max(asked.since ?? now - 7 * DAY_MS, now - MAX_DAYS * DAY_MS, 0);
      const { policies, missed } = await services.policy.stages.report(org, since);
      const changed = await changedAt(services, org);
      const told = policies.map((policy) => {
        const at = changed.get(policy.id);
        return { ...policy, ...(at === undefined ? {} : { since: at }) };
      });
      return { body: { since, missed, policies: told } };
    },
  },
];

async function changedAt({ registry }: Services, org: string): Promise<Map<string, Millis>> {
  const found = new Map<string, Millis>();
  let after: string | undefined;
  for (;;) {
    const rows = await registry.list(org, "policies", { ...(after === undefined ? {} : { after }), limit: PAGE });
    for (const { id, updatedAt } of rows) found.set(id, updatedAt);
    if (rows.length < PAGE) return found;
    after = rows.at(-1)?.id;
  }
}
