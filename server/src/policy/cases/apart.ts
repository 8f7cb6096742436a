import { Worker } from "node:worker_threads";
import type { Declaration, Policy } from "../../config/index.ts";
import { type Millis, fault } from "../../kernel/index.ts";
import type { CaseReport, CasesAsked } from "./cases.ts";

/** Cases against an organization as it was exported: plain data, which a thread can be given. */
export interface CasesOrder extends Pick<CasesAsked, "cases" | "engine" | "enforced" | "filter" | "properties"> {
  declaration: Declaration;
  /** The organization's own where absent. */
  policies?: readonly Policy[] | undefined;
  now: Millis;
}

/** Runs cases away from decisions. */
export interface ApartCases {
  run(order: CasesOrder, signal?: AbortSignal): Promise<CaseReport>;
  close(): void;
}

const TIME_LIMIT_MS = 120_000;
const MAX_WAITING = 4;

/** One thread at a time, thrown away after its answer; the others wait, and too many are refused. */
// Guarantee: cases run beside decisions, never between them.
export function makeApartCases(): ApartCases {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const stopping = new AbortController();
  return {
    async run(order, signal) {
      if (waiting >= MAX_WAITING)
        throw fault("rate_limited", { public: "Other tests of policies are running; try again when they have ended." });
      waiting += 1;
      const stop = signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal;
      const turn = last.then(() => runOnce(order, stop));
      last = turn.catch(() => undefined);
      return turn.finally(() => (waiting -= 1));
    },
    close: () => stopping.abort(),
  };
}

function runOnce(order: CasesOrder, stop: AbortSignal): Promise<CaseReport> {
  if (stop.aborted) return Promise.reject(fault("unavailable"));
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./apart-worker.${extension}`, import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  return new Promise((resolve, reject) => {
    const end = (act: () => void) => {
      clearTimeout(timer);
      stop.removeEventListener("abort", gone);
      void worker.terminate();
      act();
    };
    const gone = () => end(() => reject(fault("unavailable", { internal: "nobody waits for this test any more" })));
    const late = () =>
      end(() => reject(fault("too_large", { public: "The test takes too long; ask for less at once." })));
    const timer = setTimeout(late, TIME_LIMIT_MS);
    stop.addEventListener("abort", gone);
    worker.once("message", (report: CaseReport) => end(() => resolve(report)));
    worker.once("error", (error) => end(() => reject(fault("internal", { internal: String(error), cause: error }))));
    worker.once("exit", (code) => end(() => reject(fault("internal", { internal: `the thread ended with ${code}` }))));
  });
}
