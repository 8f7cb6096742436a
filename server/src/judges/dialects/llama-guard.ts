import type { Dialect } from "../types.ts";
import { SAID_YES, plainText, scoresFrom } from "./words.ts";

/*
 * Llama Guard 3 and 4: the server's chat template writes the categories around the content. The answer is `safe`, or
 * `unsafe` and on the next line the categories.
 */

const ANSWER = /^(?:safe|unsafe(?:\n(S\d{1,2}(?:, ?S\d{1,2})*))?)$/;

export const llamaGuard: Dialect = {
  version: "llama-guard@1",
  window: 8_000,
  joins: true,
  labels: {
    S1: ["weapons", "harm"],
    S2: ["finance", "harm"],
    S3: ["sexual", "harm"],
    S4: ["sexual", "harm"],
    S5: ["harm"],
    S6: ["advice"],
    S7: ["privacy", "harm"],
    S8: ["harm"],
    S9: ["bio", "weapons", "harm"],
    S10: ["hate", "harm"],
    S11: ["selfHarm", "harm"],
    S12: ["sexual"],
    S13: ["harm"],
    S14: ["codeExec", "cyber", "harm"],
    unsafe: ["harm"],
  },
  questions: (_judge, unit) => [{ by: "chat", messages: [{ role: "user", content: plainText(unit) }], maxTokens: 40 }],
  read({ text = "" }, { judge }) {
    const said = text.trim().replaceAll("\r\n", "\n").replace(/\n+/g, "\n");
    const match = ANSWER.exec(said);
    if (!match) return undefined;
    if (said === "safe") return { scores: {} };
    const named = match[1]?.split(/, ?/) ?? ["unsafe"];
    return {
      scores: scoresFrom(
        { ...llamaGuard.labels, ...judge.labels },
        named.map((label) => [label, SAID_YES]),
      ),
    };
  },
};
