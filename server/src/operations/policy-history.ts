import { z } from "zod";
import type { Policy } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { STAGES, atStage, changed, readPublications } from "../policy/index.ts";
import { AUTHORS, groundFor, othersWhoMay, personsOf } from "./duties.ts";
import { note, publicationShape } from "./policy-shapes.ts";
import { proposalOperations, propose } from "./proposals.ts";
import { publicationOf } from "./publish-proposal.ts";
import {
  casesPrint,
  examine,
  livePolicies,
  publish,
  refuseFailing,
  refuseUnsigned,
  requireGround,
  standUnder,
} from "./publishing.ts";
import { millis, page, pageOf, policyId, readNewest } from "./shapes.ts";
import { snapshotNamed } from "./snapshot-named.ts";
import type { Asker, Operation, Services } from "./types.ts";

const readers = [...AUTHORS, "approver", "auditor"] as const;
const snapshotId = z
  .string()
  .regex(/^[0-9a-zA-Z._-]{1,100}$/)
  .describe("A snapshot's id, or its first 8 characters or more.");

const listInput = z.strictObject({
  ...page,
  after: z.string().min(1).max(100).optional().describe("The `next` of the page before."),
});
const promoteInput = z.strictObject({
  id: policyId,
  to: z
    .string()
    .regex(/^(draft|shadow|canary(:\d{1,3}%)?|enforce)$/, `a stage: ${STAGES.join(", ")}, canary:25%`)
    .optional()
    .describe("The stage it goes to; one step up when left out."),
  note,
});

export const policyHistoryOperations: readonly Operation[] = [
  {
    name: "policies.history",
    summary: "How the policies came to be what they are: who changed what, who published it, newest first.",
    method: "GET",
    path: "/policy/history",
    input: listInput,
    output: pageOf(publicationShape),
    roles: readers,
    audit: "read",
    status: 200,
    async run({ store }, { org }, input: z.output<typeof listInput>) {
      const { after, limit } = input;
      const found = await readNewest({ after, limit }, (newest) => readPublications(store.read, org, newest));
      return { body: { ...found, items: found.items.map(publicationOf) } };
    },
  },
  {
    name: "policies.snapshot",
    summary: "A policy set as decisions name it: schema, policies, routes and what was known of obligations.",
    method: "GET",
    path: "/policy/snapshots/{id}",
    input: z.strictObject({ id: snapshotId }),
    output: z.strictObject({
      id: z.string(),
      at: millis.describe("When it was first decided with."),
      policies: z.array(z.strictObject({ id: z.string(), text: z.string() })),
      routes: z.array(z.unknown()),
      obligations: z.unknown(),
      schema: z.string(),
    }),
    roles: readers,
    audit: "read",
    examples: ["lumos policy snapshot 3f2a91c0"],
    status: 200,
    async run(services, { org }, { id }: { id: string }) {
      const { id: whole, at, policies, routes, obligations, schema } = await snapshotNamed(services, org, id);
      return {
        body: {
          id: whole,
          at,
          policies: policies.map(({ id: policy, text }) => ({ id: policy, text })),
          routes: [...routes],
          obligations,
          schema,
        },
      };
    },
  },
  {
    name: "policies.rollback",
    summary:
      "Makes the policies of an earlier snapshot live again. They were published once: who may publish may do it alone.",
    method: "POST",
    path: "/policy/snapshots/{id}/rollback",
    input: z.strictObject({ id: snapshotId, note }),
    output: publicationShape,
    roles: AUTHORS,
    audit: "change",
    examples: ["lumos policy rollback 3f2a91c0 --note 'too strict'"],
    status: 200,
    run: rollback,
  },
  {
    name: "policies.promote",
    summary: "Moves a policy to the next stage: live at once where the asker may publish it, else as a proposal.",
    method: "POST",
    path: "/policies/{id}/promote",
    input: promoteInput,
    output: z.strictObject({
      from: z.string(),
      to: z.string(),
      publication: publicationShape.nullable(),
      proposal: z.string().nullable().describe("The proposal that another person has to publish."),
    }),
    roles: AUTHORS,
    audit: "change",
    status: 200,
    run: promote,
  },
];

