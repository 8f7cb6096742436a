export { type Lumos, createLumos } from "./client.ts";
export { orThrow } from "./decisions.ts";
export { LumosBlocked, LumosError, LumosPending, LumosUnavailable } from "./errors.ts";
export { type GovernedTool, type RefusedTool, type ToolSpec, refusedTool } from "./tool.ts";
export type {
  Allowed,
  Approval,
  Asking,
  Belongs,
  Blocked,
  CandidateModel,
  Decision,
  Inspected,
  LumosOptions,
  ModelAsked,
  ModelDecision,
  ModelReady,
  ModelTold,
  Pending,
  Token,
  ToolAsked,
  ToolDecision,
  Waiting,
} from "./types.ts";
