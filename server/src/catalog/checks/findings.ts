import type { TextPart } from "../../kernel/index.ts";
import { type RiskRoom, DOMAINS, viewsOf } from "../../risk/index.ts";
import { type Definition, INSTRUCTIONS } from "../definition.ts";
import { compileSchema } from "../schema/compile.ts";
import { shown } from "../shown.ts";
import type { CatalogFinding } from "../types.ts";
import { type Found, type Looked, LONG } from "./found.ts";
import { hiddenIn } from "./hidden.ts";
import { lookAlikes, namesOf } from "./look-alikes.ts";
import { RULES, plainly } from "./orders.ts";
import { elsewhereOf, mentions } from "./shadowing.ts";
import { type Text, joinedOf, sample, textsOf } from "./texts.ts";

/** More findings of one definition than this say nothing new. */
const MOST = 12;
const MOST_MEMBERS = 300;
/** Lines of the classifier: about one in a hundred ordinary texts reaches the first, one in seven hundred the other. */
const SCORE = { medium: 50, high: 80 };
/** With a doubt of another kind, this is one more. */
const HINT = 35;
const TOGETHER = "all of its texts together";
/** Of a few words the classifier alone is not sure enough. */
const FEW_CHARS = 80;
const SCORED = (["injection", "jailbreak", "exfiltration"] as const).map((domain) => DOMAINS.indexOf(domain));

/** Findings that rest on a definition's own words, by its hash: they are the same whoever stands beside it. */
export interface KnownWords {
  get(hash: string): readonly Found[] | undefined;
  set(hash: string, found: readonly Found[]): unknown;
}

/** What in definitions would mislead a model or a person, by the tool's name. */
export async function findingsIn(
  { risk, known }: { risk: Pick<RiskRoom, "assessApart">; known: KnownWords },
  { server, definitions, others }: Looked,
): Promise<ReadonlyMap<string, readonly CatalogFinding[]>> {
  await readNew(risk, known, definitions);
  const elsewhere = elsewhereOf(server, definitions, others);
  const names = namesOf(server, definitions, others);
  const found = new Map<string, readonly CatalogFinding[]>();
  for (const [at, definition] of definitions.entries()) {
    if (at % PAUSE === PAUSE - 1) await pause();
    const all = [
      ...(known.get(definition.hash) ?? [UNREAD]),
      ...mentions(definition, elsewhere),
      ...lookAlikes(definition.name, names),
    ];
    const list = graver(distinct(all)).slice(0, MOST);
    found.set(
      definition.name,
      list.map((one) => ({ server, tool: definition.name, ...one })),
    );
  }
  return found;
}

/** So many definitions are looked at in one go: calls do not wait for a long list. */
const PAUSE = 10;
const PAUSE_CHARS = 8_000;
/** What a list holds beyond this is left for a person to read. */
const MOST_CHARS = 8_000_000;

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// Guarantee: a definition that nothing could read is not approved by itself.
const UNREAD: Found = {
  kind: "malformed",
  severity: "high",
  detail: "It could not be looked at, so somebody has to.",
};

async function readNew(
  risk: Pick<RiskRoom, "assessApart">,
  known: KnownWords,
  definitions: readonly Definition[],
): Promise<void> {
  const fresh = definitions.filter(({ hash }) => known.get(hash) === undefined);
  let left = MOST_CHARS;
  for (let from = 0; from < fresh.length && left > 0;) {
    const read: { definition: Definition; texts: Text[] }[] = [];
    for (let chars = 0; from < fresh.length && read.length < PAUSE && chars < PAUSE_CHARS; from++) {
      const definition = fresh[from] as Definition;
      const texts = textsOf(definition);
      read.push({ definition, texts });
      chars += definition.raw.length;
      left -= definition.raw.length;
    }
    const scores = await scored(risk, read);
    for (const [at, { definition, texts }] of read.entries()) {
      const score = scores[at] ?? [UNREAD];
      const all = [...sizes(definition, texts), ...words(texts), ...score];
      const told = distinct([...all, ...together(all)]).filter((one) => !isHint(one));
      // What could not be read today may be read tomorrow.
      if (!score.includes(UNREAD)) known.set(definition.hash, told);
    }
    await pause();
  }
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

/** What each text hides and says, and what all of them say together. What is longer is suspicious anyway. */
function words(texts: readonly Text[]): Found[] {
  const found: Found[] = [];
  let left = LONG.high;
  for (const { place, text: whole } of texts) {
    const text = whole.slice(0, left);
    left -= text.length;
    if (text === "") break;
    const views = viewsOf(text);
    for (const { severity, what, start, end } of hiddenIn(text, views))
      found.push({ kind: "hidden-text", severity, detail: `${place} holds ${what} (${sample(text, start, end)}).` });
    for (const view of [views.main, ...views.others]) found.push(...orders(place, view.text.slice(0, LONG.high)));
  }
  // An order that is cut into pieces is one again where they are read one after the other.
  if (texts.length > 1 && !found.some(({ kind }) => kind === "instructions"))
    found.push(...orders(TOGETHER, joinedOf(texts).slice(0, LONG.high)));
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

function orders(place: string, text: string): Found[] {
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
  return found;
}

/** What the classifier says of each text that is long enough to say something, and of all of a tool's together. */
async function scored(
  risk: Pick<RiskRoom, "assessApart">,
  read: readonly { texts: readonly Text[] }[],
): Promise<Found[][]> {
  const asked: { at: number; place: string; text: string }[] = [];
  for (const [at, { texts }] of read.entries()) {
    let left = LONG.high;
    for (const { place, text } of texts) {
      if (text.length >= 24 && left > 0) asked.push({ at, place, text: text.slice(0, left) });
      left -= text.length;
    }
    if (texts.length > 1) asked.push({ at, place: TOGETHER, text: joinedOf(texts).slice(0, LONG.high) });
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
      score >= SCORE.high && text.length >= (place === TOGETHER ? 2 : 1) * FEW_CHARS
        ? "high"
        : score >= SCORE.medium
          ? "medium"
          : "low";
    found[at]?.push({
      kind: "instructions",
      severity,
      detail: `${place} reads like orders to the model, ${score} of 100.`,
    });
  }
  if (!assessment.assessed) for (const list of found) list.push(UNREAD);
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
