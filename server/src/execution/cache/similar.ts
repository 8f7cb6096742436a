import type { Clock, Millis } from "../../kernel/index.ts";
import type { KeptAnswer } from "./answers.ts";

export interface Found {
  answer: KeptAnswer;
  /** The cosine of the two vectors. */
  similarity: number;
}

/** Answers under vectors of what was asked, in scopes that never mix. */
export interface SimilarAnswers {
  /** The most like one that is at least that like. */
  find(scope: string, vector: Float32Array, threshold: number): Found | undefined | Promise<Found | undefined>;
  keep(scope: string, vector: Float32Array, entry: { answer: KeptAnswer; ttlMs: Millis }): void;
  forget(): void;
}

/** In this process's memory. */
export interface SimilarInMemory extends SimilarAnswers {
  find(scope: string, vector: Float32Array, threshold: number): Found | undefined;
  readonly bytes: number;
  readonly size: number;
}

export interface SimilarLimits {
  /** Every look goes through all vectors of a scope: 5,000 of 1,536 numbers take about ten milliseconds. */
  inScope: number;
  inAll: number;
  answerBytes: number;
  totalBytes: number;
}

const LIMITS: SimilarLimits = {
  inScope: 5_000,
  inAll: 50_000,
  answerBytes: 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
};
/** What an entry costs beside its bytes. */
const OVERHEAD_BYTES = 1_024;
/** Numbers of 32 bits make a vector a little less like itself. */
const ROUNDING = 1e-6;

interface Entry {
  scope: string;
  vector: Float32Array;
  answer: KeptAnswer;
  until: number;
  bytes: number;
}

export function makeSimilarAnswers(parts: { clock: Clock; limits?: SimilarLimits }): SimilarInMemory {
  const { clock, limits = LIMITS } = parts;
  // Each in the order of use: a Set keeps the order in which its members were added.
  const scopes = new Map<string, Set<Entry>>();
  const all = new Set<Entry>();
  let total = 0;

  const drop = (entry: Entry) => {
    const scope = scopes.get(entry.scope);
    scope?.delete(entry);
    if (scope?.size === 0) scopes.delete(entry.scope);
    if (all.delete(entry)) total -= entry.bytes;
  };
  const used = (entry: Entry) => {
    for (const order of [scopes.get(entry.scope), all]) {
      order?.delete(entry);
      order?.add(entry);
    }
  };

  return {
    // Guarantee: an answer is found only in the scope it was kept in.
    find(scope, vector, threshold) {
      const wanted = unitOf(vector);
      if (!wanted) return undefined;
      let best: Entry | undefined;
      let similarity = threshold - ROUNDING;
      for (const entry of scopes.get(scope) ?? []) {
        if (entry.until <= clock.elapsed()) {
          drop(entry);
          continue;
        }
        const like = entry.vector.length === wanted.length ? dot(entry.vector, wanted) : -1;
        // Of two that are equally like, the one that was used last.
        if (like < similarity) continue;
        similarity = like;
        best = entry;
      }
      if (!best) return undefined;
      used(best);
      return { answer: best.answer, similarity: Math.min(1, similarity) };
    },

    keep(scope, vector, { answer, ttlMs }) {
      const unit = unitOf(vector);
      const bytes = answer.body.length + 4 * vector.length + OVERHEAD_BYTES;
      if (!unit || answer.body.length > limits.answerBytes || bytes > limits.totalBytes) return;
      // The same question again: its new answer stands for the old one.
      for (const entry of scopes.get(scope) ?? []) if (sameVector(entry.vector, unit)) drop(entry);
      const entry: Entry = { scope, vector: unit, answer, until: clock.elapsed() + ttlMs, bytes };
      const own = scopes.get(scope) ?? new Set<Entry>();
      scopes.set(scope, own.add(entry));
      all.add(entry);
      total += bytes;
      for (const oldest of own) {
        if (own.size <= limits.inScope) break;
        drop(oldest);
      }
      for (const oldest of all) {
        if (all.size <= limits.inAll && total <= limits.totalBytes) break;
        drop(oldest);
      }
    },

    forget() {
      scopes.clear();
      all.clear();
      total = 0;
    },

    get bytes() {
      return total;
    },
    get size() {
      return all.size;
    },
  };
}

/** The vector with length 1; undefined for one that has no direction. */
function unitOf(vector: Float32Array): Float32Array | undefined {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : undefined;
}

/** Four sums side by side: one alone waits for itself at every number, twice as long in all. */
function dot(one: Float32Array, other: Float32Array): number {
  const fours = one.length & ~3;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < fours; at += 4) {
    a += (one[at] as number) * (other[at] as number);
    b += (one[at + 1] as number) * (other[at + 1] as number);
    c += (one[at + 2] as number) * (other[at + 2] as number);
    d += (one[at + 3] as number) * (other[at + 3] as number);
  }
  for (let at = fours; at < one.length; at += 1) a += (one[at] as number) * (other[at] as number);
  return a + b + c + d;
}

function sameVector(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
