/** What the classifier is asked about every text and every sentence, in the order of the columns of its weights. */
export const HEADS = [
  "attack",
  "injection",
  "jailbreak",
  "harm",
  "cyber",
  "cbrn",
  "violence",
  "fraud",
  "advice",
  "self_harm",
  "sexual",
  "hate",
  "privacy",
  "illicit",
  "misinfo",
  "code_exec",
  "exfil",
  "distill",
  /** Whether a sentence tells somebody to do something, rather than telling something. */
  "instruction",
  /** Whether a sentence of a document was put there for the model that reads it. */
  "planted",
  "topic.cyber",
  "topic.bio",
  "topic.finance",
  "topic.codeExec",
  "topic.weapons",
  "topic.selfHarm",
  "topic.sexual",
  "topic.hate",
  "topic.privacy",
  "topic.advice",
] as const;
export type Head = (typeof HEADS)[number];

/** Columns in a row of weights: the heads, rounded up so that two registers of 16 bytes hold a row. */
export const HEAD_ROOM = 32;
