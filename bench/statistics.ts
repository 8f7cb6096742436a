import { generator } from "./load/bodies.ts";

/** The value below which this share of the sorted values lies; NaN of nothing. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[place] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Interval {
  low: number;
  high: number;
}

/**
 * Where the ratio of the medians lies in nine of ten resamplings of the repeats. Repeats of the two that stand at
 * the same place were measured one after the other and are drawn together.
 */
export function ratioInterval(above: readonly number[], below: readonly number[], draws = 2_000): Interval | undefined {
  const pairs = Math.min(above.length, below.length);
  if (pairs < 2) return undefined;
  const random = generator(pairs);
  const ratios = Array.from({ length: draws }, () => {
    const places = Array.from({ length: pairs }, () => Math.floor(random() * pairs));
    return median(places.map((at) => above[at] ?? Number.NaN)) / median(places.map((at) => below[at] ?? Number.NaN));
  }).sort((a, b) => a - b);
  return { low: quantile(ratios, 0.05), high: quantile(ratios, 0.95) };
}
