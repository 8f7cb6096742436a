import type { Guardrails } from "../config/index.ts";
import type { Clock, Ids, Log } from "../kernel/index.ts";
import { type FoundIn, foundIn } from "../record/index.ts";
import type { ConnectedAlert } from "../registry/index.ts";
import type { FeedPosition, Store } from "../store/index.ts";
import { NEWS_FOR_MS, eventsOfBlocked, eventsOfNews } from "./alerts/events.ts";
import { post } from "./alerts/outbox.ts";
import { notDismissed } from "./dismissals.ts";
import { type News, group } from "./incidents.ts";
import { sightingsIn } from "./sighting.ts";

const PAGE = 200;
/** A process that looks belongs to an organization for so long; then another one goes on where it stopped. */
const CLAIM_MS = 15_000;

export interface LookParts {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Names this process. */
  holder: string;
  alertsOf(org: string): readonly ConnectedAlert[];
  thresholdsOf(org: string): Guardrails["thresholds"];
  heard(org: string, news: readonly News[]): void;
}

/**
 * Looks through the decisions of one organization that nobody has looked through; true while there may be more.
 * It reads what is on the disk, so no call waits for it and none is missed, whichever process it came through.
 */
// Guarantee: each decision is looked through once, whatever crashes: the place moves on together with what was seen.
export async function look(parts: LookParts, org: string): Promise<boolean> {
  const { store, clock, ids, holder } = parts;
  const place = await take(parts, org);
  if (!place) return false;
  const { rows, position } = await store.feed(org, place.position ?? undefined, PAGE);
  if (rows.length === 0 || position === undefined) return false;
  const found = await foundIn(store, rows);
  const now = clock.now();
  const alerts = parts.alertsOf(org);
  const thresholds = parts.thresholdsOf(org);
  const news = await store.transact(async (tx) => {
    const moved = await tx
      .updateTable("finding_places")
      .set({ position, until: now + CLAIM_MS })
      .where("org", "=", org)
      .where("holder", "=", holder)
      .where("position", place.position === null ? "is" : "=", place.position)
      .returning("org")
      .execute();
    // Another process has gone on from here meanwhile.
    if (moved.length === 0) return undefined;
    const sightings = found.flatMap((one: FoundIn) => sightingsIn(one, thresholds));
    const fresh = await group(tx, await notDismissed(tx, sightings, { org, now }), { org, ids, now });
    const events = [...eventsOfNews(fresh), ...eventsOfBlocked(rows)].filter(({ at }) => now - at <= NEWS_FOR_MS);
    if (alerts.length > 0 && events.length > 0) await post(tx, events, { org, alerts, ids, now });
    return fresh;
  });
  if (news === undefined) return false;
  if (news.length > 0) parts.heard(org, news);
  return rows.length === PAGE;
}

/** The place to go on from, where there is something to look at and no other process is at it. */
async function take(
  { store, clock, holder }: LookParts,
  org: string,
): Promise<{ position: FeedPosition | null } | undefined> {
  const now = clock.now();
  const known = await store.read.selectFrom("finding_places").selectAll().where("org", "=", org).executeTakeFirst();
  if (known && known.holder !== holder && known.until >= now) return undefined;
  // Most rounds end here: an organization that rests costs two reads and no write.
  const { rows } = await store.feed(org, known?.position ?? undefined, 1);
  if (rows.length === 0) return undefined;
  return store.transact(async (tx) => {
    await tx
      .insertInto("finding_places")
      .values({ org, position: null, holder, until: now + CLAIM_MS })
      .onConflict((conflict) => conflict.column("org").doNothing())
      .execute();
    return tx
      .updateTable("finding_places")
      .set({ holder, until: now + CLAIM_MS })
      .where("org", "=", org)
      .where((eb) => eb.or([eb("holder", "=", holder), eb("until", "<", now)]))
      .returning("position")
      .executeTakeFirst();
  });
}
