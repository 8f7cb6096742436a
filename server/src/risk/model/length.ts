import { SHARES, STEPS } from "./weights.ts";

/** Texts that scores were measured with are seldom longer. */
const MEASURED = 4_000;
/** Beyond the last share that is known. */
const RAREST = 0.000_03;

const logs = SHARES.map((share) => Math.log(share === 0 ? RAREST : share));

/**
 * A score says how rare it is among ordinary texts of usual length. A long text is many of them, and the strongest
 * of many is strong by chance: its score is how rare that is. What nobody reaches by chance stays what it is.
 */
export function scoreAmongMany(score: number, chars: number): number {
  if (chars <= MEASURED || score <= 0) return score;
  const step = STEPS.findIndex((high) => score <= high);
  const low = step - 1;
  const along = (score - (STEPS[low] as number)) / ((STEPS[step] as number) - (STEPS[low] as number));
  const rare = (logs[low] as number) * (1 - along) + (logs[step] as number) * along + Math.log(chars / MEASURED);
  for (let at = 1; at < logs.length; at++) {
    const [before, after] = [logs[at - 1] as number, logs[at] as number];
    if (rare < after) continue;
    const share = Math.max(0, (rare - before) / (after - before));
    return (STEPS[at - 1] as number) + share * ((STEPS[at] as number) - (STEPS[at - 1] as number));
  }
  return score;
}
