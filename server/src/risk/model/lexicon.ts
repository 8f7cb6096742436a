import type { Letters } from "./letters.ts";
import { NOTHING } from "./letters.ts";
import { ATTACK_CONCEPTS } from "./lexicon-attacks.ts";
import { HARM_CONCEPTS } from "./lexicon-harm.ts";
import { mixWords, startWord, stepWord } from "./hashes.ts";

/** Which concepts a word stands for, by the hash of its letters: an open table that is only ever read. */
export interface Lexicon {
  names: readonly string[];
  /** Slots: hash of the entry and its list of concepts; 0 where nothing stands. */
  keys: Uint32Array;
  lists: Uint16Array;
  /** Concepts of each list. */
  concepts: readonly (readonly number[])[];
}

export const CONCEPTS: readonly string[] = [...Object.keys(ATTACK_CONCEPTS), ...Object.keys(HARM_CONCEPTS)];

const SIZE = 1 << 14;
/** Marks of the kinds of entries, mixed into their hashes so that they never stand for each other. */
export const STEM = 0x51ed270b;
export const WHOLE = 0x2545f491;
export const PAIR = 0x9e3779b1;
export const PIECE = 0x7f4a7c15;

export function makeLexicon(letters: Letters): Lexicon {
  const found = new Map<number, Set<number>>();
  const all = [...Object.values(ATTACK_CONCEPTS), ...Object.values(HARM_CONCEPTS)];
  for (const [concept, entries] of all.entries())
    for (const entry of new Set(entries.replaceAll("\n", " ").split(" ").filter(Boolean))) {
      const hash = hashOf(letters, entry);
      const set = found.get(hash) ?? new Set();
      found.set(hash, set.add(concept));
    }
  const keys = new Uint32Array(SIZE);
  const lists = new Uint16Array(SIZE);
  const concepts: number[][] = [];
  for (const [hash, set] of found) {
    let slot = slotOf(hash);
    while (keys[slot] !== 0) slot = (slot + 1) & (SIZE - 1);
    keys[slot] = hash;
    lists[slot] = concepts.length;
    concepts.push([...set].toSorted((a, b) => a - b));
  }
  return { names: CONCEPTS, keys, lists, concepts };
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SIZE - 1);
}

/** The index of the entry's list of concepts, or -1. */
export function lookUp(lexicon: Lexicon, hash: number): number {
  const { keys, lists } = lexicon;
  let slot = (hash ^ (hash >>> 15)) & (SIZE - 1);
  for (;;) {
    const key = keys[slot] as number;
    if (key === 0) return -1;
    if (key === hash) return lists[slot] as number;
    slot = (slot + 1) & (SIZE - 1);
  }
}

const IDEOGRAPHS = /^[\u3040-\u30ff\u3400-\u9fff]+$/;

function hashOf(letters: Letters, entry: string): number {
  if (IDEOGRAPHS.test(entry)) {
    let hash = startWord();
    for (let i = 0; i < entry.length; i++) hash = stepWord(hash, letters.plain[entry.charCodeAt(i)] as number);
    return (hash ^ PIECE) >>> 0 || 1;
  }
  const stem = entry.endsWith("*");
  const words = (stem ? entry.slice(0, -1) : entry).split("_").map((word) => wordHash(letters, word));
  const [first = 0, second] = words.slice(-2);
  if (second !== undefined) return (mixWords(first, second) ^ PAIR) >>> 0 || 1;
  return (first ^ (stem ? STEM : WHOLE)) >>> 0 || 1;
}

function wordHash(letters: Letters, word: string): number {
  let hash = startWord();
  for (let i = 0; i < word.length; i++) {
    const code = letters.plain[word.charCodeAt(i)] as number;
    if (letters.sort[code] !== NOTHING) hash = stepWord(hash, code);
  }
  return hash;
}
