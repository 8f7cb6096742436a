/** A text as detectors read it, and the way back to the offsets of the original. */
export interface Folded {
  text: string;
  /** Offset in the original of each character, and of the end. */
  offsets: Uint32Array;
}

export type Fold = (text: string) => Folded | undefined;

const DROP = 1;

/**
 * Makes the function that removes what a reader does not see (zero-width, soft hyphen, variation selectors,
 * direction marks) and writes digits, full-width forms, spaces, dashes and quotes as ASCII. It gives
 * undefined when the text already is what it would give.
 */
export function makeFold(): Fold {
  const table = foldTable();
  return (text) => {
    const length = text.length;
    // Only ASCII has as many bytes as characters.
    if (Buffer.byteLength(text) === length) return undefined;
    let i = 0;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 128 && table[code] !== 0) break;
    }
    return i === length ? undefined : foldFrom(text, i, table);
  };
}

function foldFrom(text: string, first: number, table: Uint8Array): Folded {
  const length = text.length;
  const offsets = new Uint32Array(length + 1);
  const codes = new Uint16Array(length);
  let size = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const action = i < first || code < 128 ? 0 : (table[code] as number);
    if (action === DROP) continue;
    offsets[size] = i;
    if (action === SURROGATE) {
      const low = text.charCodeAt(i + 1);
      const ascii = astral(code, low);
      if (ascii === DROP) {
        i += 1;
        continue;
      }
      codes[size++] = ascii === 0 ? code : ascii;
      if (ascii !== 0) i += 1;
    } else {
      codes[size++] = action === 0 ? code : action;
    }
  }
  offsets[size] = length;
  return { text: Buffer.from(codes.buffer, 0, size * 2).toString("utf16le"), offsets: offsets.subarray(0, size + 1) };
}

/** Mark in the table for the first halves of pairs that need a look at the second. */
const SURROGATE = 2;

/** Mathematical letters and digits, and the invisible "tag" copies of ASCII. 0: leave as it is. */
function astral(high: number, low: number): number {
  if (low < 0xdc00 || low > 0xdfff) return 0;
  const point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  if (point >= 0xe0020 && point <= 0xe007e) return point - 0xe0000;
  if (point >= 0xe0000 && point <= 0xe01ef) return DROP;
  if (point >= 0x1d7ce && point <= 0x1d7ff) return 48 + ((point - 0x1d7ce) % 10);
  if (point >= 0x1d400 && point <= 0x1d7ff) {
    const plain = String.fromCodePoint(point).normalize("NFKC").charCodeAt(0);
    return plain < 128 ? plain : 0;
  }
  return 0;
}

/** Where runs of ten decimal digits begin, outside ASCII. */
export const ZEROS: readonly number[] = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];

export const INVISIBLE: readonly [number, number][] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

const SAME: [string, string][] = [
  [" ", "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"],
  ["-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"],
  ['"', "\u201c\u201d\u201e\u201f\u00ab\u00bb"],
  ["'", "\u2018\u2019\u201a\u201b"],
  [".", "\u2024\u3002\uff61"],
  ["/", "\u2044\u2215"],
  [":", "\ua789\u2236"],
  ["@", "\ufe6b"],
  ["+", "\ufe62"],
];

function foldTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const zero of ZEROS) for (let digit = 0; digit < 10; digit++) table[zero + digit] = 48 + digit;
  for (let code = 0xff01; code <= 0xff5e; code++) table[code] = code - 0xfee0;
  for (const [ascii, others] of SAME) {
    for (let i = 0; i < others.length; i++) table[others.charCodeAt(i)] = ascii.charCodeAt(0);
  }
  for (const [from, to] of INVISIBLE) table.fill(DROP, from, to + 1);
  table[0xd835] = SURROGATE;
  table[0xdb40] = SURROGATE;
  return table;
}
