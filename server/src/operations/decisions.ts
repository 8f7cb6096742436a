import { z } from "zod";
import type { Role } from "../config/index.ts";
import { fault, isUuidV7 } from "../kernel/index.ts";
import { publicWhy, type DecisionFilter, type Why } from "../record/index.ts";
import { follow } from "./feed.ts";
import { millis, millisOf, moment, page, pageOf, readNewest } from "./shapes.ts";
import type { Asker, Operation } from "./types.ts";

const word = z.string().min(1).max(300);
const filters = {
  kind: z.enum(["model", "tool", "hook", "decision"]).optional().describe("Through which sort of door it came."),
  outcome: z.enum(["allowed", "pending", "blocked"]).optional(),
  result: z.enum(["completed", "refused", "failed", "aborted", "stopped", "interrupted"]).optional(),
  principal: word.optional(),
  subject: word.optional(),
  team: word.optional(),
  workflow: word.optional(),
  session: word.optional(),
  asked: word.optional().describe("What was asked for: a route, a model, or a tool as `SERVER/TOOL`."),
  model: word.optional(),
  tier: word.optional(),
};
const decisionId = z.string().refine(isUuidV7, "not a decision's id");

const summary = z.strictObject({
  id: z.string(),
  at: millis,
  kind: z.string(),
  outcome: z.enum(["allowed", "pending", "blocked"]),
  result: z.enum(["completed", "refused", "failed", "aborted", "stopped", "interrupted"]),
  adjusted: z.array(z.enum(["fallback", "redacted", "restricted", "degraded"])),
  principal: z.string(),
  subject: z.string(),
  team: z.string(),
  workflow: z.string(),
  session: z.string(),
  asked: z.string(),
  model: z.string(),
  tier: z.string(),
  code: z.string(),
  policies: z.array(z.string()),
  tokensIn: z.int(),
  tokensOut: z.int(),
  costNanoUsd: z.int().nullable().describe("Null: nobody knows what it cost; `unpriced` of the whole says why."),
  durationMs: z.number(),
});

const publicPart = z.strictObject({
  decision: z.string(),
  outcome: z.enum(["allowed", "pending", "blocked"]),
  summary: z.string(),
  policies: z.array(z.strictObject({ id: z.string(), why: z.string() })),
  findings: z.array(z.strictObject({ kind: z.string(), place: z.string(), masked: z.string() })),
  wouldPass: z.array(z.string()),
});
const whole = z
  .looseObject({ id: z.string(), outcome: z.string(), summary: z.string() })
  .describe(
    "The whole of why: chain, findings, policies, candidates, facts, cost and timings. To those who may read policies also `explained`: for each candidate that was not taken the clauses that blocked it, what they read, and every smallest set of changes that would have let it pass; or `unexplained`, why that cannot be told any more.",
  );

const READERS: readonly Role[] = ["owner", "security_admin", "policy_author", "approver", "auditor", "finops"];
/** What a decision was about is for these; who counts money sees the rows only. */
const ENTITLED: readonly Role[] = ["owner", "security_admin", "policy_author", "approver", "auditor"];

/** What policies ask, clause by clause, and where their limits are, is for these. */
const POLICY_READERS: readonly Role[] = ["owner", "security_admin", "policy_author", "auditor"];

const listInput = z.strictObject({
  ...filters,
  since: moment.optional().describe("From this moment on, in milliseconds or as 2027-01-31T12:00:00Z."),
  until: moment.optional().describe("Before this moment."),
  ...page,
  after: decisionId.optional().describe("The `next` of the page before."),
});
const feedInput = z.strictObject(filters);

export const decisionOperations: readonly Operation[] = [
  {
    name: "decisions.list",
    summary: "Decisions, newest first.",
    method: "GET",
    path: "/decisions",
    input: listInput,
    output: pageOf(summary),
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ records }, { org }, input: z.output<typeof listInput>) {
      const { after, limit, since, until, ...rest } = input;
      const filter = defined({ ...rest, since: millisOf(since), until: millisOf(until) }) as DecisionFilter;
      const body = await readNewest({ after, limit }, (newest) => records.list(org, filter, newest));
      return { body };
    },
  },
  {
    name: "decisions.get",
    summary: "Why a decision came out as it did. Who was part of the call sees the public part.",
    method: "GET",
    path: "/decisions/{id}",
    input: z.strictObject({ id: decisionId }),
    output: z.union([whole, publicPart]),
    roles: ENTITLED,
    own: "member",
    audit: "read",
    status: 200,
    async run({ records, policy }, asker, input: { id: string }) {
      const why = await records.why(asker.org, input.id);
      if (!why) throw fault("not_found");
      if (asker.reach === "all") {
        if (!holdsAny(asker, POLICY_READERS)) return { body: { ...why, wouldPass: forCallers(why.wouldPass) } };
        const recorded = await records.recorded(asker.org, input.id);
        if (!recorded?.question) return { body: { ...why, unexplained: recorded?.because ?? "it is not kept whole" } };
        const explained = await policy.again.explain(asker.org, recorded.question);
        return {
          body: explained.ok ? { ...why, explained: explained.value } : { ...why, unexplained: explained.error },
        };
      }
      // Guarantee: to someone who was not part of a call, its decision is not there.
      if (!wasPartOf(asker, why)) throw fault("not_found");
      return { body: publicWhy({ ...why, approval: undefined }) };
    },
  },
  {
    name: "decisions.feed",
    summary:
      "Decisions as they happen, as server-sent events. `Last-Event-ID` goes on after a break; a row may come twice.",
    method: "GET",
    path: "/decisions/feed",
    input: feedInput,
    output: summary,
    roles: READERS,
    audit: "read",
    status: 200,
    stream: true,
    async run({ records }, asker, input: z.output<typeof feedInput>) {
      const filter = defined(input) as DecisionFilter;
      return { body: undefined, events: await follow(records, asker, filter) };
    },
  },
];

/** Without the limits of policies. */
function forCallers(ways: Why["wouldPass"]): Why["wouldPass"] {
  return ways.flatMap(({ caller, ...way }) => (caller === undefined ? [] : [{ ...way, change: caller }]));
}

function holdsAny(asker: Asker, roles: readonly Role[]): boolean {
  return asker.chain?.links.every((link) => link.roles.some((role) => roles.includes(role))) ?? false;
}

function wasPartOf(asker: Asker, why: Why): boolean {
  const refs = new Set([...why.chain.map((link) => link.ref), why.question?.asker]);
  return asker.chain?.links.some((link) => refs.has(link.ref)) ?? false;
}

function defined(filter: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
