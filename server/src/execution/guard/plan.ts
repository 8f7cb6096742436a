import { type Guardrails, OUTPUT_MODES } from "../../config/index.ts";
import type { Domain } from "../../risk/index.ts";

export type Action = "off" | "detect" | "redact" | "block";
type Mode = (typeof OUTPUT_MODES)[number];

/** What happens to what is found in an answer, and how much of it waits until it was looked at. */
export interface Plan {
  secrets: Action;
  pii: Action;
  injection: Action;
  harm: Action;
  harmDomains: readonly Domain[];
  /** From which score on something counts as found: what answers have of their own, else what holds for all texts. */
  thresholdOf(domain: Domain): number;
  mode: Mode;
  /** What follows where nothing can look. */
  unavailable: "allow" | "block";
  /** It only takes notice: every byte goes on as it came. */
  watches: boolean;
}

const THRESHOLD = 80;

/** What holds for answers to a call; undefined where nobody looks at them. */
// Guarantee: what a policy or an organization asks for is inspected in every format, streamed or not.
export function planOf(guardrails: Guardrails | undefined, obligations: readonly string[]): Plan | undefined {
  const output = guardrails?.output ?? {};
  const demanded = OUTPUT_MODES.findLast((mode) => obligations.includes(`inspect:${mode}`));
  // Where policy demands a look that nobody has set up, what is found does not just go on.
  const otherwise = (action: Action) => (demanded === undefined ? "off" : action);
  const secrets = output.secrets ?? otherwise("redact");
  const pii = output.pii ?? otherwise("redact");
  const injection = output.injection ?? otherwise("detect");
  const harm = output.harm ?? otherwise("block");
  const actions: Action[] = [secrets, pii, injection, harm];
  if (actions.every((action) => action === "off")) return undefined;
  const scored = injection === "block" || harm === "block" ? "window" : "redact";
  const modes = new Set<Mode>([output.mode ?? "redact", demanded ?? "redact", scored]);
  return {
    secrets,
    pii,
    injection,
    harm,
    harmDomains: output.harmDomains ?? ["harm"],
    thresholdOf: (domain) => output.threshold ?? guardrails?.thresholds?.[domain] ?? THRESHOLD,
    mode: OUTPUT_MODES.findLast((mode) => modes.has(mode)) ?? "redact",
    unavailable: guardrails?.unavailable ?? "block",
    watches: actions.every((action) => action === "off" || action === "detect"),
  };
}
