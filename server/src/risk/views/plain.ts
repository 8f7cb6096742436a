import { ASTRAL, DROP, EXPANSIONS, KEEP, MARK, PAIR, SEVERAL, TABLE } from "./characters.ts";
import { hiddenIn } from "./hidden.ts";
import { CYRILLIC_LOOKS, LOOK_ALIKES } from "./look-alikes.ts";
import type { Piece, Sign } from "./types.ts";

/** A text with its characters made plain. */
export interface Plain {
  text: string;
  offsets?: Uint32Array;
  /** By places in the original. */
  signs: Sign[];
  /** What invisible characters spell, by places in the original. */
  hidden: Piece[];
}

/**
 * Drops what no reader sees, writes compatibility forms, spaces, quotes, dashes and digits of other scripts
 * as the plain character (NFKC), and look-alikes of other alphabets inside mixed words as what they pass for.
 * A text in one alphabet stays as it is.
 */
export function plainOf(text: string): Plain {
  const length = text.length;
  if (Buffer.byteLength(text) === length) return { text, signs: [], hidden: [] };
  let first = 0;
  let mixed = false;
  let wasLatin = false;
  let wasOther = false;
  for (; first < length; first++) {
    const code = text.charCodeAt(first);
    if (code < 128) {
      const latin = isLatin(code);
      if (latin && wasOther) mixed = true;
      wasLatin = latin;
      wasOther = false;
      continue;
    }
    if (TABLE[code] !== KEEP) break;
    const other = code >= 0x370 && LOOK_ALIKES.has(code);
    if (other && wasLatin) mixed = true;
    wasOther = other;
    wasLatin = !other && code < 0x250;
  }
  if (first === length && !mixed) return { text, signs: [], hidden: [] };

  const { hidden, signs } = hiddenIn(text);
  const out = written(text, first);
  const looks = mendMixed(out);
  if (looks) signs.push(looks);
  const marks = marksSign(out);
  if (marks) signs.push(marks);
  return {
    text: Buffer.from(out.codes.buffer, 0, out.size * 2).toString("utf16le"),
    offsets: out.offsets.subarray(0, out.size + 1),
    signs,
    hidden,
  };
}

interface Out {
  codes: Uint16Array<ArrayBuffer>;
  offsets: Uint32Array<ArrayBuffer>;
  size: number;
  /** Letters of other alphabets that have a Latin look-alike were written. */
  looks: boolean;
  marks: number;
  firstMark: number;
  lastMark: number;
}

function written(text: string, first: number): Out {
  const length = text.length;
  const out: Out = {
    codes: new Uint16Array(length + 64),
    offsets: new Uint32Array(length + 65),
    size: 0,
    looks: false,
    marks: 0,
    firstMark: 0,
    lastMark: 0,
  };
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      put(out, code, i, length);
      continue;
    }
    const action = i < first ? KEEP : (TABLE[code] as number);
    if (action === KEEP) {
      if (code >= 0x370) out.looks = true;
      put(out, code, i, length);
    } else if (action === MARK) {
      compose(out, code, i, length);
    } else if (action === PAIR) {
      i += pair(out, text, i, length);
    } else if (action === SEVERAL) {
      for (const unit of EXPANSIONS.get(code) ?? []) put(out, unit, i, length);
    } else if (action !== DROP) {
      put(out, action, i, length);
    }
  }
  out.offsets[out.size] = length;
  return out;
}

/** What does not fit is written without its expansion: no text grows to more than three times its size. */
function put(out: Out, code: number, at: number, length: number): void {
  if (out.size >= out.codes.length - 2) {
    if (out.codes.length >= length * 3 + 64) return;
    const room = Math.min(length * 3 + 66, out.codes.length * 2);
    const codes = new Uint16Array(room);
    codes.set(out.codes);
    out.codes = codes;
    const offsets = new Uint32Array(room + 1);
    offsets.set(out.offsets);
    out.offsets = offsets;
  }
  out.codes[out.size] = code;
  out.offsets[out.size++] = at;
}

/** A mark becomes part of the letter before it where such a letter exists, and is dropped where not. */
function compose(out: Out, mark: number, at: number, length: number): void {
  const before = out.size > 0 ? (out.codes[out.size - 1] as number) : 0;
  const composed = before > 64 ? String.fromCharCode(before, mark).normalize("NFC") : "";
  if (composed.length === 1) {
    out.codes[out.size - 1] = composed.charCodeAt(0);
    return;
  }
  // A keycap or the ring around an emoji stands on no letter.
  if (!isLetter(before)) {
    if (before < 128 || before >= 0xd800) return;
    put(out, mark, at, length);
    return;
  }
  if (out.marks === 0) out.firstMark = at;
  out.lastMark = at + 1;
  out.marks += 1;
}

