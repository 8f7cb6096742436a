import { setImmediate } from "node:timers/promises";

/** What else wants to run waits at most about this long. */
const SLICE_MS = 3;
const BETWEEN_LOOKS = 8;

/** Works on many things without holding up what else this thread has to do. */
export async function inSlices<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  let began = performance.now();
  for (const [place, item] of items.entries()) {
    work(item);
    if (place % BETWEEN_LOOKS !== 0 || performance.now() - began < SLICE_MS) continue;
    await setImmediate();
    began = performance.now();
  }
}
