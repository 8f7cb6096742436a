import type { Millis } from "../kernel/index.ts";

/** So much in so long. */
export interface Rate {
  amount: number;
  spanMs: Millis;
}

/**
 * How full a limit is: a vessel that `amount` fills and that drains evenly, all of it in `spanMs`. Whole numbers
 * only; `rest` is what has drained of the next unit, in units of 1/spanMs. Never changed: a new one is made.
 */
export interface Level {
  readonly used: number;
  readonly rest: number;
  readonly at: Millis;
}

export const EMPTY: Level = { used: 0, rest: 0, at: 0 };

/** The same vessel later. A clock that went back drains nothing. */
export function drained(level: Level, rate: Rate, now: Millis): Level {
  if (now <= level.at) return level;
  const gone = BigInt(now - level.at) * BigInt(rate.amount) + BigInt(Math.min(level.rest, rate.spanMs - 1));
  const units = gone / BigInt(rate.spanMs);
  if (units >= BigInt(level.used)) return { used: 0, rest: 0, at: now };
  return { used: level.used - Number(units), rest: Number(gone % BigInt(rate.spanMs)), at: now };
}

/** More in it, or less; it is never emptier than empty. */
export function filled(level: Level, by: number): Level {
  const used = level.used + by;
  return used > 0 ? { used, rest: level.rest, at: level.at } : { used: 0, rest: 0, at: level.at };
}

export function free(level: Level, rate: Rate): number {
  return Math.max(0, rate.amount - level.used);
}

/** How long until there is room for `need`; 0 when there is. */
export function waitMs(level: Level, rate: Rate, need: number): Millis {
  return timeToDrain(level, rate, level.used + Math.min(need, rate.amount) - rate.amount);
}

/** How long until nothing is left of it. */
export function emptyIn(level: Level, rate: Rate): Millis {
  return timeToDrain(level, rate, level.used);
}

function timeToDrain(level: Level, rate: Rate, units: number): Millis {
  if (units <= 0) return 0;
  const parts = BigInt(units) * BigInt(rate.spanMs) - BigInt(level.rest);
  return Number((parts + BigInt(rate.amount) - 1n) / BigInt(rate.amount));
}
