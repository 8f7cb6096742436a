import { DOMAINS } from "../../risk/index.ts";
import type { Signs } from "../signs/read.ts";
import { overlap } from "../signs/read.ts";
import { ANY_TOPIC, SIGN } from "../signs/words.ts";
import { COUNT, LEVEL, MAX_TOPIC, PEAK, type SessionState } from "./state.ts";

/** One turn, as the session sees it. */
export interface Said {
  side: "user" | "assistant" | "tool";
  signs: Signs;
  /** 0..1 for each domain, in their order: what risk says of this turn's own texts. */
  scores: ArrayLike<number>;
  /** What it is about, by bits of domains. */
  topics?: number;
  /** The same of this turn and those before it, read as one text; where there is something to suspect. */
  together?: ArrayLike<number> | undefined;
}

/** Whether a turn is worth reading together with those before it. */
export function wantsTogether(state: SessionState): boolean {
  return (state.levels[LEVEL.carry] ?? 0) >= 0.1 || (state.levels[LEVEL.danger] ?? 0) >= 0.05;
}

/** How much of the evidence stays from one turn to the next. */
const KEEP = 0.75;
/** What the last turn counts in what turns come to when they are read together. */
const WITH_LAST = 0.4;
const SHORT = 30;
const VERY_SHORT = 7;
/** Evidence that a turn has when it only speaks of a watched topic. */
const TOPICAL = 0.3;
/** And where only the classifier says that it is about one. */
const ABOUT = 0.2;
const SAME = 0.6;

const WATCHED = (["cyber", "bio", "weapons", "selfHarm", "hate", "privacy"] as const).reduce(
  (bits, domain) => bits | (1 << DOMAINS.indexOf(domain)),
  0,
);

/** Domains that say what somebody wants. What is found in data a tool gave is its own matter. */
const WANTED = DOMAINS.map((domain) => domain !== "privacy" && domain !== "distillation" && domain !== "advice");

/**
 * Adds one turn to what is known of a session.
 *
 * Guarantee: only what a user or a tool says raises a session; a model's own words give refusals and what is
 * referred to.
 */
export function foldTurn(state: SessionState, said: Said): void {
  if (said.side === "assistant") return foldAnswer(state, said);
  if (said.side === "tool") return foldData(state, said);
  const { counts, peaks, levels, evidence, most } = state;
  const { signs, scores } = said;
  const { bits, words, terms } = signs;
  const turn = add(counts, COUNT.turns, 1);

  const own = wantedOf(scores) * (SUBSTANCE[Math.min(terms.length, SUBSTANCE.length - 1)] ?? 1);
  const named = (bits & ANY_TOPIC) !== 0;
  const topical = named || ((said.topics ?? 0) & WATCHED) !== 0;
  const watched = Math.max(own, named ? TOPICAL : topical ? ABOUT : 0);

  // What a turn refers to comes with it: "and the second one, in detail?" is about what was said before.
  const before = levels[LEVEL.carry] ?? 0;
  const refers = words <= VERY_SHORT || (words <= SHORT && (bits & SIGN.refer) !== 0);
  const same = !topical && overlap(terms, state.topic) >= 0.34;
  const follows = before > 0.15 && (refers || same);
  const carry = Math.max(watched, Math.max(before, levels[LEVEL.answered] ?? 0) * (follows ? 0.95 : 0.6));
  const amount = Math.max(own, follows ? before * 0.8 : 0);

  const together = said.together === undefined ? 0 : wantedOf(said.together);
  levels[LEVEL.together] = (1 - WITH_LAST) * (levels[LEVEL.together] ?? 0) + WITH_LAST * Math.max(own, together);
  peaks[PEAK.together] = Math.max(peaks[PEAK.together] ?? 0, own, together);
  levels[LEVEL.carry] = carry;
  levels[LEVEL.answered] = 0;
  levels[LEVEL.before] = levels[LEVEL.now] ?? 0;
  levels[LEVEL.now] = own;
  levels[LEVEL.danger] = KEEP * (levels[LEVEL.danger] ?? 0) + (1 - KEEP) * amount;
  if (turn <= 2) levels[LEVEL.early] = Math.max(levels[LEVEL.early] ?? 0, own);
  add(counts, COUNT.sum, amount);
  if (topical) add(counts, COUNT.topical, 1);
  if (follows) add(counts, COUNT.following, carry);
  if (own > (peaks[PEAK.turn] ?? 0)) {
    peaks[PEAK.turn] = own;
    peaks[PEAK.turnAt] = turn;
  }
  for (let at = 0; at < DOMAINS.length; at++) {
    const score = Math.max(scores[at] ?? 0, follows ? (evidence[at] ?? 0) * 0.8 : 0);
    evidence[at] = KEEP * (evidence[at] ?? 0) + (1 - KEEP) * score;
    most[at] = Math.max(most[at] ?? 0, scores[at] ?? 0);
  }
  countSigns(counts, bits, Math.min(1, Math.max(0, carry - NOTHING) / (CLEAR - NOTHING)));

  if (state.refused.length > 0 && overlap(terms, state.refused) >= SAME) add(counts, COUNT.rephrasings, 1);
  // Another question on a topic that is watched: new words beside those it is about.
  const fresh = state.last.length > 0 && terms.length > 2 && overlap(terms, state.last) < SAME;
  if (carry >= TOPICAL && fresh) add(counts, COUNT.parts, carry);
  state.last = terms as number[];
  if (watched >= TOPICAL || follows) state.topic = united(state.topic, terms);
}

