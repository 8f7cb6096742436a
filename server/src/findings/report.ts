import type { CatalogNews } from "../catalog/index.ts";
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

/** What was found in definitions of tools and is for somebody to handle; the rest stands with the tool. */
export function catalogReports({ server, findings }: CatalogNews): Reported[] {
  return findings
    .filter(({ severity }) => severity === "high")
    .map((finding) => ({
      kind: `catalog.${finding.kind}`,
      severity: finding.severity,
      about: `server:${finding.server === "" ? server : finding.server}`,
      rule: finding.tool,
      detector: "catalog",
      detail: finding.detail,
    }));
}
