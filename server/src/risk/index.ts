export { isData } from "./brought.ts";
export { isWeak } from "./kinds.ts";
export { classesOfKind } from "./classes.ts";
export { builtInClassifier } from "./classifier.ts";
export { above, auc, threshold } from "./measures.ts";
export { ibanLength } from "./personal/iban.ts";
export { mask } from "./mask.ts";
export { BUILT_IN_CLASSES } from "./kinds.ts";
export {
  type PlaceholderFor,
  canRedact,
  labelOf,
  makePlaceholders,
  redactText,
  sameValue,
  spansForClasses,
} from "./redact.ts";
export { kindOf } from "./model/index.ts";
export { LOOK_ALIKES } from "./views/look-alikes.ts";
export { plainOf } from "./views/plain.ts";
export { viewsOf } from "./views/views.ts";
export { builtInDetectors } from "./built-in.ts";
export { type RiskOptions, makeRisk } from "./risk.ts";
export { withSpans } from "./with-spans.ts";
export { DOMAINS } from "./types.ts";
export type { OwnMatch } from "./custom/report.ts";
export type { Assessment, Detector, Domain, Finding, OwnDetectors, RiskRoom } from "./types.ts";
