import { Worker } from "node:worker_threads";
import { type Millis, fault } from "../../kernel/index.ts";
import type { SimulationOrder, SimulationReport } from "../../policy/index.ts";
import type { Store } from "../../store/index.ts";
import { readFacets } from "../read-facets.ts";
import { rowsIn } from "../recorded.ts";

/** What happens while a simulation runs: how far it is, and at last the report. */
export type SimulationEvent = { progress: { read: number; decided: number } } | { report: SimulationReport };

export interface Simulations {
  run(org: string, asked: SimulationAsked, signal: AbortSignal): AsyncIterable<SimulationEvent>;
}

export interface SimulationAsked extends SimulationOrder {
  since: Millis;
  until: Millis;
}

/** What the thread asks for: the next rows, the texts of pieces; and what it tells. */
export type FromThread =
  | { want: "rows"; read: number; decided: number }
  | { want: "pieces"; hashes: string[] }
  | { report: Omit<SimulationReport, "against" | "since" | "until"> }
  | { failed: string };
export type ToThread = { rows: { id: string; body: string }[] | undefined } | { pieces: ReadonlyMap<string, string> };

const MAX_AT_ONCE = 2;
const PROGRESS_EVERY = 20_000;

/** Decides recorded decisions again in a thread of its own: this one only hands over what was read. */
// Guarantee: a simulation runs beside decisions, never between them.
export function makeSimulations(store: Pick<Store, "read">): Simulations {
  let running = 0;
  return {
    async *run(org, { since, until, ...order }, signal) {
      if (running >= MAX_AT_ONCE)
        throw fault("rate_limited", { public: "Other simulations are running; try again when they have ended." });
      running += 1;
      const thread = startThread(order, signal);
      try {
        const rows = rowsIn(store, org, { since, until });
        // One page is read while the one before it is decided.
        let ahead = rows.next();
        ahead.catch(() => undefined);
        let told = 0;
        for (;;) {
          const said = await thread.next();
          if ("failed" in said) throw fault("invalid_policy", { public: `This cannot be simulated: ${said.failed}` });
          if ("report" in said) {
            const against = order.live ? ("live" as const) : ("recorded" as const);
            yield { report: { against, since, until, ...said.report } };
            return;
          }
          if (said.want === "pieces") {
            thread.give({ pieces: await readFacets(store, said.hashes) });
            continue;
          }
          const page = await ahead;
          if (!page.done) ahead = rows.next();
          ahead.catch(() => undefined);
          thread.give({ rows: page.done ? undefined : page.value });
          if (said.read - told < PROGRESS_EVERY) continue;
          told = said.read;
          yield { progress: { read: said.read, decided: said.decided } };
        }
      } finally {
        running -= 1;
        thread.end();
      }
    },
  };
}

interface Thread {
  next(): Promise<FromThread>;
  give(answer: ToThread): void;
  end(): void;
}

/** One question at a time goes each way, so that no more than a page is ever on its way. */
function startThread(order: SimulationOrder, signal: AbortSignal): Thread {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./apart-worker.${extension}`, import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  });
  const said: FromThread[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  const gone = () => fail(fault("unavailable", { internal: "nobody waits for this simulation any more" }));
  signal.addEventListener("abort", gone);
  worker.on("message", (message: FromThread) => {
    said.push(message);
    wake();
  });
  worker.once("error", (error) => fail(fault("internal", { internal: String(error), cause: error })));
  worker.once("exit", (code) => fail(fault("internal", { internal: `the thread ended with ${code}` })));
  return {
    async next() {
      for (;;) {
        if (signal.aborted) gone();
        const first = said.shift();
        if (first) return first;
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    give: (answer) => worker.postMessage(answer, []),
    end() {
      signal.removeEventListener("abort", gone);
      void worker.terminate();
    },
  };
}