/** Writes what a pair of units stands for, and says whether the second one is used up. */
function pair(out: Out, text: string, i: number, length: number): number {
  const high = text.charCodeAt(i);
  const low = i + 1 < length ? text.charCodeAt(i + 1) : 0;
  if (low < 0xdc00 || low > 0xdfff) {
    put(out, high, i, length);
    return 0;
  }
  const point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  // Tag characters are written where they stand, so that words half made of them are words again.
  if (point >= 0xe0020 && point <= 0xe007e) {
    if (!inFlag(text, i)) put(out, point - 0xe0000, i, length);
    return 1;
  }
  if (point >= 0xe0000 && point <= 0xe01ef) return 1;
  const plain = ASTRAL.get(point);
  if (plain === undefined) {
    put(out, high, i, length);
    put(out, low, i + 1, length);
  } else {
    for (const unit of plain) put(out, unit, i, length);
  }
  return 1;
}

/** Flags of countries inside countries are a black flag followed by at most six tag characters. */
function inFlag(text: string, at: number): boolean {
  for (let i = at - 2; i >= Math.max(0, at - 14); i -= 2) {
    const high = text.charCodeAt(i);
    if (high === 0xd83c) return text.charCodeAt(i + 1) === 0xdff4;
    if (high !== 0xdb40) return false;
  }
  return false;
}

/** Words of two alphabets whose foreign letters all pass for the other's become words of one. */
function mendMixed(out: Out): Sign | undefined {
  if (!out.looks) return undefined;
  const { codes, size } = out;
  let words = 0;
  let firstAt = 0;
  let lastAt = 0;
  let foreignWords = 0;
  let latinWords = 0;
  for (let i = 0; i < size; i++) {
    if (!isLetter(codes[i] as number)) continue;
    let latin = 0;
    let alike = 0;
    let other = 0;
    const start = i;
    for (; i < size && isLetter(codes[i] as number); i++) {
      const code = codes[i] as number;
      if (code < 0x250) latin += 1;
      else if (LOOK_ALIKES.has(code)) alike += 1;
      else other += 1;
    }
    if (alike > 0 && latin === 0) foreignWords += 1;
    if (alike === 0 && latin > 0) latinWords += 1;
    if (latin === 0 || alike + other === 0) continue;
    if (other > 0) {
      if (latin < alike + other) toCyrillic(codes, start, i);
      continue;
    }
    toLatin(codes, start, i);
    // One foreign letter for a unit or a formula is no disguise.
    if (i - start >= 3) {
      if (words === 0) firstAt = out.offsets[start] as number;
      lastAt = out.offsets[i] as number;
      words += 1;
    }
  }
  // Where words are disguised, short ones made of nothing but look-alikes are as well.
  if (words >= 2 && foreignWords <= latinWords + words) wholeWordsToLatin(codes, size);
  return words >= 2 ? { kind: "look-alikes", start: firstAt, end: lastAt } : undefined;
}

function wholeWordsToLatin(codes: Uint16Array, size: number): void {
  for (let i = 0; i < size; i++) {
    if (!LOOK_ALIKES.has(codes[i] as number)) continue;
    const start = i;
    while (i < size && LOOK_ALIKES.has(codes[i] as number)) i++;
    const alone = i === size || !isLetter(codes[i] as number);
    if (alone && (start === 0 || !isLetter(codes[start - 1] as number))) toLatin(codes, start, i);
    while (i < size && isLetter(codes[i] as number)) i++;
  }
}

function toLatin(codes: Uint16Array, from: number, to: number): void {
  for (let i = from; i < to; i++) codes[i] = LOOK_ALIKES.get(codes[i] as number) ?? (codes[i] as number);
}

function toCyrillic(codes: Uint16Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const code = codes[i] as number;
    if (code < 0x250 && !CYRILLIC_LOOKS.has(code)) return;
    if (code >= 0x250 && (code < 0x400 || code > 0x52f)) return;
  }
  for (let i = from; i < to; i++) codes[i] = CYRILLIC_LOOKS.get(codes[i] as number) ?? (codes[i] as number);
}

/** Letters wear marks in many languages, but only marks that they have a common form with. */
function marksSign(out: Out): Sign | undefined {
  return out.marks >= 6 ? { kind: "marks", start: out.firstMark, end: out.lastMark } : undefined;
}

function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Of the alphabets that matter here: Latin to Armenian, Cherokee, Lisu, Coptic. */
function isLetter(code: number): boolean {
  if (code < 128) return isLatin(code);
  if (code < 0x250) return code >= 0xc0 && code !== 0xd7 && code !== 0xf7;
  if (code >= 0x370 && code <= 0x58f) return code < 0x482 || code > 0x489;
  return (
    (code >= 0x13a0 && code <= 0x13ff) ||
    (code >= 0x1e00 && code <= 0x1fff) ||
    (code >= 0x2c80 && code <= 0x2cff) ||
    (code >= 0xa4d0 && code <= 0xa4ff) ||
    (code >= 0xa640 && code <= 0xa69f)
  );
}
