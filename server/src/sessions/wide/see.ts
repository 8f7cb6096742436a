import type { Millis } from "../../kernel/index.ts";
import { overlap, type Signs } from "../signs/read.ts";
import { SIGN } from "../signs/words.ts";
import { MAX_FRAMES, MAX_THREADS, MAX_THREAD_TERMS, type Thread, type WideState, bitsIn, decayTo } from "./state.ts";

/** One new turn of a user, as its principal's and its team's past sees it. */
export interface Asked {
  signs: Signs;
  /** 0..1: what the turn amounts to by itself, and the risk of what it goes on with. */
  own: number;
  carry: number;
  /** Keyed hashes. */
  session: number;
  person: number;
}

export const PRINCIPAL_HALF_LIFE: Millis = 2 * 24 * 3_600_000;
export const TEAM_HALF_LIFE: Millis = 5 * 24 * 3_600_000;

const RISKY = 0.3;
const ALIKE = 0.3;
const WANTING = SIGN.push | SIGN.detail | SIGN.evade | SIGN.reverse;

/** Adds a turn, and answers how many points what was asked before adds to it: parts of one thing, over sessions. */
export function seeQuestion(state: WideState, asked: Asked, now: Millis, halfLifeMs: Millis): Thread | undefined {
  decayTo(state, now, halfLifeMs);
  const { signs, carry, own } = asked;
  if (carry < RISKY || signs.terms.length === 0) return undefined;
  let thread: Thread | undefined;
  let best = ALIKE;
  for (const one of state.threads) {
    const alike = overlap(signs.terms, one.terms);
    if (alike < best) continue;
    best = alike;
    thread = one;
  }
  if (thread === undefined) {
    thread = { id: signs.terms[0] ?? 0, terms: [], count: 0, sum: 0, parts: 0, sessions: 0, people: 0 };
    if (state.threads.length >= MAX_THREADS) dropWeakest(state.threads);
    state.threads.push(thread);
  }
  thread.count += 1;
  thread.sum += Math.min(1, own + ((signs.bits & WANTING) === 0 ? 0 : 0.25));
  thread.parts |= bitOf(signs.terms.reduce((sum, term) => (sum ^ Math.imul(term, 0x9e3779b1)) | 0, 0));
  thread.sessions |= bitOf(asked.session);
  thread.people |= bitOf(asked.person);
  if (thread.terms.length < MAX_THREAD_TERMS) {
    const more = new Set([...thread.terms, ...signs.terms]);
    thread.terms = [...more].toSorted((a, b) => a - b).slice(0, MAX_THREAD_TERMS);
  }
  return thread;
}

/** At most `most` points, for different parts of one risky thing asked in several sessions (or by several people). */
export function pointsOf(thread: Thread | undefined, spread: "sessions" | "people", most: number): number {
  if (thread === undefined || thread.count < 2) return 0;
  const places = bitsIn(thread[spread]);
  const parts = bitsIn(thread.parts);
  const needed = spread === "sessions" ? 3 : 2;
  if (places < needed || parts < 3) return 0;
  const mean = thread.sum / thread.count;
  return Math.round(most * Math.min(1, (parts - 2) / 5) * Math.min(1, mean / 0.4));
}

/** Adds a prompt to what shows whether a model is being copied. */
export function seePrompt(state: WideState, signs: Signs, now: Millis): void {
  decayTo(state, now, PRINCIPAL_HALF_LIFE);
  state.calls += 1;
  if ((signs.bits & SIGN.extract) !== 0) state.extracts += 1;
  if (signs.frame === 0) return;
  let frame = state.frames.find(({ id }) => id === signs.frame);
  if (frame === undefined) {
    frame = { id: signs.frame, count: 0, low: 0, high: 0 };
    if (state.frames.length >= MAX_FRAMES) dropWeakest(state.frames);
    state.frames.push(frame);
  }
  frame.count += 1;
  const slot = signs.terms.reduce((sum, term) => (Math.imul(sum, 31) + term) | 0, 7) >>> 0;
  if (slot & 1) frame.low |= 1 << ((slot >>> 1) % 31);
  else frame.high |= 1 << ((slot >>> 1) % 31);
}

/**
 * 0..100. Many prompts from one template with something else in its middle each time are a batch, which is much
 * of honest work; only together with what training wants (reasoning, pairs, data sets) do they say more.
 */
export function distillationOf(state: WideState): number {
  const { calls, extracts } = state;
  if (calls < FEW) return 0;
  const wanting = Math.min(1, extracts / calls / 0.4);
  let batch = 0;
  for (const { count, low, high } of state.frames) {
    if (count < FEW) continue;
    const variety = Math.min(1, (bitsIn(low) + bitsIn(high)) / Math.min(count, 40));
    batch = Math.max(batch, Math.min(1, Math.log2(count / FEW) / 4 + 0.25) * variety);
  }
  const volume = Math.min(1, Math.log2(calls / FEW) / 5);
  return Math.round(100 * Math.min(1, 0.35 * batch + 0.45 * batch * wanting + 0.5 * wanting * volume));
}

const FEW = 20;

function dropWeakest<T extends { count: number }>(list: T[]): void {
  let weakest = 0;
  for (const [at, { count }] of list.entries()) if (count < (list[weakest]?.count ?? 0)) weakest = at;
  list.splice(weakest, 1);
}

function bitOf(hash: number): number {
  return 1 << ((hash >>> 7) % 31);
}
