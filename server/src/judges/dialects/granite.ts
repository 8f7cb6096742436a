import type { Dialect } from "../types.ts";
import { SAID_YES, plainText, scoresFrom } from "./words.ts";

/*
 * Granite Guardian 3: one risk a request, named in the system message, and `Yes` or `No` as the answer; newer ones say
 * how sure they are, or put a score between tags after their thoughts.
 */

const RISKS = ["harm", "jailbreak"];
const PLAIN = /^(Yes|No)(?:\s*<confidence>\s*(High|Low)\s*<\/confidence>)?$/i;
const TAGGED = /^(?:<think>[\s\S]{0,20000}<\/think>\s*)?<score>\s*(yes|no)\s*<\/score>$/i;
const UNSURE = 60;

export const granite: Dialect = {
  version: "granite-guardian@1",
  window: 8_000,
  joins: true,
  labels: {
    harm: ["harm"],
    social_bias: ["hate", "harm"],
    jailbreak: ["jailbreak", "injection"],
    violence: ["weapons", "harm"],
    profanity: [],
    sexual_content: ["sexual"],
    unethical_behavior: ["harm"],
    harm_engagement: ["harm"],
    function_call: [],
    groundedness: [],
    answer_relevance: [],
    context_relevance: [],
  },
  questions: (judge, unit) =>
    (judge.risks ?? RISKS).map((risk) => ({
      by: "chat",
      messages: [
        { role: "system", content: risk },
        { role: "user", content: plainText(unit) },
      ],
      maxTokens: 64,
    })),
  read({ text = "" }, { judge, place }) {
    const said = text.trim();
    const match = PLAIN.exec(said) ?? TAGGED.exec(said);
    const risk = (judge.risks ?? RISKS)[place];
    if (!match || risk === undefined) return undefined;
    if (match[1]?.toLowerCase() === "no") return { scores: {} };
    const score = match[2]?.toLowerCase() === "low" ? UNSURE : SAID_YES;
    return { scores: scoresFrom({ ...granite.labels, ...judge.labels }, [[risk, score]]) };
  },
};
