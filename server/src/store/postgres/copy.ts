import type { Client } from "pg";
import type { Log } from "../../kernel/index.ts";
import { BACKUP_TABLES, type Header, type Replacement, type Row, type Snapshot, pageAfter } from "../backup/index.ts";
import { alone } from "./connect.ts";
import { LOCKS } from "./locks.ts";
import { dayOf, makeParts } from "./partitions.ts";

const ORDER: Record<string, string> = {
  decisions: "order by id",
  decision_bodies: "order by id",
  records: "order by seq",
  revocations: "order by seq",
};
/** Tables whose numbers go on after the highest one that was put in. */
const NUMBERED = ["records", "revocations"];
const APPENDED = ["decision_bodies", "facets", "decisions"];
/** Parts are made ahead for at most this many days of a backup; older rows go to the rest. */
const MAX_DAYS = 400;

/** Runs `work` against the whole database as it stands now. */
export async function withSnapshot<T>(url: string, work: (from: Snapshot) => Promise<T>): Promise<T> {
  return alone(url, "begin isolation level repeatable read read only", async (client) => {
    const first = async (sql: string) => {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows[0] ?? {};
    };
    return work({
      columns: (table) => columnsOf(client, table),
      count: async (table) => Number((await first(`select count(*) as n from ${table}`))["n"]),
      span: async () => {
        const row = await first(
          `select min(at) as a, max(at) as b from (select at from decisions union all select at from decision_bodies) x`,
        );
        return row["a"] === null ? null : [Number(row["a"]), Number(row["b"])];
      },
      pages: async function* (table, columns) {
        await client.query(
          `declare page no scroll cursor for select ${columns.join(", ")} from ${table} ${ORDER[table] ?? ""}`,
        );
        let limit = 50;
        for (;;) {
          const { rows } = await client.query<Row>({ text: `fetch ${limit} from page`, rowMode: "array" });
          if (rows.length > 0) yield rows;
          if (rows.length < limit) break;
          limit = pageAfter(limit, rows);
        }
        await client.query("close page");
      },
    });
  });
}

/** Runs `work` in one transaction in which append-only tables may be emptied, and nobody else writes. */
export async function replacePostgres<T>(
  options: { url: string; log: Log; header: Header; epoch: string; whenDone(client: Client): Promise<void> },
  work: (into: Replacement) => Promise<T>,
): Promise<T> {
  const { url, header } = options;
  if (header.span) {
    const [from, to] = header.span.map((at) => dayOf(Number(at))) as [number, number];
    const days = Array.from({ length: Math.max(0, Math.min(to - from + 1, MAX_DAYS)) }, (_, i) => to - i);
    await alone(url, "begin", async (client) => {
      await client.query("select pg_advisory_xact_lock($1)", [LOCKS.partitions]);
      await makeParts(client, days, options.log);
    });
  }
  return alone(url, "begin", async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [LOCKS.transact]);
    // In the order in which a group of calls takes them (append.ts), so that the two never wait for each other.
    const others = BACKUP_TABLES.filter((table) => !APPENDED.includes(table));
    await client.query(`lock table ${[...APPENDED, ...others].join(", ")} in exclusive mode`);
    await client.query("set local lumos.replacing = 'on'");
    const result = await work({
      columns: (table) => columnsOf(client, table),
      clear: async (table) => {
        await client.query(`delete from ${table}`);
      },
      insert: async (table, columns, rows) => {
        const names = columns.join(", ");
        const objects = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
        await client.query(
          `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1::json)`,
          [JSON.stringify(objects)],
        );
      },
    });
    for (const table of NUMBERED) {
      await client.query(
        `select setval(pg_get_serial_sequence('${table}', 'seq'), coalesce(max(seq), 1), max(seq) is not null)
         from ${table}`,
      );
    }
    await client.query("update feed_epoch set epoch = $1", [options.epoch]);
    await options.whenDone(client);
    return result;
  });
}

async function columnsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows.map((row) => row.name);
}
