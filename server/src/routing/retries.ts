import type { Clock, Random } from "../kernel/index.ts";
import { chance } from "./dice.ts";
import type { Tried } from "./types.ts";

/** Keeps tries after the first few among calls, so that an outage is not made worse by everybody trying again. */
export interface RetryBudget {
  /** A call begins. */
  call(): void;
  /** False when there have been too many; else one more is taken. */
  take(): boolean;
}

const WINDOW_MS = 60_000;
const SLOTS = 12;
/** What may always be tried again in a window. */
const FLOOR = 10;
const SHARE = 0.1;

export function makeRetryBudget({ clock }: { clock: Clock }): RetryBudget {
  const calls = new Float64Array(SLOTS);
  const retries = new Float64Array(SLOTS);
  const slotMs = WINDOW_MS / SLOTS;
  let last = Math.floor(clock.now() / slotMs);
  const slot = (): number => {
    const now = Math.floor(clock.now() / slotMs);
    for (let at = Math.max(last + 1, now - SLOTS + 1); at <= now; at += 1) {
      calls[at % SLOTS] = 0;
      retries[at % SLOTS] = 0;
    }
    last = Math.max(last, now);
    return last % SLOTS;
  };
  return {
    call() {
      const at = slot();
      calls[at] = (calls[at] ?? 0) + 1;
    },
    take() {
      const at = slot();
      if (sum(retries) >= FLOOR + SHARE * sum(calls)) return false;
      retries[at] = (retries[at] ?? 0) + 1;
      return true;
    },
  };
}

/** What a failed try says about trying again. */
export type Verdict =
  /** The same model may answer the same call in a moment. */
  | "again"
  /** Only with another key. */
  | "other_key"
  | "never";

const PASSING = new Set([408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529]);
const PASSING_FAILURES = new Set<Tried["failure"]>(["unreachable", "timeout", "cut", "failed"]);

export function verdictOn(tried: Tried): Verdict {
  if (tried.ok) return "never";
  if (tried.status === 401 || tried.status === 403) return "other_key";
  if (tried.failure !== undefined) return PASSING_FAILURES.has(tried.failure) ? "again" : "never";
  return tried.status !== undefined && PASSING.has(tried.status) ? "again" : "never";
}

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 8_000;
/** How long a provider may ask to be waited for: less where another candidate is there at once. */
const MAX_ASKED_MS = { others: 1_000, alone: 10_000 };
const SPREAD_MS = 100;

/** How long to wait before another try; undefined where that would be too long. */
export function waitMs(tried: Tried, tries: number, othersLeft: boolean, random: Random): number | undefined {
  const drawn = chance(random);
  if (tried.retryAfterMs === undefined) return drawn * Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), MAX_WAIT_MS);
  if (tried.retryAfterMs > (othersLeft ? MAX_ASKED_MS.others : MAX_ASKED_MS.alone)) return undefined;
  return tried.retryAfterMs + drawn * SPREAD_MS;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
