import type { Millis } from "../../kernel/index.ts";

/**
 * What a principal or a team has shown over days, across its sessions. Everything decays with time, so that it is
 * bounded and forgets.
 */
export interface WideState {
  /** Calls of late, and those among them that ask for reasoning or for material to train with. */
  calls: number;
  extracts: number;
  at: Millis;
  threads: Thread[];
  frames: Frame[];
}

/** Risky questions that share their words. */
export interface Thread {
  /** Of the words it began with. */
  id: number;
  terms: number[];
  /** Questions, and what they amount to. */
  count: number;
  sum: number;
  /** Which different questions, sessions and people there were: one bit each, by hash. */
  parts: number;
  sessions: number;
  people: number;
}

/** Prompts that begin and end alike: a template with something else in the middle each time. */
export interface Frame {
  id: number;
  count: number;
  /** 62 bits in two halves: what stood in the middle. */
  low: number;
  high: number;
}

export const MAX_THREADS = 12;
export const MAX_FRAMES = 12;
export const MAX_THREAD_TERMS = 40;

export function freshWide(now: Millis): WideState {
  return { calls: 0, extracts: 0, at: now, threads: [], frames: [] };
}

/** A clock that goes back decays nothing. */
export function decayTo(state: WideState, now: Millis, halfLifeMs: Millis): void {
  if (now <= state.at) return;
  const by = 2 ** (-(now - state.at) / halfLifeMs);
  state.at = now;
  if (by > 0.9999) return;
  state.calls *= by;
  state.extracts *= by;
  for (const frame of state.frames) frame.count *= by;
  for (const thread of state.threads) {
    thread.count *= by;
    thread.sum *= by;
  }
  state.frames = state.frames.filter(({ count }) => count > 0.05);
  state.threads = state.threads.filter(({ count }) => count > 0.05);
}

export function copyWide(state: WideState): WideState {
  return {
    ...state,
    threads: state.threads.map((thread) => ({ ...thread, terms: [...thread.terms] })),
    frames: state.frames.map((frame) => ({ ...frame })),
  };
}

/**
 * What another process wrote, with what this one has seen since it last read: sums are added, bits are joined.
 *
 * Guarantee: what two processes saw of the same caller is added up, whichever of them writes last.
 */
export function mergeWide(
  stored: WideState,
  own: WideState,
  base: WideState | undefined,
  how: { now: Millis; halfLifeMs: Millis },
): WideState {
  const merged = copyWide(stored);
  const since = base === undefined ? freshWide(how.now) : copyWide(base);
  decayTo(merged, how.now, how.halfLifeMs);
  decayTo(since, how.now, how.halfLifeMs);
  merged.at = Math.max(merged.at, own.at);
  merged.calls += Math.max(0, own.calls - since.calls);
  merged.extracts += Math.max(0, own.extracts - since.extracts);
  for (const thread of own.threads) {
    const before = since.threads.find(({ id }) => id === thread.id);
    const there = merged.threads.find(({ id }) => id === thread.id);
    if (there === undefined) {
      merged.threads.push({ ...thread });
      continue;
    }
    there.count += Math.max(0, thread.count - (before?.count ?? 0));
    there.sum += Math.max(0, thread.sum - (before?.sum ?? 0));
    there.parts |= thread.parts;
    there.sessions |= thread.sessions;
    there.people |= thread.people;
    there.terms = [...new Set([...there.terms, ...thread.terms])].toSorted((a, b) => a - b).slice(0, MAX_THREAD_TERMS);
  }
  for (const frame of own.frames) {
    const before = since.frames.find(({ id }) => id === frame.id);
    const there = merged.frames.find(({ id }) => id === frame.id);
    if (there === undefined) {
      merged.frames.push({ ...frame });
      continue;
    }
    there.count += Math.max(0, frame.count - (before?.count ?? 0));
    there.low |= frame.low;
    there.high |= frame.high;
  }
  merged.threads = strongest(merged.threads, MAX_THREADS);
  merged.frames = strongest(merged.frames, MAX_FRAMES);
  return merged;
}

function strongest<T extends { count: number }>(list: T[], max: number): T[] {
  return list.length <= max ? list : list.toSorted((a, b) => b.count - a.count).slice(0, max);
}

export function bitsIn(bits: number): number {
  let count = 0;
  for (let rest = bits >>> 0; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
