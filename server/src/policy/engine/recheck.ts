import { Worker } from "node:worker_threads";
import { type Log, type Millis, type Result, ok } from "../../kernel/index.ts";
import type { Verdict } from "../../cedar/index.ts";
import { type Disagreement, textOf } from "./agreeing.ts";
import type { EngineFailure, Source } from "./engine.ts";
import { type Question, writeQuestion } from "./wire.ts";

/** A set that was decided with, as the thread is told of it. */
export interface WatchedSet {
  policies: readonly Source[];
  schema: string;
}

/** One evaluation as it was decided. */
export interface Heard extends Question {
  set: WatchedSet;
  verdict: Verdict;
}

export type RecheckResult = "same" | "mismatch" | "unanswered" | "skipped";

/** Asks the reference again what was decided, in a thread of its own: all of it while that keeps up, else a part. */
export interface Recheck {
  /** Remembers an evaluation to be asked again, or drops it. Takes no time worth speaking of. */
  hear(heard: Heard): void;
  /** The set is not decided with any more. */
  forget(set: WatchedSet): void;
  onMismatch(tell: (disagreement: Disagreement, set: WatchedSet) => void): void;
  readonly counts: Readonly<Record<RecheckResult, number>>;
  /** Resolves when nothing waits to be asked again. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export type ToWorker =
  | { kind: "set"; id: number; schema: string; policies: { id: string; text: string }[]; last: boolean }
  | { kind: "forget"; id: number }
  | { kind: "ask"; questions: { set: number; text: string }[] };

/** One a question, in order; undefined where the thread's engine is down. */
export type FromWorker = (Result<Verdict, EngineFailure> | undefined)[];

const MAX_WAITING = 256;
const BATCH = 8;
/** Of the time of the thread that decides, at most this part goes into asking again. */
const SHARE = 1 / 20;
const MAX_REST_MS = 1_000;
const CHUNK = 100;
const HANGS_AFTER_MS = 60_000;
const MAX_RESTART_MS = 60_000;

// Guarantee: asking the reference again never delays a decision nor changes one that was made.
export function makeRecheck(parts: {
  log: Log;
  /** Of the thread; another one in tests. */
  worker?: URL;
  restartMs?: Millis;
  hangsAfterMs?: Millis;
}): Recheck {
  const { log } = parts;
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const script = parts.worker ?? new URL(`./recheck-worker.${extension}`, import.meta.url);
  const counts: Record<RecheckResult, number> = { same: 0, mismatch: 0, unanswered: 0, skipped: 0 };
  let tell: Parameters<Recheck["onMismatch"]>[0] = () => {};
  let waiting: Heard[] = [];
  let asked: Heard[] | undefined;
  let heardSince = 0;
  let restMs = 0;
  let worker: Worker | undefined;
  /** Sets the thread knows. */
  let known = new Map<WatchedSet, { id: number; told: number }>();
  let ids = 0;
  let deaths = 0;
  let paused: NodeJS.Timeout | undefined;
  let next: NodeJS.Timeout | undefined;
  let hang: NodeJS.Timeout | undefined;
  let closed = false;
  const settling: (() => void)[] = [];
  const busy = () => asked !== undefined || (waiting.length > 0 && !paused);

  const post = (message: ToWorker) => worker?.postMessage(message, []);

  const start = (): Worker => {
    const fresh = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: 512, stackSizeMb: 4 } });
    fresh.unref();
    fresh.on("message", (answers: FromWorker) => {
      if (fresh === worker) take(answers);
    });
    const ended = (error?: unknown) => {
      if (fresh === worker) died(error);
    };
    fresh.on("error", ended);
    fresh.on("exit", () => ended());
    return fresh;
  };

  const died = (error: unknown) => {
    const gone = worker;
    worker = undefined;
    known = new Map();
    clearTimeout(hang);
    counts.unanswered += asked?.length ?? 0;
    asked = undefined;
    if (closed) return;
    void gone?.terminate();
    deaths += 1;
    const pauseMs = Math.min(MAX_RESTART_MS, (parts.restartMs ?? 1_000) * 2 ** (deaths - 1));
    log.warn("policy.recheck.paused", { error: error instanceof Error ? error.message : "", deaths, pauseMs });
    paused = setTimeout(() => {
      paused = undefined;
      soon(0);
    }, pauseMs).unref();
    settle();
  };

  const soon = (ms: number) => {
    if (closed || paused || asked || next || waiting.length === 0) return;
    next = setTimeout(send, ms).unref();
  };

  /** Off the way of calls: in turns of their own, and rarely enough to keep within their share of time. */
  const send = () => {
    next = undefined;
    if (closed || paused || asked || waiting.length === 0) return;
    const began = performance.now();
    worker ??= start();
    const told = tellNext(waiting.slice(0, BATCH));
    if (!told) ask(waiting.splice(0, BATCH));
    restMs = Math.min(MAX_REST_MS, (performance.now() - began) / SHARE);
    if (told) soon(restMs);
  };

  /** Tells the thread a part of a set that is asked about; false where it knows all of it. */
  const tellNext = (batch: readonly Heard[]): boolean => {
    for (const { set } of batch) {
      const { schema, policies } = set;
      let about = known.get(set);
      if (!about) known.set(set, (about = { id: (ids += 1), told: -1 }));
      if (about.told >= policies.length) continue;
      const from = Math.max(0, about.told);
      const part = policies.slice(from, from + CHUNK).map(({ id, text }) => ({ id, text }));
      about.told = from + CHUNK;
      post({ kind: "set", id: about.id, schema, policies: part, last: about.told >= policies.length });
      return true;
    }
    return false;
  };

  const ask = (batch: Heard[]) => {
    heardSince = waiting.length;
    post({
      kind: "ask",
      questions: batch.map((heard) => ({ set: known.get(heard.set)?.id ?? 0, text: writeQuestion(heard) })),
    });
    asked = batch;
    hang = setTimeout(() => died(new Error("gave no answer in time")), parts.hangsAfterMs ?? HANGS_AFTER_MS).unref();
  };

  const take = (answers: FromWorker) => {
    const batch = asked ?? [];
    asked = undefined;
    clearTimeout(hang);
    deaths = 0;
    for (const [place, heard] of batch.entries()) {
      const answer = answers[place];
      const decided = textOf(ok(heard.verdict));
      const result = !answer ? "unanswered" : textOf(answer) === decided ? "same" : "mismatch";
      counts[result] += 1;
      if (!answer || result !== "mismatch") continue;
      const { set, request, entities, without } = heard;
      const said = [
        { engine: "fast", answer: decided },
        { engine: "reference", answer: textOf(answer) },
      ];
      tell({ request, entities, without, answers: said }, set);
    }
    settle();
    soon(restMs);
  };

  const settle = () => {
    if (busy()) return;
    for (const resolve of settling.splice(0)) resolve();
  };

  return {
    counts,
    hear(heard) {
      if (closed || paused) {
        counts.skipped += 1;
        return;
      }
      heardSince += 1;
      if (waiting.length < MAX_WAITING) waiting.push(heard);
      else {
        // Every evaluation of a busy time is as likely to be kept as any other.
        counts.skipped += 1;
        const place = Math.floor(Math.random() * heardSince);
        if (place < MAX_WAITING) waiting[place] = heard;
      }
      soon(0);
    },
    forget(set) {
      waiting = waiting.filter((heard) => heard.set !== set);
      const about = known.get(set);
      if (!about) return;
      known.delete(set);
      post({ kind: "forget", id: about.id });
    },
    onMismatch(listener) {
      tell = listener;
    },
    async settled() {
      // Nothing else here keeps a process alive.
      const awake = setInterval(() => {}, 1_000);
      while (busy()) await new Promise<void>((resolve) => settling.push(resolve));
      clearInterval(awake);
    },
    async close() {
      closed = true;
      for (const timer of [paused, next, hang]) clearTimeout(timer);
      waiting = [];
      asked = undefined;
      for (const resolve of settling.splice(0)) resolve();
      await worker?.terminate();
    },
  };
}
