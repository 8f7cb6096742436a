import type pg from "pg";
import type { DeadWriter } from "../types.ts";
import { faultOf } from "./faults.ts";

const DEAD_AFTER_MS = 15_000;
const FORGET_AFTER_MS = 30 * 86_400_000;

/** The server's clock counts, for those of the processes differ. */
const NOW = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

export async function deadWriters(pool: pg.Pool, own: string, floor: string): Promise<DeadWriter[]> {
  try {
    await pool.query(
      `insert into writers (writer, beat_at, floor) values ($1, ${NOW}, $2)
       on conflict (writer) do update set beat_at = excluded.beat_at, floor = excluded.floor`,
      [own, floor],
    );
    await pool.query(`delete from writers where beat_at < ${NOW} - $1::bigint`, [FORGET_AFTER_MS]);
    const { rows } = await pool.query<DeadWriter>(
      `select writer, floor from writers where beat_at < ${NOW} - $1::bigint order by writer`,
      [DEAD_AFTER_MS],
    );
    return rows;
  } catch (error) {
    throw faultOf(error);
  }
}

export async function forgetWriter(pool: pg.Pool, gone: string): Promise<void> {
  try {
    await pool.query(`delete from writers where writer = $1`, [gone]);
  } catch (error) {
    throw faultOf(error);
  }
}
