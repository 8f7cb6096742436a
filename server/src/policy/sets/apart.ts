import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Millis } from "../../kernel/index.ts";
import type { PolicyTree } from "../../cedar/index.ts";
import { schemaText } from "../rulings/vocabulary.ts";

export interface PolicyText {
  id: string;
  text: string;
}

/** As the engine says it; `start` counts bytes. */
export interface RawProblem {
  policy: string;
  message: string;
  severity: "error" | "warning";
  start: number;
}

/** The thread is told the policies in parts, and asked for the trees in parts: either side takes long for many. */
export type ToChecker = { kind: "policies"; policies: PolicyText[]; last: boolean } | { kind: "more" };

/** What was found comes with the first part; an empty part is the end. */
export interface FromChecker {
  problems: RawProblem[];
  trees: [id: string, tree: PolicyTree][];
}

export interface CheckerData {
  schema: string;
  /** Shared with the thread: the place of the policy it is at, -1 for the set as a whole. */
  progress: SharedArrayBuffer;
}

const TEXTS = 200;

/**
 * One thread a check, thrown away after it. Problems come back whole, trees a few at a time; each part is taken in a
 * turn of its own.
 */
export async function checkApart(
  policies: readonly PolicyText[],
  limitMs: Millis,
  take: (trees: FromChecker["trees"]) => void,
): Promise<RawProblem[]> {
  if (policies.length === 0) return [];
  const progress = new SharedArrayBuffer(4);
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./check-worker.${extension}`, import.meta.url), {
    workerData: { schema: schemaText(), progress } satisfies CheckerData,
    resourceLimits: { maxOldGenerationSizeMb: 512, stackSizeMb: 4 },
  });
  const gaveUp = (message: string): RawProblem[] => {
    const place = Atomics.load(new Int32Array(progress), 0);
    return [{ policy: policies[place]?.id ?? "", message, severity: "error", start: 0 }];
  };
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const ended = new Promise<RawProblem[]>((resolve) => {
    timer = setTimeout(() => resolve(gaveUp("takes too long to check")), limitMs);
    worker.once("error", () => resolve(gaveUp("too complex for the policy engine")));
    worker.once("exit", () => resolve(gaveUp("too complex for the policy engine")));
    const problems: RawProblem[] = [];
    worker.on("message", (part: FromChecker) => {
      if (over) return;
      problems.push(...part.problems);
      take(part.trees);
      if (part.trees.length === 0) resolve(problems);
      else void setImmediate().then(() => post(worker, { kind: "more" }));
    });
  });
  try {
    for (let from = 0; from < policies.length; from += TEXTS) {
      const part = policies.slice(from, from + TEXTS).map(({ id, text }) => ({ id, text }));
      post(worker, { kind: "policies", policies: part, last: from + TEXTS >= policies.length });
      await setImmediate();
    }
    return await ended;
  } finally {
    over = true;
    clearTimeout(timer);
    void worker.terminate();
  }
}

function post(worker: Worker, message: ToChecker): void {
  worker.postMessage(message, []);
}
