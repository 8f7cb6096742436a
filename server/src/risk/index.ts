export { canRedact, makePlaceholders, redactText, spansForClasses } from "./redact.ts";
export { type RiskOptions, builtInDetectors, makeRisk } from "./risk.ts";
export { DOMAINS } from "./types.ts";
export type { Assessment, Detector, Domain, Finding, RiskRoom } from "./types.ts";
