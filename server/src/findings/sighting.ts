import type { Guardrails } from "../config/index.ts";
import { DOMAINS, kindOf as kindOfDomain } from "../risk/index.ts";
import type { FoundIn } from "../record/index.ts";
import { graver, severityOf } from "./severity.ts";
import type { Sample, Scope, Severity } from "./types.ts";

/** All findings of one kind in one call. */
export interface Sighting {
  key: string;
  kind: string;
  severity: Severity;
  principal: string;
  subject: string;
  team: string;
  workflow: string;
  at: number;
  through: boolean;
  samples: Sample[];
  count: number;
}

const MAX_SAMPLES = 3;
/** Below this the session's own risk is no matter for a person. */
const SESSION_RISK = 60;

const KINDS = new Set<string>([...DOMAINS, "secret"]);

/** What one decision brings, by kind; what stays below the organization's own line for it brings nothing. */
export function sightingsIn(
  { row, findings, sessionRisk, sessionFlags, denied }: FoundIn,
  thresholds: Guardrails["thresholds"] = {},
): Sighting[] {
  const through = row.outcome === "allowed" && row.result === "completed" && !row.adjusted.includes("redacted");
  const { principal, subject, team, workflow, at } = row;
  const by = new Map<string, Sighting>();
  const add = (kind: string, sample: Omit<Sample, "decision" | "at" | "outcome">) => {
    const key = JSON.stringify([kind, principal, workflow]);
    const known = by.get(kind);
    const count = (known?.count ?? 0) + 1;
    const severity = severityOf({ kind, confidence: sample.confidence, count, through });
    const told = { ...sample, decision: row.id, at, outcome: row.outcome };
    if (!known) {
      by.set(kind, { key, kind, severity, principal, subject, team, workflow, at, through, samples: [told], count });
      return;
    }
    known.count = count;
    known.severity = graver(known.severity, severity);
    if (known.samples.length < MAX_SAMPLES) known.samples.push(told);
  };
  const lines = new Map(DOMAINS.map((domain) => [kindOfDomain(domain), thresholds[domain] ?? 0]));
  for (const { kind, rule, detector, place, masked, confidence } of findings)
    if (confidence >= (lines.get(kind) ?? 0)) add(kindOf(kind), { rule, detector, place, masked, confidence });
  if (sessionRisk >= SESSION_RISK)
    for (const flag of sessionFlags)
      add(`session.${flag}`, { rule: flag, detector: "sessions", place: "", masked: "", confidence: sessionRisk });
  for (const { policy, severity } of denied) {
    const confidence = severity === "critical" ? 100 : 90;
    add(`denied.${policy}`, { rule: policy, detector: "policy", place: row.asked, masked: "", confidence });
  }
  return [...by.values()];
}

/** `injection`, `cyber`, `secret` as they are; a kind of personal data or of an organization's own as a class. */
function kindOf(kind: string): string {
  if (KINDS.has(kind) || kind.includes(".")) return kind;
  return `pii.${kind}`;
}

/** Whether a dismissal is about this. */
export function isMeant(scope: Scope, sighting: Sighting): boolean {
  if (scope.kind !== sighting.kind) return false;
  if (scope.principal !== undefined && scope.principal !== sighting.principal) return false;
  if (scope.team !== undefined && scope.team !== sighting.team) return false;
  if (scope.workflow !== undefined && scope.workflow !== sighting.workflow) return false;
  return scope.rule === undefined || sighting.samples.every(({ rule }) => rule === scope.rule);
}
