import type { Reading } from "./types.ts";

/** Verdicts on texts, by a key that says which text it was, read by what, for which channel. */
export interface Verdicts {
  get(key: string): Reading | undefined;
  keep(key: string, reading: Reading): void;
  readonly count: number;
  readonly bytes: number;
}

/** Rough sizes in memory: an entry with its key, one span and one sign. */
const ENTRY_BYTES = 160;
const SPAN_BYTES = 72;
const SIGN_BYTES = 56;
/** What the classifier says, without its places. */
const SCORED_BYTES = 160;

/**
 * Two generations: what is looked up moves into the young one, and when the young one is half of what is
 * allowed, the old one is dropped. A hit on a young entry writes nothing.
 */
export function makeVerdicts(limits: { maxCount: number; maxBytes: number }): Verdicts {
  let young = new Map<string, Reading>();
  let old = new Map<string, Reading>();
  let youngBytes = 0;
  let oldBytes = 0;

  const put = (key: string, reading: Reading) => {
    const places = reading.scored === undefined ? 0 : SCORED_BYTES + SPAN_BYTES * reading.scored.places.length;
    const bytes = ENTRY_BYTES + SPAN_BYTES * reading.spans.length + SIGN_BYTES * reading.signs.length + places;
    if (bytes > limits.maxBytes / 8 || limits.maxCount < 2) return;
    if (young.has(key)) return;
    if ((young.size + 1) * 2 > limits.maxCount || (youngBytes + bytes) * 2 > limits.maxBytes) {
      old = young;
      oldBytes = youngBytes;
      young = new Map();
      youngBytes = 0;
    }
    young.set(key, reading);
    youngBytes += bytes;
  };

  return {
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      const older = old.get(key);
      if (older !== undefined) put(key, older);
      return older;
    },
    keep: put,
    get count() {
      return young.size + old.size;
    },
    get bytes() {
      return youngBytes + oldBytes;
    },
  };
}
