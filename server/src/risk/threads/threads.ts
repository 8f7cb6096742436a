import { Worker } from "node:worker_threads";
import type { Log, TextPart } from "../../kernel/index.ts";
import type { ReadingLimits } from "../reading.ts";
import type { Reading } from "../types.ts";

/** One text to be read. */
export interface Asked {
  text: string;
  channel: TextPart["channel"];
}

export interface ThreadOptions {
  log: Log;
  limits: ReadingLimits;
  count: number;
  /** What may wait to be read. */
  maxWaiting?: { jobs: number; chars: number };
  /** What one job may take: so much at least, and so much more for each million characters. */
  budgetMs?: { least: number; perMillionChars: number };
  /** What a thread may take until it can be asked. */
  startMs?: number;
  /** How long no thread is started after several could not be. */
  restMs?: number;
  /** In place of the thread that reads. */
  script?: URL;
}

/** Threads that read texts, started when there is something to read. */
export interface Threads {
  /**
   * What was read, in order. A job whose thread died or hung, or that there was no room for, comes back as failed;
   * undefined means that no thread could be started, and that the caller may read it itself.
   */
  read(texts: readonly Asked[]): Promise<readonly Reading[] | undefined>;
  close(): Promise<void>;
}

interface Job {
  texts: readonly Asked[];
  chars: number;
  done(readings: readonly Reading[] | undefined): void;
}

interface Thread {
  worker: Worker;
  ready: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** So many threads in a row that could not be started, and none is for a while. */
const MAX_BROKEN = 3;
const FAILED = "the thread that read a text failed";
const SLOW = "reading a text took longer than its budget";
const FULL = "too much is waiting to be read";
const CLOSED = "the program is ending";

export function makeThreads(options: ThreadOptions): Threads {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const script = options.script ?? new URL(`./reader-worker.${extension}`, import.meta.url);
  const maxWaiting = options.maxWaiting ?? { jobs: 1_000, chars: 32_000_000 };
  const budgetMs = options.budgetMs ?? { least: 2_000, perMillionChars: 1_000 };
  const threads = new Set<Thread>();
  let waiting: Job[] = [];
  let waitingChars = 0;
  let broken = 0;
  let rest: NodeJS.Timeout | undefined;
  let closed = false;

  /** Jobs to threads that have none; one more thread where all have one. */
  const share = () => {
    for (const thread of threads) if (thread.ready && !thread.job && waiting.length > 0) give(thread);
    const starting = [...threads].filter(({ ready }) => !ready).length;
    if (waiting.length > starting && threads.size < options.count) start();
  };

  const give = (thread: Thread) => {
    const job = waiting.shift() as Job;
    waitingChars -= job.chars;
    thread.job = job;
    // A job that is under way keeps the process alive; a thread that has none does not.
    thread.worker.ref();
    const limit = budgetMs.least + (job.chars / 1e6) * budgetMs.perMillionChars;
    thread.timer = setTimeout(() => end(thread, SLOW), limit);
    thread.worker.postMessage(job.texts, []);
  };

  const start = () => {
    const worker = new Worker(script, {
      workerData: options.limits,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512, stackSizeMb: 4 },
    });
    const thread: Thread = { worker, ready: false, job: undefined, timer: undefined };
    threads.add(thread);
    thread.timer = setTimeout(() => end(thread, FAILED), options.startMs ?? 10_000);
    worker.on("message", (message: "ready" | readonly Reading[]) => {
      if (!threads.has(thread)) return;
      clearTimeout(thread.timer);
      const { job } = thread;
      thread.job = undefined;
      thread.ready = true;
      broken = 0;
      worker.unref();
      if (message !== "ready") job?.done(message);
      share();
    });
    worker.on("error", () => end(thread, FAILED));
    worker.on("exit", () => end(thread, FAILED));
  };

  // Guarantee: a text that kills or holds up the thread that reads it is not assessed, and others are read by a new thread.
  const end = (thread: Thread, why: string) => {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    void thread.worker.terminate();
    if (closed) return;
    options.log.error("risk.thread_ended", { reason: why, ready: thread.ready });
    if (thread.job) thread.job.done(failed(thread.job, why));
    else if (!thread.ready) broken += 1;
    if (broken >= MAX_BROKEN && threads.size === 0) giveUp();
    else share();
  };

  const giveUp = () => {
    rest = setTimeout(() => {
      rest = undefined;
      broken = 0;
    }, options.restMs ?? 60_000).unref();
    empty(() => undefined);
  };

  const empty = (answer: (job: Job) => readonly Reading[] | undefined) => {
    const all = waiting;
    waiting = [];
    waitingChars = 0;
    for (const job of all) job.done(answer(job));
  };

  return {
    async read(texts) {
      const chars = texts.reduce((sum, { text }) => sum + text.length, 0);
      if (closed || rest) return undefined;
      const full = waiting.length >= maxWaiting.jobs || (waiting.length > 0 && waitingChars + chars > maxWaiting.chars);
      if (full) return failed({ texts }, FULL);
      return new Promise((done) => {
        waiting.push({ texts, chars, done });
        waitingChars += chars;
        share();
      });
    },
    async close() {
      closed = true;
      clearTimeout(rest);
      empty((job) => failed(job, CLOSED));
      const all = [...threads];
      threads.clear();
      for (const thread of all) {
        clearTimeout(thread.timer);
        if (thread.job) thread.job.done(failed(thread.job, CLOSED));
      }
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
}

function failed(job: { texts: readonly Asked[] }, failure: string): Reading[] {
  return job.texts.map(() => ({ spans: [], signs: [], failure }));
}
