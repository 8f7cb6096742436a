import type { Clock } from "../kernel/index.ts";
import { type Row, stateOf } from "./rows.ts";

/** How often it is looked again without news: a signal may be late, a clock may be set. */
const LOOK_AGAIN_MS = 5_000;

export interface Waiting {
  /** The approval once it is decided or ran out, or as it is when the signal ends. */
  decided(org: string, id: string, signal: AbortSignal): Promise<Row | undefined>;
  /** Something happened to it. */
  rouse(id: string): void;
  rouseAll(): void;
  close(): void;
}

/** Those who wait for a person's word, in this process. */
export function makeWaiting(parts: { clock: Clock; read(org: string, id: string): Promise<Row | undefined> }): Waiting {
  const { clock, read } = parts;
  const sleeping = new Map<string, Set<() => void>>();
  const closing = new AbortController();

  const sleep = (id: string, ms: number, signal: AbortSignal): { woken: Promise<void>; wake(): void } => {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      const timer = setTimeout(() => wake(), ms);
      wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        const all = sleeping.get(id);
        all?.delete(wake);
        if (all?.size === 0) sleeping.delete(id);
        resolve();
      };
      signal.addEventListener("abort", wake);
      const all = sleeping.get(id) ?? new Set();
      sleeping.set(id, all.add(wake));
    });
    return { woken, wake: () => wake() };
  };

  const rouse = (id: string) => {
    for (const wake of sleeping.get(id) ?? []) wake();
  };
  const rouseAll = () => {
    for (const id of sleeping.keys()) rouse(id);
  };

  return {
    async decided(org, id, caller) {
      const signal = AbortSignal.any([caller, closing.signal]);
      for (let ms = LOOK_AGAIN_MS; ;) {
        // Listens before it looks, so that nothing falls in between.
        const { woken, wake } = sleep(id, ms, signal);
        try {
          const row = await read(org, id);
          if (!row || signal.aborted || stateOf(row, clock.now()) !== "pending") return row;
          ms = Math.min(LOOK_AGAIN_MS, Math.max(1, row.expires_at - clock.now()));
          await woken;
        } finally {
          wake();
        }
      }
    },
    rouse,
    rouseAll,
    close() {
      closing.abort();
      rouseAll();
    },
  };
}
