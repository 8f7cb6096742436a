import type { Clock, Millis, Usage } from "../../kernel/index.ts";
import type { GuardStory } from "../guard/guard.ts";

/** An answer as a caller got it. */
export interface KeptAnswer {
  /** Absent: it was a stream. */
  length: number | undefined;
  contentType: string;
  body: Buffer;
  /** What the provider counted for it then. */
  usage: Usage;
  /** What was found in it when it was made: it is kept as it was given. */
  guard?: GuardStory | undefined;
}

/** Answers in this process's memory, each until its time is over or newer ones need its place. */
export interface Answers {
  find(key: string): KeptAnswer | undefined;
  /** Larger than the limit: it is not kept. */
  keep(key: string, answer: KeptAnswer, ttlMs: Millis): void;
  forget(): void;
  readonly bytes: number;
  readonly size: number;
}

export interface Limits {
  answerBytes: number;
  totalBytes: number;
}

export const LIMITS: Limits = { answerBytes: 1024 * 1024, totalBytes: 64 * 1024 * 1024 };
/** What an entry costs beside its bytes. */
const OVERHEAD_BYTES = 1_024;

export function makeAnswers(parts: { clock: Clock; limits?: Limits }): Answers {
  const { clock, limits = LIMITS } = parts;
  // In the order of use: a Map keeps the order in which keys were set.
  const kept = new Map<string, { answer: KeptAnswer; until: number; bytes: number }>();
  let total = 0;

  const drop = (key: string) => {
    const entry = kept.get(key);
    if (!entry) return;
    kept.delete(key);
    total -= entry.bytes;
  };

  return {
    find(key) {
      const entry = kept.get(key);
      if (!entry) return undefined;
      if (entry.until <= clock.elapsed()) {
        drop(key);
        return undefined;
      }
      kept.delete(key);
      kept.set(key, entry);
      return entry.answer;
    },
    keep(key, answer, ttlMs) {
      drop(key);
      const bytes = answer.body.length + OVERHEAD_BYTES;
      if (answer.body.length > limits.answerBytes || bytes > limits.totalBytes) return;
      kept.set(key, { answer, until: clock.elapsed() + ttlMs, bytes });
      total += bytes;
      for (const oldest of kept.keys()) {
        if (total <= limits.totalBytes) break;
        drop(oldest);
      }
    },
    forget() {
      kept.clear();
      total = 0;
    },
    get bytes() {
      return total;
    },
    get size() {
      return kept.size;
    },
  };
}
