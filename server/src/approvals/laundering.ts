import type { Chain } from "../identity/index.ts";
import type { Tx } from "../store/index.ts";
import { type Row, linesOf } from "./rows.ts";

const DAY_MS = 86_400_000;
/** Who was changed by whoever asks, so shortly before asking or since, does not decide about it. */
const LOOKED_BACK_MS = DAY_MS;

// Guarantee: nobody decides with an account or a key that whoever asks made, changed or renewed for it.
/**
 * Whether the one who decides may be a puppet of those who asked: its account was written by one of them lately, or
 * its key was issued or given a new secret by one of them.
 */
export async function isPuppet(tx: Tx, row: Row, by: Chain, requesters: ReadonlySet<string>): Promise<boolean> {
  const { org } = row;
  const askers = new Set([...linesOf(row), ...[...requesters].map((id) => `user:${id}`)]);
  const person = by.links[0]?.id ?? "";
  const since = row.created_at - LOOKED_BACK_MS;
  if (await wrote(tx, { org, askers, kind: "users", id: person, since })) return true;
  if (by.credential.kind !== "key") return false;
  const id = by.credential.ref.slice("key:".length);
  const key = await tx
    .selectFrom("keys")
    .select("issued_by")
    .where("org", "=", org)
    .where("id", "=", id)
    .executeTakeFirst();
  // Guarantee: a key that is not known any more decides nothing.
  if (!key || key.issued_by.split(">").some((ref) => askers.has(ref))) return true;
  return wrote(tx, { org, askers, kind: "key", id, since: 0 });
}

/** Whether one of them changed it: alone, or as part of the chain that did. */
async function wrote(
  tx: Tx,
  about: { org: string; askers: ReadonlySet<string>; kind: string; id: string; since: number },
): Promise<boolean> {
  const { org, askers, kind, id, since } = about;
  const found = await tx
    .selectFrom("records")
    .select("id")
    .where("org", "=", org)
    .where("subject_kind", "=", kind)
    .where("subject_id", "=", id)
    .where("actor", "in", [...askers])
    .where("at", ">", since)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
