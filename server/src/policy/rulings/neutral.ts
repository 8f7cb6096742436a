import { DOMAINS } from "../../risk/index.ts";
import type { Facts } from "../types.ts";

/**
 * A call that nothing speaks against: no risk, no data, no budget used. What a record leaves out is a list of its
 * own, in the record room: it is part of the form of rows that are written.
 */
export const NEUTRAL_FACTS: Facts = {
  now: 0,
  channel: "model",
  client: "",
  environment: "prod",
  geo: "",
  ip: "",
  workflow: "none",
  purpose: "",
  customer: "",
  autonomy: 0,
  delegationDepth: 0,
  onBehalfOf: [],
  dataClasses: [],
  dataRegions: [],
  topics: [],
  programs: [],
  taint: [],
  trustScore: 100,
  budget: "ok",
  mfaAgeS: 0,
  sessionRisk: 0,
  sessionTurns: 0,
  sessionBlocks: 0,
  sessionFlags: [],
  risk: { ...Object.fromEntries(DOMAINS.map((name) => [name, 0])), max: 0 } as Facts["risk"],
  assessed: true,
  confidence: 100,
  fulfilled: [],
};
