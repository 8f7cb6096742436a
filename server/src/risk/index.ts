export { ibanLength } from "./personal/iban.ts";
export { mask } from "./mask.ts";
export { type PlaceholderFor, canRedact, makePlaceholders, redactText, spansForClasses } from "./redact.ts";
export { BUILT_IN_CLASSES } from "./kinds.ts";
export { builtInDetectors } from "./built-in.ts";
export { type RiskOptions, makeRisk } from "./risk.ts";
export { withSpans } from "./with-spans.ts";
export { DOMAINS } from "./types.ts";
export type { Assessment, Detector, Domain, Finding, RiskRoom } from "./types.ts";
