import type { Ids, Millis } from "../kernel/index.ts";
import type { Reader, Tables, Tx } from "../store/index.ts";
import { type Sighting, isMeant } from "./sighting.ts";
import type { Dismissal, Scope } from "./types.ts";

/** Live ones are few; more than this are not looked at, and what they are about becomes incidents again. */
const MAX_LIVE = 1_000;

/** Those sightings that nobody has dismissed. What a dismissal keeps away is counted at it. */
export async function notDismissed(
  tx: Tx,
  sightings: readonly Sighting[],
  about: { org: string; now: Millis },
): Promise<Sighting[]> {
  if (sightings.length === 0) return [];
  const live = await tx
    .selectFrom("dismissals")
    .selectAll()
    .where("org", "=", about.org)
    .where("until", ">", about.now)
    .orderBy("id")
    .limit(MAX_LIVE)
    .execute();
  if (live.length === 0) return [...sightings];
  const kept = new Map<string, { count: number; lastAt: Millis }>();
  const left = sightings.filter((sighting) => {
    const by = live.find(({ scope, at }) => at <= sighting.at && isMeant(JSON.parse(scope) as Scope, sighting));
    if (!by) return true;
    const { count = 0, lastAt = 0 } = kept.get(by.id) ?? {};
    kept.set(by.id, { count: count + sighting.count, lastAt: Math.max(lastAt, sighting.at) });
    return false;
  });
  for (const [id, { count, lastAt }] of kept) {
    await tx
      .updateTable("dismissals")
      .set((eb) => ({ count: eb("count", "+", count), last_at: lastAt }))
      .where("id", "=", id)
      .execute();
  }
  return left;
}

export async function dismiss(
  tx: Tx,
  org: string,
  made: { scope: Scope; reason: string; by: string; at: Millis; until: Millis; ids: Ids },
): Promise<Dismissal> {
  const { scope, reason, by, at, until, ids } = made;
  const row: Tables["dismissals"] = {
    id: ids.next(),
    org,
    scope: JSON.stringify(scope),
    reason,
    made_by: by,
    at,
    until,
    count: 0,
    last_at: null,
  };
  await tx.insertInto("dismissals").values(row).execute();
  return dismissalOf(row);
}

/** Ends one at once; undefined where there is none that stands. */
export async function endDismissal(tx: Tx, org: string, id: string, now: Millis): Promise<Dismissal | undefined> {
  const row = await tx
    .updateTable("dismissals")
    .set({ until: now })
    .where("org", "=", org)
    .where("id", "=", id)
    .where("until", ">", now)
    .returningAll()
    .executeTakeFirst();
  return row && dismissalOf(row);
}

export async function listDismissals(
  read: Reader,
  org: string,
  page: { before?: string; limit: number },
): Promise<Dismissal[]> {
  let query = read.selectFrom("dismissals").selectAll().where("org", "=", org);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(dismissalOf);
}

function dismissalOf(row: Tables["dismissals"]): Dismissal {
  return {
    id: row.id,
    scope: JSON.parse(row.scope) as Scope,
    reason: row.reason,
    madeBy: row.made_by,
    at: row.at,
    until: row.until,
    count: row.count,
    lastAt: row.last_at ?? undefined,
  };
}
