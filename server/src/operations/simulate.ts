import { z } from "zod";
import { OBJECTS, type Policy } from "../config/index.ts";
import { asFault, fault } from "../kernel/index.ts";
import { KINDS, expectations } from "../policy/index.ts";
import type { SimulationEvent } from "../record/index.ts";
import { refuseProblems } from "./publishing.ts";
import { millisOf, moment } from "./shapes.ts";
import type { Asker, Operation, Services, StreamEvent } from "./types.ts";

const DAY_MS = 86_400_000;
const word = z.string().min(1).max(300);
const times = z.int().min(0);

const input = z.strictObject({
  policies: z.array(OBJECTS.policies).max(10_000).describe("The candidate, whole."),
  since: moment.optional().describe("From this moment on; seven days ago where it is not said."),
  until: moment.optional().describe("Before this moment; now where it is not said."),
  against: z
    .enum(["live", "recorded"])
    .default("live")
    .describe("What it is compared with: what the live policies answer, or what was answered then."),
  enforced: z.boolean().optional().describe("The candidate's policies in shadow and its canaries decide for everyone."),
  filter: z
    .strictObject({
      team: word.optional(),
      principal: word.optional(),
      workflow: word.optional(),
      candidate: word.optional(),
    })
    .default({})
    .describe("Only decisions that concern these. `candidate`: a model, or SERVER/TOOL."),
  expect: expectations.default([]).describe("Flips that are meant; what is not among them is unexpected."),
  allowKinds: z
    .array(z.string().refine((kind) => KINDS.includes(kind), `one of ${KINDS.join(", ")}`))
    .max(KINDS.length)
    .default([])
    .describe("Kinds of flips that are meant, whoever they concern."),
  allowCount: z.int().min(0).default(0).describe("So many unexpected flips are no failure."),
  limit: z.int().min(1).max(1_000).default(50).describe("How many groups of equal flips are told."),
});

const totals = z.record(z.string(), times);
const told = z.strictObject({
  outcome: z.enum(["allowed", "pending", "blocked"]),
  taken: z.string().describe("The model or tool; empty where it was blocked."),
  obligations: z.array(z.string()),
  needs: z.array(z.string()),
});
const report = z.strictObject({
  ok: z.boolean(),
  against: z.enum(["live", "recorded"]),
  since: times,
  until: times,
  read: times,
  filtered: times,
  decided: times,
  asked: times.describe("Different questions that were decided, equal ones once."),
  cannot: z.array(z.strictObject({ because: z.string(), count: times })),
  flips: times,
  unexpected: times,
  unmet: z.array(z.string()),
  kinds: totals,
  teams: z.array(z.strictObject({ team: z.string(), decided: times, flips: times, kinds: totals })),
  policies: z.array(z.strictObject({ policy: z.string(), flips: times, kinds: totals })),
  groups: z.array(
    z.strictObject({
      kind: z.string(),
      before: told,
      after: told,
      policies: z.array(z.string()),
      why: z.array(z.string()),
      principal: z.string(),
      team: z.string(),
      count: times,
      expected: z.boolean(),
      decisions: z.array(z.string()),
    }),
  ),
  more: times,
  decidingMs: times,
});
const event = z.union([
  z.strictObject({ progress: z.strictObject({ read: times, decided: times }) }),
  z.strictObject({ report }),
  z.strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) }),
]);

export const simulateOperations: readonly Operation[] = [
  {
    name: "policies.simulate",
    summary:
      "Decides recorded decisions again with a candidate set and tells what would differ; changes nothing. Server-sent events: `progress`, and at last the `report` or an `error`.",
    method: "POST",
    path: "/policies/simulate",
    input,
    output: event,
    roles: ["owner", "security_admin", "policy_author"],
    audit: "read",
    status: 200,
    stream: true,
    maxBodyBytes: 16 * 1_048_576,
    run: (services, asker, asked: z.output<typeof input>) => simulate(services, asker, asked),
  },
];

async function simulate(services: Services, asker: Asker, asked: z.output<typeof input>) {
  const { clock, records, registry } = services;
  const now = clock.now();
  const candidate = asked.policies as readonly Policy[];
  if (asker.lastEventId !== undefined)
    throw fault("conflict", { public: "A simulation that broke off does not go on; ask again." });
  refuseProblems(await services.policy.check(candidate));
  const since = millisOf(asked.since) ?? now - 7 * DAY_MS;
  const until = millisOf(asked.until) ?? now;
  if (since >= until) throw fault("invalid_request", { public: "The window ends before it begins.", param: "since" });
  const order = {
    candidate,
    now,
    since,
    until,
    live: asked.against === "live" ? (registry.landscape(asker.org)?.policies ?? []) : undefined,
    filter: asked.filter,
    expected: asked.expect,
    allowedKinds: asked.allowKinds,
    allowedCount: asked.allowCount,
    limit: asked.limit,
    enforced: asked.enforced,
  };
  const events = records.simulate(asker.org, order, asker.signal)[Symbol.asyncIterator]();
  // What goes wrong before anything was told is an answer of its own.
  const first = await events.next();
  return { body: undefined, events: eventsOf(first, events) };
}

async function* eventsOf(
  first: IteratorResult<SimulationEvent>,
  events: AsyncIterator<SimulationEvent>,
): AsyncGenerator<StreamEvent> {
  let count = 0;
  try {
    for (let one = first; !one.done; one = await events.next()) yield { id: String((count += 1)), data: one.value };
  } catch (error) {
    // A fault's message is its public sentence; what happened inside stays inside.
    const { code, message } = asFault(error);
    yield { id: String(count + 1), data: { error: { code, message } } };
  } finally {
    await events.return?.();
  }
}
