import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Link } from "./link.ts";
import { fault } from "../../kernel/index.ts";

/** How a connection is taken and given back: the writer is one, and waited for in line. */
export interface Turnstile {
  enter(): Promise<() => void>;
}

/** Kysely over a SQLite thread. */
export function workerDialect(linkOf: () => Pick<Link, "query">, turnstile?: Turnstile): Dialect {
  return {
    createAdapter: () => new ManyConnections(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => makeDriver(linkOf, turnstile),
  };
}

/** Kysely would let one query through at a time, as for a connection in its own thread. Ours are several. */
class ManyConnections extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

interface Held extends DatabaseConnection {
  leave(): void;
}

function makeDriver(linkOf: () => Pick<Link, "query">, turnstile: Turnstile | undefined): Driver {
  return {
    init: async () => {},
    acquireConnection: async () => hold(linkOf(), await turnstile?.enter()),
    beginTransaction: (connection) => tell(connection, "begin immediate"),
    commitTransaction: (connection) => tell(connection, "commit"),
    rollbackTransaction: (connection) => tell(connection, "rollback"),
    releaseConnection: async (connection) => (connection as Held).leave(),
    destroy: async () => {},
  };
}

async function tell(connection: DatabaseConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql));
}

function hold(link: Pick<Link, "query">, leave: (() => void) | undefined): Held {
  let left = false;
  return {
    leave: () => {
      left = true;
      leave?.();
    },
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      // A query that comes after its transaction has ended would land in someone else's.
      if (left) throw fault("internal", { internal: "query after its transaction had ended" });
      const [columns, values, changes, lastId] = await link.query(query.sql, query.parameters);
      if (columns.length === 0) {
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastId) };
      }
      return { rows: rowsOf<R>(columns, values) };
    },
    // eslint-disable-next-line require-yield
    streamQuery: async function* () {
      throw fault("internal", { internal: "streaming is not offered on SQLite: read in pages" });
    },
  };
}

function rowsOf<R>(columns: string[], values: unknown[]): R[] {
  const rows: R[] = [];
  for (let at = 0; at < values.length; at += columns.length) {
    const row: Record<string, unknown> = {};
    for (const [i, column] of columns.entries()) row[column] = values[at + i];
    rows.push(row as R);
  }
  return rows;
}
