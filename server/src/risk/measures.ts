/** The measures of a score: 0 and 1 are its two sides. */

/** The chance that a wanted text scores above another one. */
export function auc(positive: readonly number[], negative: readonly number[]): number {
  if (positive.length === 0 || negative.length === 0) return Number.NaN;
  const sorted = [...negative].toSorted((a, b) => a - b);
  let wins = 0;
  for (const score of positive) wins += (below(sorted, score) + notAbove(sorted, score)) / 2;
  return wins / (positive.length * negative.length);
}

/** The score that this share of the texts is above. */
export function threshold(negative: readonly number[], share: number): number {
  const sorted = [...negative].toSorted((a, b) => b - a);
  return sorted[Math.floor(sorted.length * share)] ?? Number.POSITIVE_INFINITY;
}

/** The share of texts above a score. */
export function above(scores: readonly number[], least: number): number {
  return scores.length === 0 ? Number.NaN : scores.filter((score) => score > least).length / scores.length;
}

export function mean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function below(sorted: readonly number[], score: number): number {
  return search(sorted, (value) => value < score);
}

function notAbove(sorted: readonly number[], score: number): number {
  return search(sorted, (value) => value <= score);
}

function search(sorted: readonly number[], holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
