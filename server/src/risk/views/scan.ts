import { BITS, MASK, PART, hashed, isTrigger, textOf, unswapped, wordOf } from "./language.ts";
import { LEET, readLeet } from "./leet.ts";
import { DIGIT, STOP, SYMBOL, symbolOf } from "./symbols.ts";

/** A word, or several, and what to read in its place. */
export interface Fix {
  start: number;
  end: number;
  text: string;
  /** Where each character of it stands; without, one after the other. */
  places?: readonly number[];
  kind: "leet" | "swaps" | "spaced";
  /** The word that comes out is known; else it is only what the characters stand for. */
  sure: boolean;
  trigger: boolean;
}

/** A sentence, a line, or 400 characters of either. */
export interface Segment {
  start: number;
  end: number;
}

export interface Scanned {
  /** Segments that look like no language as they stand. */
  strange: Segment[];
  fixes: Fix[];
  /** Runs of single letters. */
  spaced: Segment[];
  /** Segments with so many digits that they may spell something. */
  coded: Segment[];
}

/** Bits of surprise above which a segment is looked at again, times 256. Ordinary text has 2.5 to 4. */
const STRANGE = 4.2;
const LONGEST = 400;
/** Bounds of what is kept for one text; more of the same tells nothing new. */
const MAX_FIXES = 20_000;
const MAX_SEGMENTS = 20_000;

/**
 * One pass over a text: how likely its letters follow each other, which words are known, which are known words
 * with letters swapped or digits for letters, and where letters stand alone.
 */
export function scan(text: string): Scanned {
  const length = text.length;
  const strange: Segment[] = [];
  const fixes: Fix[] = [];
  const spaced: Segment[] = [];
  const coded: Segment[] = [];
  let index = 0;
  let sum = 0;
  let segment = 0;
  let knownLetters = 0;
  let letters = 0;
  let unknown = 0;
  let firstFix = 0;
  let hash = 0;
  let parts = 0;
  let word = -1;
  let singles = 0;
  let singlesFrom = 0;
  let singlesTo = 0;
  let digits = 0;
  let row = 0;
  let lastDigit = -9;
  let longestRow = 0;
  const symbols = SYMBOL;
  const bits = BITS;
  const part = PART;

  for (let i = 0; i <= length; i++) {
    const code = i === length ? 10 : text.charCodeAt(i);
    const symbol = code < 592 ? (symbols[code] as number) : symbolOf(code);
    index = ((index << 5) | symbol) & MASK;
    sum += bits[index] as number;
    if (symbol >= 1 && symbol <= 26) {
      if (word < 0) word = i;
      hash = hashed(hash, symbol);
      parts = (parts + (part[symbol] as number)) | 0;
      continue;
    }
    if (symbol === DIGIT) {
      digits += 1;
      row = i - lastDigit <= 6 ? row + 1 : 1;
      lastDigit = i;
      if (row > longestRow) longestRow = row;
    }
    if (word >= 0) {
      const size = i - word;
      letters += size;
      if (isLeetAt(text, word - 1, i) && fixes.length < MAX_FIXES) {
        const leet = readLeet(text, word, i, segment);
        if (leet) {
          fixes.push(leet);
          digits += leet.end - i;
          lastDigit = leet.end;
          row += leet.end - i;
          if (row > longestRow) longestRow = row;
          i = leet.end - 1;
        }
      } else if (size === 1) {
        if (singles === 0 || word - singlesTo > 3) {
          if (singles >= 5) spaced.push({ start: singlesFrom, end: singlesTo });
          singles = 0;
          singlesFrom = word;
        }
        singles += 1;
        singlesTo = i;
      } else if (wordOf(hash) !== 0) {
        knownLetters += size;
      } else {
        unknown += 1;
        if (size >= 4 && fixes.length < MAX_FIXES) {
          const found = unswapped(text, word, i, parts);
          if (found !== 0) {
            fixes.push({
              start: word,
              end: i,
              text: textOf(found),
              kind: "swaps",
              sure: true,
              trigger: isTrigger(found),
            });
          }
        }
      }
      if (size > 1 && singles > 0) {
        if (singles >= 5) spaced.push({ start: singlesFrom, end: singlesTo });
        singles = 0;
      }
      word = -1;
      hash = 0;
      parts = 0;
    }
    const ends =
      i >= length ||
      code === 10 ||
      (symbol === STOP && isEnd(code) && isBlank(text, i + 1)) ||
      (i - segment >= LONGEST && symbol === 0);
    if (!ends) continue;
    const size = i + 1 - segment;
    if (sum > STRANGE * size && size >= 12 && letters * 2 > size && knownLetters * 3 < letters) {
      if (strange.length < MAX_SEGMENTS) strange.push({ start: segment, end: Math.min(i, length) });
    }
    if (digits >= 14 && (digits * 3 >= size || longestRow >= 26) && coded.length < MAX_SEGMENTS)
      coded.push({ start: segment, end: Math.min(i, length) });
    if (fixes.length > firstFix) fixes.length = worthwhile(fixes, firstFix, unknown);
    firstFix = fixes.length;
    segment = i + 1;
    sum = 0;
    letters = 0;
    knownLetters = 0;
    unknown = 0;
    digits = 0;
    longestRow = 0;
  }
  if (singles >= 5) spaced.push({ start: singlesFrom, end: singlesTo });
  return { strange, fixes, spaced, coded };
}

/** How many fixes stand after a segment: its own only when they are more than an accident. */
function worthwhile(fixes: Fix[], from: number, unknown: number): number {
  let sure = 0;
  let triggers = 0;
  let swaps = 0;
  for (let i = from; i < fixes.length; i++) {
    const fix = fixes[i] as Fix;
    if (!fix.sure) continue;
    sure += 1;
    if (fix.kind === "swaps") swaps += 1;
    if (fix.trigger && fix.end - fix.start >= 6) triggers += 1;
  }
  const many = sure >= 2 && (swaps < sure || swaps * 3 >= unknown);
  return many || triggers > 0 ? fixes.length : from;
}

function isLeetAt(text: string, before: number, after: number): boolean {
  const code = text.charCodeAt(after);
  if (code < 128 && LEET[code] !== 0) return true;
  const earlier = before < 0 ? 0 : text.charCodeAt(before);
  return earlier < 128 && LEET[earlier] !== 0;
}

function isEnd(code: number): boolean {
  return code === 46 || code === 33 || code === 63;
}

function isBlank(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) <= 32;
}
