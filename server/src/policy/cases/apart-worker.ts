import { parentPort, workerData } from "node:worker_threads";
import { fixedClock } from "../../kernel/index.ts";
import { buildLandscape } from "../../registry/index.ts";
import type { CasesOrder } from "./apart.ts";
import { runCases } from "./cases.ts";

/* Runs in a thread of its own, thrown away after the answer. */
if (parentPort) {
  const { declaration, now, ...order } = workerData as CasesOrder;
  const report = await runCases({ ...order, landscape: buildLandscape(declaration, 1), clock: fixedClock(now) });
  parentPort.postMessage(report, []);
}
