import { classesOfKind, sameValue, spansForClasses } from "../risk/index.ts";
import { hasLook } from "./looks.ts";
import { makeTrie } from "./trie.ts";
import { namesIn } from "./forms.ts";
import type { Value } from "./names.ts";
import type { Opening, Style } from "./types.ts";

type Redaction = NonNullable<Opening["guardrails"]["redaction"]>;

/** One text for all spellings of a value of a kind. */
export const keyOf = (kind: string, value: string): string => `${kind}\n${sameValue(kind, value)}`;

/** The values of a call that some model is not to see, and that may come back. */
export function wantedIn(about: Opening, redaction: Redaction): Map<string, Omit<Value, "hash">> {
  const wanted = new Map<string, Omit<Value, "hash">>();
  for (const spans of redactedSpans(about))
    for (const [part, found] of spans) {
      const text = about.call.ask.texts[part]?.text ?? "";
      for (const { kind, start, end } of found) {
        const value = text.slice(start, end);
        const key = keyOf(kind, value);
        const { restore, style } = heldFor(redaction, kind);
        if (wanted.has(key) || !restore) continue;
        wanted.set(key, { kind, text: value, same: sameValue(kind, value), style });
      }
    }
  return wanted;
}

/** What holds for a kind: what its own class says, then the classes that gather others, then all. */
export function heldFor(redaction: Redaction, kind: string): { restore: boolean; style: Style } {
  const named = [...classesOfKind(kind).toReversed(), "pii"].map((name) => redaction.classes?.[name]);
  const own = kind === "secret" ? named.slice(0, 1) : named;
  const restore = own.find((one) => one?.restore !== undefined)?.restore ?? redaction.restore ?? false;
  const style = own.find((one) => one?.style !== undefined)?.style ?? redaction.style ?? "pseudonym";
  return { restore, style: hasLook(kind) ? style : "pseudonym" };
}

function redactedSpans({ assessment, obligations }: Opening): ReturnType<typeof spansForClasses>[] {
  const sets = new Map<string, string[]>();
  for (const list of obligations) {
    const classes = list.flatMap((one) => (one.startsWith("redact:") ? [one.slice(7)] : []));
    if (classes.length > 0) sets.set(classes.toSorted().join("\n"), classes);
  }
  return [...sets.values()].map((classes) => spansForClasses(assessment, classes));
}

/** What of a call is seen as it was written. */
export interface PlainTexts {
  all: readonly string[];
  /** Names like `email_1` that somebody wrote, in small letters. What the model said before is not among them. */
  literal: ReadonlySet<string>;
  /** With what the model said before. */
  anywhere: ReadonlySet<string>;
}

export function plainTexts(about: Opening): PlainTexts {
  const { texts } = about.call.ask;
  const spans = redactedSpans(about);
  const literal = new Set<string>();
  const anywhere = new Set<string>();
  for (const [part, { text, channel }] of texts.entries()) {
    if (!NUMBERED.test(text)) continue;
    const seen = blanked(
      text,
      spans.flatMap((found) => found.get(part) ?? []),
    );
    namesIn(seen, anywhere);
    if (channel !== "assistant") namesIn(seen, literal);
  }
  return { all: texts.map(({ text }) => text), literal, anywhere };
}

/** Most texts have nothing that reads like a name with a number. */
const NUMBERED = /_\d/;

function blanked(text: string, spans: readonly { start: number; end: number }[]): string {
  if (spans.length === 0) return text;
  let out = "";
  let at = 0;
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    if (start > at) out += `${text.slice(at, start)} `;
    at = Math.max(at, end);
  }
  return out + text.slice(at);
}

/** Which of these words stand in one of the texts. */
export function presentIn(texts: readonly string[], words: readonly string[]): Set<string> {
  const present = new Set<string>();
  if (words.length === 0) return present;
  const trie = makeTrie();
  for (const word of words) trie.add({ text: word, keepStart: 0, keepEnd: 0, as: "plain" }, word);
  for (const text of texts)
    for (let at = 0; at < text.length; at++) {
      if (!trie.starts.has(text.charCodeAt(at))) continue;
      const match = trie.at(text, at, { final: true });
      if (match && match !== "more") present.add(match.value);
    }
  return present;
}
