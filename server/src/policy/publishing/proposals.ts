import type { Policy } from "../../config/index.ts";
import type { Reader, Tx } from "../../store/index.ts";
import type { PublicationDetails } from "./publications.ts";

/** What a proposal would do. Never changes once it is made: what was read is what is published. */
export interface ProposalSpec {
  upserts: Policy[];
  deletions: string[];
  /** The texts it replaces or removes as they were when it was written, by id; null where there was none. */
  was: Record<string, string | null>;
  /** In place of the standing cases from then on. */
  cases?: unknown;
  /** The hash of the standing cases that those replace. */
  casesWere?: string;
  /** Where it is a whole set: the print of all of it. */
  set?: string;
  /** Who issued or rotated the keys that its author used. */
  hands?: string[];
  signed?: NonNullable<PublicationDetails["signed"]>;
  source?: string;
}

export interface Proposal {
  id: string;
  at: number;
  author: string[];
  note: string;
  base: string;
  spec: ProposalSpec;
  status: "open" | "published" | "withdrawn";
  closedAt: number | undefined;
  closedBy: string | undefined;
}

export async function writeProposal(
  tx: Tx,
  org: string,
  { id, at, author, note, base, spec }: Pick<Proposal, "id" | "at" | "author" | "note" | "base" | "spec">,
): Promise<void> {
  const row = { id, org, at, note, base, author: JSON.stringify(author), spec: JSON.stringify(spec) };
  await tx
    .insertInto("proposals")
    .values({ ...row, status: "open", closed_at: null, closed_by: null })
    .execute();
}

/** True for the one who closed it; it is closed once. */
export async function closeProposal(
  tx: Tx,
  org: string,
  closing: { id: string; status: "published" | "withdrawn"; at: number; by: string },
): Promise<boolean> {
  const result = await tx
    .updateTable("proposals")
    .set({ status: closing.status, closed_at: closing.at, closed_by: closing.by })
    .where("org", "=", org)
    .where("id", "=", closing.id)
    .where("status", "=", "open")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function readProposal(reader: Reader, org: string, id: string): Promise<Proposal | undefined> {
  const row = await reader
    .selectFrom("proposals")
    .selectAll()
    .where("org", "=", org)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && proposalOf(row);
}

export async function countOpen(reader: Reader, org: string): Promise<number> {
  const row = await reader
    .selectFrom("proposals")
    .select((from) => from.fn.countAll().as("open"))
    .where("org", "=", org)
    .where("status", "=", "open")
    .executeTakeFirst();
  return Number(row?.open ?? 0);
}

/** Newest first. */
export async function readProposals(
  reader: Reader,
  org: string,
  page: { status?: string; before?: string; limit: number },
): Promise<Proposal[]> {
  let query = reader.selectFrom("proposals").selectAll().where("org", "=", org);
  if (page.status !== undefined) query = query.where("status", "=", page.status);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(proposalOf);
}

function proposalOf(row: {
  id: string;
  at: number;
  author: string;
  note: string;
  base: string;
  spec: string;
  status: string;
  closed_at: number | null;
  closed_by: string | null;
}): Proposal {
  return {
    id: row.id,
    at: row.at,
    author: JSON.parse(row.author) as string[],
    note: row.note,
    base: row.base,
    spec: JSON.parse(row.spec) as ProposalSpec,
    status: row.status as Proposal["status"],
    closedAt: row.closed_at ?? undefined,
    closedBy: row.closed_by ?? undefined,
  };
}
