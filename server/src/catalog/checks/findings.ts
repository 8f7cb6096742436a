import type { TextPart } from "../../kernel/index.ts";
import { type RiskRoom, DOMAINS, viewsOf } from "../../risk/index.ts";
import { type Definition, INSTRUCTIONS } from "../definition.ts";
import type { KeptServer } from "../memory.ts";
import { compileSchema } from "../schema/compile.ts";
import { shown } from "../shown.ts";
import type { CatalogFinding } from "../types.ts";
import { hiddenIn } from "./hidden.ts";
import { type Alike, type Name, alike, isMixed, nameOf } from "./names.ts";
import { RULES, plainly } from "./orders.ts";
import { type Elsewhere, mentionsIn } from "./shadowing.ts";
import { type Text, joinedOf, sample, textsOf } from "./texts.ts";

/** What is looked at together: one server's definitions, beside those of the others. */
export interface Looked {
  server: string;
  definitions: readonly Definition[];
  others: ReadonlyMap<string, KeptServer>;
}

type Found = Omit<CatalogFinding, "server" | "tool">;

/** More findings of one definition than this say nothing new. */
const MOST = 12;
/** So much text about one tool is read by nobody who approves it. */
const LONG = { medium: 8_000, high: 20_000 };
const MOST_MEMBERS = 300;
/** Lines of the classifier: about one in a hundred ordinary texts reaches the first, one in seven hundred the other. */
const SCORE = { medium: 50, high: 80 };
/** With a doubt of another kind, this is one more. */
const HINT = 35;
/** Of a few words the classifier alone is not sure enough. */
const FEW_CHARS = 80;
const SCORED = (["injection", "jailbreak", "exfiltration"] as const).map((domain) => DOMAINS.indexOf(domain));

/** What in definitions would mislead a model or a person, by the tool's name. */
export async function findingsIn(
  risk: Pick<RiskRoom, "assessApart">,
  { server, definitions, others }: Looked,
): Promise<ReadonlyMap<string, readonly CatalogFinding[]>> {
  const read = definitions.map((definition) => ({ definition, texts: textsOf(definition) }));
  const scores = await scored(risk, read);
  const elsewhere = elsewhereOf(server, definitions, others);
  const names = namesOf(server, definitions, others);
  const found = new Map<string, readonly CatalogFinding[]>();
  for (const [at, { definition, texts }] of read.entries()) {
    const all = [
      ...sizes(definition, texts),
      ...words(texts, elsewhere),
      ...(scores[at] ?? []),
      ...lookAlikes(definition.name, names),
    ];
    const list = graver(distinct([...all, ...together(all)]).filter((one) => !isHint(one))).slice(0, MOST);
    found.set(
      definition.name,
      list.map((one) => ({ server, tool: definition.name, ...one })),
    );
  }
  return found;
}

function sizes({ name, parsed }: Definition, texts: readonly Text[]): Found[] {
  const found: Found[] = [];
  const chars = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > LONG.medium)
    found.push({
      kind: "too-large",
      severity: chars > LONG.high ? "high" : "medium",
      detail: `It holds ${chars} characters of text.`,
    });
  if (name === INSTRUCTIONS) return found;
  const members = texts.filter(({ place }) => place.endsWith("(its name)")).length;
  if (members > MOST_MEMBERS)
    found.push({ kind: "too-large", severity: "medium", detail: `It has ${members} members of its own.` });
  const schema = parsed["inputSchema"];
  const compiled = schema === undefined ? "there is none" : compileSchema(schema);
  for (const detail of typeof compiled === "string" ? [compiled] : compiled.notes)
    found.push({
      kind: "malformed",
      severity: "high",
      detail: `Its input schema cannot be checked: ${shown(detail, 300)}.`,
    });
  return found;
}

/** What each text hides and says, and what all of them say together. */
function words(texts: readonly Text[], elsewhere: Elsewhere): Found[] {
  const found: Found[] = [];
  for (const { place, text } of texts) {
    const views = viewsOf(text);
    for (const { severity, what, start, end } of hiddenIn(text, views))
      found.push({ kind: "hidden-text", severity, detail: `${place} holds ${what} (${sample(text, start, end)}).` });
    for (const view of [views.main, ...views.others]) found.push(...orders(place, view.text, elsewhere));
  }
  // An order that is cut into pieces is one again where they are read one after the other.
  if (texts.length > 1 && !found.some(({ kind }) => kind === "instructions"))
    found.push(...orders("all of its texts together", joinedOf(texts), elsewhere));
  return found;
}

/** What says something only beside a doubt is not told by itself. */
function isHint({ kind, severity }: Found): boolean {
  return kind === "instructions" && severity === "low";
}

/** Two doubts of different kinds are as good as one that is sure: of a rule each, or of a rule and the classifier. */
function together(found: readonly Found[]): Found[] {
  const orderly = found.filter(({ kind }) => kind === "instructions");
  if (orderly.some(({ severity }) => severity === "high")) return [];
  if (!orderly.some(({ severity }) => severity === "medium")) return [];
  const doubts = new Set(orderly.map(({ detail }) => RULES.find(({ what }) => detail.includes(what))?.what ?? ""));
  return doubts.size > 1
    ? [{ kind: "instructions", severity: "high", detail: "Together its words are orders to the model." }]
    : [];
}

