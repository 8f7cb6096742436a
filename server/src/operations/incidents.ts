import { z } from "zod";
import {
  type Incident,
  SEVERITIES,
  STATUSES,
  VERDICTS,
  calibrate,
  dismiss,
  endDismissal,
  giveFeedback,
  handle,
  listDismissals,
  listFeedback,
  listIncidents,
  readIncident,
} from "../findings/index.ts";
import { fault } from "../kernel/index.ts";
import { toldFacts } from "../policy/index.ts";
import { changing } from "./change.ts";
import { millis, millisOf, moment, page, pageOf, readNewest } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const DAY_MS = 86_400_000;
const MAX_DISMISSED_MS = 400 * DAY_MS;
const incidentId = z.string().min(1).max(100);
const readers = ["owner", "security_admin", "approver", "auditor"] as const;
const handlers = ["owner", "security_admin"] as const;
const note = z.string().max(2_000);

const sample = z.strictObject({
  decision: z.string(),
  at: millis,
  rule: z.string(),
  detector: z.string(),
  place: z.string(),
  masked: z.string(),
  confidence: z.number(),
  outcome: z.string(),
});
const incident = z.strictObject({
  id: z.string(),
  kind: z.string().describe("`injection`, `secret`, `pii.email`, `session.escalation`, ..."),
  severity: z.enum(SEVERITIES),
  status: z.enum(STATUSES),
  principal: z.string(),
  subject: z.string(),
  team: z.string(),
  workflow: z.string(),
  firstAt: millis,
  lastAt: millis,
  count: z.int(),
  allowed: z.int().describe("How many were in calls that went through."),
  samples: z.array(sample).describe("The last few, masked."),
  note: z.string(),
  assignee: z.string(),
  handledBy: z.string(),
  handledAt: millis.optional(),
  version: z.int(),
});
const scope = z.strictObject({
  kind: z.string().min(1).max(100),
  rule: z.string().min(1).max(100).optional(),
  principal: z.string().min(1).max(200).optional(),
  team: z.string().min(1).max(100).optional(),
  workflow: z.string().min(1).max(100).optional(),
});
const dismissal = z.strictObject({
  id: z.string(),
  scope,
  reason: z.string(),
  madeBy: z.string(),
  at: millis,
  until: millis,
  count: z.int().describe("Findings it has kept from becoming incidents."),
  lastAt: millis.optional(),
});
const feedback = z.strictObject({
  id: z.string(),
  at: millis,
  madeBy: z.string(),
  incident: z.string(),
  decision: z.string(),
  kind: z.string(),
  detector: z.string(),
  score: z.number(),
  verdict: z.enum(VERDICTS),
  note: z.string(),
});

const listInput = z.strictObject({
  status: z.enum(STATUSES).optional(),
  severity: z.enum(SEVERITIES).optional().describe("This one and graver."),
  kind: z.string().min(1).max(100).optional(),
  principal: z.string().min(1).max(200).optional(),
  team: z.string().min(1).max(100).optional(),
  ...page,
});
const updateInput = z.strictObject({
  id: incidentId,
  status: z.enum(STATUSES).optional(),
  note: note.optional(),
  assignee: z.string().max(200).optional().describe("Who looks after it: a user's id."),
});
const dismissInput = z.strictObject({
  id: incidentId,
  reason: note.min(1).describe("Why this is nothing to handle."),
  until: moment.describe("Until when; at most 400 days from now."),
  by: z
    .array(z.enum(["rule", "principal", "team", "workflow"]))
    .max(4)
    .default(["principal"])
    .describe("What must be the same for a later finding to be dismissed too, besides its kind."),
});
const feedbackInput = z.strictObject({
  id: incidentId,
  verdict: z.enum(VERDICTS),
  decision: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("The call that is meant; the last one where it is not said."),
  note: note.default(""),
});

