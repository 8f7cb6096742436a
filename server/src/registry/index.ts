export type { Route } from "../config/index.ts";
export { buildLandscape, connectKeys } from "./landscape.ts";
export { openRegistry } from "./open.ts";
export { type Price, expectedNanoUsd, priceOf } from "./prices/price.ts";
export type {
  Change,
  ConnectedAlert,
  ConnectedAuth,
  ConnectedJudge,
  ConnectedKey,
  ConnectedMcp,
  ConnectedModel,
  ConnectedOpenapi,
  ConnectedPostgres,
  ConnectedSandbox,
  ConnectedServer,
  Landscape,
  Registry,
} from "./types.ts";
export { type Sealer, makeSealer } from "./seal.ts";
