import { RE2Set, type RE2JS } from "re2js";
import { compilePattern, type DetectorSpec } from "../../config/index.ts";
import { hash } from "node:crypto";
import type { Clock } from "../../kernel/index.ts";
import { type Automaton, makeAutomaton } from "../automaton.ts";
import type { Fold } from "../fold.ts";
import type { Detector, Span } from "../types.ts";

/** One organization's own detectors, ready to read texts. */
export interface OwnSet {
  detector: Detector;
  /** What can be redacted besides the built-in classes. */
  classes: readonly string[];
  /** Why texts cannot be read with it: then no call of the organization counts as assessed. */
  unusable?: string;
}

/** Changes whenever a verdict of the same specs could. */
const ENGINE = "1";
/** More than this of one organization is not run, and its calls count as not assessed. */
const MOST = { detectors: 200, words: 50_000, cells: 6_000_000 };
const DEFAULT = { within: 60, confidence: 80 };

/**
 * Compiles the detectors of an organization.
 *
 * Guarantee: what one organization looks for is never looked for in the texts of another: the set is made from its
 * own landscape, and its version is part of the key under which verdicts are kept.
 */
export function compileOwn(specs: readonly DetectorSpec[], { fold, clock }: { fold: Fold; clock: Clock }): OwnSet {
  const version = `${ENGINE}.${hash("sha256", JSON.stringify(specs), "base64url")}`;
  const patterns = tooMany(specs) ? "unusable" : patternReader(specs, clock);
  const readers = patterns === "unusable" ? undefined : [wordReader(specs, fold), patterns];
  return {
    classes: [...new Set(specs.map((spec) => spec.class))].sort(),
    ...(readers === undefined ? { unusable: TOO_MANY } : {}),
    detector: {
      name: OWN,
      version,
      reach: Math.max(0, ...specs.map(reachOf)),
      detect(text) {
        // Guarantee: detectors that are more than can be run are not passed over in silence.
        if (readers === undefined) throw new RangeError(TOO_MANY);
        const found: Span[] = [];
        for (const read of readers) read?.(text, found);
        return found;
      },
    },
  };
}

export const OWN = "own";

const TOO_MANY = "the organization's own detectors are more than can be run";

