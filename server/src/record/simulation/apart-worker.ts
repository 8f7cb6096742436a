import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type SimulationOrder, openSimulation } from "../../policy/index.ts";
import { questionReader } from "../recorded.ts";
import type { FromThread, ToThread } from "./apart.ts";

/* Runs in a thread of its own: reads what it is handed, decides, and tells what came of it. */
if (parentPort) await simulate(parentPort, workerData as SimulationOrder);

async function simulate(port: MessagePort, order: SimulationOrder): Promise<void> {
  const tell = (message: FromThread) => port.postMessage(message, []);
  const ask = (message: FromThread): Promise<ToThread> =>
    new Promise((resolve) => {
      port.once("message", resolve);
      tell(message);
    });
  const opened = await openSimulation(order);
  if (!opened.ok) {
    tell({ failed: opened.error });
    return;
  }
  const simulation = opened.value;
  const reader = questionReader(async (hashes) => {
    const answer = await ask({ want: "pieces", hashes });
    return "pieces" in answer ? answer.pieces : new Map();
  });
  let read = 0;
  for (;;) {
    const answer = await ask({ want: "rows", read, decided: simulation.decided });
    const rows = "rows" in answer ? answer.rows : undefined;
    if (!rows) break;
    read += rows.length;
    simulation.take(await reader.read(rows));
  }
  tell({ report: simulation.report() });
  simulation.close();
}
