import { z } from "zod";
import { OBJECTS, type Policy } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import {
  type Proposal,
  type ProposalSpec,
  closeProposal,
  countOpen,
  contentOf,
  printOf,
  readProposal,
  readProposals,
  snapshotOf,
  textDiff,
  writeProposal,
} from "../policy/index.ts";
import { isMachineOwner } from "./authorize.ts";
import { bundleInput, requireNewer, signatureOf } from "./bundles.ts";
import { changing } from "./change.ts";
import { AUTHORS, handsOf, personsOf } from "./duties.ts";
import { publishProposal } from "./publish-proposal.ts";
import {
  MAX_CASES,
  casesInput,
  countOf,
  changeShape,
  note,
  proposalShape,
  publicationShape,
  standingShape,
} from "./policy-shapes.ts";
import { casesPrint, examine, livePolicies, newCases, refuseUnsigned, setAfter, standUnder } from "./publishing.ts";
import { page, pageOf, readNewest } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const MAX_OPEN = 100;
const proposalId = z.string().min(1).max(100);
const readers = [...AUTHORS, "approver", "auditor"] as const;

const createInput = z.strictObject({
  policies: z.array(OBJECTS.policies).max(10_000).default([]).describe("As they shall be: new ones and changed ones."),
  deletions: z.array(z.string().min(1).max(200)).max(10_000).default([]).describe("Ids of those that shall go."),
  cases: casesInput.optional().describe(`In place of the standing cases from then on; at most ${MAX_CASES}.`),
  note: note.describe("Why: for who reads it and for the history."),
  dryRun: z.boolean().optional().describe("Only say what it would change and what the cases say of it."),
  source: z.string().max(500).optional().describe("Where it was pulled from."),
  whole: z.boolean().optional().describe("These are all policies there shall be: every other one goes."),
  bundle: bundleInput.optional().describe("The manifest and signature it came with; a signed set is whole."),
  allowOlder: z.boolean().optional().describe("Also where a newer signed set was live already; it is recorded."),
});
const listInput = z.strictObject({
  status: z.enum(["open", "published", "withdrawn"]).optional(),
  ...page,
  after: proposalId.optional().describe("The `next` of the page before."),
});
const whole = z.strictObject({
  ...proposalShape.shape,
  changes: z.array(changeShape),
  diff: z.string().describe("Unified, a part for each policy."),
});

export const proposalOperations: readonly Operation[] = [
  {
    name: "proposals.create",
    summary: "Proposes a change to the policies. It is checked and tested at once; another person publishes it.",
    method: "POST",
    path: "/policy/proposals",
    input: createInput,
    output: z.strictObject({ ...whole.shape, standing: standingShape }),
    roles: AUTHORS,
    audit: "change",
    status: 201,
    maxBodyBytes: 16 * 1_048_576,
    run: propose,
  },
  {
    name: "proposals.list",
    summary: "Proposed changes to the policies, newest first.",
    method: "GET",
    path: "/policy/proposals",
    input: listInput,
    output: pageOf(proposalShape),
    roles: readers,
    audit: "read",
    examples: ["lumos proposal list --status open"],
    status: 200,
    async run({ store }, { org }, input: z.output<typeof listInput>) {
      const { after, limit, status } = input;
      const filter = status === undefined ? {} : { status };
      const found = await readNewest({ after, limit }, (newest) =>
        readProposals(store.read, org, { ...filter, ...newest }),
      );
      return { body: { ...found, items: found.items.map(shown) } };
    },
  },
  {
    name: "proposals.get",
    summary: "Shows a proposed change with its difference.",
    method: "GET",
    path: "/policy/proposals/{id}",
    input: z.strictObject({ id: proposalId }),
    output: whole,
    roles: readers,
    audit: "read",
    examples: ["lumos proposal get 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93"],
    status: 200,
    async run({ store }, { org }, { id }: { id: string }) {
      const proposal = await readProposal(store.read, org, id);
      if (!proposal) throw fault("not_found");
      return { body: wholeOf(proposal) };
    },
  },
  {
    name: "proposals.withdraw",
    summary: "Takes a proposal back: its author, or who guards the policies.",
    method: "POST",
    path: "/policy/proposals/{id}/withdraw",
    input: z.strictObject({ id: proposalId }),
    output: proposalShape,
    roles: AUTHORS,
    audit: "change",
    examples: ["lumos proposal withdraw 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93"],
    status: 200,
    run: withdraw,
  },
  {
    name: "proposals.publish",
    summary: "Makes a proposed change live, by another person than its author. A failing case refuses it.",
    method: "POST",
    path: "/policy/proposals/{id}/publish",
    input: z.strictObject({
      id: proposalId,
      allowOlder: z.boolean().optional().describe("Also where a newer signed set was live already; it is recorded."),
    }),
    output: publicationShape,
    roles: AUTHORS,
    audit: "change",
    examples: ["lumos proposal publish 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93"],
    status: 200,
    run: publishProposal,
  },
];

