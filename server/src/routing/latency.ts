import { type Clock, bounded } from "../kernel/index.ts";

/** How fast models were lately: running means that fade. */
export interface Latencies {
  measured(name: string, sample: { firstByteMs?: number; tokensPerS?: number }): void;
  /** How long an answer of this many tokens would take; undefined where nothing is known, or nothing new enough. */
  expectedMs(name: string, tokensOut: number): number | undefined;
  /** When it was measured last; 0 for never. */
  at(name: string): number;
}

interface Means {
  firstByteMs: number | undefined;
  tokensPerS: number | undefined;
  at: number;
}

/** How much of the mean a new sample is. */
const SHARE = 0.2;
/** After a pause like this what was measured counts half as much against a new sample. */
const FADE_MS = 60_000;
const STALE_MS = 600_000;
const MAX_MODELS = 10_000;
/** Where only the first byte was measured. */
const USUAL_TOKENS_PER_S = 50;

export function makeLatencies({ clock }: { clock: Clock }): Latencies {
  const means = bounded<Means>(MAX_MODELS);
  return {
    measured(name, { firstByteMs, tokensPerS }) {
      const now = clock.now();
      const before = means.get(name);
      const share = before ? 1 - (1 - SHARE) * 0.5 ** ((now - before.at) / FADE_MS) : 1;
      means.set(name, {
        firstByteMs: mixed(before?.firstByteMs, firstByteMs, share),
        tokensPerS: mixed(before?.tokensPerS, tokensPerS, share),
        at: now,
      });
    },
    expectedMs(name, tokensOut) {
      const known = means.get(name);
      if (!known || clock.now() - known.at > STALE_MS) return undefined;
      return (known.firstByteMs ?? 0) + (tokensOut / (known.tokensPerS ?? USUAL_TOKENS_PER_S)) * 1000;
    },
    at: (name) => means.get(name)?.at ?? 0,
  };
}

function mixed(mean: number | undefined, sample: number | undefined, share: number): number | undefined {
  if (sample === undefined) return mean;
  return mean === undefined ? sample : mean + (sample - mean) * share;
}
