import { isRecord } from "../../kernel/index.ts";
import type { Dialect } from "../types.ts";
import { member, plainText, scoreOf, scoresFrom } from "./words.ts";

/* OpenAI's moderation endpoint: a score from 0 to 1 for each category. */

export const openaiModeration: Dialect = {
  version: "openai-moderation@1",
  window: 8_000,
  joins: true,
  labels: {
    harassment: ["hate"],
    "harassment/threatening": ["hate", "harm"],
    hate: ["hate"],
    "hate/threatening": ["hate", "harm"],
    illicit: ["harm"],
    "illicit/violent": ["weapons", "harm"],
    "self-harm": ["selfHarm"],
    "self-harm/intent": ["selfHarm", "harm"],
    "self-harm/instructions": ["selfHarm", "harm"],
    sexual: ["sexual"],
    "sexual/minors": ["sexual", "harm"],
    violence: ["harm"],
    "violence/graphic": ["harm"],
  },
  questions: ({ url = "https://api.openai.com" }, unit) => [
    {
      by: "post",
      url: `${url.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1/moderations`,
      auth: "bearer",
      body: { model: "omni-moderation-latest", input: plainText(unit) },
    },
  ],
  read({ json }, { judge }) {
    const results = member(json, "results");
    const said = Array.isArray(results) && results.length === 1 ? member(results[0], "category_scores") : undefined;
    if (!isRecord(said) || Object.keys(said).length === 0) return undefined;
    const all: [string, number][] = [];
    for (const [label, value] of Object.entries(said)) {
      const score = scoreOf(value);
      if (score === undefined) return undefined;
      all.push([label, score]);
    }
    return { scores: scoresFrom({ ...openaiModeration.labels, ...judge.labels }, all) };
  },
};
