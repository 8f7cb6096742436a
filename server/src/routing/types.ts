import type { Ruling } from "../policy/index.ts";
import type { ConnectedModel, Route as DeclaredRoute } from "../registry/index.ts";

/** Why a candidate is not tried: said in the decision, never silently. */
export type Skip =
  | { by: "policy"; outcome: "blocked" | "pending" }
  | { by: "health"; detail: string }
  | { by: "dialect"; detail: string }
  | { by: "connection"; detail: string };

export interface Candidate {
  model: ConnectedModel;
  ruling: Ruling;
  /** Absent: it may be tried. */
  skip: Skip | undefined;
}

/** The ordered candidates of one call; the first without a skip is tried first, the others after it. */
export interface Route {
  asked: string;
  candidates: Candidate[];
}

/** What the name a caller wrote stands for. */
export interface Target {
  route: DeclaredRoute | undefined;
  models: ConnectedModel[];
}
