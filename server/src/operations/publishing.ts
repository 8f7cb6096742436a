import type { Declaration, Policy, Route } from "../config/index.ts";
import { canonicalJson, fault, sha256 } from "../kernel/index.ts";
import {
  type PolicyChange,
  type PolicyProblem,
  type Publication,
  type PublicationDetails,
  type Standing,
  changed,
  changesBetween,
  contentOf,
  printOf,
  readSetting,
  snapshotOf,
  standingOf,
  writePublication,
  writeSetting,
} from "../policy/index.ts";
import type { Reader, Tx } from "../store/index.ts";
import { changing, recordOf } from "./change.ts";
import { type Ground, groundFor, personsOf } from "./duties.ts";
import { countOf } from "./policy-shapes.ts";
import type { Answer, Asker, Services } from "./types.ts";

/** A change to the policies, looked at before it is made. */
export interface Candidate {
  before: Policy[];
  after: Policy[];
  changes: PolicyChange[];
  /** Whether anything changes that decides. */
  decides: boolean;
}

/** Looks at a set that is to become live; one that does not hold is refused with line, column and reason. */
export async function examine(
  services: Services,
  before: readonly Policy[],
  after: readonly Policy[],
): Promise<Candidate> {
  const changes = changesBetween(before, after);
  const touched = new Set(changes.flatMap((change) => (change.before === undefined ? [] : [change.id])));
  const old = await services.policy.examine(before.filter(({ id }) => touched.has(id)));
  const fresh = await services.policy.examine(after);
  refuseProblems(fresh.problems);
  const decides = changes.some(
    ({ id, before: was, after: is }) =>
      (was !== undefined && old.deciding.has(id)) || (is !== undefined && fresh.deciding.has(id)),
  );
  return { before: [...before], after: [...after], changes, decides };
}

// Guarantee: no policy is kept that does not hold against the schema.
/** The first error is told with its place, the others beside it. */
export function refuseProblems(found: readonly PolicyProblem[]): void {
  const problems = found.filter((problem) => problem.severity === "error");
  const first = problems[0];
  if (!first) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  throw fault("invalid_policy", {
    public: `${first.policy}:${first.line}:${first.column}: ${first.message}${more}`,
    data: { problems: problems.slice(0, MAX_TOLD) },
  });
}

/** What the organization's cases answer under a set; in a thread of their own. */
export async function standUnder(
  services: Services,
  org: string,
  policies: readonly Policy[],
  cases?: unknown,
  elsewhere?: Declaration,
): Promise<Standing> {
  const asked = cases ?? (await readSetting(services.store.read, org, "cases"));
  if (countOf(asked) === 0) return { passed: 0, failing: [] };
  const declaration = elsewhere ?? (await services.registry.export(org));
  return standingOf(await services.policy.test({ declaration, policies, cases: asked }));
}

/** The standing cases, as they are compared. */
export async function casesPrint(reader: Reader, org: string): Promise<string> {
  return sha256(canonicalJson(await readSetting(reader, org, "cases")));
}

/** Cases that are sent along, where they are others than those that stand. */
export async function newCases(services: Services, org: string, sent: unknown): Promise<unknown> {
  if (sent === undefined) return undefined;
  const kept = await readSetting(services.store.read, org, "cases");
  return canonicalJson(kept) === canonicalJson(sent) ? undefined : sent;
}

// Guarantee: a failing case stops a publication.
export function refuseFailing({ failing }: Standing): void {
  const [first] = failing;
  if (!first) return;
  const more = failing.length > 1 ? ` (and ${failing.length - 1} more)` : "";
  throw fault("tests_failed", {
    public: `The case "${first.name}" fails: ${first.differences[0] ?? ""}${more}`,
    data: { failing: failing.slice(0, MAX_TOLD) },
  });
}

const MAX_TOLD = 100;

/** On what ground the asker may make this live; refused with the way to go where there is none. */
export async function requireGround(
  services: Services,
  asker: Asker,
  authors: readonly string[],
  way: string,
  hands: readonly string[] = [],
): Promise<Ground> {
  const ground = await groundFor(services, asker, authors, hands);
  if (!ground.ok) throw fault("forbidden", { public: `This needs another person: ${ground.error}. ${way}` });
  return ground.value;
}

/**
 * Policies written outside of a proposal. What decides nothing, everyone may write who may write policies at
 * all; what decides only the machine's owner, and an author where there is nobody else.
 */
// Guarantee: a policy that decides is not written past a second person.
export async function groundForDirect(services: Services, asker: Asker, candidate: Candidate): Promise<Ground> {
  if (!candidate.decides) return {};
  const authors = asker.chain ? personsOf(asker.chain) : [];
  const ground = await requireGround(services, asker, authors, PROPOSE);
  if (!ground.machine) await refuseUnsigned(services, asker.org, undefined);
  return ground;
}

const PROPOSE = "Propose the change instead: lumos policy propose";

// Guarantee: where signatures are required, nothing unsigned becomes live but what the machine's owner writes.
export async function refuseUnsigned(
  services: Services,
  org: string,
  signed: PublicationDetails["signed"],
): Promise<void> {
  if (signed !== undefined || !(await readSetting(services.store.read, org, "signatureRequired"))) return;
  throw fault("forbidden", {
    public: "Policies of this organization must be signed by a key it trusts: lumos policy sign, lumos policy pull",
  });
}

