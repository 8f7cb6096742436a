import { mixWords, spread, startWord, stepWord } from "./hashes.ts";
import {
  DIGIT,
  HARD_STOP,
  IDEOGRAPH,
  LETTER,
  type Letters,
  makeLetters,
  MARK,
  NOTHING,
  SPACE,
  STOP,
} from "./letters.ts";
import { CONCEPTS, type Lexicon, lookUp, makeLexicon, PAIR, PIECE, STEM, WHOLE } from "./lexicon.ts";

/** What was read: features and concepts, sentence by sentence. The arrays are used again by the next text. */
export interface Reading {
  /** Features in order, 32 bits each. */
  features: Uint32Array;
  count: number;
  /** Sentence i has the features from `featureEnds[i - 1]` to `featureEnds[i]`, and so with the others. */
  sentences: number;
  featureEnds: Uint32Array;
  /** Where each sentence ends in the text. */
  textEnds: Uint32Array;
  concepts: Uint8Array;
  conceptEnds: Uint32Array;
  /** Bits of what stands in each sentence besides words: see SEEN. */
  seen: Uint8Array;
  words: number;
  /** Letters outside ASCII, and of these the Chinese and Japanese ones. */
  foreign: number;
  ideographs: number;
}

/** What stands in a sentence besides words. */
export const SEEN = { url: 1, image: 2, roleTag: 4, roleLine: 8, fence: 16 } as const;

/** A sentence is not ended before, and always soon after. */
const LEAST_SENTENCE = 24;
const MOST_SENTENCE = 320;
/** Concepts that are paired, of one sentence. */
const MOST_CONCEPTS = 14;

const CHAR5 = 0x10000001;
const CHAR3 = 0x20000003;
const WORD1 = 0x30000005;
const WORD2 = 0x40000007;
const IDEO1 = 0x50000009;
const IDEO2 = 0x6000000b;
const IDEO3 = 0x7000000d;
const CONCEPT1 = 0x0c000011;
const CONCEPT2 = 0x0d000013;

/** The features that stand for concepts and pairs of them, whatever the language. */
export function conceptFeatures(): number[] {
  const features: number[] = [];
  for (let one = 0; one < CONCEPTS.length; one++) {
    features.push(spread(one ^ CONCEPT1) >>> 0);
    for (let other = one + 1; other < CONCEPTS.length; other++)
      features.push(spread(((one << 8) | other) ^ CONCEPT2) >>> 0);
  }
  return features;
}

export type Read = (text: string, limit?: number) => Reading;

/** Makes the function that reads a text once, left to right, a fixed amount of work for each character. */
export function makeRead(): Read {
  const letters = makeLetters();
  const lexicon = makeLexicon(letters);
  let room = rooms(4096);
  return (text, limit = text.length) => {
    const length = Math.min(text.length, limit);
    if (room.size < length) room = rooms(Math.max(length, room.size * 2));
    return readInto(text, length, { letters, lexicon, room });
  };
}

interface Rooms {
  size: number;
  reading: Reading;
}

function rooms(size: number): Rooms {
  const sentences = Math.ceil(size / LEAST_SENTENCE) + 2;
  return {
    size,
    reading: {
      features: new Uint32Array(size * 4 + sentences * (MOST_CONCEPTS * MOST_CONCEPTS) + 64),
      count: 0,
      sentences: 0,
      featureEnds: new Uint32Array(sentences),
      textEnds: new Uint32Array(sentences),
      concepts: new Uint8Array(sentences * MOST_CONCEPTS + 64),
      conceptEnds: new Uint32Array(sentences),
      seen: new Uint8Array(sentences),
      words: 0,
      foreign: 0,
      ideographs: 0,
    },
  };
}

interface Tools {
  letters: Letters;
  lexicon: Lexicon;
  room: Rooms;
}

