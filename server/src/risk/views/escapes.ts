import { NAMED } from "./entities.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** Escapes further apart than this are not of one piece. */
const GAP = 80;
/** So many letters, digits or spaces must be written as escapes before it is worth a view. */
const LEAST = 3;

/**
 * Pieces written with escapes: `%69`, `\u0069`, `\u{69}`, `\x69`, `\151`, `&#105;`, `&#x69;`, `&lt;`. An
 * escape of a quote, a bracket or a slash is how text is carried and gives no view by itself.
 */
export function escapesIn(text: string, budget: Budget, signs: Sign[]): Piece[] {
  const next = [text.indexOf("%"), text.indexOf("\\"), text.indexOf("&")];
  const pieces: Piece[] = [];
  let group: Group | undefined;
  for (;;) {
    const which = nearest(next);
    if (which < 0) break;
    const at = next[which] as number;
    const found = readEscape(text, at, which);
    const after = found ? found.end : at + 1;
    if (found) {
      if (group && at - group.end > GAP) {
        close(text, group, budget, pieces, signs);
        group = undefined;
      }
      group ??= { start: at, end: at, list: [], telling: 0 };
      group.list.push(found);
      group.end = found.end;
      if (found.telling) group.telling += 1;
    }
    next[which] = text.indexOf(MARKS[which] as string, after);
  }
  if (group) close(text, group, budget, pieces, signs);
  return pieces;
}

const MARKS = ["%", "\\", "&"];

interface Escape {
  start: number;
  end: number;
  text: string;
  telling: boolean;
}

interface Group {
  start: number;
  end: number;
  list: Escape[];
  telling: number;
}

function nearest(next: readonly number[]): number {
  let best = -1;
  for (let i = 0; i < next.length; i++) {
    const at = next[i] as number;
    if (at >= 0 && (best < 0 || at < (next[best] as number))) best = i;
  }
  return best;
}

function close(text: string, group: Group, budget: Budget, pieces: Piece[], signs: Sign[]): void {
  if (group.telling < LEAST) return;
  // With what stands around it, for a word may be written half in escapes.
  const start = wordStart(text, group.start, group.start - GAP);
  const end = wordEnd(text, group.end, group.end + GAP);
  if (!budget.take(end - start)) {
    signs.push({ kind: "unread", start, end });
    return;
  }
  const offsets = new Uint32Array(end - start + 1);
  const parts: string[] = [];
  let size = 0;
  let at = start;
  const copy = (to: number) => {
    if (to <= at) return;
    parts.push(text.slice(at, to));
    for (; at < to; at++) offsets[size++] = at;
  };
  for (const escape of group.list) {
    copy(escape.start);
    parts.push(escape.text);
    for (let i = 0; i < escape.text.length; i++) offsets[size++] = escape.start;
    at = escape.end;
  }
  copy(end);
  offsets[size] = end;
  pieces.push({ kind: "escapes", text: parts.join(""), start, end, offsets: offsets.slice(0, size + 1) });
}

function wordStart(text: string, at: number, limit: number): number {
  let start = at;
  while (start > 0 && start > limit && !isBlank(text.charCodeAt(start - 1))) start--;
  return start;
}

function wordEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end < text.length && end < limit && !isBlank(text.charCodeAt(end))) end++;
  return end;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function readEscape(text: string, at: number, which: number): Escape | undefined {
  if (which === 0) return readPercent(text, at);
  return which === 1 ? readBackslash(text, at) : readEntity(text, at);
}

/** One character in percent escapes, of one to four bytes. */
function readPercent(text: string, at: number): Escape | undefined {
  const first = byteAt(text, at + 1);
  if (first < 0) return undefined;
  const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  if (size === 0) return undefined;
  if (size === 1) return escapeOf(at, at + 3, first, first === 32);
  let point = first & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) {
    const byte = text.charCodeAt(at + 3 * i) === 37 ? byteAt(text, at + 3 * i + 1) : -1;
    if (byte < 0x80 || byte > 0xbf) return undefined;
    point = point * 64 + (byte & 63);
  }
  return escapeOf(at, at + 3 * size, point, false);
}

function readBackslash(text: string, at: number): Escape | undefined {
  const kind = text.charCodeAt(at + 1);
  if (kind === 120) {
    const byte = byteAt(text, at + 2);
    return byte < 0 ? undefined : escapeOf(at, at + 4, byte, byte === 32);
  }
  if (kind === 117 || kind === 85) {
    if (text.charCodeAt(at + 2) === 123) return readBraced(text, at);
    const high = byteAt(text, at + 2);
    const low = byteAt(text, at + 4);
    if (high < 0 || low < 0) return undefined;
    return escapeOf(at, at + 6, high * 256 + low, high === 0 && low === 32);
  }
  if (kind >= 48 && kind <= 51) {
    const octal = text.slice(at + 1, at + 4);
    return /^[0-3][0-7]{2}$/.test(octal) ? escapeOf(at, at + 4, Number.parseInt(octal, 8), octal === "040") : undefined;
  }
  return kind === 92 ? { start: at, end: at + 2, text: "\\", telling: false } : undefined;
}

function readBraced(text: string, at: number): Escape | undefined {
  const close = text.indexOf("}", at + 3);
  if (close < 0 || close > at + 10) return undefined;
  const digits = text.slice(at + 3, close);
  if (!/^[0-9a-f]{1,6}$/i.test(digits)) return undefined;
  return escapeOf(at, close + 1, Number.parseInt(digits, 16), false);
}

function readEntity(text: string, at: number): Escape | undefined {
  const limit = Math.min(text.length, at + 12);
  let end = at + 1;
  while (end < limit && isEntityChar(text.charCodeAt(end))) end++;
  const name = text.slice(at + 1, end);
  const after = text.charCodeAt(end) === 59 ? end + 1 : end;
  if (name.charCodeAt(0) === 35) {
    const hex = /^#x([0-9a-f]{1,8})$/i.exec(name)?.[1];
    const dec = /^#([0-9]{1,9})$/.exec(name)?.[1];
    const point = hex ? Number.parseInt(hex, 16) : dec ? Number.parseInt(dec, 10) : -1;
    return point < 0 ? undefined : escapeOf(at, after, point, point === 32);
  }
  const named = after > end ? NAMED.get(name) : undefined;
  if (named === undefined) return undefined;
  return { start: at, end: after, text: named, telling: isTelling(named.codePointAt(0) ?? 0) };
}

function isEntityChar(code: number): boolean {
  const letter = code | 32;
  return code === 35 || (code >= 48 && code <= 57) || (letter >= 97 && letter <= 122);
}

function escapeOf(start: number, end: number, point: number, space: boolean): Escape | undefined {
  if (point > 0x10ffff || point === 0) return undefined;
  return { start, end, text: String.fromCodePoint(point), telling: space || isTelling(point) };
}

/** Letters and digits: nobody has to escape these in ASCII, and in other alphabets they are the text. */
function isTelling(point: number): boolean {
  if (point >= 0xaa) return point !== 0xa0 && point !== 0xad && (point < 0x2000 || point > 0x2bff);
  const letter = point | 32;
  return (letter >= 97 && letter <= 122) || (point >= 48 && point <= 57);
}

function byteAt(text: string, at: number): number {
  if (at + 2 > text.length) return -1;
  const high = digit(text.charCodeAt(at));
  const low = digit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
