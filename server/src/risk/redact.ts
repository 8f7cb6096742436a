import { classesOfKind } from "./classes.ts";
import { type Fold, makeFold } from "./fold.ts";
import { BUILT_IN_CLASSES, isWeak, KINDS } from "./kinds.ts";
import type { Assessment, KeptSpan } from "./types.ts";

export type PlaceholderFor = (kind: string, value: string) => string;

interface Place {
  kind: string;
  start: number;
  end: number;
}

/** The text with each span replaced. Spans that overlap become one. */
export function redactText(text: string, spans: readonly Place[], placeholderFor: PlaceholderFor): string {
  let out = "";
  let done = 0;
  for (const { kind, start, end } of mergeSpans(spans)) {
    out += text.slice(done, start) + placeholderFor(kind, text.slice(start, end));
    done = end;
  }
  return done === 0 ? text : out + text.slice(done);
}

/** In order of place, none overlapping another. What holds a part of a secret is a secret. */
function mergeSpans<T extends Place>(spans: readonly T[]): T[] {
  const merged: T[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged[merged.length - 1];
    if (last === undefined || span.start >= last.end) merged.push(span);
    else {
      const named = span.kind === "secret" ? span : last;
      merged[merged.length - 1] = { ...named, start: last.start, end: Math.max(last.end, span.end) };
    }
  }
  return merged;
}

/**
 * Placeholders for one call: the same value of the same kind gets the same one, and none is given that
 * already stands in one of the texts to avoid.
 */
export function makePlaceholders(options: { avoid?: readonly string[]; between?: "_" | "-" } = {}): PlaceholderFor {
  const { between = "_" } = options;
  const given = new Map<string, string>();
  const counts = new Map<string, number>();
  let written: Set<string> | undefined;
  return (kind, value) => {
    const key = `${kind}\n${sameValue(kind, value)}`;
    const known = given.get(key);
    if (known !== undefined) return known;
    let number = counts.get(kind) ?? 0;
    let placeholder: string;
    do {
      number += 1;
      placeholder = `<${labelOf(kind)}${between}${number}>`;
      written ??= writtenIn(options.avoid ?? []);
    } while (written.has(placeholder));
    counts.set(kind, number);
    given.set(key, placeholder);
    return placeholder;
  };
}

/** All that reads like a placeholder, read once: a call may hold a hundred thousand values. */
function writtenIn(texts: readonly string[]): Set<string> {
  const written = new Set<string>();
  for (const text of texts) for (const [found] of text.matchAll(/<[A-Z0-9_]{1,200}[-_]\d{1,9}>/g)) written.add(found);
  return written;
}

/** How a kind is called in what stands in its place. */
export function labelOf(kind: string): string {
  return kind.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

/** Two spellings of one value: spaces and dashes in a number, the case of an address, other scripts' digits. */
// Guarantee: two values that differ in more than their spelling are never taken for one.
export function sameValue(kind: string, value: string): string {
  const read = (folded(value)?.text ?? value).normalize("NFKC");
  return spelled(kind, read) || value;
}

function spelled(kind: string, read: string): string {
  switch (KINDS[kind]?.same) {
    case "letters":
      return read.toLowerCase();
    case "digits":
      // What has letters too is told by them.
      return /\p{L}/u.test(read) ? lettersAndDigits(read) : read.replace(/[^\p{N}+]/gu, "");
    case "alnum":
      return lettersAndDigits(read);
    default:
      return read;
  }
}

const lettersAndDigits = (read: string): string => read.replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();

let fold: Fold | undefined;

function folded(value: string): ReturnType<Fold> {
  fold ??= makeFold();
  return fold(value);
}

/** Which spans, by index of the text, fall under any of these data classes: in order, none overlapping. */
export function spansForClasses(
  assessment: Pick<Assessment, "findings" | "spans">,
  classes: readonly string[],
): Map<number, KeptSpan[]> {
  const out = new Map<number, KeptSpan[]>();
  for (const [part, spans] of (assessment.spans ?? []).entries()) {
    const covered = spans.filter((span) => covers(classes, span.kind));
    if (covered.length > 0) out.set(part, mergeSpans(covered));
  }
  return out;
}

/** Whether a built-in detector knows what this class stands for. An obligation to redact another one cannot be met. */
export function canRedact(dataClass: string): boolean {
  return BUILT_IN_CLASSES.includes(dataClass);
}

function covers(classes: readonly string[], kind: string): boolean {
  if (classesOfKind(kind).some((name) => classes.includes(name))) return true;
  // What is only guessed is taken out where its own class is named, and not with all the rest.
  if (!(kind in KINDS)) return kind.startsWith("pii.") && classes.includes("pii");
  return kind !== "secret" && !isWeak(kind) && classes.includes("pii");
}
