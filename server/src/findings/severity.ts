import { type Severity, SEVERITIES } from "./types.ts";

/** Kinds whose finding is grave whatever the score; others are ranked by it. */
const GRAVE = new Set(["harm.bio", "harm.weapons", "harm.selfHarm"]);
/** A question to a doctor or a lawyer is a matter for policy, and nothing to wake anybody for. */
const MILD = new Set(["harm.advice"]);
const SESSION = "session.";
/** A policy of high severity refused the use of a tool. */
const DENIED = "denied.";
/** So many pieces of personal data in one call are a list of people. */
const MANY = 20;

/**
 * How grave what was found in one call is. `through`: the call was carried out as it was, so that what was found has
 * left or arrived.
 */
export function severityOf(found: { kind: string; confidence: number; count: number; through: boolean }): Severity {
  const { kind, confidence, count, through } = found;
  if (kind === "secret") return through ? "high" : "medium";
  if (kind.startsWith(SESSION)) return confidence >= 80 ? "high" : "medium";
  if (kind === "injection" || kind === "exfiltration") return through && confidence >= 80 ? "high" : "medium";
  // It did not come to pass.
  if (kind.startsWith(DENIED)) return confidence === 100 ? "high" : "medium";
  if (MILD.has(kind)) return "low";
  if (GRAVE.has(kind)) return confidence >= 80 ? "critical" : "high";
  if (kind.startsWith("pii.") || kind.startsWith("class.")) return through && count >= MANY ? "high" : "low";
  return confidence >= 80 ? "high" : confidence >= 60 ? "medium" : "low";
}

export function graver(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) >= SEVERITIES.indexOf(other) ? one : other;
}
