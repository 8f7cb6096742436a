import type { Call } from "../kernel/index.ts";
import type { Chain } from "../identity/index.ts";

/** What is known about a call besides who makes it. Neutral values stand for what is not known. */
export interface Context {
  channel: "model" | "mcp" | "hook" | "decision";
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

export interface ContextRoom {
  gather(call: Call, chain: Chain): Context;
}
