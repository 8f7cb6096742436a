import { readFileSync } from "node:fs";
import { Client, type ClientConfig, Pool, type PoolClient } from "pg";
import { type Log, type Millis, fault } from "../../../kernel/index.ts";
import type { ConnectedPostgres } from "../../../registry/index.ts";
import { type Answered, type Asking, portal } from "./portal.ts";

export interface PostgresLimits {
  /** Connections to one database at most, and how many wait for one. */
  connections: number;
  waiting: number;
  connectMs: Millis;
  statementMs: Millis;
  lockMs: Millis;
  /** Of an answer's cells together. */
  bytes: number;
}

export const LIMITS: PostgresLimits = {
  connections: 4,
  waiting: 50,
  connectMs: 5_000,
  statementMs: 30_000,
  lockMs: 5_000,
  bytes: 1_000_000,
};

export interface Work extends Omit<Asking, "bytes"> {
  /** Whether anything of it may stay. */
  mode: "read only" | "read write";
  signal: AbortSignal;
  timeoutMs: Millis | undefined;
}

/** A few connections to one database, opened when they are needed. */
export interface Database {
  /** One statement in a transaction of its own. Errors of the database are thrown as they are. */
  run(work: Work): Promise<Answered>;
  close(): Promise<void>;
}

export function openDatabase(server: ConnectedPostgres, log: Log, limits: PostgresLimits): Database {
  const config = configOf(server, limits);
  const pool = new Pool({ ...config, max: limits.connections, idleTimeoutMillis: 30_000, allowExitOnIdle: true });
  pool.on("error", () => log.warn("postgres.connection_lost", { server: server.id }));
  // A connection that dies while it is lent out says so here too; its borrower hears it by the statement.
  pool.on("connect", (client) => client.on("error", () => {}));
  const closing = new AbortController();

  async function borrowed(): Promise<PoolClient> {
    if (pool.waitingCount >= limits.waiting)
      throw fault("upstream_failed", { public: "Too many statements wait for this database; try again later." });
    try {
      return await pool.connect();
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      // Its sentence may hold the address or a name.
      throw fault("upstream_failed", {
        public: "The database cannot be reached.",
        internal: typeof code === "string" ? code : "no connection",
      });
    }
  }

  return {
    async run(work) {
      const signal = AbortSignal.any([work.signal, closing.signal]);
      if (signal.aborted) throw cancelled();
      let client = await borrowed();
      try {
        await begin(client, work, limits);
      } catch (error) {
        client.release(true);
        if (isAnswer(error)) throw error;
        // It died while nobody used it; nothing has been asked yet.
        client = await borrowed();
        await begin(client, work, limits).catch((again: unknown) => {
          client.release(true);
          throw broken(again);
        });
      }
      return await carryOut(client, { work, signal, config, limits });
    },
    async close() {
      closing.abort();
      await pool.end();
    },
  };
}

/** From here on nothing this transaction does outlasts its limits; the query fixes that it only reads. */
// Guarantee: what only reads is carried out where nothing can be written, and nothing of it stays.
async function begin(client: PoolClient, { mode, timeoutMs }: Work, limits: PostgresLimits): Promise<void> {
  const statement = Math.max(1, Math.min(limits.statementMs, timeoutMs ?? limits.statementMs));
  await client.query(
    `begin transaction ${mode}; set local statement_timeout = ${statement}; set local lock_timeout = ${limits.lockMs};
     set local idle_in_transaction_session_timeout = ${statement + 5_000}; select 1`,
  );
}

async function carryOut(
  client: PoolClient,
  { work, signal, config, limits }: { work: Work; signal: AbortSignal; config: ClientConfig; limits: PostgresLimits },
): Promise<Answered> {
  const { submittable, done } = portal({ ...work, bytes: limits.bytes });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping = cancel(client, config);
  };
  let lost = true;
  (submittable as { broken?: () => void }).broken = () => destroy(client);
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) throw cancelled();
    client.query(submittable);
    const answer = await done;
    await leave(client, work, work.mode === "read only" ? "rollback" : "commit");
    lost = false;
    return answer;
  } catch (error) {
    // A commit can be refused too; one more rollback is harmless then.
    if (isAnswer(error))
      lost = await leave(client, work, "rollback").then(
        () => false,
        () => true,
      );
    if (signal.aborted) throw cancelled();
    throw isAnswer(error) ? error : broken(error);
  } finally {
    signal.removeEventListener("abort", stop);
    // What was asked to stop may be stopped a moment later: nobody else's statement is to stand there then.
    client.release(lost || stopping !== undefined);
  }
}

/** A setting, a lock, a prepared statement of one caller is not the next one's. */
async function leave(client: PoolClient, { mode }: Work, how: "commit" | "rollback"): Promise<void> {
  await client.query(how);
  if (mode === "read write") await client.query("discard all");
}

/** Asks the database itself to stop, on another connection; one that does not is left. */
async function cancel(client: PoolClient, config: ClientConfig): Promise<void> {
  const pid = (client as unknown as { processID?: number }).processID;
  const other = new Client(config);
  other.on("error", () => {});
  setTimeout(() => destroy(client), CANCEL_MS).unref();
  try {
    await other.connect();
    await other.query("select pg_cancel_backend($1)", [pid]);
  } catch {
    destroy(client);
  } finally {
    await other.end().catch(() => {});
  }
}

const CANCEL_MS = 5_000;

function destroy(client: PoolClient): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

/** What the database itself said of a statement: it has a class and a sentence. */
export function isAnswer(error: unknown): error is Error & { code: string; severity?: string; position?: string } {
  const { code } = error as { code?: unknown };
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return false;
  // Connections that end: it was not about the statement.
  return !/^(08|57P0[1-5])/.test(code);
}

function cancelled() {
  return fault("upstream_failed", { public: "The call was cancelled." });
}

function broken(error: unknown) {
  const code = (error as { code?: unknown }).code;
  return fault("upstream_failed", {
    public: "The connection to the database was lost; whether the statement was carried out is not known.",
    internal: typeof code === "string" ? code : "lost",
  });
}

/** Everything the connection needs is in the address: nothing is taken from this process's environment. */
function configOf(server: ConnectedPostgres, limits: PostgresLimits): ClientConfig {
  const url = new URL(server.secretUrl.reveal());
  const user = decodeURIComponent(url.username);
  return {
    host: decodeURIComponent(url.hostname).replace(/^\[|\]$/g, ""),
    port: Number(url.port || 5432),
    user: user || "lumos",
    password: () => decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || user || "lumos",
    ssl: tlsOf(url),
    application_name: "lumos",
    connectionTimeoutMillis: limits.connectMs,
    keepAlive: true,
  };
}

// Guarantee: TLS that is asked for is verified, unless the address says not to.
function tlsOf({ searchParams }: URL): ClientConfig["ssl"] {
  const mode = searchParams.get("sslmode") ?? "disable";
  if (mode === "disable") return false;
  if (mode === "no-verify") return { rejectUnauthorized: false };
  const root = searchParams.get("sslrootcert");
  if (root === null) return { rejectUnauthorized: true };
  try {
    return { rejectUnauthorized: true, ca: readFileSync(root, "utf8") };
  } catch {
    throw fault("upstream_failed", {
      public: "The database cannot be reached.",
      internal: "sslrootcert cannot be read",
    });
  }
}
