import type { Domain } from "../types.ts";
import type { Head } from "./heads.ts";
import type { Group } from "./weights.ts";

/** Which lines of the second layer speak for which domain, where the text comes from a person. */
const PROMPT: Readonly<Partial<Record<Head, Domain>>> = {
  cyber: "cyber",
  cbrn: "bio",
  fraud: "finance",
  code_exec: "codeExec",
  violence: "weapons",
  self_harm: "selfHarm",
  privacy: "privacy",
  distill: "distillation",
  exfil: "exfiltration",
  advice: "advice",
  sexual: "sexual",
  hate: "hate",
  harm: "harm",
};

/** And where it is data: a document about weapons is no wish for them, an order in it is one too many. */
const DATA: Readonly<Partial<Record<Head, Domain>>> = { planted: "injection", exfil: "exfiltration" };

export const SPEAKS: Readonly<Record<Group, Readonly<Partial<Record<Head, Domain>>>>> = {
  prompt: PROMPT,
  system: PROMPT,
  output: PROMPT,
  data: DATA,
  definition: { planted: "injection" },
};

/** What a finding of a domain is called. */
export function kindOf(domain: Domain): string {
  return isAttack(domain) || domain === "harm" ? domain : `harm.${domain}`;
}

function isAttack(domain: Domain): boolean {
  return domain === "injection" || domain === "jailbreak" || domain === "exfiltration" || domain === "distillation";
}

export const TOPICS: Readonly<Partial<Record<Head, Domain>>> = {
  "topic.cyber": "cyber",
  "topic.bio": "bio",
  "topic.finance": "finance",
  "topic.codeExec": "codeExec",
  "topic.weapons": "weapons",
  "topic.selfHarm": "selfHarm",
  "topic.sexual": "sexual",
  "topic.hate": "hate",
  "topic.privacy": "privacy",
  "topic.advice": "advice",
};
