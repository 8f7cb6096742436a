import type { Clock } from "../kernel/index.ts";

/** Refusals of strangers that are written one by one; beyond it they are counted, so that a flood fills no disk. */
const STRANGERS_PER_SECOND = 20;

/** Says whether one more may be written, and then how many were not since the last that was. */
export function countStrangers(clock: Clock): () => number | undefined {
  let second = 0;
  let written = 0;
  let uncounted = 0;
  return () => {
    const now = Math.floor(clock.now() / 1000);
    if (now !== second) {
      second = now;
      written = 0;
    }
    if (written >= STRANGERS_PER_SECOND) {
      uncounted += 1;
      return undefined;
    }
    written += 1;
    const more = uncounted;
    uncounted = 0;
    return more;
  };
}