// Guarantee: only a set that decided before is brought back.
async function rollback(services: Services, asker: Asker, input: { id: string; note: string }) {
  const { org, chain } = asker;
  if (!chain) throw fault("unauthenticated");
  const target = await snapshotNamed(services, org, input.id);
  const before = await livePolicies(services, org);
  const kept = new Map(before.map((policy) => [policy.id, policy]));
  const after: Policy[] = target.policies.map(({ id, text }) => ({ ...kept.get(id), id, text }));
  const candidate = await examine(services, before, after);
  if (candidate.changes.length === 0) throw fault("conflict", { public: "These policies are live already." });
  const ground = chain.credential.kind === "local" ? { machine: true as const } : {};
  // Bringing back what was live must work in an emergency: what fails is told and recorded, and does not stop it.
  const { failing } = await standUnder(services, org, after);
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).slice(0, 100);
  const { body } = await publish(services, asker, {
    operation: "policies.rollback",
    input,
    how: "rollback",
    candidate,
    ground,
    authors: personsOf(chain),
    note: input.note,
    details: {
      target: target.id,
      ...(failing.length > 0 ? { failing: names(failing) } : {}),
    },
  });
  return { body: publicationOf(body) };
}

async function promote(services: Services, asker: Asker, input: z.output<typeof promoteInput>) {
  const { org, chain } = asker;
  if (!chain) throw fault("unauthenticated");
  const before = await livePolicies(services, org);
  const policy = before.find(({ id }) => id === input.id);
  if (!policy) throw fault("not_found");
  const moved = await atStage(policy, input.to, services.clock.now());
  if (!moved.ok) throw fault("invalid_request", { public: `${moved.error}.`, param: "to" });
  const { from, to } = moved.value;
  const after = changed(before, [moved.value.policy], []);
  const candidate = await examine(services, before, after);
  const self = personsOf(chain);
  const writers = IDLE.has(from) ? await writersOf(services, org, input.id) : [];
  const authors = [...new Set([...self, ...writers])];
  const text = input.note === "" ? `${input.id}: ${from} to ${to}` : input.note;
  if (candidate.decides && !(await groundFor(services, asker, authors)).ok) {
    const proposing = proposalOperations.find(({ name }) => name === "proposals.create");
    if (!proposing) throw fault("internal", { internal: "no operation proposes" });
    const asked = proposing.input.parse({ policies: [moved.value.policy], note: text });
    await requireReader(services, asker, authors, self);
    const { body } = await propose(services, asker, asked as Parameters<typeof propose>[2], writers);
    return { body: { from, to, publication: null, proposal: (body as { id: string }).id } };
  }
  const stood = await casesPrint(services.store.read, org);
  const ground = candidate.decides ? await requireGround(services, asker, authors, "") : {};
  if (candidate.decides && !ground.machine) await refuseUnsigned(services, org, undefined);
  if (candidate.decides) refuseFailing(await standUnder(services, org, after));
  const { body } = await publish(services, asker, {
    operation: "policies.promote",
    input,
    how: "promotion",
    candidate,
    ground,
    authors,
    note: text,
    stood,
  });
  return { body: { from, to, publication: publicationOf(body), proposal: null } };
}

const IDLE: ReadonlySet<string> = new Set(["draft", "shadow"]);
const PAGE = 100;
const MAX_PAGES = 100;

// Guarantee: who wrote a draft is among the authors of its promotion, whoever asks for it.
/** Who wrote the text of a policy that decided nothing so far: nobody else has looked at it. */
async function writersOf(services: Services, org: string, id: string): Promise<string[]> {
  let before: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const found = await readPublications(services.store.read, org, {
      ...(before === undefined ? {} : { before }),
      limit: PAGE,
    });
    const last = found.find(({ changes }) => changes.some((change) => change.id === id));
    if (last) return last.author.filter((ref) => ref.startsWith("user:"));
    if (found.length < PAGE) return [];
    before = found.at(-1)?.id;
  }
  return [];
}

/** A proposal that nobody could publish is not made: it says who should ask instead. */
async function requireReader(services: Services, asker: Asker, authors: readonly string[], self: readonly string[]) {
  const writer = authors.find((ref) => !self.includes(ref));
  if (writer === undefined || (await othersWhoMay(services, asker, authors)).length > 0) return;
  throw fault("forbidden", { public: `${writer} wrote this draft: let them promote it, then you may publish it.` });
}
