import { fault } from "../../kernel/index.ts";
import { type Link, openLink } from "./link.ts";

const MAX_READERS = 2;
const MAX_STUCK = 4;

/** Threads that only read: a second one when the first is busy, and a fresh one for each that overran its time. */
export function openReaders(file: string, timeoutMs: number): Pick<Link, "query" | "close"> {
  let readers: Link[] = [openLink({ file, writable: false })];
  const stuck = new Set<Promise<void>>();

  function least(): Link {
    const [first, ...others] = readers as [Link, ...Link[]];
    let best = first;
    for (const reader of others) if (reader.pending() < best.pending()) best = reader;
    if (best.pending() > 0 && readers.length < MAX_READERS) {
      best = openLink({ file, writable: false });
      readers.push(best);
    }
    return best;
  }

  /** SQLite offers no way to stop a running query from outside: its thread is left to finish, and closed then. */
  function retire(reader: Link): void {
    if (!readers.includes(reader)) return;
    readers = readers.filter((other) => other !== reader);
    if (readers.length === 0) readers.push(openLink({ file, writable: false }));
    const closing = reader.close().finally(() => stuck.delete(closing));
    stuck.add(closing);
  }

  return {
    query: (sql, values) => {
      if (stuck.size >= MAX_STUCK) {
        return Promise.reject(fault("unavailable", { internal: "too many queries overran their time" }));
      }
      const reader = least();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          retire(reader);
          reject(fault("unavailable", { internal: `a query took longer than ${timeoutMs} ms` }));
        }, timeoutMs);
        const settle = (act: () => void) => {
          clearTimeout(timer);
          act();
        };
        reader.query(sql, values).then(
          (answer) => settle(() => resolve(answer)),
          (error: unknown) => settle(() => reject(error)),
        );
      });
    },
    close: async () => {
      await Promise.all([...readers.map((reader) => reader.close()), ...stuck]);
    },
  };
}
