import { join } from "node:path";
import { Kysely } from "kysely";
import { fault } from "../../kernel/index.ts";
import { readBackup, readHeader, writeBackup } from "../backup/index.ts";
import { BODY_COLUMNS, DECISION_COLUMNS } from "../columns.ts";
import { makeCommits } from "../commits.ts";
import { makeHearers } from "../hearers.ts";
import { lockData } from "../lock.ts";
import { SCHEMA_VERSION as schema, migrate } from "../migrations/index.ts";
import { makeQueue } from "../queue.ts";
import type { Tables } from "../tables.ts";
import type { Append, DeadWriter, Store, StoreOptions, Tx } from "../types.ts";
import { within } from "../within.ts";
import { replaceSqlite, sqliteSnapshot } from "./copy.ts";
import { workerDialect } from "./dialect.ts";
import { sqliteFeed } from "./feed.ts";
import { type Link, openLink } from "./link.ts";
import { openReaders } from "./readers.ts";

const READ_TIMEOUT_MS = 10_000;
const TRANSACT_TIMEOUT_MS = 30_000;
/** Writers that fell silent this long ago have been dealt with. */
const FORGET_WRITERS_MS = 30 * 86_400_000;

export async function openSqlite(options: StoreOptions): Promise<Store> {
  const { clock, log } = options;
  const lock = options.lock ?? lockData(options.data);
  const file = join(options.data, "lumos.db");
  const writer = openLink({ file, writable: true });
  try {
    await prepare(writer, clock.now(), options.random.bytes(8).toString("hex"));
  } catch (error) {
    await writer.close();
    if (!options.lock) lock.release();
    throw error;
  }
  const readers = openReaders(file, options.readTimeoutMs ?? READ_TIMEOUT_MS);
  const queue = makeQueue();
  const hearers = makeHearers(log);
  const said = new WeakMap<Tx, [topic: string, payload: string][]>();
  const read = new Kysely<Tables>({ dialect: workerDialect(() => readers) });
  const write = new Kysely<Tables>({ dialect: workerDialect(() => writer, queue) });
  let restores = 0;
  const commits = makeCommits(async (group) => {
    const leave = await queue.enter();
    try {
      await writer.append(flat(group));
      return String(restores);
    } finally {
      leave();
    }
  });
  let closed: Promise<void> | undefined;

  const transact: Store["transact"] = async (work) => {
    if (closed) throw fault("unavailable", { internal: "the store is closed" });
    const news: [string, string][] = [];
    const result = await write.transaction().execute((tx) => {
      said.set(tx, news);
      return within(options.transactTimeoutMs ?? TRANSACT_TIMEOUT_MS, "a transaction took too long", () => work(tx));
    });
    for (const [topic, payload] of news) hearers.tell(topic, payload);
    return result;
  };

  return {
    dialect: "sqlite",
    read,
    transact,
    append: (rows) =>
      closed ? Promise.reject(fault("unavailable", { internal: "the store is closed" })) : commits.append(rows),
    signal: async (tx, topic, payload) => {
      const news = said.get(tx);
      if (!news) throw fault("internal", { internal: "signal outside a transaction" });
      news.push([topic, payload]);
    },
    onSignal: (topic, hear) => hearers.on(topic, hear),
    signalLag: () => 0,
    ...sqliteFeed(readers),
    deadWriters: async (own, floor = "") => {
      const now = clock.now();
      const leave = await queue.enter();
      try {
        await writer.query(
          `insert into writers (writer, beat_at, floor) values (?, ?, ?)
           on conflict (writer) do update set beat_at = excluded.beat_at, floor = excluded.floor`,
          [own, now, floor],
        );
        await writer.query(`delete from writers where beat_at < ?`, [now - FORGET_WRITERS_MS]);
        const others = await rows(writer, `select writer, floor from writers where writer <> ? order by writer`, [own]);
        return others as unknown as DeadWriter[];
      } finally {
        leave();
      }
    },
    forgetWriter: async (gone) => {
      const leave = await queue.enter();
      try {
        await writer.query(`delete from writers where writer = ?`, [gone]);
      } finally {
        leave();
      }
    },
    backup: async (to) => {
      const link = openLink({ file, writable: false });
      try {
        return await writeBackup({ snapshot: await sqliteSnapshot(link), schema, now: clock.now(), file: to });
      } finally {
        await link.close();
      }
    },
    restore: async (from, accept) => {
      await readHeader(from, schema);
      const leave = await queue.enter();
      try {
        const epoch = options.random.bytes(8).toString("hex");
        const done = await replaceSqlite(writer, epoch, (into) => readBackup(from, schema, into, accept));
        restores += 1;
        hearers.tell("restored", "");
        return done;
      } finally {
        leave();
      }
    },
    health: async () => {
      try {
        await Promise.all([writer.query("select 1 from migrations limit 1", []), readers.query("select 1", [])]);
        return { ok: true };
      } catch (error) {
        log.warn("store.unhealthy", { error });
        return { ok: false, detail: "The database does not answer." };
      }
    },
    close: () =>
      (closed ??= (async () => {
        await commits.drained();
        const leave = await queue.enter();
        leave();
        await readers.close();
        await writer.close();
        if (!options.lock) lock.release();
      })()),
  };
}

async function prepare(writer: Link, now: number, epoch: string): Promise<void> {
  await writer.query("begin immediate", []);
  try {
    await migrate({ dialect: "sqlite", run: (sql, params) => rows(writer, sql, params ?? []) }, now);
    await writer.query(`insert into feed_epoch (one, epoch) values (1, ?) on conflict do nothing`, [epoch]);
    await writer.query("commit", []);
  } catch (error) {
    await writer.query("rollback", []);
    throw error;
  }
}

async function rows(link: Link, sql: string, params: readonly unknown[]): Promise<Record<string, unknown>[]> {
  const [columns, values] = await link.query(sql, params);
  const out: Record<string, unknown>[] = [];
  for (let at = 0; at < values.length; at += columns.length) {
    out.push(Object.fromEntries(columns.map((column, i) => [column, values[at + i]])));
  }
  return out;
}

/** A whole group as one text: cheaper to hand to the thread than its values one by one. */
function flat(group: readonly Append[]): string {
  const facets: string[] = [];
  const bodies: unknown[] = [];
  const decisions: unknown[] = [];
  for (const member of group) {
    for (const { hash, json } of member.facets ?? []) facets.push(hash, json);
    for (const row of member.bodies) for (const column of BODY_COLUMNS) bodies.push(row[column]);
    for (const row of member.decisions) for (const column of DECISION_COLUMNS) decisions.push(row[column]);
  }
  return JSON.stringify([facets, bodies, decisions]);
}
