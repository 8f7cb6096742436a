import type { Millis } from "../kernel/index.ts";
import type { Tx } from "../store/index.ts";
import { drained, emptyIn, filled, free, type Level, type Rate } from "./level.ts";
import type { Counter } from "./types.ts";

/** What a process wants of one counter: what it must count, then as much as there is up to `wanted`. */
export interface Asking {
  counter: Counter;
  owed: number;
  wanted: number;
  /** For places: how many are in use, whatever the database thinks. */
  inUse: number;
}

export interface Given {
  given: number;
  level: Level;
}

/** A place is another's again when its holder has not spoken for this long. */
const PLACE_MS: Millis = 15_000;

/** One exchange with the database, for many counters at once, inside a transaction that no other one runs beside. */
export async function exchange(tx: Tx, holder: string, asked: readonly Asking[], now: Millis): Promise<Given[]> {
  const levels = await readLevels(tx, asked);
  const places = await readPlaces(tx, holder, asked, now);
  const given: Given[] = [];
  const newLevels: { key: string; level: Level; rate: Rate }[] = [];
  const newPlaces: { key: string; held: number }[] = [];
  for (const { counter, owed, wanted, inUse } of asked) {
    const { key, amount, spanMs } = counter;
    if (spanMs === 0) {
      const others = places.get(key) ?? 0;
      const granted = Math.max(0, Math.min(wanted, amount - others - inUse));
      newPlaces.push({ key, held: inUse + granted });
      given.push({ given: granted, level: { used: others, rest: 0, at: now } });
      continue;
    }
    const rate = { amount, spanMs };
    const before = filled(drained(levels.get(key) ?? { used: 0, rest: 0, at: now }, rate, now), owed);
    const granted = Math.min(wanted, free(before, rate));
    const level = filled(before, granted);
    newLevels.push({ key, level, rate });
    given.push({ given: granted, level });
  }
  await writeLevels(tx, newLevels);
  await writePlaces(tx, holder, newPlaces, now);
  return given;
}

/** Rows that say nothing any more. */
export async function tidy(tx: Tx, now: Millis): Promise<void> {
  await tx.deleteFrom("limit_levels").where("empty_at", "<", now).execute();
  await tx.deleteFrom("limit_places").where("expires_at", "<", now).execute();
}

async function readLevels(tx: Tx, asked: readonly Asking[]): Promise<Map<string, Level>> {
  const keys = asked.flatMap(({ counter }) => (counter.spanMs > 0 ? [counter.key] : []));
  if (keys.length === 0) return new Map();
  const rows = await tx.selectFrom("limit_levels").selectAll().where("key", "in", keys).execute();
  return new Map(
    rows.map((row) => [row.key, { used: Number(row.used), rest: Number(row.rest), at: Number(row.at) } as const]),
  );
}

/** How many places the other processes hold. */
async function readPlaces(tx: Tx, holder: string, asked: readonly Asking[], now: Millis): Promise<Map<string, number>> {
  const keys = asked.flatMap(({ counter }) => (counter.spanMs === 0 ? [counter.key] : []));
  const held = new Map<string, number>();
  if (keys.length === 0) return held;
  const rows = await tx
    .selectFrom("limit_places")
    .select(["key", "held"])
    .where("key", "in", keys)
    .where("holder", "<>", holder)
    .where("expires_at", ">=", now)
    .execute();
  for (const row of rows) held.set(row.key, (held.get(row.key) ?? 0) + Number(row.held));
  return held;
}

async function writeLevels(tx: Tx, levels: readonly { key: string; level: Level; rate: Rate }[]): Promise<void> {
  if (levels.length === 0) return;
  await tx
    .insertInto("limit_levels")
    .values(levels.map(({ key, level, rate }) => ({ key, ...level, empty_at: level.at + emptyIn(level, rate) })))
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet((row) => ({
        used: row.ref("excluded.used"),
        rest: row.ref("excluded.rest"),
        at: row.ref("excluded.at"),
        empty_at: row.ref("excluded.empty_at"),
      })),
    )
    .execute();
}

async function writePlaces(
  tx: Tx,
  holder: string,
  places: readonly { key: string; held: number }[],
  now: Millis,
): Promise<void> {
  const none = places.flatMap(({ key, held }) => (held === 0 ? [key] : []));
  if (none.length > 0) {
    await tx.deleteFrom("limit_places").where("holder", "=", holder).where("key", "in", none).execute();
  }
  const some = places.filter(({ held }) => held > 0);
  if (some.length === 0) return;
  await tx
    .insertInto("limit_places")
    .values(some.map(({ key, held }) => ({ key, holder, held, expires_at: now + PLACE_MS })))
    .onConflict((conflict) =>
      conflict.columns(["key", "holder"]).doUpdateSet((row) => ({
        held: row.ref("excluded.held"),
        expires_at: row.ref("excluded.expires_at"),
      })),
    )
    .execute();
}
