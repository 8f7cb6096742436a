export { lockData } from "./lock.ts";
export { openStore } from "./open.ts";
export type { Tables } from "./tables.ts";
export type {
  Accept,
  DeadWriter,
  DecisionBodyRow,
  DecisionRow,
  FeedPosition,
  Reader,
  Store,
  StoreOptions,
  Tx,
} from "./types.ts";
