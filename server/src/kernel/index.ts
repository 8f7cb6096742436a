export { type Bag, type BagEntry, makeBag } from "./bag.ts";
export { bounded } from "./bounded.ts";
export {
  type Call,
  type CallProblem,
  type DecisionCall,
  type Format,
  type ModelAsk,
  type ModelCall,
  type ModelOperation,
  type Stated,
  type TextPart,
  type ToolCall,
  UNREAD,
  asksForJson,
} from "./call.ts";
export { type Clock, type Millis, fixedClock, parseDuration, systemClock } from "./clock.ts";
export {
  type AskedAbout,
  type Claims,
  type DecisionAsk,
  NO_PROPERTIES,
  type Properties,
  UNREAD_DECISION,
} from "./decision.ts";
export { type Fault, type FaultCode, FAULTS, asFault, docsOf, fault, isFault } from "./faults.ts";
export { deriveKey, hmacSha256, sameBytes, sha256 } from "./hash.ts";
export { type Ids, isUuidV7, timeOfId, uuidV7 } from "./ids.ts";
export { type Json, canonicalJson, isRecord, mayTell } from "./json.ts";
export { type Log, type LogLevel, makeLog, silentLog } from "./log.ts";
export { NANO_PER_USD, type NanoUsd, type NanoUsdPerMillion, costOf, formatUsd, nanoUsd, sumUsd } from "./money.ts";
export { type Random, seededRandom, systemRandom } from "./random.ts";
export { type Result, never, ok, refused } from "./result.ts";
export { SECRET_MARK, Secret } from "./secret.ts";
export { nameSpanAt, scanJson, spanAt, unitOffsets } from "./jsonscan.ts";
export type { Does, ToolAction, ToolAsk, ToolEffect } from "./tool.ts";
export type { Usage } from "./usage.ts";
export { inJson, jsonWords } from "./json-words.ts";
export { editLater, heldWhole, sideBySide } from "./words.ts";
export type { Edit, FilterWords, Given, Stopped, Told, WordFilter, WordKind, WordPlace, Words } from "./words.ts";
