import { inflateRawSync } from "node:zlib";
import { SURPRISE } from "./letters.ts";
import { SYMBOLS, symbolOf } from "./symbols.ts";
import { LANGUAGES, TRIGGER_WORDS } from "./vocabulary.ts";
import { ENGLISH } from "./words.ts";

/** Bits of surprise at the third of three symbols, by `first << 10 | second << 5 | third`. */
export const BITS: Uint8Array = unpacked();
export const MASK = SYMBOLS ** 3 - 1;

/** Triggers first, then by how common they are. */
const WORDS: readonly string[] = [
  ...new Set([...TRIGGER_WORDS, ...Object.values(LANGUAGES).flat(), ...ENGLISH.split(" ")]),
];
const TRIGGER_COUNT = TRIGGER_WORDS.length;
/** What each letter adds to the mark of a word that does not depend on its order. */
export const PART: Int32Array = parts();
const SIZE = 1 << 15;
const BY_HASH = new Uint16Array(SIZE);
const BY_LETTERS = new Uint16Array(SIZE);
const HASHES = new Int32Array(WORDS.length + 1);
const LETTERS = new Int32Array(WORDS.length + 1);
/** The next word of the same letters. */
const SAME = new Uint16Array(WORDS.length + 1);
enter();

/** Adds a letter (1 to 26) to the hash of a word. */
export function hashed(hash: number, letter: number): number {
  return (Math.imul(hash, 31) + letter) | 0;
}

/** Number of the word with this hash, 0 when it is not known. */
export function wordOf(hash: number): number {
  let at = slot(hash);
  for (let index = BY_HASH[at] as number; index !== 0; index = BY_HASH[at] as number) {
    if (HASHES[index] === hash) return index;
    at = (at + 1) & (SIZE - 1);
  }
  return 0;
}

export function isTrigger(word: number): boolean {
  return word > 0 && word <= TRIGGER_COUNT;
}

/** Number of the first of the words with these letters, 0 when there is none. */
function withLetters(letters: number): number {
  let at = slot(letters);
  for (let index = BY_LETTERS[at] as number; index !== 0; index = BY_LETTERS[at] as number) {
    if (LETTERS[index] === letters) return index;
    at = (at + 1) & (SIZE - 1);
  }
  return 0;
}

export function textOf(word: number): string {
  return WORDS[word - 1] as string;
}

/** Number of a word given as text without accents, whatever its case. */
export function lookUp(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = symbolOf(text.charCodeAt(i));
    if (letter < 1 || letter > 26) return 0;
    hash = hashed(hash, letter);
  }
  return wordOf(hash);
}

/**
 * The known word that a misspelt one has the letters of: it begins and ends with the same ones (a long
 * one begins), or two neighbours have changed places.
 */
export function unswapped(text: string, from: number, to: number, letters: number): number {
  let best = 0;
  for (let index = withLetters(letters); index !== 0; index = SAME[index] as number) {
    const word = WORDS[index - 1] as string;
    if (word.length !== to - from) continue;
    const first = symbolOf(text.charCodeAt(from)) === word.charCodeAt(0) - 96;
    const last = symbolOf(text.charCodeAt(to - 1)) === word.charCodeAt(word.length - 1) - 96;
    if (first && last) return index;
    if (first && best === 0 && word.length >= 7) best = index;
    if (best === 0 && isNear(text, from, word)) best = index;
  }
  return best;
}

/** Two neighbours have changed places, and nothing else. */
function isNear(text: string, from: number, word: string): boolean {
  let i = 0;
  while (i < word.length && symbolOf(text.charCodeAt(from + i)) === word.charCodeAt(i) - 96) i++;
  for (let k = i + 2; k < word.length; k++) {
    if (symbolOf(text.charCodeAt(from + k)) !== word.charCodeAt(k) - 96) return false;
  }
  return true;
}

/** Mean bits of surprise of a text, and how much of its letters are words that are known. */
export function languageOf(text: string): { bits: number; known: number; letters: number; words: number } {
  let index = 0;
  let sum = 0;
  let hash = 0;
  let size = 0;
  let letters = 0;
  let known = 0;
  let words = 0;
  for (let i = 0; i <= text.length; i++) {
    const symbol = i === text.length ? 0 : symbolOf(text.charCodeAt(i));
    index = ((index << 5) | symbol) & MASK;
    sum += BITS[index] as number;
    if (symbol >= 1 && symbol <= 26) {
      hash = hashed(hash, symbol);
      size += 1;
    } else if (size > 0) {
      letters += size;
      if (size > 1 && wordOf(hash) !== 0) {
        known += size;
        words += 1;
      }
      hash = 0;
      size = 0;
    }
  }
  return { bits: sum / (text.length + 1), known: letters === 0 ? 0 : known / letters, letters, words };
}

function slot(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 17;
}

function unpacked(): Uint8Array {
  const packed = inflateRawSync(Buffer.from(SURPRISE, "base64"));
  const bits = new Uint8Array(packed.length * 2);
  for (const [i, byte] of packed.entries()) {
    bits[2 * i] = byte & 15;
    bits[2 * i + 1] = byte >> 4;
  }
  return bits;
}

function parts(): Int32Array {
  const list = new Int32Array(SYMBOLS);
  let state = 0x2545f491;
  for (let i = 1; i < SYMBOLS; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    list[i] = state;
  }
  return list;
}

function enter(): void {
  const last = new Map<number, number>();
  for (const [i, word] of WORDS.entries()) {
    const index = i + 1;
    let hash = 0;
    let letters = 0;
    for (let k = 0; k < word.length; k++) {
      hash = hashed(hash, word.charCodeAt(k) - 96);
      letters = (letters + (PART[word.charCodeAt(k) - 96] as number)) | 0;
    }
    HASHES[index] = hash;
    LETTERS[index] = letters;
    insert(BY_HASH, hash, index);
    const before = last.get(letters);
    if (before === undefined) insert(BY_LETTERS, letters, index);
    else SAME[before] = index;
    last.set(letters, index);
  }
}

function insert(table: Uint16Array, hash: number, index: number): void {
  let at = slot(hash);
  while (table[at] !== 0) at = (at + 1) & (SIZE - 1);
  table[at] = index;
}
