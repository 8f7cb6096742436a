import { Worker } from "node:worker_threads";
import { type Millis, fault } from "../../kernel/index.ts";
import type { Order, Report } from "./order.ts";

/** On top of what the work itself is given, for what it needs to begin and to end. */
const GRACE_MS: Millis = 10_000;
const HEAP_MB = 1_024;
const MAX_WAITING = 4;

/** Runs orders in threads that are thrown away; one at a time, as each may fill a core. */
// Guarantee: an analysis never runs on the thread of calls, and ends when its time is up.
export function makeApart(): (order: Order) => Promise<Report> {
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (order) => {
    if (waiting >= MAX_WAITING)
      throw fault("rate_limited", { public: "Other analyses are under way. Try again in a minute." });
    waiting += 1;
    const mine = turn.then(() => inThread(order));
    turn = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
}

function inThread(order: Order): Promise<Report> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./analyze-worker.${extension}`, import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: 16 },
    // What the solver's own threads say when they are stopped is for nobody.
    stdout: true,
    stderr: true,
  });
  return new Promise<Report>((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      void worker.terminate();
      settle();
    };
    const gaveUp = (internal: string) =>
      finish(() => reject(fault("internal", { public: "The analysis came to no end. Try fewer policies.", internal })));
    const timer = setTimeout(() => gaveUp("the time is up"), order.limitMs + GRACE_MS);
    worker.once("message", (report: Report) => finish(() => resolve(report)));
    worker.once("error", (error) => gaveUp(String(error)));
    worker.once("exit", () => gaveUp("the thread ended"));
  });
}
