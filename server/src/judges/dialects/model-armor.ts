import { isRecord } from "../../kernel/index.ts";
import type { Dialect } from "../types.ts";
import { SAID_YES, member, plainText, scoresFrom } from "./words.ts";

/* Google's Model Armor: the filters of a template, each with a match and, for most, how sure it is. */

const CONFIDENCE: Record<string, number> = { LOW_AND_ABOVE: 50, MEDIUM_AND_ABOVE: 75, HIGH: 95 };

export const modelArmor: Dialect = {
  version: "model-armor@1",
  window: 8_000,
  joins: true,
  labels: {
    dangerous: ["harm"],
    hate_speech: ["hate"],
    harassment: ["hate"],
    sexually_explicit: ["sexual"],
    pi_and_jailbreak: ["injection", "jailbreak"],
    malicious_uris: ["cyber"],
    csam: ["sexual", "harm"],
    sdp: ["privacy"],
  },
  questions({ url, template = "" }, unit) {
    const location = template.split("/")[3] ?? "";
    const base = url?.replace(/\/+$/, "") ?? `https://modelarmor.${location}.rep.googleapis.com`;
    const body = { userPromptData: { text: plainText(unit) } };
    return [{ by: "post", url: `${base}/v1/${template}:sanitizeUserPrompt`, auth: "google", body }];
  },
  read({ json }, { judge }) {
    const result = member(json, "sanitizationResult");
    const filters = member(result, "filterResults");
    // What did not run to its end says nothing.
    if (member(result, "invocationResult") !== "SUCCESS" || !isRecord(filters)) return undefined;
    const said: [string, number][] = [];
    for (const [name, filter] of Object.entries(filters)) {
      const [inner] = isRecord(filter) ? Object.values(filter) : [];
      const types = member(inner, "raiFilterTypeResults");
      const each: [string, unknown][] = isRecord(types) ? Object.entries(types) : [[name, inner]];
      for (const [label, one] of each) {
        const state = member(one, "matchState") ?? member(one, "inspectResult", "matchState");
        if (state === "NO_MATCH_FOUND") continue;
        if (state !== "MATCH_FOUND") return undefined;
        const level = member(one, "confidenceLevel");
        said.push([label, typeof level === "string" ? (CONFIDENCE[level] ?? SAID_YES) : SAID_YES]);
      }
    }
    return { scores: scoresFrom({ ...modelArmor.labels, ...judge.labels }, said) };
  },
};
