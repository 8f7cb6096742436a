import type { Facts } from "../types.ts";

/** What of these facts is not neutral, as a case says it. Whose customer it was stays where it is. */
export function toldFacts(facts: Facts): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const name of ["environment", "geo", "purpose"] as const) if (facts[name] !== "") told[name] = facts[name];
  if (facts.customer !== "") told["customer"] = "a-customer";
  if (facts.workflow !== "none") told["workflow"] = facts.workflow;
  for (const name of ["dataClasses", "dataRegions", "topics", "programs", "taint", "sessionFlags"] as const)
    if (facts[name].length > 0) told[name] = facts[name];
  for (const name of ["autonomy", "sessionRisk", "sessionBlocks", "mfaAgeS"] as const)
    if (facts[name] > 0) told[name] = facts[name];
  for (const name of ["trustScore", "confidence"] as const) if (facts[name] < 100) told[name] = facts[name];
  if (!facts.assessed) told["assessed"] = false;
  if (facts.budget !== "ok") told["budget"] = facts.budget;
  const risk = Object.entries(facts.risk).filter(([, score]) => score > 0);
  if (risk.length > 0) told["risk"] = Object.fromEntries(risk);
  return told;
}
