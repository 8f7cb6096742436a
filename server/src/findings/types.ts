import type { Millis } from "../kernel/index.ts";

export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** open: nobody has looked. acknowledged: somebody does. resolved: it is over. dismissed: it was nothing to handle. */
export const STATUSES = ["open", "acknowledged", "resolved", "dismissed"] as const;
export type Status = (typeof STATUSES)[number];

/** One of an incident's findings, as it may be shown. */
export interface Sample {
  decision: string;
  at: Millis;
  rule: string;
  detector: string;
  place: string;
  masked: string;
  confidence: number;
  outcome: string;
}

/** Findings of one kind about one principal in one piece of work, for somebody to handle. */
export interface Incident {
  id: string;
  kind: string;
  severity: Severity;
  status: Status;
  principal: string;
  subject: string;
  team: string;
  workflow: string;
  firstAt: Millis;
  lastAt: Millis;
  count: number;
  /** How many were in calls that went through. */
  allowed: number;
  /** The last few. */
  samples: Sample[];
  note: string;
  assignee: string;
  handledBy: string;
  handledAt: Millis | undefined;
  version: number;
}

/** Which findings a dismissal is about: all that is said here must be so. */
export interface Scope {
  kind: string;
  rule?: string | undefined;
  principal?: string | undefined;
  team?: string | undefined;
  workflow?: string | undefined;
}

export interface Dismissal {
  id: string;
  scope: Scope;
  reason: string;
  madeBy: string;
  at: Millis;
  until: Millis;
  /** Findings it has kept from becoming incidents. */
  count: number;
  lastAt: Millis | undefined;
}

export const VERDICTS = ["false_positive", "confirmed"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What somebody said about a finding. */
export interface Feedback {
  id: string;
  at: Millis;
  madeBy: string;
  incident: string;
  decision: string;
  kind: string;
  detector: string;
  score: number;
  verdict: Verdict;
  note: string;
}
