import type { Millis } from "../../kernel/index.ts";
import { DOMAINS } from "../../risk/index.ts";

/**
 * What is kept of a session: numbers and keyed hashes, bounded whatever is said in it. `counts` only ever grow, so
 * that what two processes saw can be added up; `peaks` are maxima; `levels` decay with each turn.
 */
export interface SessionState {
  counts: Float64Array;
  peaks: Float64Array;
  levels: Float64Array;
  /** Decayed evidence and the most there was, for each domain. 0..1 */
  evidence: Float64Array;
  most: Float64Array;
  taint: Set<string>;
  /** Terms of what the session is about, of what was refused last, and of the last turn. */
  topic: number[];
  refused: number[];
  last: number[];
  /** Keyed hash of the conversation as the last call brought it. */
  lastChain: string;
  /** Digests of turns that were counted, the newest last. */
  seen: number[];
  startedAt: Millis;
  lastAt: Millis;
}

const named = <const T extends readonly string[]>(names: T) =>
  Object.fromEntries(names.map((name, at) => [name, at])) as Record<T[number], number>;

export const COUNTS = [
  "turns",
  "calls",
  "blocks",
  "refusals",
  "rephrasings",
  "tokens",
  /** Sum of what turns amount to. */
  "sum",
  /** Turns that touch a watched topic, and those that go on with one. */
  "topical",
  "following",
  /** Signs in turns, each weighted with how risky the topic was then. */
  "push",
  "detail",
  "evade",
  "fiction",
  "authority",
  "protect",
  "insist",
  "reverse",
  "extract",
  /** Turns at which a risky topic was asked about anew in other words. */
  "parts",
  "repeats",
] as const;
export const COUNT = named(COUNTS);
export const PEAKS = ["turn", "turnAt", "longestRepeat", "repeat", "together"] as const;
export const PEAK = named(PEAKS);
export const LEVELS = ["danger", "carry", "now", "before", "answered", "early", "together"] as const;
export const LEVEL = named(LEVELS);

export const DOMAIN_AT = named(DOMAINS);
export const MAX_TAINT = 32;
export const MAX_SEEN = 512;
export const MAX_TOPIC = 48;

export function freshState(now: Millis): SessionState {
  return {
    counts: new Float64Array(COUNTS.length),
    peaks: new Float64Array(PEAKS.length),
    levels: new Float64Array(LEVELS.length),
    evidence: new Float64Array(DOMAINS.length),
    most: new Float64Array(DOMAINS.length),
    taint: new Set(),
    topic: [],
    refused: [],
    last: [],
    lastChain: "",
    seen: [],
    startedAt: now,
    lastAt: now,
  };
}

export function copyState(state: SessionState): SessionState {
  return {
    ...state,
    counts: state.counts.slice(),
    peaks: state.peaks.slice(),
    levels: state.levels.slice(),
    evidence: state.evidence.slice(),
    most: state.most.slice(),
    taint: new Set(state.taint),
    topic: [...state.topic],
    seen: [...state.seen],
  };
}

// Guarantee: a session's labels are never dropped to make room for others.
export function addTaint(state: SessionState, label: string): void {
  if (state.taint.has(label)) return;
  // The three that policies know have their place whatever else there is.
  if (state.taint.size < MAX_TAINT || label === "untrusted" || label === "private" || label === "injected")
    state.taint.add(label);
}