/** What a pattern may be made of that never matches a space: then a match never goes on over words. */
const MAY_SPACE = /[ .\t]|\\[sWDPpXCHxQAnrtfv]|\[\^|\[:/;

/** How far a finding goes on behind a plain word, for answers that stream. */
function reachOf(spec: DetectorSpec): number {
  const within = spec.context === undefined ? 0 : (spec.within ?? DEFAULT.within);
  const words = Math.max(0, ...(spec.words ?? []).map((word) => (/\s/.test(word) ? word.length : 1)));
  const pattern = spec.pattern !== undefined && MAY_SPACE.test(spec.pattern.replace(/\\[.\\]/g, "")) ? Infinity : 0;
  return within + words + pattern;
}

/** The words' automaton has at most a row for each of their characters, and in it a cell for each different one. */
function tooMany(specs: readonly DetectorSpec[]): boolean {
  const words = specs.flatMap((spec) => spec.words ?? []);
  if (specs.length > MOST.detectors || words.length > MOST.words) return true;
  const characters = words.reduce((sum, word) => sum + word.length, 0);
  return characters * new Set(words.join("")).size > MOST.cells;
}

type Read = (text: string, found: Span[]) => void;

/** Every dictionary in one pass. */
function wordReader(specs: readonly DetectorSpec[], fold: Fold): Read | undefined {
  const words: string[] = [];
  const owners: DetectorSpec[] = [];
  for (const spec of specs) {
    for (const word of spec.words ?? []) {
      words.push(fold(word)?.text ?? word);
      owners.push(spec);
    }
  }
  if (words.length === 0) return undefined;
  let automaton: Automaton | undefined;
  return (text, found) => {
    automaton ??= makeAutomaton(words);
    automaton.scan(text, (index, end) => {
      const word = words[index] as string;
      const spec = owners[index] as DetectorSpec;
      const start = end - word.length;
      if (isPartOfWord(text, start, end)) return;
      if (spec.caseSensitive === true && !text.startsWith(word, start)) return;
      take(spec, text, { start, end }, found);
    });
  };
}

const LETTER = /[\p{L}\p{N}_]/u;

/** A letter on both sides of an end means that the word goes on. Scripts without spaces have no such ends. */
function isPartOfWord(text: string, start: number, end: number): boolean {
  return goesOn(text[start - 1], text[start]) || goesOn(text[end - 1], text[end]);
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function goesOn(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return LETTER.test(before) && LETTER.test(after) && !UNSPACED.test(before) && !UNSPACED.test(after);
}

/** A pattern reads so much of a text at once, with so much more on both sides; between two it looks at the clock. */
const WINDOW = 65_536;
const MARGIN = 1_024;
const BUDGET_MS = { least: 100, perMillionChars: 150 };

function patternReader(specs: readonly DetectorSpec[], clock: Clock): Read | "unusable" | undefined {
  const patterns: { spec: DetectorSpec; compiled: RE2JS }[] = [];
  for (const spec of specs) {
    if (spec.pattern === undefined) continue;
    const compiled = compilePattern(spec.pattern, spec.caseSensitive === true);
    // What was accepted by another version and is refused by this one does not vanish: the set fails.
    if (typeof compiled === "string") return "unusable";
    patterns.push({ spec, compiled });
  }
  if (patterns.length === 0) return undefined;
  const some = new RE2Set();
  for (const { spec } of patterns)
    some.add(spec.caseSensitive === true ? (spec.pattern as string) : `(?i:${spec.pattern})`);
  return (text, found) => {
    const until = clock.elapsed() + BUDGET_MS.least + (text.length / 1e6) * BUDGET_MS.perMillionChars;
    const inTime = () => {
      if (clock.elapsed() > until) throw new RangeError("patterns took longer than their budget");
    };
    for (let from = 0; from < text.length; from += WINDOW) {
      const start = Math.max(0, from - MARGIN);
      const window = {
        text: text.slice(start, from + WINDOW + MARGIN),
        start,
        from,
        to: Math.min(text.length, from + WINDOW),
      };
      // One pass says which of them match at all; mostly none does.
      for (const index of some.match(window.text)) {
        const { spec, compiled } = patterns[index] as (typeof patterns)[number];
        readWindow({ spec, compiled, inTime }, text, window, found);
      }
      inTime();
    }
  };
}

interface Window {
  text: string;
  start: number;
  from: number;
  to: number;
}

interface Pattern {
  spec: DetectorSpec;
  compiled: RE2JS;
  inTime: () => void;
}

function readWindow({ spec, compiled, inTime }: Pattern, text: string, window: Window, found: Span[]): void {
  const matcher = compiled.matcher(window.text);
  for (let count = 0; matcher.find(); count++) {
    if (count % 16 === 15) inTime();
    const start = window.start + matcher.start();
    const end = window.start + matcher.end();
    // What begins in the margins belongs to another window, and what reaches its cut end is not known to end there.
    if (start < window.from || start >= window.to || end === start) continue;
    if (end === window.start + window.text.length && end < text.length) continue;
    take(spec, text, { start, end }, found);
  }
}

function take(spec: DetectorSpec, text: string, place: { start: number; end: number }, found: Span[]): void {
  if (spec.context !== undefined && !isNear(spec, text, place)) return;
  found.push({
    kind: spec.class,
    rule: spec.id,
    ...place,
    confidence: spec.confidence ?? DEFAULT.confidence,
    ...(spec.severity === undefined ? {} : { severity: spec.severity }),
  });
}

function isNear(spec: DetectorSpec, text: string, { start, end }: { start: number; end: number }): boolean {
  const within = spec.within ?? DEFAULT.within;
  const around = `${text.slice(Math.max(0, start - within), start)}\n${text.slice(end, end + within)}`.toLowerCase();
  return (spec.context ?? []).some((word) => around.includes(word.toLowerCase()));
}
