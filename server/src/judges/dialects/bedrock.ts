import { isRecord } from "../../kernel/index.ts";
import type { Dialect } from "../types.ts";
import { SAID_YES, member, plainText, scoresFrom } from "./words.ts";

/* Amazon Bedrock's ApplyGuardrail: what each policy of a guardrail found, and whether it stepped in. */

const CONFIDENCE: Record<string, number> = { NONE: 0, LOW: 40, MEDIUM: 70, HIGH: 95 };

export const bedrock: Dialect = {
  version: "bedrock-guardrail@1",
  window: 8_000,
  joins: true,
  labels: {
    INSULTS: ["hate"],
    HATE: ["hate"],
    SEXUAL: ["sexual"],
    VIOLENCE: ["weapons", "harm"],
    MISCONDUCT: ["harm"],
    PROMPT_ATTACK: ["injection", "jailbreak"],
    topic: ["harm"],
    word: [],
    personal: ["privacy"],
    intervened: ["harm"],
  },
  questions({ url, region = "", guardrail = "", guardrailVersion = "DRAFT" }, unit) {
    const base = url?.replace(/\/+$/, "") ?? `https://bedrock-runtime.${region}.amazonaws.com`;
    const body = { source: "INPUT", content: [{ text: { text: plainText(unit) } }] };
    return [{ by: "post", url: `${base}/guardrail/${guardrail}/version/${guardrailVersion}/apply`, auth: "aws", body }];
  },
  read({ json }, { judge }) {
    const action = member(json, "action");
    if (action !== "NONE" && action !== "GUARDRAIL_INTERVENED") return undefined;
    const assessments = member(json, "assessments") ?? [];
    if (!Array.isArray(assessments)) return undefined;
    const said: [string, number][] = [];
    for (const one of assessments) {
      for (const filter of list(one, "contentPolicy", "filters")) {
        const [type, confidence] = [member(filter, "type"), member(filter, "confidence")];
        const score = typeof confidence === "string" ? CONFIDENCE[confidence] : undefined;
        if (typeof type !== "string" || score === undefined) return undefined;
        said.push([type, score]);
      }
      for (const topic of list(one, "topicPolicy", "topics")) {
        const name = member(topic, "name");
        const own = typeof name === "string" && judge.labels && Object.hasOwn(judge.labels, name) ? name : "topic";
        said.push([own, SAID_YES]);
      }
      const personal = list(one, "sensitiveInformationPolicy", "piiEntities").length;
      if (personal + list(one, "sensitiveInformationPolicy", "regexes").length > 0) said.push(["personal", SAID_YES]);
      if (list(one, "wordPolicy", "customWords").length > 0) said.push(["word", SAID_YES]);
    }
    if (action === "GUARDRAIL_INTERVENED" && said.length === 0) said.push(["intervened", SAID_YES]);
    return { scores: scoresFrom({ ...bedrock.labels, ...judge.labels }, said) };
  },
};

function list(value: unknown, ...path: string[]): unknown[] {
  const found = member(value, ...path);
  return Array.isArray(found) ? found.filter(isRecord) : [];
}
