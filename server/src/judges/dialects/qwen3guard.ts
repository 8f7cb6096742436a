import type { Dialect } from "../types.ts";
import { SAID_YES, plainText, scoresFrom } from "./words.ts";

/* Qwen3Guard-Gen: lines `Safety: ...` and `Categories: ...`, and for answers of models `Refusal: ...`. */

const ANSWER = /^Safety: (Safe|Unsafe|Controversial)\nCategories: ([^\n]{1,400})(?:\nRefusal: (?:Yes|No))?$/;
/** What is safe in one setting and unsafe in another. */
const CONTROVERSIAL = 60;

export const qwen3guard: Dialect = {
  version: "qwen3guard@1",
  window: 8_000,
  joins: true,
  labels: {
    Violent: ["weapons", "harm"],
    "Non-violent Illegal Acts": ["finance", "cyber", "harm"],
    "Sexual Content or Sexual Acts": ["sexual"],
    PII: ["privacy"],
    "Personally Identifiable Information": ["privacy"],
    "Suicide & Self-Harm": ["selfHarm", "harm"],
    "Unethical Acts": ["hate", "harm"],
    "Politically Sensitive Topics": [],
    "Copyright Violation": [],
    Jailbreak: ["jailbreak", "injection"],
    None: [],
  },
  questions: (_judge, unit) => [{ by: "chat", messages: [{ role: "user", content: plainText(unit) }], maxTokens: 128 }],
  read({ text = "" }, { judge }) {
    const match = ANSWER.exec(text.trim().replaceAll("\r\n", "\n").replace(/\n+/g, "\n"));
    if (!match) return undefined;
    const [, safety, categories = ""] = match;
    if (safety === "Safe") return { scores: {} };
    const score = safety === "Unsafe" ? SAID_YES : CONTROVERSIAL;
    const named = categories.split(",").map((one) => one.trim());
    const all = { ...qwen3guard.labels, ...judge.labels };
    // Unsafe and no category: it is harm, whatever kind.
    if (named.every((label) => label === "None")) return { scores: { harm: score } };
    return {
      scores: scoresFrom(
        all,
        named.map((label) => [label, score]),
      ),
    };
  },
};
