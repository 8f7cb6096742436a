import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../kernel/index.ts";
import { builtInDetectors, builtInModel } from "../built-in.ts";
import { makeTextReader } from "../reading.ts";
import type { ReadingLimits } from "../reading.ts";
import type { Asked } from "./threads.ts";

/** Reads texts for the main thread, one message after the other. It knows the built-in detectors and classifier alone. */
const reader = makeTextReader(builtInDetectors(), workerData as ReadingLimits, systemClock, builtInModel());
parentPort?.on("message", (texts: Asked[]) => {
  parentPort?.postMessage(
    texts.map(({ text, channel }) => reader.read(text, channel)),
    [],
  );
});
parentPort?.postMessage("ready", []);
