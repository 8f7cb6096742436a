import { asFault, type Log, type Millis } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";

const WRITE_AFTER_MS: Millis = 1_000;
const MAX_PENDING = 5_000;
/** Another process may have written just before. */
const EVERY_MS: Millis = 60_000;

/** When keys were last used: kept apart from the calls, and lost rather than waited for. */
export function makeUsage(store: Store, log: Log) {
  let pending = new Map<string, { id: string; which: "current" | "previous"; at: Millis }>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const write = async () => {
    const batch = [...pending.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)); // one order: no deadlocks
    pending = new Map();
    if (batch.length === 0) return;
    try {
      await store.transact(async (tx) => {
        for (const { id, which, at } of batch) {
          const column = which === "current" ? "last_used_at" : "previous_last_used_at";
          await tx
            .updateTable("keys")
            .set({ [column]: at })
            .where("id", "=", id)
            .where((q) => q.or([q(column, "is", null), q(column, "<=", at - EVERY_MS)]))
            .execute();
        }
      });
    } catch (error) {
      log.warn("identity.usage.lost", { keys: batch.length, error: asFault(error) });
    }
  };

  const soon = () => {
    timer = undefined;
    writing = writing.then(write);
  };

  return {
    used(id: string, which: "current" | "previous", at: Millis): void {
      if (pending.size < MAX_PENDING) pending.set(`${id} ${which}`, { id, which, at });
      timer ??= setTimeout(soon, WRITE_AFTER_MS).unref();
    },
    close(): void {
      clearTimeout(timer);
      pending = new Map();
    },
  };
}
