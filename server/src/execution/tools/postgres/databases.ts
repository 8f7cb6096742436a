import type { Log } from "../../../kernel/index.ts";
import type { ConnectedPostgres } from "../../../registry/index.ts";
import { type Database, LIMITS, type PostgresLimits, openDatabase } from "./connection.ts";

/** The databases that are in use. However many callers a server has, its connections stay few. */
export interface Databases {
  /** Another hold on the connections of this server; they end when the last one is closed. */
  open(server: ConnectedPostgres): Database;
}

export function makeDatabases({ log, limits }: { log: Log; limits?: Partial<PostgresLimits> }): Databases {
  const open = new Map<string, { database: Database; holds: number }>();
  return {
    open(server) {
      const key = JSON.stringify([server.org, server.id, server.mark]);
      const one = open.get(key) ?? { database: openDatabase(server, log, { ...LIMITS, ...limits }), holds: 0 };
      one.holds += 1;
      open.set(key, one);
      const closing = new AbortController();
      return {
        run(work) {
          return one.database.run({ ...work, signal: AbortSignal.any([work.signal, closing.signal]) });
        },
        async close() {
          if (closing.signal.aborted) return;
          closing.abort();
          one.holds -= 1;
          if (one.holds > 0) return;
          if (open.get(key) === one) open.delete(key);
          await one.database.close();
        },
      };
    },
  };
}
