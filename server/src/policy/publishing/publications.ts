import type { Reader, Tx } from "../../store/index.ts";
import type { PolicyChange } from "./changes.ts";

/** How a set became live. */
export interface Publication {
  id: string;
  at: number;
  how: "proposal" | "direct" | "apply" | "promotion" | "rollback";
  /** The set that decides from then on, and the one before it. */
  snapshot: string;
  previous: string;
  publisher: string;
  /** Everyone who wrote it. */
  author: string[];
  proposal: string | undefined;
  note: string;
  changes: Pick<PolicyChange, "action" | "id">[];
  details: PublicationDetails;
}

export interface PublicationDetails {
  /** Whether anything changed that decides; drafts and shadow policies do not. */
  decides: boolean;
  /** The author published it, because nobody else could have. */
  selfApproved?: boolean;
  /** The owner of the machine published it. */
  machine?: boolean;
  /** Cases that could not be asked when it was published, by name; such a case fails now. */
  notAsked?: string[];
  /** Cases that fail under a set that was brought back, or that its publisher did not wait for. */
  failing?: string[];
  /** The set that was brought back. */
  target?: string;
  /** Where it was signed. */
  signed?: { key: string; sequence: number; older?: boolean };
  /** Where it was pulled from. */
  source?: string;
}

export async function writePublication(tx: Tx, org: string, publication: Publication): Promise<void> {
  const { changes, details, author, proposal, ...row } = publication;
  await tx
    .insertInto("publications")
    .values({
      org,
      ...row,
      proposal: proposal ?? null,
      author: JSON.stringify(author),
      changes: JSON.stringify(changes.map(({ action, id }) => ({ action, id }))),
      details: JSON.stringify(details),
    })
    .execute();
}

/** Newest first. */
export async function readPublications(
  reader: Reader,
  org: string,
  page: { before?: string; limit: number },
): Promise<Publication[]> {
  let query = reader.selectFrom("publications").selectAll().where("org", "=", org);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    how: row.how as Publication["how"],
    snapshot: row.snapshot,
    previous: row.previous,
    publisher: row.publisher,
    author: JSON.parse(row.author) as string[],
    proposal: row.proposal ?? undefined,
    note: row.note,
    changes: JSON.parse(row.changes) as Publication["changes"],
    details: JSON.parse(row.details) as PublicationDetails,
  }));
}
