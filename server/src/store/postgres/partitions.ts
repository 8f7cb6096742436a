import type pg from "pg";
import type { Log } from "../../kernel/index.ts";
import { inTransaction } from "./connect.ts";
import { LOCKS } from "./locks.ts";

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 7;
const DAILY = ["decisions", "decision_bodies"] as const;

/**
 * Makes the parts of the coming days. A row whose day has no part goes to the table's rest, so that upkeep
 * that was late never fails a call.
 */
export async function keepPartitions(pool: pg.Pool, now: number, log: Log): Promise<void> {
  const today = Math.floor(now / DAY_MS);
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, i) => today - 1 + i);
  await inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [LOCKS.partitions]);
    await makeParts(client, days, log);
  });
}

/** The parts of some days (numbered since 1970) inside the transaction of `client`. */
export async function makeParts(client: pg.ClientBase, days: readonly number[], log: Log): Promise<void> {
  const wanted = DAILY.flatMap((table) => days.map((day) => ({ table, day, name: `${table}_${nameOf(day)}` })));
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) as wanted(name) where to_regclass(name) is null`,
    [wanted.map((part) => part.name)],
  );
  const missing = new Set(rows.map((row) => row.name));
  for (const { table, day, name } of wanted.filter((part) => missing.has(part.name))) {
    await client.query("savepoint part");
    try {
      // A short wait: to attach a part every writer is held up, so better later than long.
      await client.query("set local lock_timeout = '2s'");
      await client.query(
        `create table ${name} partition of ${table} for values from (${day * DAY_MS}) to (${(day + 1) * DAY_MS})`,
      );
    } catch (error) {
      // Rows of that day lie in the rest already, or the table is busy: the rest keeps taking them.
      await client.query("rollback to savepoint part");
      log.warn("store.partition_skipped", { part: name, error });
    }
    await client.query("release savepoint part");
  }
  await client.query("set local lock_timeout = 0");
}

export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

function nameOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "");
}
