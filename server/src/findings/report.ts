import type { Millis } from "../kernel/index.ts";
import type { Sighting } from "./sighting.ts";
import type { Severity } from "./types.ts";

/** Something found outside of any call, for somebody to handle. */
export interface Reported {
  /** `catalog.drift` */
  kind: string;
  severity: Severity;
  /** Who or what it is about: `server:crm`. */
  about: string;
  /** What exactly: a tool's name. */
  rule: string;
  detector: string;
  /** For people. Nothing stands in it that may not be shown. */
  detail: string;
}

/** As the findings of a call are told, of which there is none. */
export function sightingOf({ kind, severity, about, rule, detector, detail }: Reported, at: Millis): Sighting {
  const sample = { rule, detector, place: rule, masked: detail, confidence: 100, decision: "", at, outcome: "" };
  return {
    key: JSON.stringify([kind, about, ""]),
    kind,
    severity,
    principal: about,
    subject: about,
    team: "",
    workflow: "",
    at,
    through: false,
    samples: [sample],
    count: 1,
  };
}
