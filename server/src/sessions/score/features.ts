import { COUNT, DOMAIN_AT, LEVEL, PEAK, type SessionState } from "../memory/state.ts";

/** What the score of a session is made of, in the order of the weights. */
export const FEATURES = [
  "evidence over turns",
  "average turn",
  "strongest turn",
  "last turn",
  "rise since the first turns",
  "refusals",
  "asked again after a refusal",
  "more wanted of a risky topic",
  "means asked for on a risky topic",
  "not being noticed",
  "fiction around a risky topic",
  "entitlement claimed on a risky topic",
  "sides of prevention",
  "insisting",
  "turned round",
  "going on with a risky topic",
  "topic of the moment",
  "parts of one risky topic",
  "share of risky turns",
  "injection or jailbreak",
  "turns read together",
  "strongest turns read together",
] as const;

/** Without memory of its own: the caller gives the list that is filled. */
export function featuresOf(state: SessionState, into: Float64Array): Float64Array {
  const { counts, peaks, levels, most } = state;
  const count = (at: number) => counts[at] ?? 0;
  const turns = Math.max(1, count(COUNT.turns));
  const own = levels[LEVEL.now] ?? 0;
  into[0] = levels[LEVEL.danger] ?? 0;
  into[1] = count(COUNT.sum) / turns;
  into[2] = peaks[PEAK.turn] ?? 0;
  into[3] = own;
  into[4] = Math.max(0, own - (levels[LEVEL.early] ?? 0));
  into[5] = Math.log1p(count(COUNT.refusals));
  into[6] = Math.log1p(count(COUNT.rephrasings));
  into[7] = Math.log1p(count(COUNT.push));
  into[8] = Math.log1p(count(COUNT.detail));
  into[9] = Math.log1p(count(COUNT.evade));
  into[10] = Math.log1p(count(COUNT.fiction));
  into[11] = Math.log1p(count(COUNT.authority));
  into[12] = Math.log1p(count(COUNT.protect));
  into[13] = Math.log1p(count(COUNT.insist));
  into[14] = Math.log1p(count(COUNT.reverse));
  into[15] = Math.log1p(count(COUNT.following));
  into[16] = levels[LEVEL.carry] ?? 0;
  into[17] = Math.log1p(count(COUNT.parts));
  into[18] = count(COUNT.topical) / turns;
  into[19] = Math.max(most[DOMAIN_AT.injection] ?? 0, most[DOMAIN_AT.jailbreak] ?? 0);
  into[20] = levels[LEVEL.together] ?? 0;
  into[21] = peaks[PEAK.together] ?? 0;
  return into;
}
