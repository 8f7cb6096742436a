import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Client, type ClientConfig, type CustomTypesConfig, Pool, type PoolClient, types as parsers } from "pg";
import type { Log } from "../../kernel/index.ts";
import { faultOf } from "./faults.ts";

const INT8 = 20;
const NUMERIC = 1700;
const CONNECT_TIMEOUT_MS = 5_000;

/** Whole numbers as numbers (sums too, which PostgreSQL makes `numeric`), everything else as pg does it. */
const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    (oid === INT8 || oid === NUMERIC) && format !== "binary"
      ? Number
      : format === "binary"
        ? parsers.getTypeParser(oid, "binary")
        : parsers.getTypeParser(oid, "text")) as typeof parsers.getTypeParser,
};

export interface PoolOptions {
  url: string;
  log: Log;
  name: string;
  max: number;
  timeoutMs: number;
  readOnly: boolean;
}

export function clientConfig(url: string, name: string, timeoutMs: number): ClientConfig {
  return {
    connectionString: url,
    application_name: `lumos-${name}`,
    statement_timeout: timeoutMs,
    // A little later than the server's own limit: for a connection that died without a word.
    query_timeout: timeoutMs + 2_000,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: timeoutMs,
    keepAlive: true,
    types,
  };
}

export function openPool(options: PoolOptions): Pool {
  const pool = new Pool({
    ...clientConfig(options.url, options.name, options.timeoutMs),
    max: options.max,
    idleTimeoutMillis: 60_000,
    ...(options.readOnly ? { options: "-c default_transaction_read_only=on" } : {}),
  });
  pool.on("error", (error) => options.log.warn("store.connection_lost", { pool: options.name, error }));
  // A connection that dies while it is lent out tells its borrower through the query, and besides this
  // through an event that would end the process where nobody hears it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** The pool as Kysely takes it, with failures turned into faults and dead connections not given back. */
export function guarded(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw faultOf(error);
      });
      let dead = false;
      const query = async (text: string, values?: unknown[]) => {
        try {
          return await client.query(text, values);
        } catch (error) {
          const known = faultOf(error);
          dead ||= known.code === "store_unreachable";
          throw known;
        }
      };
      return { query, release: () => client.release(dead) } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
}

/** One piece of work on one connection, in a transaction. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let dead = false;
  const client = await pool.connect().catch((error: unknown) => {
    throw faultOf(error);
  });
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    const known = faultOf(error);
    dead = known.code === "store_unreachable";
    if (!dead) {
      await client.query("rollback").catch(() => {
        dead = true;
      });
    }
    throw known;
  } finally {
    client.release(dead);
  }
}

/** On a connection without time limits, in a transaction. */
export async function alone<T>(url: string, begin: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    ...clientConfig(url, "long", 0),
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    throw faultOf(error);
  } finally {
    // Ending the connection rolls back what was not committed.
    await client.end().catch(() => {});
  }
}
