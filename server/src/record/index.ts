export type { Completion, Made } from "./body.ts";
export { type ExpiryWatch, makeExpiryWatch } from "./expiry.ts";
export type { RecordedDecision } from "./recorded.ts";
export { makeRecords } from "./records.ts";
export type { AdminRecord, DecisionFilter, DecisionSummary, PublicWhy, Records, Why } from "./types.ts";
export { publicWhy } from "./why.ts";
export type { SimulationEvent } from "./simulation/apart.ts";
export { type Writer, makeWriter } from "./writer.ts";
export { type Answer, type Refusal, type Seal, type Sealing, makeSeal } from "./sealing.ts";
