import type { Role } from "../config/index.ts";
import type { Chain } from "../identity/index.ts";
import { type Result, isRecord, ok, refused } from "../kernel/index.ts";
import { isMachineOwner } from "./authorize.ts";
import type { Asker, Services } from "./types.ts";

/** Who may propose and publish policies. */
export const AUTHORS: readonly Role[] = ["owner", "security_admin", "policy_author"];

/** On what ground somebody publishes; the record says it. */
export interface Ground {
  machine?: true;
  selfApproved?: true;
}

const LOOK_BACK_MS = 24 * 3_600_000;
const MAX_LINEAGE = 10;
const MAX_KEY_RECORDS = 200;
/** What the machine's owner is called in records. */
const MACHINE = "owner:local";
const MAX_RECORDS = 5_000;

/**
 * Whether the asker may make live what `authors` wrote: another person than each of them may, the machine's
 * owner may, and an author may where there is nobody else who could. The refusal says why not. `hands` gave the
 * keys with which it was written.
 */
// Guarantee: nobody publishes what they wrote themselves while somebody else could.
export async function groundFor(
  services: Services,
  asker: Asker,
  authors: readonly string[],
  hands: readonly string[] = [],
): Promise<Result<Ground, string>> {
  const { chain } = asker;
  if (!chain) return refused("nobody asks");
  if (isMachineOwner(chain)) return ok({ machine: true });
  // An agent speaks for its owner, so it is nobody else; it holds no role either.
  if (chain.links.some((link) => link.kind !== "user")) return refused("only people publish policies");
  const self = personsOf(chain);
  const wrote = self.filter((ref) => authors.includes(ref));
  if (wrote.length === 0) {
    // Guarantee: who issued or rotated the key with which something was proposed does not publish it.
    const gave = self.find((ref) => hands.includes(ref));
    if (gave !== undefined) return refused(`it was proposed with a key that comes from ${gave}`);
    const issuer = await issuedByAuthor(services, asker, authors);
    return issuer === undefined
      ? ok({})
      : refused(`this key comes from ${issuer}, who wrote it; use one that somebody else issued`);
  }
  const others = await othersWhoMay(services, asker, self);
  if (others.length > 0) return refused(`${wrote[0]} wrote it; ${others.slice(0, 3).join(", ")} may publish it`);
  return ok({ selfApproved: true });
}

/** Everyone in a chain who is a person, `user:rita@acme.test`; an agent counts as its owner. */
export function personsOf(chain: Chain): string[] {
  const refs = chain.links.map((link) => (link.kind === "user" || !link.owner ? link.ref : `user:${link.owner}`));
  return [...new Set(refs)];
}

/** People beside the asker who could publish, or could have until somebody lately took that from them. */
// Guarantee: who disables the others, or takes their roles, does not come to publish alone by it.
export async function othersWhoMay(services: Services, asker: Asker, self: readonly string[]): Promise<string[]> {
  const users = services.registry.landscape(asker.org)?.users.values() ?? [];
  const others = new Set<string>();
  for (const user of users) {
    const ref = `user:${user.id}`;
    if (!self.includes(ref) && mayPublish(user)) others.add(ref);
  }
  // Whoever did it: it may have been done with a second account.
  const rows = await services.store.read
    .selectFrom("records")
    .select(["subject_id", "before"])
    .where("org", "=", asker.org)
    .where("actor", "!=", MACHINE)
    .where("subject_kind", "in", ["users", "principal"])
    .where("before", "is not", null)
    .where("at", ">", services.clock.now() - LOOK_BACK_MS)
    .limit(MAX_RECORDS)
    .execute();
  for (const { subject_id: id, before } of rows) {
    const ref = id.startsWith("user:") ? id : `user:${id}`;
    if (!self.includes(ref) && before !== null && mayPublish(JSON.parse(before))) others.add(ref);
  }
  // More than is looked through, and nobody among it: who was there before is not known.
  if (others.size === 0 && rows.length === MAX_RECORDS) others.add("one of many people changed since yesterday");
  return [...others].toSorted();
}

function mayPublish(user: unknown): boolean {
  if (!isRecord(user) || user["status"] === "disabled" || !Array.isArray(user["roles"])) return false;
  return user["roles"].some((role) => (AUTHORS as readonly unknown[]).includes(role));
}

/** The author from whom the asker's key comes: whoever issues or rotates a key has seen it. */
// Guarantee: a key that an author issued or rotated, or one made with it, is not another person.
async function issuedByAuthor(
  services: Services,
  asker: Asker,
  authors: readonly string[],
): Promise<string | undefined> {
  const hands = await handsOf(services, asker);
  return hands === undefined ? "a long row of keys" : hands.find((ref) => authors.includes(ref));
}

/** Everyone through whose hands the asker's key went; undefined where that is too long to follow. */
export async function handsOf(services: Services, asker: Asker): Promise<string[] | undefined> {
  const hands = new Set<string>();
  const seen = new Set<string>();
  const open = [asker.chain?.credential.ref ?? ""];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (!ref.startsWith("key:") || seen.has(ref)) continue;
    if (seen.size === MAX_LINEAGE) return undefined;
    seen.add(ref);
    const id = ref.slice("key:".length);
    const [key] = await services.identity.listKeys(asker.org, { id, limit: 1 });
    for (const giver of key?.issuedBy.split(">") ?? []) hands.add(giver);
    const about = { subjectKind: "key", subjectId: id };
    const told = await services.records.changes(asker.org, about, { limit: MAX_KEY_RECORDS });
    if (told.length === MAX_KEY_RECORDS) return undefined;
    for (const { action, actor, details } of told) {
      if (action !== "keys.create" && action !== "keys.rotate") continue;
      hands.add(actor);
      const credential = details?.["credential"];
      if (typeof credential === "string") open.push(credential);
    }
  }
  return [...hands];
}
