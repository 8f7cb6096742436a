import { DOMAINS } from "../../risk/index.ts";
import { isRecord, type Millis } from "../../kernel/index.ts";
import {
  COUNT,
  COUNTS,
  LEVELS,
  MAX_SEEN,
  MAX_TAINT,
  MAX_TOPIC,
  PEAKS,
  type SessionState,
  addTaint,
  copyState,
  freshState,
} from "./state.ts";
import { united } from "./fold.ts";

/** As text for the store: names with their numbers, so that a later program with other names still reads it. */
export function packState(state: SessionState): string {
  return JSON.stringify({
    v: 1,
    counts: packed(COUNTS, state.counts),
    peaks: packed(PEAKS, state.peaks),
    levels: packed(LEVELS, state.levels),
    evidence: packed(DOMAINS, state.evidence),
    most: packed(DOMAINS, state.most),
    taint: [...state.taint],
    topic: state.topic,
    refused: state.refused,
    last: state.last,
    lastChain: state.lastChain,
    seen: state.seen.slice(-MAX_SEEN),
    startedAt: state.startedAt,
    lastAt: state.lastAt,
  });
}

/** What cannot be read is as good as nothing, but for the labels: these stand in a column of their own. */
export function unpackState(text: string, taint: readonly string[], now: Millis): SessionState {
  const state = freshState(now);
  for (const label of taint) addTaint(state, label);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return state;
  }
  if (!isRecord(read)) return state;
  unpacked(COUNTS, read["counts"], state.counts);
  unpacked(PEAKS, read["peaks"], state.peaks);
  unpacked(LEVELS, read["levels"], state.levels);
  unpacked(DOMAINS, read["evidence"], state.evidence);
  unpacked(DOMAINS, read["most"], state.most);
  state.topic = numbers(read["topic"], MAX_TOPIC);
  state.refused = numbers(read["refused"], MAX_TOPIC);
  state.last = numbers(read["last"], MAX_TOPIC);
  state.lastChain = typeof read["lastChain"] === "string" ? read["lastChain"] : "";
  state.seen = numbers(read["seen"], MAX_SEEN);
  state.startedAt = numberOf(read["startedAt"], now);
  state.lastAt = numberOf(read["lastAt"], now);
  if (Array.isArray(read["taint"]))
    for (const label of read["taint"].slice(0, MAX_TAINT)) if (typeof label === "string") addTaint(state, label);
  return state;
}

/** Of what happens to calls; the other counts are made of turns, which two processes may both have read. */
const OF_CALLS = new Set<number>([COUNT.calls, COUNT.blocks, COUNT.tokens]);

/**
 * What is stored, with what this process has seen since it last read or wrote: counts are added, of peaks and
 * evidence the larger counts, labels are joined.
 *
 * Guarantee: what two processes saw of one session is added up, whichever of them writes last.
 */
export function mergeState(stored: SessionState, own: SessionState, base: SessionState | undefined): SessionState {
  const merged = copyState(stored);
  const before = new Set(base?.seen);
  const there = new Set(stored.seen);
  const fresh = own.seen.filter((digest) => !before.has(digest));
  const twice = fresh.filter((digest) => there.has(digest)).length;
  // Turns that both have read are counted once.
  const share = fresh.length === 0 ? 1 : 1 - twice / fresh.length;
  for (let at = 0; at < merged.counts.length; at++) {
    const more = Math.max(0, (own.counts[at] ?? 0) - (base?.counts[at] ?? 0));
    merged.counts[at] = (stored.counts[at] ?? 0) + more * (OF_CALLS.has(at) ? 1 : share);
  }
  for (const name of ["peaks", "levels", "evidence", "most"] as const) {
    const [into, from] = [merged[name], own[name]];
    for (let at = 0; at < into.length; at++) into[at] = Math.max(into[at] ?? 0, from[at] ?? 0);
  }
  for (const label of own.taint) addTaint(merged, label);
  merged.topic = united(stored.topic, own.topic);
  if (own.lastAt >= stored.lastAt) {
    merged.refused = own.refused;
    merged.last = own.last;
    merged.lastChain = own.lastChain;
  }
  merged.seen = [...new Set([...stored.seen, ...own.seen])].slice(-MAX_SEEN);
  merged.startedAt = Math.min(stored.startedAt, own.startedAt);
  merged.lastAt = Math.max(stored.lastAt, own.lastAt);
  return merged;
}

function packed(names: readonly string[], values: Float64Array): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [at, name] of names.entries()) {
    const value = values[at] ?? 0;
    if (value !== 0) out[name] = Math.round(value * 1e4) / 1e4;
  }
  return out;
}

function unpacked(names: readonly string[], from: unknown, into: Float64Array): void {
  if (!isRecord(from)) return;
  for (const [at, name] of names.entries()) into[at] = Math.max(0, numberOf(from[name], 0));
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

function numbers(value: unknown, most: number): number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "number").slice(-most) : [];
}