function orders(place: string, text: string, elsewhere: Elsewhere): Found[] {
  const plain = plainly(text);
  const found: Found[] = [];
  for (const { kind, severity, what, pattern } of RULES) {
    const match = pattern.exec(plain);
    if (match)
      found.push({
        kind,
        severity,
        detail: `${place} ${what} (${sample(plain, match.index, match.index + match[0].length)}).`,
      });
  }
  for (const { severity, detail } of mentionsIn(plain, elsewhere))
    found.push({ kind: "shadowing", severity, detail: `${place} ${shown(detail, 200)}.` });
  return found;
}

/** What the classifier says of each text that is long enough to say something, and of all of a tool's together. */
async function scored(
  risk: Pick<RiskRoom, "assessApart">,
  read: readonly { texts: readonly Text[] }[],
): Promise<Found[][]> {
  const asked: { at: number; place: string; text: string }[] = [];
  for (const [at, { texts }] of read.entries()) {
    const long = texts.filter(({ text }) => text.length >= 24);
    for (const { place, text } of long) asked.push({ at, place, text });
    if (texts.length > 1) asked.push({ at, place: "all of its texts together", text: joinedOf(texts) });
  }
  const found: Found[][] = read.map(() => []);
  if (asked.length === 0) return found;
  const parts = asked.map(({ place, text }): TextPart => ({
    path: [],
    place,
    channel: "tool_definition",
    encoding: "string",
    text,
  }));
  const assessment = await risk.assessApart({ ask: { texts: parts } });
  for (const [index, { at, place, text }] of asked.entries()) {
    const scores = assessment.scored?.[index]?.scores;
    const score = Math.max(0, ...SCORED.map((domain) => scores?.[domain] ?? 0));
    if (score < HINT) continue;
    const severity =
      score >= SCORE.high && text.length >= FEW_CHARS ? "high" : score >= SCORE.medium ? "medium" : "low";
    found[at]?.push({
      kind: "instructions",
      severity,
      detail: `${place} reads like orders to the model, ${score} of 100.`,
    });
  }
  // Guarantee: a definition that nothing could read is not approved by itself.
  if (!assessment.assessed)
    for (const list of found)
      list.push({ kind: "malformed", severity: "high", detail: "It could not be looked at, so somebody has to." });
  return found;
}

function elsewhereOf(server: string, definitions: readonly Definition[], others: Looked["others"]): Elsewhere {
  const own = new Set(definitions.map(({ name }) => name.toLowerCase()));
  const tools = new Map<string, string>();
  for (const [id, { tools: kept }] of others) {
    if (id === server) continue;
    for (const name of kept.keys())
      if (name !== INSTRUCTIONS && !own.has(name.toLowerCase())) tools.set(name.toLowerCase(), id);
  }
  return { tools, servers: new Set([...others.keys()].filter((id) => id !== server).map((id) => id.toLowerCase())) };
}

/** Names to hold a name against: first those of other servers, then the server's own. */
interface Names {
  own: readonly Name[];
  theirs: readonly (Name & { server: string })[];
}

function namesOf(server: string, definitions: readonly Definition[], others: Looked["others"]): Names {
  const theirs = [...others]
    .filter(([id]) => id !== server)
    .flatMap(([id, { tools }]) =>
      [...tools.keys()].filter((name) => name !== INSTRUCTIONS).map((name) => ({ ...nameOf(name), server: id })),
    );
  return { own: definitions.filter(({ name }) => name !== INSTRUCTIONS).map(({ name }) => nameOf(name)), theirs };
}

const SAID: Record<Alike, string> = {
  same: "is called like",
  "written-otherwise": "differs only in case or separators from",
  "passes-for": "passes for",
  typo: "is a slip of the pen away from",
  near: "differs in two letters or fewer from",
};
const THEIRS: Record<Alike, Found["severity"]> = {
  same: "low",
  "written-otherwise": "medium",
  "passes-for": "high",
  typo: "high",
  near: "medium",
};
const OWN: Record<Alike, Found["severity"]> = {
  same: "low",
  "written-otherwise": "medium",
  "passes-for": "high",
  typo: "medium",
  near: "low",
};

function lookAlikes(name: string, { own, theirs }: Names): Found[] {
  if (name === INSTRUCTIONS) return [];
  const found: Found[] = [];
  const it = nameOf(name);
  if (isMixed(name))
    found.push({ kind: "look-alike", severity: "high", detail: `${shown(name, 128)} mixes letters of two alphabets.` });
  for (const other of theirs) {
    const how = alike(it, other);
    if (how)
      found.push({
        kind: "look-alike",
        severity: THEIRS[how],
        detail: `${shown(name, 128)} ${SAID[how]} ${shown(other.name, 128)} of the server ${other.server}.`,
      });
  }
  for (const other of own) {
    if (other.name === name) continue;
    const how = alike(it, other);
    if (how)
      found.push({
        kind: "look-alike",
        severity: OWN[how],
        detail: `${shown(name, 128)} ${SAID[how]} ${shown(other.name, 128)} of the same server.`,
      });
  }
  return found;
}

function distinct(found: readonly Found[]): Found[] {
  const known = new Map<string, Found>();
  for (const one of found) {
    const key = `${one.kind} ${one.detail}`;
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()];
}

const RANK = { high: 0, medium: 1, low: 2 };

function graver(found: readonly Found[]): Found[] {
  return [...found].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
