import { randomBytes } from "node:crypto";

/** Randomness is a parameter, so that ids in a test are the same each time. */
export interface Random {
  bytes(count: number): Buffer;
}

export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** A repeatable stream for tests and the demo. Never for anything secret. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 24;
  };
  return {
    bytes: (count) => {
      const out = Buffer.allocUnsafe(count);
      for (let i = 0; i < count; i++) out[i] = next();
      return out;
    },
  };
}