export const incidentOperations: readonly Operation[] = [
  {
    name: "incidents.list",
    summary: "What was found and is to be handled, newest first.",
    method: "GET",
    path: "/incidents",
    input: listInput,
    output: pageOf(incident),
    roles: readers,
    audit: "read",
    status: 200,
    examples: ["lumos incidents list --status open --severity high"],
    async run({ store }, { org }, { after, limit, ...filter }: z.output<typeof listInput>) {
      const body = await readNewest({ after, limit }, (newest) => listIncidents(store.read, org, filter, newest));
      return { body };
    },
  },
  {
    name: "incidents.get",
    summary: "Shows an incident with its last findings.",
    method: "GET",
    path: "/incidents/{id}",
    input: z.strictObject({ id: incidentId }),
    output: incident,
    roles: readers,
    audit: "read",
    status: 200,
    async run(services, { org }, { id }: { id: string }) {
      const found = await incidentFor(services, org, id);
      return { body: found, version: found.version };
    },
  },
  {
    name: "incidents.update",
    summary: "Says where the handling of an incident stands.",
    method: "PATCH",
    path: "/incidents/{id}",
    input: updateInput,
    output: incident,
    roles: handlers,
    audit: "change",
    status: 200,
    examples: ["lumos incidents update 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --status acknowledged"],
    run: (services, asker, input: z.output<typeof updateInput>) =>
      changing(services, asker, { operation: "incidents.update", input }, async (tx) => {
        const { id, ...said } = input;
        const before = await readIncident(tx, asker.org, id);
        if (!before) throw fault("not_found");
        if (asker.ifMatch !== undefined && asker.ifMatch !== before.version) throw fault("precondition_failed");
        const change = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
        const after = await handle(tx, asker.org, before, { ...change, ...hand(services, asker) });
        if (!after) throw changedMeanwhile();
        return { answer: { body: after, version: after.version }, records: [recordOf(before, after)] };
      }),
  },
  {
    name: "incidents.dismiss",
    summary:
      "Closes an incident as nothing to handle, and keeps findings like it from opening another one for a while.",
    method: "POST",
    path: "/incidents/{id}/dismiss",
    input: dismissInput,
    output: dismissal,
    roles: handlers,
    audit: "change",
    status: 201,
    examples: [
      'lumos incidents dismiss 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --reason "test data" --until 2027-01-31T00:00:00Z',
    ],
    run: (services, asker, input: z.output<typeof dismissInput>) =>
      changing(services, asker, { operation: "incidents.dismiss", input }, async (tx) => {
        const now = services.clock.now();
        const until = millisOf(input.until) ?? 0;
        if (until <= now || until > now + MAX_DISMISSED_MS)
          throw fault("invalid_request", { public: "`until` has to be in the next 400 days.", param: "until" });
        const before = await readIncident(tx, asker.org, input.id);
        if (!before) throw fault("not_found");
        const { by, at } = hand(services, asker);
        const made = { reason: input.reason, by, at, until, ids: services.ids };
        const body = await dismiss(tx, asker.org, { ...made, scope: scopeOf(before, input.by) });
        const after = await handle(tx, asker.org, before, { status: "dismissed", by, at });
        if (!after) throw changedMeanwhile();
        const subject = { kind: "dismissal" as const, id: body.id };
        return { answer: { body }, records: [recordOf(before, after), { subject, after: body }] };
      }),
  },
  {
    name: "incidents.feedback",
    summary: "Says whether a finding was right. Lines are suggested from what is said.",
    method: "POST",
    path: "/incidents/{id}/feedback",
    input: feedbackInput,
    output: feedback,
    roles: handlers,
    audit: "change",
    status: 201,
    examples: ["lumos incidents feedback 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --verdict false_positive"],
    run: (services, asker, input: z.output<typeof feedbackInput>) =>
      changing(services, asker, { operation: "incidents.feedback", input }, async (tx) => {
        const about = await readIncident(tx, asker.org, input.id);
        if (!about) throw fault("not_found");
        const meant = about.samples.findLast(({ decision }) => decision === (input.decision ?? decision));
        if (!meant)
          throw fault("invalid_request", {
            public: "The incident's last findings hold no such call.",
            param: "decision",
          });
        const { by, at } = hand(services, asker);
        const body = await giveFeedback(tx, asker.org, {
          ids: services.ids,
          at,
          madeBy: by,
          incident: about.id,
          decision: meant.decision,
          kind: about.kind,
          detector: meant.detector,
          score: meant.confidence,
          verdict: input.verdict,
          note: input.note,
        });
        return { answer: { body }, records: [{ subject: { kind: "incident", id: about.id }, details: { ...body } }] };
      }),
  },
  {
    name: "incidents.case",
    summary: "The policy case that holds what should have become of an incident's last call.",
    method: "GET",
    path: "/incidents/{id}/case",
    input: z.strictObject({
      id: incidentId,
      verdict: z.enum(VERDICTS).describe("confirmed: what policy did then. false_positive: that it is let through."),
    }),
    output: z.record(z.string(), z.unknown()),
    roles: readers,
    audit: "read",
    status: 200,
    async run(services, { org }, { id, verdict }: { id: string; verdict: (typeof VERDICTS)[number] }) {
      const about = await incidentFor(services, org, id);
      const decision = about.samples.at(-1)?.decision ?? "";
      // What was found outside of any call has none.
      const why = decision === "" ? undefined : await services.records.why(org, decision);
      if (!why?.facts) throw fault("not_found");
      const outcome = verdict === "confirmed" ? why.outcome : "allowed";
      const name = `${about.kind} of ${about.principal}, ${verdict === "confirmed" ? "as it was" : "found by mistake"} (${decision})`;
      const chain = why.chain.map(({ ref }) => ref);
      return {
        body: { name, chain, ask: { model: why.asked.model }, facts: toldFacts(why.facts), expect: { outcome } },
      };
    },
  },
  {
    name: "feedback.list",
    summary: "What people said about findings, newest first.",
    method: "GET",
    path: "/feedback",
    input: z.strictObject(page),
    output: pageOf(feedback),
    roles: readers,
    audit: "read",
    status: 200,
    async run({ store }, { org }, input: { after?: string; limit?: number }) {
      return { body: await readNewest(input, (newest) => listFeedback(store.read, org, newest)) };
    },
  },
  {
    name: "feedback.lines",
    summary: "Where lines would stand if people were right about what was found, kind by kind.",
    method: "GET",
    path: "/feedback/lines",
    input: z.strictObject({}),
    output: z.strictObject({
      kinds: z.array(
        z.strictObject({
          kind: z.string(),
          confirmed: z.int(),
          falsePositives: z.int(),
          suggested: z.number().optional().describe("Nineteen of twenty false positives stay below it."),
          keeps: z.number().optional().describe("Share of what was confirmed that it still finds."),
        }),
      ),
    }),
    roles: readers,
    audit: "read",
    status: 200,
    async run({ store }, { org }) {
      return { body: { kinds: await calibrate(store.read, org) } };
    },
  },
  {
    name: "dismissals.list",
    summary: "What is not to become an incident, newest first; also what has run out.",
    method: "GET",
    path: "/dismissals",
    input: z.strictObject(page),
    output: pageOf(dismissal),
    roles: readers,
    audit: "read",
    status: 200,
    async run({ store }, { org }, input: { after?: string; limit?: number }) {
      return { body: await readNewest(input, (newest) => listDismissals(store.read, org, newest)) };
    },
  },
  {
    name: "dismissals.end",
    summary: "Ends a dismissal now: findings like these become incidents again.",
    method: "POST",
    path: "/dismissals/{id}/end",
    input: z.strictObject({ id: incidentId }),
    output: dismissal,
    roles: handlers,
    audit: "change",
    status: 200,
    run: (services, asker, input: { id: string }) =>
      changing(services, asker, { operation: "dismissals.end", input }, async (tx) => {
        const body = await endDismissal(tx, asker.org, input.id, services.clock.now());
        if (!body) throw fault("not_found");
        return { answer: { body }, records: [{ subject: { kind: "dismissal", id: body.id }, after: body }] };
      }),
  },
];

async function incidentFor({ store }: Services, org: string, id: string): Promise<Incident> {
  const found = await readIncident(store.read, org, id);
  if (!found) throw fault("not_found");
  return found;
}

function hand({ clock }: Services, { chain }: Asker): { by: string; at: number } {
  return { by: chain?.links[0]?.ref ?? "", at: clock.now() };
}

function scopeOf(incident: Incident, by: readonly ("rule" | "principal" | "team" | "workflow")[]) {
  const { kind, principal, team, workflow, samples } = incident;
  const rule = samples.at(-1)?.rule;
  return {
    kind,
    ...(by.includes("rule") && rule !== undefined ? { rule } : {}),
    ...(by.includes("principal") ? { principal } : {}),
    ...(by.includes("team") ? { team } : {}),
    ...(by.includes("workflow") ? { workflow } : {}),
  };
}

function recordOf(before: Incident, after: Incident) {
  const told = ({ status, note: words, assignee, severity, count }: Incident) => ({
    status,
    note: words,
    assignee,
    severity,
    count,
  });
  return { subject: { kind: "incident" as const, id: after.id }, before: told(before), after: told(after) };
}

function changedMeanwhile() {
  return fault("conflict", { public: "The incident has changed meanwhile. Look at it again." });
}
