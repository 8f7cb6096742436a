import type { DecisionBodyRow, DecisionRow } from "./types.ts";

/** The order in which rows of the hot path travel. */
export const DECISION_COLUMNS = [
  "id",
  "org",
  "at",
  "kind",
  "outcome",
  "result",
  "adjusted",
  "principal",
  "subject",
  "team",
  "workflow",
  "session",
  "asked",
  "model",
  "tier",
  "code",
  "policies",
  "tokens_in",
  "tokens_out",
  "cost_nano",
  "duration_ms",
  "completion",
] as const satisfies readonly (keyof DecisionRow)[];

export const FACET_COLUMNS = ["hash", "json"] as const;

export const BODY_COLUMNS = ["id", "org", "at", "writer", "body"] as const satisfies readonly (keyof DecisionBodyRow)[];
