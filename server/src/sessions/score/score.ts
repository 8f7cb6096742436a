import { COUNT, DOMAIN_AT, PEAK, type SessionState } from "../memory/state.ts";
import type { Flag, Raised } from "../types.ts";
import { FEATURES, featuresOf } from "./features.ts";
import { WEIGHTS } from "./weights.ts";

const features = new Float64Array(FEATURES.length);

/** 0..100: how likely it is that this conversation is on its way to something its single turns do not show. */
export function riskOf(state: SessionState): number {
  const turns = state.counts[COUNT.turns] ?? 0;
  if (turns === 0) return 0;
  featuresOf(state, features);
  const risk = scaled(probabilityOf(features));
  return turns > 1 ? risk : Math.min(risk, saidAtOnce(state));
}

/**
 * What one turn says by itself. Nothing came before it: however often the same call is made, its session is no worse
 * than the call.
 */
function saidAtOnce({ most }: SessionState): number {
  return Math.round(100 * Math.max(...HARMFUL.map((at) => most[at] ?? 0)));
}

const HARMFUL = [DOMAIN_AT.harm, DOMAIN_AT.jailbreak, DOMAIN_AT.injection];

function probabilityOf(values: ArrayLike<number>): number {
  const { bias, weights } = WEIGHTS;
  let sum = bias;
  for (let at = 0; at < weights.length; at++) sum += (weights[at] ?? 0) * (values[at] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

function scaled(probability: number): number {
  const { scale } = WEIGHTS;
  for (let at = 1; at < scale.length; at++) {
    const [x1, y1] = scale[at] ?? [1, 100];
    if (probability > x1) continue;
    const [x0, y0] = scale[at - 1] ?? [0, 0];
    return Math.round(x1 === x0 ? y1 : y0 + ((probability - x0) / (x1 - x0)) * (y1 - y0));
  }
  return 100;
}

const LISTED = 5;

/** What made the score, the strongest first. The points of what is listed come to the score or less. */
export function raisedBy(state: SessionState, risk: number): Raised[] {
  if (risk < 10) return [];
  featuresOf(state, features);
  const shares = WEIGHTS.weights
    .map((weight, at) => ({ at, share: weight * (features[at] ?? 0) }))
    .filter(({ share }) => share > 0.05)
    .toSorted((a, b) => b.share - a.share);
  const sum = shares.reduce((total, { share }) => total + share, 0);
  return shares.slice(0, LISTED).flatMap(({ at, share }) => {
    const points = Math.round((share / sum) * risk);
    if (points === 0) return [];
    const turn = at === 2 ? state.peaks[PEAK.turnAt] : undefined;
    return [{ what: FEATURES[at] ?? "", ...(turn === undefined ? {} : { turn }), points }];
  });
}

/** What is said of a session besides its score. */
export function flagsOf(state: SessionState, risk: number): Flag[] {
  const { counts, peaks } = state;
  const count = (at: number) => counts[at] ?? 0;
  const flags: Flag[] = [];
  featuresOf(state, features);
  const [rise = 0, danger = 0, strongest = 0] = [features[4], features[0], features[2]];
  const stepwise = count(COUNT.following) >= 0.6 && count(COUNT.push) + count(COUNT.detail) + count(COUNT.evade) >= 0.6;
  if (risk >= ESCALATING && count(COUNT.turns) >= 3 && (rise >= 0.15 || stepwise)) flags.push("escalation");
  if (count(COUNT.rephrasings) >= 2) flags.push("rephrasing");
  if (count(COUNT.refusals) >= 3) flags.push("refusals");
  if (count(COUNT.turns) >= 4 && rise >= 0.3 && danger >= 0.15 && strongest >= 0.4) flags.push("drift");
  if (risk >= ESCALATING && count(COUNT.parts) >= 2.5) flags.push("decomposition");
  if ((peaks[PEAK.longestRepeat] ?? 0) >= LOOP) flags.push("loop");
  return flags;
}

const ESCALATING = 60;
/** The same thing so often without anything else in between, or so often at all of late. */
const LOOP = 5;