/** Keeps a proposal. `alsoBy` wrote part of it before. */
export async function propose(
  services: Services,
  asker: Asker,
  input: z.output<typeof createInput>,
  alsoBy: readonly string[] = [],
) {
  const { ids, clock } = services;
  const { org, chain } = asker;
  if (!chain) throw fault("unauthenticated");
  const hands = await handsOf(services, asker);
  if (!hands) throw fault("forbidden", { public: "This key comes from a long row of keys; use another one." });
  const policies = input.policies as Policy[];
  const came = { policies, cases: input.cases };
  const bundle = input.bundle && (await signatureOf(services, org, input.bundle, came));
  if (input.source !== undefined) await refuseUnsigned(services, org, bundle);
  const cases = await newCases(services, org, input.cases);
  const before = await livePolicies(services, org);
  const named = new Set(policies.map(({ id }) => id));
  const others = before.map(({ id }) => id).filter((id) => !named.has(id));
  const complete = input.whole === true || bundle !== undefined;
  const after = setAfter(before, policies, complete ? others : input.deletions);
  const candidate = await examine(services, before, after);
  if (candidate.changes.length === 0 && cases === undefined) {
    const public_ = "This changes nothing: the policies are like this already.";
    throw fault("invalid_request", { public: public_, data: { unchanged: true } });
  }
  const older = input.allowOlder === true;
  const signed = bundle && (await requireNewer(services.store.read, org, bundle, older));
  const standing = await standUnder(services, org, after, cases);
  const touched = new Set(candidate.changes.map(({ id }) => id));
  const spec: ProposalSpec = {
    upserts: after.filter(({ id }) => touched.has(id)),
    deletions: candidate.changes.filter(({ action }) => action === "delete").map(({ id }) => id),
    was: Object.fromEntries(candidate.changes.map((change) => [change.id, change.before ?? null])),
    ...(cases === undefined ? {} : { cases, casesWere: await casesPrint(services.store.read, org) }),
    ...(complete ? { set: printOf(after) } : {}),
    hands,
    ...(signed === undefined ? {} : { signed }),
    ...(input.source === undefined ? {} : { source: input.source }),
  };
  const routes = services.registry.landscape(org)?.routes.values() ?? [];
  const proposal: Proposal = {
    id: ids.next(),
    at: clock.now(),
    author: [...new Set([...personsOf(chain), ...alsoBy])],
    note: input.note,
    base: snapshotOf(org, contentOf(before, routes)).id,
    spec,
    status: "open",
    closedAt: undefined,
    closedBy: undefined,
  };
  if (input.dryRun === true) return { body: { ...wholeOf({ ...proposal, id: "" }), standing } };
  return changing(services, asker, { operation: "proposals.create", input }, async (tx) => {
    // Guarantee: proposals that nobody decides about do not fill the database.
    if ((await countOpen(tx, org)) >= MAX_OPEN)
      throw fault("conflict", { public: `There are ${MAX_OPEN} open proposals; publish or withdraw some first.` });
    await writeProposal(tx, org, proposal);
    const subject = { kind: "proposal" as const, id: proposal.id };
    const { author, note: why, base } = proposal;
    return {
      answer: { body: { ...wholeOf(proposal), standing } },
      records: [{ subject, after: { author, note: why, base, changes: candidate.changes } }],
    };
  });
}

async function withdraw(services: Services, asker: Asker, input: { id: string }) {
  const { org, chain } = asker;
  const proposal = await readProposal(services.store.read, org, input.id);
  if (!proposal || !chain) throw fault("not_found");
  const mine = personsOf(chain).some((ref) => proposal.author.includes(ref));
  const guards = chain.links.every(({ roles }) => roles.includes("owner") || roles.includes("security_admin"));
  if (!mine && !guards && !isMachineOwner(chain))
    throw fault("forbidden", { public: "Its author takes a proposal back, or an owner or security admin." });
  return changing(services, asker, { operation: "proposals.withdraw", input }, async (tx) => {
    const closing = { id: input.id, at: services.clock.now(), by: chain.links[0]?.ref ?? "" };
    if (!(await closeProposal(tx, org, { ...closing, status: "withdrawn" })))
      throw fault("conflict", { public: "This proposal is closed already." });
    const closed: Proposal = { ...proposal, status: "withdrawn", closedAt: closing.at, closedBy: closing.by };
    return {
      answer: { body: shown(closed) },
      records: [{ subject: { kind: "proposal" as const, id: input.id }, details: { status: "withdrawn" } }],
    };
  });
}

function shown(proposal: Proposal): z.output<typeof proposalShape> {
  const { spec, closedAt, closedBy, ...rest } = proposal;
  return {
    ...rest,
    closedAt: closedAt ?? null,
    closedBy: closedBy ?? null,
    upserts: spec.upserts.map(({ id }) => id),
    deletions: spec.deletions,
    cases: spec.cases === undefined ? null : countOf(spec.cases),
    signedBy: spec.signed?.key ?? null,
    older: spec.signed?.older === true,
    source: spec.source ?? null,
  };
}

function wholeOf(proposal: Proposal): z.output<typeof whole> {
  const { upserts, deletions, was } = proposal.spec;
  const changes = [
    ...upserts.map(({ id, text }) => {
      const before = was[id] ?? undefined;
      const action = before === undefined ? ("create" as const) : ("update" as const);
      return { action, id, ...(before === undefined ? {} : { before }), after: text };
    }),
    ...deletions.map((id) => ({ action: "delete" as const, id, before: was[id] ?? "" })),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { ...shown(proposal), changes, diff: textDiff(changes) };
}
