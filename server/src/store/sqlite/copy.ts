import { type Replacement, type Row, type Snapshot, pageAfter } from "../backup/index.ts";
import type { Link } from "./link.ts";

/** The whole database as it stands now, read on a connection of its own. */
export async function sqliteSnapshot(link: Link): Promise<Snapshot> {
  await link.query("begin", []);
  return {
    columns: (table) => columnsOf(link, table),
    count: async (table) => {
      const [, [count]] = await link.query(`select count(*) from ${table}`, []);
      return Number(count);
    },
    span: async () => {
      const [, [from, to]] = await link.query(
        `select min(at), max(at) from (select at from decisions union all select at from decision_bodies)`,
        [],
      );
      return from === null ? null : [Number(from), Number(to)];
    },
    pages: async function* (table, columns) {
      let after = 0;
      let limit = 50;
      for (;;) {
        const [names, values] = await link.query(
          `select rowid, ${columns.join(", ")} from ${table} where rowid > ? order by rowid limit ?`,
          [after, limit],
        );
        const rows: Row[] = [];
        for (let at = 0; at < values.length; at += names.length) {
          after = Number(values[at]);
          rows.push(values.slice(at + 1, at + names.length) as Row);
        }
        if (rows.length > 0) yield rows;
        if (rows.length < limit) return;
        limit = pageAfter(limit, rows);
      }
    },
  };
}

/** Runs `work` on the writer in one transaction in which append-only tables may be emptied. */
export async function replaceSqlite<T>(
  writer: Link,
  epoch: string,
  work: (into: Replacement) => Promise<T>,
): Promise<T> {
  await writer.query("begin immediate", []);
  try {
    await writer.query("pragma defer_foreign_keys = on", []);
    const [, found] = await writer.query(`select name, sql from sqlite_master where type = 'trigger'`, []);
    const triggers = found as string[];
    for (let i = 0; i < triggers.length; i += 2) await writer.query(`drop trigger ${triggers[i]}`, []);
    const result = await work({
      columns: (table) => columnsOf(writer, table),
      clear: async (table) => {
        await writer.query(`delete from ${table}`, []);
      },
      insert: async (table, columns, rows) => {
        const sql = `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`;
        await writer.many(sql, columns.length, rows.flat());
      },
    });
    for (let i = 1; i < triggers.length; i += 2) await writer.query(String(triggers[i]), []);
    await writer.query(`update feed_epoch set epoch = ?`, [epoch]);
    await writer.query("commit", []);
    return result;
  } catch (error) {
    await writer.query("rollback", []).catch(() => {});
    throw error;
  }
}

async function columnsOf(link: Link, table: string): Promise<string[]> {
  const [, names] = await link.query(`select name from pragma_table_info(?)`, [table]);
  return names as string[];
}
