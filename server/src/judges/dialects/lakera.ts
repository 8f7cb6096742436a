import type { Dialect } from "../types.ts";
import { SAID_YES, member, scoresFrom } from "./words.ts";

/* Lakera Guard, /v2/guard with its breakdown: which detectors of a project's policy have found something. */

const ROLES: Record<string, "system" | "assistant" | "user" | "tool"> = {
  system: "system",
  assistant: "assistant",
  tool_result: "tool",
};

export const lakera: Dialect = {
  version: "lakera@1",
  window: 8_000,
  joins: true,
  labels: {
    prompt_attack: ["injection", "jailbreak"],
    unknown_links: ["exfiltration"],
    pii: ["privacy"],
    "moderated_content/hate": ["hate"],
    "moderated_content/sexual": ["sexual"],
    "moderated_content/violence": ["weapons", "harm"],
    "moderated_content/weapons": ["weapons", "harm"],
    "moderated_content/crime": ["harm"],
    "moderated_content/profanity": [],
    moderated_content: ["harm"],
    flagged: ["harm"],
  },
  questions({ url = "https://api.lakera.ai", project }, { segments }) {
    const messages = segments.map(({ channel, text }) => ({ role: ROLES[channel] ?? "user", content: text }));
    const body = { messages, breakdown: true, ...(project === undefined ? {} : { project_id: project }) };
    return [{ by: "post", url: `${url.replace(/\/+$/, "")}/v2/guard`, auth: "bearer", body }];
  },
  read({ json }, { judge }) {
    const flagged = member(json, "flagged");
    const breakdown = member(json, "breakdown");
    if (typeof flagged !== "boolean" || !Array.isArray(breakdown)) return undefined;
    const labels = { ...lakera.labels, ...judge.labels };
    const said: [string, number][] = [];
    for (const one of breakdown) {
      const [type, detected] = [member(one, "detector_type"), member(one, "detected")];
      if (typeof type !== "string" || typeof detected !== "boolean") return undefined;
      const known = Object.hasOwn(labels, type) ? type : (type.split("/")[0] ?? type);
      if (detected) said.push([known, SAID_YES]);
    }
    if (flagged && said.length === 0) said.push(["flagged", SAID_YES]);
    return { scores: scoresFrom(labels, said) };
  },
};
