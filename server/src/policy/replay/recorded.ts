import type { Principal } from "../../identity/index.ts";
import type { ModelAction } from "../rulings/candidates.ts";
import type { Narrowing } from "../rulings/guardrails.ts";
import type { ActionName } from "../rulings/vocabulary.ts";
import type { WorldModel, WorldTeam, WorldUser, WorldWorkflow } from "../rulings/world.ts";
import type { Facts, Obligation, Reason } from "../types.ts";
import type { RecordedThing } from "./things.ts";

/*
 * A question to policy as it is kept: plain JSON, and everything that an answer can follow from besides the
 * policies themselves. Its pieces are shared by many decisions, so they are objects of their own.
 */

/** Whoever a call acts for, with what policies read about them. */
export interface RecordedPeople {
  /** Outermost first. */
  links: Principal[];
  /** Who owns a link. */
  owners: WorldUser[];
  /** Every team that anyone of these is in, and those above. */
  teams: WorldTeam[];
}

/** What could have been used, in route order. */
export type RecordedCandidates =
  | { action: ModelAction; models: WorldModel[] }
  /** `unknown` is the name of what was asked about, where there is nothing of that name. */
  | { action: ActionName; things: RecordedThing[]; unknown?: string };

/** What one answer of policy was asked with; the facts of a call may differ where no policy reads them. */
export interface AskedQuestion {
  people: RecordedPeople;
  candidates: RecordedCandidates;
  onPending: "fallback" | "wait";
  /** What could be carried out, as patterns. */
  supported: readonly string[];
  /** What the guardrails added. */
  guardrails?: Narrowing;
  /** Policies of the snapshot that did not count then: expired, or a canary for others. */
  without?: readonly string[];
  /** Where more was said than is believed: how it was looked at with all of it. Only what both allow is allowed. */
  against?: { candidates: RecordedCandidates; guardrails?: Narrowing };
}

export interface RecordedQuestion extends Omit<AskedQuestion, "against"> {
  snapshot: string;
  engine: string;
  facts: Facts;
  /** The workflow of the call and those above it; empty where nobody declared it. */
  workflows: readonly WorldWorkflow[];
  against?: NonNullable<AskedQuestion["against"]> & { facts: Facts };
}

/** What policy said of one candidate then. */
export interface RecordedRuling {
  model: string;
  outcome: "allowed" | "pending" | "blocked";
  reasons: Reason[];
  obligations: Obligation[];
  needs: Obligation[];
  ttlMs?: number;
}
