import { type TextPart, isRecord } from "../kernel/index.ts";
import { DOMAINS, type RiskRoom } from "../risk/index.ts";
import { jsonIn, type Package, textOf } from "./package.ts";
import type { Concern } from "./types.ts";

/*
 * What a reviewer should look at in a package before it reaches anybody. Nothing here refuses: a person does, who sees
 * places, kinds and scores. No matched text is kept.
 */

const MAX_CONCERNS = 200;
/** From here on a reviewer is told of instructions that a model would follow against its user. */
const LINE = 50;
const TOLD = new Set(["injection", "exfiltration"]);
/** What a script does that is seldom needed: told by its words, without running or parsing it. */
const SCRIPT_SIGNS: readonly (readonly [kind: string, detail: string, pattern: RegExp])[] = [
  [
    "network",
    "fetches something and runs it",
    /\b(?:curl|wget|iwr|invoke-webrequest)\b[^\n|]{0,120}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/i,
  ],
  ["network", "decodes something and runs it", /\bbase64\s+(?:-d|--decode|-D)\b[^\n]{0,120}\|\s*(?:ba|z|da)?sh\b/i],
  [
    "credentials",
    "reads where credentials lie",
    /(?:~|\$HOME|%USERPROFILE%)[\\/]\.(?:aws|ssh|gnupg|netrc|docker|kube|config[\\/]gcloud)\b/i,
  ],
  ["credentials", "reads the whole environment", /\b(?:printenv|os\.environ\b(?!\s*[.[])|process\.env\b(?!\s*[.[]))/],
];

export async function concernsOf(risk: RiskRoom, { files }: Pick<Package, "files">): Promise<Concern[]> {
  const concerns: Concern[] = [];
  const add = (kind: string, place: string, detail: string, score: number) => {
    if (concerns.length < MAX_CONCERNS) concerns.push({ kind, place, detail, score });
  };
  const texts: TextPart[] = [];
  for (const file of files) {
    const { path, executable } = file;
    if (executable) add("executable", path, "can be run as a program", 20);
    const text = textOf(file);
    if (text === undefined) {
      add("binary", path, "is no text: nobody has read it", 40);
      continue;
    }
    for (const [kind, detail, pattern] of SCRIPT_SIGNS) if (pattern.test(text)) add(kind, path, detail, 60);
    for (const [kind, detail] of bringsAlong(path, text)) add(kind, path, detail, 40);
    if (text !== "") texts.push({ path: [], place: path, channel: "document", encoding: "string", text });
  }
  await readTexts(risk, texts, add);
  return concerns.toSorted((a, b) => b.score - a.score);
}

async function readTexts(
  risk: RiskRoom,
  texts: TextPart[],
  add: (kind: string, place: string, detail: string, score: number) => void,
): Promise<void> {
  const { findings, signs = [], scored = [], failure } = await risk.assessApart({ ask: { texts } });
  const placeOf = (part: number) => texts[part]?.place ?? "";
  if (failure !== undefined) add("unread", "", "part of it could not be read to its end", 60);
  for (const { part, kind } of signs) add("hidden-text", placeOf(part), kind, 90);
  for (const { part, kind, rule, confidence } of findings)
    if (kind === "secret") add("secret", placeOf(part), rule, confidence);
    else if (!TOLD.has(kind)) add("personal-data", placeOf(part), kind, Math.min(confidence, 50));
  for (const [part, one] of scored.entries())
    for (const [index, domain] of DOMAINS.entries()) {
      const score = one?.scores[index] ?? 0;
      if (TOLD.has(domain) && score >= LINE) add("instructions", placeOf(part), domain, score);
    }
}

/** What a plugin brings besides words: hooks and servers act without being asked. */
function bringsAlong(path: string, text: string): [string, string][] {
  const name = path.split("/").at(-1) ?? "";
  if (!/^(?:\.?mcp\.json|hooks\.json|plugin\.json)$/.test(name)) return [];
  const value = jsonIn(text);
  if (!isRecord(value)) return [];
  const found: [string, string][] = [];
  const hooks = value["hooks"];
  if (isRecord(hooks) && Object.keys(hooks).length > 0) found.push(["hooks", `brings hooks: ${namesOf(hooks)}`]);
  const servers = value["mcpServers"];
  if (isRecord(servers) && Object.keys(servers).length > 0)
    found.push(["servers", `brings MCP servers: ${namesOf(servers)}`]);
  return found;
}

function namesOf(of: Record<string, unknown>): string {
  const names = Object.keys(of).filter((name) => /^[\w.-]{1,64}$/.test(name));
  return names.slice(0, 20).join(", ");
}
