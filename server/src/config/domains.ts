/** What texts are scored for; the same names as in `risk` of a policy. */
export const SCORED_DOMAINS = [
  "cyber",
  "bio",
  "finance",
  "codeExec",
  "weapons",
  "selfHarm",
  "privacy",
  "distillation",
  "injection",
  "jailbreak",
  "exfiltration",
  "advice",
  "sexual",
  "hate",
  "harm",
] as const;
