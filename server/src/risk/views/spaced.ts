import { isTrigger, languageOf, lookUp } from "./language.ts";
import type { Fix, Segment } from "./scan.ts";
import type { Budget, Sign } from "./types.ts";

/** No word is longer. */
const LONGEST = 18;
/** So many letters are cut into words at once. */
const WINDOW = 2_000;

/** Letters that stand alone, put together again: at wider gaps where there are any, else by the words known. */
export function spacedIn(text: string, runs: readonly Segment[], budget: Budget, signs: Sign[]): Fix[] {
  const fixes: Fix[] = [];
  for (const run of runs) {
    for (let from = run.start; from < run.end;) {
      let to = Math.min(run.end, from + WINDOW * 2);
      while (to < run.end && text.charCodeAt(to) > 32) to++;
      // Cutting costs more than reading.
      if (!budget.take(3 * (to - from))) {
        signs.push({ kind: "unread", start: from, end: run.end });
        return fixes;
      }
      const fix = together(text, from, to);
      if (fix) fixes.push(fix);
      from = to;
    }
  }
  return fixes;
}

function together(text: string, start: number, end: number): Fix | undefined {
  const letters: number[] = [];
  for (let i = start; i < end; i++) if (isLetter(text.charCodeAt(i))) letters.push(i);
  const narrow = narrowGap(letters);
  const groups: number[][] = [];
  for (const [k, at] of letters.entries()) {
    const before = letters[k - 1];
    if (before === undefined || at - before > narrow) groups.push([]);
    (groups.at(-1) as number[]).push(at);
  }
  const words: number[][] = [];
  let known = 0;
  for (const group of groups) {
    const plain = group.map((at) => text[at]).join("");
    // Where words stand apart, what stands together is one word, known or not.
    const apart = groups.length > 1 && group.length <= LONGEST;
    const parts = apart ? [{ from: 0, to: group.length, known: lookUp(plain) !== 0 }] : cut(plain);
    for (const word of parts) {
      if (word.known && word.to - word.from > 1) known += word.to - word.from;
      words.push(group.slice(word.from, word.to));
    }
  }
  // Few letters cut into short words say nothing.
  // One by one: a text without blanks has more words than a function takes arguments.
  const longest = words.reduce((most, word) => Math.max(most, word.length), 0);
  const told = known * 3 >= letters.length * 2 && (letters.length >= 9 || longest >= 4);
  const read = told ? words : groups.length === 1 ? asOne(text, letters) : [];
  if (read.length === 0) return undefined;
  let joined = "";
  const places: number[] = [];
  for (const word of read) {
    if (joined !== "") {
      joined += " ";
      places.push((places.at(-1) as number) + 1);
    }
    for (const at of word) {
      joined += text[at];
      places.push(at);
    }
  }
  return { kind: "spaced", text: joined, places, start, end, sure: true, trigger: false };
}

/** A word that nobody knows, if it sounds like one and is no row of names: A, B, C. */
function asOne(text: string, letters: number[]): number[][] {
  if (letters.length > LONGEST) return [];
  const word = letters.map((at) => text[at]).join("");
  const row = letters.every((at, i) => i === 0 || text.charCodeAt(at) > text.charCodeAt(letters[i - 1] as number));
  return !row && languageOf(` ${word} `).bits < 4.7 ? [letters] : [];
}

/** The distance that most letters have to the next. */
function narrowGap(letters: readonly number[]): number {
  const counts = [0, 0, 0, 0, 0];
  for (let i = 1; i < letters.length; i++) {
    const gap = Math.min(4, (letters[i] as number) - (letters[i - 1] as number));
    counts[gap] = (counts[gap] as number) + 1;
  }
  return counts.indexOf(Math.max(...counts));
}

interface Cut {
  from: number;
  to: number;
  known: boolean;
}

/** The cheapest way to cut letters into words: long known words cost least, letters that belong to none cost most. */
function cut(letters: string): Cut[] {
  const size = letters.length;
  const cost = new Float64Array(size + 1).fill(Infinity);
  const from = new Int32Array(size + 1);
  const known = new Uint8Array(size + 1);
  cost[0] = 0;
  for (let at = 0; at < size; at++) {
    const base = cost[at] as number;
    for (let to = at + 1; to <= Math.min(size, at + LONGEST); to++) {
      const word = lookUp(letters.slice(at, to));
      if (word === 0 && to > at + 1) continue;
      const price = base + (word === 0 ? 12 : priceOf(word, to - at));
      if (price >= (cost[to] as number)) continue;
      cost[to] = price;
      from[to] = at;
      known[to] = word === 0 ? 0 : 1;
    }
  }
  const cuts: Cut[] = [];
  for (let to = size; to > 0; to = from[to] as number) {
    const piece = { from: from[to] as number, to, known: known[to] === 1 };
    const after = cuts.at(-1);
    // Letters of no word that stand together are one word nobody knows.
    if (!piece.known && after && !after.known) after.from = piece.from;
    else cuts.push(piece);
  }
  return cuts.reverse();
}

/** Triggers are the words that matter, then the common ones; a word costs about what it takes to say which one it is. */
function priceOf(word: number, size: number): number {
  const rare = Math.log2(word + 40);
  return (isTrigger(word) ? 8 : rare) + (size === 1 ? 6 : size === 2 ? 3 : 0);
}

function isLetter(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 0xc0 && code < 0x250 && code !== 0xd7 && code !== 0xf7);
}