function readInto(text: string, length: number, tools: Tools): Reading {
  const { plain, sort: sorts, six } = tools.letters;
  const { lexicon } = tools;
  const { reading } = tools.room;
  const { features, featureEnds, textEnds, concepts, conceptEnds, seen } = reading;
  let count = 0;
  let conceptCount = 0;
  let conceptStart = 0;
  let sentences = 0;
  let start = 0;
  let words = 0;
  let foreign = 0;
  let ideographs = 0;
  let bits = 0;
  let low = 0;
  let hash = 0;
  let letterCount = 0;
  let wordBefore = 0;
  let ideo1 = 0;
  let ideo2 = 0;
  let ideo3 = 0;
  let beforeWord = 10;
  let last = 10;
  let flags = 0;

  const see = (list: number) => {
    for (const concept of lexicon.concepts[list] as readonly number[]) {
      let known = false;
      for (let i = conceptStart; i < conceptCount; i++) if (concepts[i] === concept) known = true;
      if (!known && conceptCount - conceptStart < MOST_CONCEPTS) concepts[conceptCount++] = concept;
    }
  };
  const endWord = (next: number) => {
    words += 1;
    features[count++] = spread(hash ^ WORD1);
    const pair = mixWords(wordBefore, hash);
    features[count++] = spread(pair ^ WORD2);
    const whole = lookUp(lexicon, (hash ^ WHOLE) >>> 0 || 1);
    if (whole !== -1) {
      see(whole);
      if (next === 58 && (beforeWord === 10 || beforeWord === 35)) flags |= 8;
      if (beforeWord === 60 || beforeWord === 91 || beforeWord === 124) flags |= 4;
    }
    const both = lookUp(lexicon, (pair ^ PAIR) >>> 0 || 1);
    if (both !== -1) see(both);
    wordBefore = hash;
    letterCount = 0;
  };
  const endSentence = (at: number) => {
    for (let i = conceptStart; i < conceptCount; i++) {
      const one = concepts[i] as number;
      features[count++] = spread(one ^ CONCEPT1);
      for (let j = i + 1; j < conceptCount; j++) {
        const other = concepts[j] as number;
        const key = one < other ? (one << 8) | other : (other << 8) | one;
        features[count++] = spread(key ^ CONCEPT2);
      }
    }
    featureEnds[sentences] = count;
    textEnds[sentences] = at;
    conceptEnds[sentences] = conceptCount;
    seen[sentences] = flags;
    sentences += 1;
    conceptStart = conceptCount;
    flags = 0;
    start = at;
  };

  for (let i = 0; i < length; i++) {
    const code = plain[text.charCodeAt(i)] as number;
    const sort = sorts[code] as number;
    if (sort === NOTHING) continue;
    if (sort === LETTER || sort === DIGIT) {
      if (letterCount === 0) {
        hash = startWord();
        beforeWord = last;
      }
      // All digits are the same one: numbers are told by their length.
      hash = stepWord(hash, sort === DIGIT ? 48 : code);
      letterCount += 1;
      if (code > 127) foreign += 1;
      if (letterCount >= 3 && letterCount <= 14) {
        const stem = lookUp(lexicon, (hash ^ STEM) >>> 0 || 1);
        if (stem !== -1) see(stem);
      }
    } else {
      if (letterCount > 0) endWord(code);
      if (sort === IDEOGRAPH) {
        ideographs += 1;
        ideo3 = ideo2;
        ideo2 = ideo1;
        ideo1 = code;
        features[count++] = spread(code ^ IDEO1);
        if (ideo2 !== 0) features[count++] = spread(((ideo2 << 16) | code) ^ IDEO2);
        if (ideo3 !== 0) features[count++] = spread(mixWords((ideo3 << 16) | ideo2, code) ^ IDEO3);
        words += 1;
        lookBack(i);
      } else {
        ideo1 = ideo2 = ideo3 = 0;
        if (sort === MARK && code === 58 && text.charCodeAt(i + 1) === 47 && text.charCodeAt(i + 2) === 47) flags |= 1;
        if (code === 33 && text.charCodeAt(i + 1) === 91) flags |= 2;
        if (code === 96 && text.charCodeAt(i + 1) === 96) flags |= 16;
      }
    }
    if (sort !== IDEOGRAPH) {
      const bit = sort === SPACE || sort === HARD_STOP ? 0 : (six[code] as number);
      if (bit !== 0 || (low & 63) !== 0) {
        low = (low << 6) | bit;
        bits += 1;
        // The top two bits fall off: five characters are told, three by the lower half.
        if (bits >= 5) features[count++] = spread((low & 0x3fffffff) ^ CHAR5);
        if (bits >= 3) features[count++] = spread((low & 0x3ffff) ^ CHAR3);
      }
    }
    last = sort === SPACE && last === 10 ? 10 : code;
    const size = i + 1 - start;
    if (sort === HARD_STOP || sort === STOP || sort === SPACE || size >= MOST_SENTENCE) {
      const ends =
        sort === HARD_STOP
          ? size >= LEAST_SENTENCE
          : sort === STOP
            ? size >= LEAST_SENTENCE &&
              i + 1 < length &&
              (sorts[plain[text.charCodeAt(i + 1)] as number] as number) === SPACE
            : size >= MOST_SENTENCE;
      if (ends) {
        if (letterCount > 0) endWord(32);
        endSentence(i + 1);
      }
    }
  }
  if (letterCount > 0) endWord(32);
  if (start < length || sentences === 0) endSentence(length);
  reading.count = count;
  reading.sentences = sentences;
  reading.words = words;
  reading.foreign = foreign;
  reading.ideographs = ideographs;
  return reading;

  function lookBack(at: number): void {
    for (let size = 1; size <= 6; size++) {
      if (at - size + 1 < start) return;
      let piece = startWord();
      for (let k = at - size + 1; k <= at; k++) piece = stepWord(piece, plain[text.charCodeAt(k)] as number);
      const list = lookUp(lexicon, (piece ^ PIECE) >>> 0 || 1);
      if (list !== -1) see(list);
    }
  }
}
