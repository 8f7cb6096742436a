import type { Ids, Millis } from "../../kernel/index.ts";
import type { ConnectedAlert } from "../../registry/index.ts";
import type { Reader, Store, Tables, Tx } from "../../store/index.ts";
import { type Event, wants } from "./events.ts";

/** What is to be sent, what was, and what could not be. */
export interface Delivery {
  id: string;
  alert: string;
  event: string;
  at: Millis;
  status: "waiting" | "sent" | "given_up";
  tries: number;
  dueAt: Millis;
  detail: string;
}

/** How long after each failure it is tried again; after the last one it is given up. */
const AGAIN_AFTER_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000] as const;
/** One that is being sent belongs to its process for so long; then another one takes it. */
const CLAIM_MS = 60_000;
/** More than this for one place in a minute, and the rest is told as one number. */
const MAX_A_MINUTE = 60;
const MINUTE_MS = 60_000;
/** What is over is kept for so long, for people who look why nothing came. */
const KEPT_MS = 7 * 24 * 3_600_000;

// Guarantee: what somebody is to be told is written with what it is about, so that a crash in between loses neither.
export async function post(
  tx: Tx,
  events: readonly Event[],
  about: { org: string; alerts: readonly ConnectedAlert[]; ids: Ids; now: Millis },
): Promise<void> {
  const { org, alerts, ids, now } = about;
  for (const alert of alerts) {
    const asked = events.filter(({ type }) => wants(alert.events, type));
    if (asked.length === 0) continue;
    const { sent } = await tx
      .selectFrom("alert_deliveries")
      .select((eb) => eb.fn.countAll<number>().as("sent"))
      .where("org", "=", org)
      .where("alert", "=", alert.id)
      .where("at", ">", now - MINUTE_MS)
      .executeTakeFirstOrThrow();
    const room = Math.max(0, MAX_A_MINUTE - Number(sent));
    const told = asked.slice(0, room);
    const left = asked.length - told.length;
    // The last place is for the number of those that have none.
    if (left > 0 && told.length > 0) told[told.length - 1] = suppressed(asked.slice(told.length - 1), now);
    for (const event of told) {
      const row: Tables["alert_deliveries"] = {
        id: ids.next(),
        org,
        alert: alert.id,
        event: event.type,
        body: JSON.stringify({ type: event.type, at: event.at, organization: org, data: event.data }),
        at: now,
        due_at: now,
        tries: 0,
        status: "waiting",
        detail: "",
      };
      await tx.insertInto("alert_deliveries").values(row).execute();
    }
  }
}

function suppressed(events: readonly Event[], now: Millis): Event {
  const types: Record<string, number> = {};
  for (const { type } of events) types[type] = (types[type] ?? 0) + 1;
  return { type: "alerts.suppressed", at: now, data: { count: events.length, types } };
}

/** Takes a few that are due. Another process that asks at the same moment gets others. */
export async function claim(store: Store, now: Millis, limit: number): Promise<Tables["alert_deliveries"][]> {
  const anyDue = await store.read
    .selectFrom("alert_deliveries")
    .select("id")
    .where("status", "=", "waiting")
    .where("due_at", "<=", now)
    .limit(1)
    .executeTakeFirst();
  if (!anyDue) return [];
  return store.transact(async (tx) => {
    const due = await tx
      .selectFrom("alert_deliveries")
      .selectAll()
      .where("status", "=", "waiting")
      .where("due_at", "<=", now)
      .orderBy("due_at")
      .limit(limit)
      .execute();
    const mine: Tables["alert_deliveries"][] = [];
    for (const row of due) {
      const taken = await tx
        .updateTable("alert_deliveries")
        .set({ due_at: now + CLAIM_MS, tries: row.tries + 1 })
        .where("id", "=", row.id)
        .where("tries", "=", row.tries)
        .returning("id")
        .execute();
      if (taken.length > 0) mine.push({ ...row, tries: row.tries + 1 });
    }
    return mine;
  });
}

export async function delivered(tx: Tx, id: string): Promise<void> {
  await tx.updateTable("alert_deliveries").set({ status: "sent", detail: "" }).where("id", "=", id).execute();
}

/** Later again, or never where it has failed often enough. */
export async function failed(tx: Tx, row: Tables["alert_deliveries"], detail: string, now: Millis): Promise<void> {
  const after = AGAIN_AFTER_MS[row.tries - 1];
  await tx
    .updateTable("alert_deliveries")
    .set(after === undefined ? { status: "given_up", detail } : { due_at: now + after, detail })
    .where("id", "=", row.id)
    .execute();
}

export async function forgetOld(tx: Tx, now: Millis): Promise<void> {
  await tx
    .deleteFrom("alert_deliveries")
    .where("status", "!=", "waiting")
    .where("at", "<", now - KEPT_MS)
    .execute();
}

export async function listDeliveries(
  read: Reader,
  org: string,
  filter: { alert?: string | undefined },
  page: { before?: string; limit: number },
): Promise<Delivery[]> {
  let query = read.selectFrom("alert_deliveries").selectAll().where("org", "=", org);
  if (filter.alert !== undefined) query = query.where("alert", "=", filter.alert);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
  return rows.map(({ id, alert, event, at, status, tries, due_at, detail }) => ({
    id,
    alert,
    event,
    at,
    status: status as Delivery["status"],
    tries,
    dueAt: due_at,
    detail,
  }));
}
