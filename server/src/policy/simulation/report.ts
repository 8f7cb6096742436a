import type { Millis } from "../../kernel/index.ts";
import type { Obligation } from "../types.ts";

/** What a set of policies would have answered to what was asked in a window, beside what it is compared with. */
export interface SimulationReport {
  /** No flip that was not expected, and every expectation came true. */
  ok: boolean;
  /** With what the candidate was compared: the live policies, or what was decided then. */
  against: "live" | "recorded";
  since: Millis;
  until: Millis;
  /** Recorded decisions in the window. */
  read: number;
  /** Of those, which the filter left out. */
  filtered: number;
  /** Of those, which were decided again. */
  decided: number;
  /** Different questions among them: equal ones are decided once. */
  asked: number;
  /** Those that cannot be decided again, by what is missing. */
  cannot: { because: string; count: number }[];
  flips: number;
  /** Flips that nobody expected, and what was expected and did not come. */
  unexpected: number;
  unmet: string[];
  kinds: Totals;
  teams: { team: string; decided: number; flips: number; kinds: Totals }[];
  /** The policies that made the differences. */
  policies: { policy: string; flips: number; kinds: Totals }[];
  /** Equal flips together, the most frequent first, unexpected ones before all. */
  groups: FlipGroup[];
  /** Groups that are counted above and not told. */
  more: number;
  /** Time spent deciding, without reading what was recorded. */
  decidingMs: number;
}

/** How often each kind of flip came: `allowed->blocked`, `model`, `obligations`. */
export type Totals = Record<string, number>;

export interface FlipGroup extends Flip {
  principal: string;
  team: string;
  count: number;
  expected: boolean;
  /** The first of these decisions. */
  decisions: string[];
}

export interface Flip {
  kind: string;
  before: Told;
  after: Told;
  /** Policies that took part in one of the answers only. */
  policies: string[];
  /** What differs, a sentence each, candidate by candidate. */
  why: string[];
}

/** An answer, as short as it can be told. */
export interface Told {
  outcome: "allowed" | "pending" | "blocked";
  /** What would have been used: a model, a tool; empty where it was blocked. */
  taken: string;
  obligations: Obligation[];
  needs: Obligation[];
}

const OUTCOMES = ["allowed", "pending", "blocked"] as const;
/** Every kind of flip there is. */
export const KINDS: readonly string[] = [
  ...OUTCOMES.flatMap((from) => OUTCOMES.filter((to) => to !== from).map((to) => `${from}->${to}`)),
  "model",
  "obligations",
];