/** What goes down in the history about policies that were just written in this transaction. */
export interface Written {
  org: string;
  how: Publication["how"];
  after: readonly Policy[];
  previous: readonly Policy[];
  changes: readonly Pick<PolicyChange, "action" | "id">[];
  authors: readonly string[];
  note: string;
  proposal?: string;
  details: PublicationDetails;
  /** As they stand after it, where they change as well. */
  routes?: readonly Route[];
}

/** Keeps the set and how it became live, in the transaction that makes it so. */
export async function tellPublished(services: Services, tx: Tx, asker: Asker, written: Written): Promise<Publication> {
  const { org, how, after, previous, changes, authors, note, proposal, details } = written;
  const routes = [...(services.registry.landscape(org)?.routes.values() ?? [])];
  const snapshot = snapshotOf(org, contentOf(after, written.routes ?? routes));
  await services.snapshots.keep(tx, org, snapshot);
  const publication: Publication = {
    id: services.ids.next(),
    at: services.clock.now(),
    how,
    snapshot: snapshot.id,
    previous: snapshotOf(org, contentOf(previous, routes)).id,
    publisher: asker.chain?.links[0]?.ref ?? "",
    author: [...authors],
    proposal,
    note,
    changes: changes.map(({ action, id }) => ({ action, id })),
    details,
  };
  await writePublication(tx, org, publication);
  return publication;
}

/** A whole change that is to become live. */
export interface Publishing {
  operation: string;
  input: unknown;
  how: Publication["how"];
  candidate: Candidate;
  ground: Ground;
  authors: readonly string[];
  note: string;
  proposal?: string;
  details?: Partial<PublicationDetails>;
  /** In place of the standing ones. */
  cases?: unknown;
  /** The print of the standing cases as they were when it was tested. */
  stood?: string;
  /** What else belongs to the same transaction. */
  along?(tx: Tx): Promise<void>;
}

/** Makes a change live: all of it in one transaction, or nothing. Other processes have it within a second. */
// Guarantee: a publication takes effect as a whole or not at all.
export async function publish(services: Services, asker: Asker, asked: Publishing): Promise<Answer<Publication>> {
  const { registry } = services;
  const { candidate, ground } = asked;
  const { org } = asker;
  return changing(services, asker, { operation: asked.operation, input: asked.input }, async (tx) => {
    const stored = await registry.policies(org, tx);
    refuseMoved(
      stored.map(({ spec }) => spec),
      candidate.before,
    );
    if (asked.stood !== undefined && asked.stood !== (await casesPrint(tx, org)))
      throw fault("conflict", { public: "The standing cases were changed by somebody else meanwhile. Try again." });
    const records = [];
    const after = new Map(candidate.after.map((policy) => [policy.id, policy]));
    for (const { id } of candidate.changes) {
      const spec = after.get(id);
      const change = spec
        ? (await registry.put(tx, org, "policies", spec, { origin: "api" }))?.change
        : await registry.remove(tx, org, "policies", id, {});
      if (change) records.push(recordOf(change));
    }
    if (asked.cases !== undefined)
      await writeSetting(tx, org, { name: "cases", value: asked.cases, at: services.clock.now() });
    await asked.along?.(tx);
    const publication = await tellPublished(services, tx, asker, {
      org,
      how: asked.how,
      after: candidate.after,
      previous: candidate.before,
      changes: candidate.changes,
      authors: asked.authors,
      note: asked.note,
      ...(asked.proposal === undefined ? {} : { proposal: asked.proposal }),
      details: { decides: candidate.decides, ...ground, ...asked.details },
    });
    const subject = { kind: "policy-set" as const, id: publication.snapshot };
    records.push({ subject, details: { publication: publication.id, previous: publication.previous, ...ground } });
    return { answer: { body: publication }, records };
  });
}

/** What was examined must be what is replaced. */
export function refuseMoved(now: readonly Policy[], examined: readonly Policy[]): void {
  if (printOf(now) === printOf(examined)) return;
  throw fault("conflict", { public: "The policies were changed by somebody else meanwhile. Look at them again." });
}

/** The committed policies of an organization. */
export async function livePolicies(services: Services, org: string): Promise<Policy[]> {
  return (await services.registry.policies(org)).map(({ spec }) => spec);
}

/** The set that comes of a change to the committed one; what does not exist cannot be deleted. */
export function setAfter(
  before: readonly Policy[],
  upserts: readonly Policy[],
  deletions: readonly string[],
): Policy[] {
  const missing = deletions.find((id) => !before.some((policy) => policy.id === id));
  if (missing !== undefined)
    throw fault("invalid_request", { public: `There is no policy ${missing}.`, param: "deletions" });
  const repeated = upserts.find(({ id }, place) => upserts.findIndex((one) => one.id === id) !== place);
  if (repeated) throw fault("invalid_request", { public: `${repeated.id} is there twice.`, param: "policies" });
  // Where a policy stays as it is, its file stays too: a set from elsewhere knows nothing of files.
  const same = new Map(before.map((policy) => [policy.id, policy]));
  const kept = upserts.map((policy) => {
    const old = same.get(policy.id);
    return old && canonicalJson(old.text) === canonicalJson(policy.text) ? old : { ...filed(old), ...policy };
  });
  return changed(before, kept, deletions);
}

function filed(old: Policy | undefined): Partial<Policy> {
  return old?.file === undefined ? {} : { file: old.file };
}
