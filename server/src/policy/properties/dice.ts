import { seededRandom } from "../../kernel/index.ts";

/** Chance that comes out the same each time. */
export interface Dice {
  /** A whole number from 0, below the limit. */
  upTo(limit: number): number;
  pick<T>(items: readonly T[]): T;
  /** Some of them, mostly few. */
  some<T>(items: readonly T[]): T[];
}

export function makeDice(seed: number): Dice {
  const random = seededRandom(seed);
  const upTo = (limit: number) => random.bytes(4).readUInt32LE() % Math.max(1, limit);
  return {
    upTo,
    pick: <T>(items: readonly T[]): T => items[upTo(items.length)] as T,
    some: (items) => {
      const share = Math.max(3, items.length);
      return items.filter(() => upTo(share) === 0);
    },
  };
}
