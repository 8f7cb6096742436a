import type { Client } from "pg";
import { Kysely, PostgresDialect, sql } from "kysely";
import { fault } from "../../kernel/index.ts";
import { readBackup, readHeader, writeBackup } from "../backup/index.ts";
import { makeCommits } from "../commits.ts";
import { makeHearers } from "../hearers.ts";
import { SCHEMA_VERSION as schema, migrate } from "../migrations/index.ts";
import type { Tables } from "../tables.ts";
import type { Store, StoreOptions } from "../types.ts";
import { within } from "../within.ts";
import { appendGroup } from "./append.ts";
import { alone, guarded, openPool } from "./connect.ts";
import { replacePostgres, withSnapshot } from "./copy.ts";
import { faultOf } from "./faults.ts";
import { postgresFeed } from "./feed.ts";
import { LOCKS } from "./locks.ts";
import { keepPartitions } from "./partitions.ts";
import { CHANNEL, openEar } from "./signals.ts";
import { deadWriters, forgetWriter } from "./writers.ts";
import { keepTidy } from "./upkeep.ts";

const READ_TIMEOUT_MS = 10_000;
const TRANSACT_TIMEOUT_MS = 30_000;
/** Of a statement that writes; appends and upkeep have it too. */
const STATEMENT_TIMEOUT_MS = 30_000;
const OLDEST_SERVER = 150_000;

export async function openPostgres(options: StoreOptions): Promise<Store> {
  const { clock, log } = options;
  const transactTimeoutMs = options.transactTimeoutMs ?? TRANSACT_TIMEOUT_MS;
  const readTimeoutMs = options.readTimeoutMs ?? READ_TIMEOUT_MS;
  const url = options.database;
  const writers = openPool({ url, log, name: "write", max: 6, timeoutMs: STATEMENT_TIMEOUT_MS, readOnly: false });
  const readers = openPool({ url, log, name: "read", max: 8, timeoutMs: readTimeoutMs, readOnly: true });
  const hearers = makeHearers(log);
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded(readers) }) });
  const write = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded(writers) }) });

  async function begin() {
    await prepare(url, clock.now(), options.random.bytes(8).toString("hex"));
    await keepPartitions(writers, clock.now(), log);
    const ear = await openEar({ url, clock, log, hearers });
    return { ear };
  }

  const { ear } = await begin().catch(async (error: unknown) => {
    await Promise.all([writers.end(), readers.end()]);
    throw faultOf(error);
  });
  const tidy = keepTidy(writers, clock, log);
  const commits = makeCommits((group) => appendGroup(writers, group));
  let closed: Promise<void> | undefined;
  const refuseClosed = () => fault("unavailable", { internal: "the store is closed" });

  const transact: Store["transact"] = async (work) => {
    if (closed) throw refuseClosed();
    return write.transaction().execute(async (tx) => {
      // One at a time over all processes, so that what a transaction read stays true until it commits.
      await sql`select pg_advisory_xact_lock(${LOCKS.transact})`.execute(tx);
      return within(transactTimeoutMs, "a transaction took too long", () => work(tx));
    });
  };

  return {
    dialect: "postgres",
    read,
    transact,
    append: (rows) => (closed ? Promise.reject(refuseClosed()) : commits.append(rows)),
    signal: async (tx, topic, payload) => {
      await sql`with said as (insert into signals (at, topic, payload) values (${clock.now()}, ${topic}, ${payload}))
        select pg_notify(${CHANNEL}, '')`.execute(tx);
    },
    onSignal: (topic, hear) => hearers.on(topic, hear),
    signalLag: () => ear.lagMs(),
    ...postgresFeed(read),
    deadWriters: (own, floor = "") => deadWriters(writers, own, floor),
    forgetWriter: (gone) => forgetWriter(writers, gone),
    backup: (file) => withSnapshot(url, (snapshot) => writeBackup({ snapshot, schema, now: clock.now(), file })),
    restore: async (file, accept) => {
      const header = await readHeader(file, schema);
      const epoch = options.random.bytes(8).toString("hex");
      const whenDone = async (client: Client) => {
        await client.query("insert into signals (at, topic, payload) values ($1, 'restored', '')", [clock.now()]);
        await client.query("select pg_notify($1, '')", [CHANNEL]);
      };
      return replacePostgres({ url, log, header, epoch, whenDone }, (into) => readBackup(file, schema, into, accept));
    },
    health: async () => {
      try {
        await Promise.all([writers.query("select 1 from migrations limit 1"), readers.query("select 1")]);
        return { ok: true };
      } catch (error) {
        log.warn("store.unhealthy", { error });
        return { ok: false, detail: "The database does not answer." };
      }
    },
    close: () =>
      (closed ??= (async () => {
        await commits.drained();
        tidy.stop();
        await ear.close();
        // The pools are ours: Kysely ends only one that it has used.
        await Promise.all([readers.end(), writers.end()]);
      })()),
  };
}

async function prepare(url: string, now: number, epoch: string): Promise<void> {
  await alone(url, "begin", async (client) => {
    const { rows: version } = await client.query<{ version: string }>(
      `select current_setting('server_version_num') as version`,
    );
    if (Number(version[0]?.version) < OLDEST_SERVER) {
      throw fault("invalid_configuration", { public: "Lumos needs PostgreSQL 15 or later.", param: "database" });
    }
    await client.query("select pg_advisory_xact_lock($1)", [LOCKS.migrations]);
    await migrate(
      {
        dialect: "postgres",
        run: async (text, params) => {
          const { rows } = await client.query<Record<string, unknown>>(text, params ? [...params] : undefined);
          return rows;
        },
      },
      now,
    );
    await client.query("insert into feed_epoch (one, epoch) values (1, $1) on conflict do nothing", [epoch]);
  });
}