/** What somebody who looks closer says of the last turn, after it was added: it raises what the turn amounts to. */
export function raiseTurn(state: SessionState, scores: ArrayLike<number>): boolean {
  const { counts, peaks, levels, evidence, most } = state;
  const own = wantedOf(scores);
  const more = own - (levels[LEVEL.now] ?? 0);
  for (let at = 0; at < DOMAINS.length; at++) {
    const score = scores[at] ?? 0;
    if (score > (most[at] ?? 0)) most[at] = score;
    evidence[at] = Math.max(evidence[at] ?? 0, (1 - KEEP) * score);
  }
  if (more <= 0) return false;
  levels[LEVEL.now] = own;
  levels[LEVEL.carry] = Math.max(levels[LEVEL.carry] ?? 0, own);
  levels[LEVEL.danger] = Math.min(1, (levels[LEVEL.danger] ?? 0) + (1 - KEEP) * more);
  // As if the turn had scored so when it was added: what it comes to with those before it rises, too.
  levels[LEVEL.together] = Math.max(levels[LEVEL.together] ?? 0, WITH_LAST * own);
  peaks[PEAK.together] = Math.max(peaks[PEAK.together] ?? 0, own);
  add(counts, COUNT.sum, more);
  if (own > (peaks[PEAK.turn] ?? 0)) {
    peaks[PEAK.turn] = own;
    peaks[PEAK.turnAt] = counts[COUNT.turns] ?? 0;
  }
  return true;
}

/** 0..1: the general score of harm and of attacks, and of single domains only where they are sure. */
function wantedOf(scores: ArrayLike<number>): number {
  const general = Math.max(scores[HARM] ?? 0, scores[JAILBREAK] ?? 0);
  let most = Math.min(1, Math.max(0, (general - 0.15) / 0.5));
  for (let at = 0; at < WANTED.length; at++) if (WANTED[at]) most = Math.max(most, ((scores[at] ?? 0) - 0.5) * 1.6);
  return Math.min(1, most);
}

const HARM = DOMAINS.indexOf("harm");
const JAILBREAK = DOMAINS.indexOf("jailbreak");
/** What a turn's own score is worth by how many words of it carry meaning: "step by step, please" says little alone. */
const SUBSTANCE = [0.1, 0.3, 0.6, 1];
/** From which risk of the topic on signs count, and from which they count whole. */
const NOTHING = 0.05;
const CLEAR = 0.3;

const WEIGHTED = (["push", "detail", "evade", "fiction", "authority", "protect", "insist", "reverse"] as const).map(
  (name) => [SIGN[name], COUNT[name]] as const,
);

function countSigns(counts: Float64Array, bits: number, carry: number): void {
  for (const [bit, at] of WEIGHTED) if ((bits & bit) !== 0) add(counts, at, carry);
  if ((bits & SIGN.extract) !== 0) add(counts, COUNT.extract, 1);
}

function foldAnswer(state: SessionState, { signs }: Said): void {
  if (isRefusal(signs)) {
    add(state.counts, COUNT.refusals, 1);
    state.refused = state.last;
    return;
  }
  // What the model spoke of can be asked about next.
  if ((signs.bits & ANY_TOPIC) !== 0) state.levels[LEVEL.answered] = TOPICAL;
}

/** A tool's data is no wish of the user: only instructions that hide in it count, as they are. */
function foldData(state: SessionState, { scores }: Said): void {
  for (const at of HIDDEN) {
    const score = scores[at] ?? 0;
    state.evidence[at] = Math.max(state.evidence[at] ?? 0, score * 0.5);
    state.most[at] = Math.max(state.most[at] ?? 0, score);
  }
}

const HIDDEN = [DOMAINS.indexOf("injection"), DOMAINS.indexOf("exfiltration")];

/** "I'm sorry, but I can't help with that", in several languages: both halves of it near the beginning. */
function isRefusal({ bits, words }: Signs): boolean {
  return (bits & SIGN.cannot) !== 0 && ((bits & SIGN.sorry) !== 0 || words <= 12);
}

function add(counts: Float64Array, at: number, amount: number): number {
  const sum = (counts[at] ?? 0) + amount;
  counts[at] = sum;
  return sum;
}

/** Sorted; where there is no room the smallest hashes stay, which are the same ones in every process. */
export function united(a: readonly number[], b: readonly number[]): number[] {
  const all = [...new Set([...a, ...b])].toSorted((x, y) => x - y);
  return all.length > MAX_TOPIC ? all.slice(0, MAX_TOPIC) : all;
}
