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
 * Guarantee: what one organization looks for is never looked for in the texts of another. The set is made from its
 * own landscape, and its version is part of the key under which verdicts are kept.
 */
export function compileOwn(specs: readonly DetectorSpec[], { fold, clock }: { fold: Fold; clock: Clock }): OwnSet {
  const version = `${ENGINE}.${hash("sha256", JSON.stringify(specs), "base64url")}`;
  const patterns = tooMany(specs) ? "unusable" : patternReader(specs);
  const readers = patterns === "unusable" ? undefined : [wordReader(specs, fold), patterns];
  const budget = (text: string): InTime => {
    const until = clock.elapsed() + BUDGET_MS.least + (text.length / 1e6) * BUDGET_MS.perMillionChars;
    return () => {
      if (clock.elapsed() > until) throw new RangeError("own detectors took longer than their budget");
    };
  };
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
        const inTime = budget(text);
        for (const read of readers) read?.(text, found, inTime);
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

/** Throws where reading a text has taken too long. */
type InTime = () => void;
type Read = (text: string, found: Span[], inTime: InTime) => void;

const BUDGET_MS = { least: 100, perMillionChars: 150 };
/** So many places are looked at between two looks at the clock. */
const PLACES = 1_024;
/** As many of one text as are worth listing; where there are more the call counts as not assessed anyway. */
const MOST_FOUND = 20_001;

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
  return (text, found, inTime) => {
    automaton ??= makeAutomaton(words);
    let places = 0;
    // Words that are parts of each other may all stand at one place.
    automaton.scan(text, (index, end) => {
      if (++places % PLACES === 0) inTime();
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
/** Patterns of so many steps together are asked at once which of them match: more could take seconds for one window. */
const STEPS_AT_ONCE = 1_200;

function patternReader(specs: readonly DetectorSpec[]): Read | "unusable" | undefined {
  const patterns: Compiled[] = [];
  for (const spec of specs) {
    if (spec.pattern === undefined) continue;
    const compiled = compilePattern(spec.pattern, spec.caseSensitive === true);
    // What was accepted by another version and is refused by this one does not vanish: the set fails.
    if (typeof compiled === "string") return "unusable";
    patterns.push({ spec, compiled });
  }
  if (patterns.length === 0) return undefined;
  const groups = groupsOf(patterns);
  return (text, found, inTime) => {
    for (let from = 0; from < text.length; from += WINDOW) {
      const start = Math.max(0, from - MARGIN);
      const window = {
        text: text.slice(start, from + WINDOW + MARGIN),
        start,
        from,
        to: Math.min(text.length, from + WINDOW),
      };
      for (const { some, patterns: members } of groups) {
        // One pass says which of them match at all; mostly none does.
        for (const index of some.match(window.text)) {
          const { spec, compiled } = members[index] as Compiled;
          readWindow({ spec, compiled, inTime }, text, window, found);
        }
        inTime();
      }
    }
  };
}

interface Compiled {
  spec: DetectorSpec;
  compiled: RE2JS;
}

function groupsOf(patterns: readonly Compiled[]): { some: RE2Set; patterns: Compiled[] }[] {
  const groups: { some: RE2Set; patterns: Compiled[] }[] = [];
  let steps = Infinity;
  for (const pattern of patterns) {
    const { spec, compiled } = pattern;
    steps += compiled.programSize();
    if (steps > STEPS_AT_ONCE) {
      groups.push({ some: new RE2Set(), patterns: [] });
      steps = compiled.programSize();
    }
    const group = groups.at(-1) as (typeof groups)[number];
    group.some.add(spec.caseSensitive === true ? (spec.pattern as string) : `(?i:${spec.pattern})`);
    group.patterns.push(pattern);
  }
  return groups;
}

interface Window {
  text: string;
  start: number;
  from: number;
  to: number;
}

interface Pattern extends Compiled {
  inTime: InTime;
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
  if (found.length >= MOST_FOUND) throw new RangeError("own detectors found too much in one text");
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
