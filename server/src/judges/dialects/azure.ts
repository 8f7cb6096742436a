import type { Dialect, Unit } from "../types.ts";
import { SAID_YES, member, plainText, scoresFrom } from "./words.ts";

/* Azure AI Content Safety: severities of four categories, and Prompt Shields for attacks in prompts and documents. */

const VERSION = "2024-09-01";
const MAX_SEVERITY = 7;
const UNTRUSTED = new Set(["document", "tool_result", "tool_definition"]);

export const azure: Dialect = {
  version: "azure-content-safety@1",
  window: 8_000,
  joins: true,
  labels: {
    Hate: ["hate"],
    SelfHarm: ["selfHarm"],
    Sexual: ["sexual"],
    Violence: ["weapons", "harm"],
    userPrompt: ["jailbreak", "injection"],
    document: ["injection"],
  },
  questions({ url = "" }, unit) {
    const base = `${url.replace(/\/+$/, "")}/contentsafety/text`;
    const post = (action: string, body: unknown) =>
      ({ by: "post", url: `${base}:${action}?api-version=${VERSION}`, auth: "azure", body }) as const;
    const { asked, documents } = parted(unit);
    return [
      post("analyze", {
        text: plainText(unit),
        categories: ["Hate", "SelfHarm", "Sexual", "Violence"],
        outputType: "EightSeverityLevels",
      }),
      post("shieldPrompt", { userPrompt: asked, documents }),
    ];
  },
  read({ json }, { judge, unit, place }) {
    const labels = { ...azure.labels, ...judge.labels };
    return place === 0 ? readSeverities(json, labels) : readShields(json, labels, parted(unit).documents.length);
  },
};

function parted({ segments }: Unit): { asked: string; documents: string[] } {
  const asked = segments.filter(({ channel }) => !UNTRUSTED.has(channel)).map(({ text }) => text);
  const documents = segments.filter(({ channel }) => UNTRUSTED.has(channel)).map(({ text }) => text);
  // At most five documents a request.
  return { asked: asked.join("\n\n"), documents: documents.length > 5 ? [documents.join("\n\n")] : documents };
}

function readSeverities(json: unknown, labels: Dialect["labels"]) {
  const all = member(json, "categoriesAnalysis");
  if (!Array.isArray(all) || all.length === 0) return undefined;
  const said: [string, number][] = [];
  for (const one of all) {
    const [category, severity] = [member(one, "category"), member(one, "severity")];
    if (typeof category !== "string" || typeof severity !== "number") return undefined;
    if (!Number.isInteger(severity) || severity < 0 || severity > MAX_SEVERITY) return undefined;
    said.push([category, Math.round((severity / MAX_SEVERITY) * 100)]);
  }
  return { scores: scoresFrom(labels, said) };
}

function readShields(json: unknown, labels: Dialect["labels"], documents: number) {
  const asked = member(json, "userPromptAnalysis", "attackDetected");
  const each = member(json, "documentsAnalysis") ?? [];
  if (typeof asked !== "boolean" || !Array.isArray(each) || each.length !== documents) return undefined;
  const said: [string, number][] = asked ? [["userPrompt", SAID_YES]] : [];
  for (const one of each) {
    const attacked = member(one, "attackDetected");
    if (typeof attacked !== "boolean") return undefined;
    if (attacked) said.push(["document", SAID_YES]);
  }
  return { scores: scoresFrom(labels, said) };
}
