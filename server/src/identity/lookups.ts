import { fault, type Millis } from "../kernel/index.ts";
import type { Reader } from "../store/index.ts";
import type { KeyRow } from "./facts.ts";

const BATCH = 200;
const AT_ONCE = 2;
const MAX_WAITING = 2_000;
const TIMEOUT_MS: Millis = 2_000;

export interface Lookups {
  /** The row as the database has it after this was asked. Throws `unavailable` when it cannot be known in time. */
  find(id: string): Promise<KeyRow | undefined>;
}

interface Waiting {
  promise: Promise<KeyRow | undefined>;
  resolve(row: KeyRow | undefined): void;
  reject(error: unknown): void;
}

// Guarantee: a flood of random keys costs the database at most two queries at a time per process.
export function makeLookups(read: Reader): Lookups {
  const waiting = new Map<string, Waiting>();
  let running = 0;

  const pump = () => {
    while (running < AT_ONCE && waiting.size > 0) {
      const batch = [...waiting].slice(0, BATCH);
      for (const [id] of batch) waiting.delete(id);
      running += 1;
      void fetchRows(batch).finally(() => {
        running -= 1;
        pump();
      });
    }
  };

  const fetchRows = async (batch: [string, Waiting][]) => {
    try {
      const ids = batch.map(([id]) => id);
      const query = read.selectFrom("keys").selectAll().where("id", "in", ids).execute();
      const rows = new Map((await answered("the keys", query)).map((row) => [row.id, row]));
      for (const [id, one] of batch) one.resolve(rows.get(id));
    } catch (error) {
      for (const [, one] of batch) one.reject(error);
    }
  };

  return {
    find(id) {
      const already = waiting.get(id);
      if (already) return already.promise;
      if (waiting.size >= MAX_WAITING) {
        return Promise.reject(fault("unavailable", { internal: "too many unknown keys wait to be looked up" }));
      }
      const one = Promise.withResolvers<KeyRow | undefined>();
      waiting.set(id, one);
      // After the callers of this turn, so that they share a query.
      queueMicrotask(pump);
      return one.promise;
    },
  };
}

/** What the database answers, or `unavailable` when it does not in time or at all. */
export async function answered<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch (cause) {
    throw fault("unavailable", { internal: `${what} cannot be read`, cause });
  } finally {
    clearTimeout(timer);
  }
}
