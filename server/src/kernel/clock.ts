/** Milliseconds since 1970, or a span of milliseconds. */
export type Millis = number & { readonly __unit?: "ms" };

/** Time is a parameter everywhere, so that a test can hold it still. */
export interface Clock {
  /** Wall clock, for what is written down. */
  now(): Millis;
  /** Monotonic, fractional milliseconds, for measuring. */
  elapsed(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};

/** A clock that stands still until it is moved. */
export function fixedClock(start: Millis): Clock & { advance(ms: Millis): void } {
  let now = start;
  return {
    now: () => now,
    elapsed: () => now - start,
    advance: (ms) => {
      now += ms;
    },
  };
}

const UNITS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads `15m`, `30d`, `0d`, `250ms`; undefined when it is none of these. */
export function parseDuration(text: string): Millis | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * (UNITS[match[2] as string] as number);
}
