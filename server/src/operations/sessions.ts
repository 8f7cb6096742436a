import { z } from "zod";
import type { Role } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { placeAfter } from "../sessions/index.ts";
import { changing } from "./change.ts";
import { millis, page, pageOf, principalRef, readPage } from "./shapes.ts";
import type { Operation } from "./types.ts";

/** What a session came to is for those who may read what decisions were about. */
const READERS: readonly Role[] = ["owner", "security_admin", "policy_author", "approver", "auditor"];

const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{27}$/, "not a session's id")
  .describe("The `id` of the list; not the name that callers state.");
const summary = z.strictObject({
  id: z.string(),
  session: z.string().describe("As decisions name it: stated by its caller, or `s-...` where it was recognized."),
  principal: z.string(),
  subject: z.string(),
  risk: z.int().min(0).max(100),
  turns: z.int(),
  blocks: z.int(),
  refusals: z.int(),
  flags: z.array(z.string()),
  taint: z.array(z.string()),
  startedAt: millis,
  lastAt: millis,
});
const story = summary.extend({
  calls: z.int(),
  rephrasings: z.int(),
  evidence: z.record(z.string(), z.int()).describe("Decayed evidence for each domain that has any, 0 to 100."),
  raisedBy: z
    .array(z.strictObject({ what: z.string(), turn: z.int().optional(), points: z.int() }))
    .describe("What made the risk, the strongest first."),
  wider: z
    .strictObject({ principal: z.int(), team: z.int() })
    .describe("Points by what the principal asked in other sessions, and others of its team."),
  tokens: z.int(),
});

export const sessionOperations: readonly Operation[] = [
  {
    name: "sessions.list",
    summary: "Sessions, the last used first: their risk, labels, turns. Those that nothing is known of are not kept.",
    method: "GET",
    path: "/sessions",
    input: z.strictObject({
      principal: principalRef.optional(),
      session: z.string().min(1).max(200).optional().describe("The name decisions know it by."),
      ...page,
    }),
    output: pageOf(summary),
    roles: READERS,
    audit: "read",
    status: 200,
    async run({ sessions }, { org }, input: Parameters<typeof sessions.list>[1] & { limit?: number }) {
      const { limit: _limit, ...filter } = input;
      const body = await readPage(input, placeAfter, (limit) => sessions.list(org, { ...filter, limit }));
      return { body };
    },
  },
  {
    name: "sessions.show",
    summary: "What raised the risk of a session, and what else is known of it. No text is kept of any.",
    method: "GET",
    path: "/sessions/{id}",
    input: z.strictObject({ id: sessionId }),
    output: story,
    roles: READERS,
    audit: "read",
    status: 200,
    examples: ["lumos session show ID"],
    async run({ sessions }, { org }, { id }: { id: string }) {
      const body = await sessions.show(org, id);
      if (!body) throw fault("not_found");
      return { body };
    },
  },
  {
    name: "sessions.reset",
    summary: "Forgets a session: its risk, its labels, its blocks. Its next call begins anew.",
    method: "POST",
    path: "/sessions/{id}/reset",
    input: z.strictObject({ id: sessionId, reason: z.string().min(1).max(500) }),
    output: z.strictObject({ id: z.string() }),
    roles: ["owner", "security_admin"],
    audit: "change",
    status: 200,
    async run(services, asker, input: { id: string; reason: string }) {
      const { id, reason } = input;
      const before = await services.sessions.show(asker.org, id);
      if (!before) throw fault("not_found");
      return changing(services, asker, { operation: "sessions.reset", input }, async (tx) => {
        if (!(await services.sessions.reset(tx, asker.org, id))) throw fault("not_found");
        const subject = { kind: "session" as const, id: before.session };
        return { answer: { body: { id } }, records: [{ subject, before, details: { reason } }] };
      });
    },
  },
];
