import type { AskedAbout, DecisionCall, ModelCall, ToolCall } from "../kernel/index.ts";
import type { Chain } from "../identity/index.ts";

/** What is known about a call besides who makes it. Neutral values stand for what is not known. */
export interface Context {
  /** `judge`: content of the call is to be shown to a judge. */
  channel: "model" | "mcp" | "hook" | "decision" | "judge";
  client: string;
  environment: string;
  /** ISO 3166 country, "" when unknown. */
  geo: string;
  ip: string;
  /** "none" when the call belongs to none. */
  workflow: string;
  run: string;
  session: string;
  purpose: string;
  customer: string;
  autonomy: number;
  delegationDepth: number;
  onBehalfOf: string[];
  /** Stated by the caller; what risk finds is added by policy. */
  dataClasses: string[];
  dataRegions: string[];
  programs: string[];
  taint: string[];
  trustScore: number;
  budget: "ok" | "warn" | "soft" | "hard";
  mfaAgeS: number;
  sessionRisk: number;
  sessionTurns: number;
  sessionBlocks: number;
  sessionFlags: string[];
}

/** What is known of a question that somebody else enforces the answer to. */
export interface AskedContext {
  context: Context;
  asked: AskedAbout;
  /** Whether somebody who may say so has assessed the content, and the scores that were stated. */
  assessed: boolean;
  risk: Readonly<Record<string, number>>;
  fulfilled: readonly string[];
}

export interface ContextRoom {
  gather(call: ModelCall | ToolCall, chain: Chain): Context;
  /**
   * What is believed of a question about a chain; and, where something was said that is not believed, a second
   * time with everything that was said. Only what both allow is allowed.
   */
  gatherAsked(call: DecisionCall, about: Chain): readonly [AskedContext] | readonly [AskedContext, AskedContext];
}
