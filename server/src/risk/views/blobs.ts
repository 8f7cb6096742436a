import { asText } from "./as-text.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** Shorter runs are words, names and numbers. */
const LEAST = 16;
/** What could not be read and is at least this long is a sign. Pictures in data URLs are not. */
const LONG = 4_000;
const ALPHABET = 1;
const HEX = 2;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const TABLE = alphabets();
const VALUES = values();

/** Pieces in base64 or hex that hold text. Linear: every run is looked at once. */
export function blobsIn(text: string, budget: Budget, signs: Sign[]): Piece[] {
  const pieces: Piece[] = [];
  const length = text.length;
  let from = 0;
  for (let i = LEAST - 1; i < length; i += LEAST) {
    const code = text.charCodeAt(i);
    if (code >= 128 || TABLE[code] === 0) continue;
    let start = i;
    while (start > from && isIn(text.charCodeAt(start - 1))) start--;
    let end = i + 1;
    while (end < length && isIn(text.charCodeAt(end))) end++;
    if (end - start >= LEAST) end = readRun(text, { start, end }, budget, pieces, signs);
    from = end;
    i = Math.max(i, end - 1);
  }
  return pieces;
}

interface Run {
  start: number;
  end: number;
}

/** Gives the end of what was looked at. */
function readRun(text: string, run: Run, budget: Budget, pieces: Piece[], signs: Sign[]): number {
  const lines = wrapped(text, run);
  const end = padded(text, lines.at(-1)?.end ?? run.end);
  const long = end - run.start >= LONG;
  // Pictures are not text, whatever their size.
  if (long && isMedia(text, run.start)) return end;
  if (!budget.take(end - run.start)) {
    signs.push({ kind: "unread", start: run.start, end });
    return end;
  }
  const joined = lines.length > 1 ? lines.map((line) => text.slice(line.start, line.end)).join("") : undefined;
  const found = joined === undefined ? readPlain(text, run) : readOne(joined, run.start, end);
  if (found) pieces.push(found);
  else if (long) signs.push({ kind: "blob", start: run.start, end });
  return end;
}

function readPlain(text: string, run: Run): Piece | undefined {
  const hexFrom = text.startsWith("0x", run.start) || text.startsWith("0X", run.start) ? run.start + 2 : run.start;
  const hex = readHex(text, hexFrom, run.end);
  if (hex) return hex;
  const whole = text.slice(run.start, run.end);
  const found = readOne(whole, run.start, padded(text, run.end));
  if (found) return found;
  // A path, a name or a query may stand right before it.
  for (let at = nextBreak(whole, 0), tries = 0; at > 0 && tries < 4; at = nextBreak(whole, at), tries++) {
    if (whole.length - at < LEAST) break;
    const after = readOne(whole.slice(at), run.start + at, padded(text, run.end));
    if (after) return after;
  }
  return undefined;
}

function nextBreak(run: string, from: number): number {
  for (let i = from; i < run.length; i++) {
    const code = run.charCodeAt(i);
    if (code === 47 || code === 45 || code === 95 || code === 43) return i + 1;
  }
  return -1;
}

/** Base64 from the beginning, or from one of the next characters where letters stand right before it. */
function readOne(run: string, start: number, end: number): Piece | undefined {
  for (let skip = 0; skip < (run.length >= 40 ? 4 : 1); skip++) {
    if (!looksLikeText(run, skip)) continue;
    const text = asText(Buffer.from(skip === 0 ? run : run.slice(skip), "base64"));
    if (text !== undefined) return { kind: "base64", text, start: start + skip, end, whole: true };
  }
  return undefined;
}

/** A look at the first bytes, so that pictures, names and numbers cost nothing. */
function looksLikeText(run: string, from: number): boolean {
  let zeros = 0;
  let count = 0;
  let rest = 0;
  const end = Math.min(run.length - 3, from + 24);
  for (let i = from; i < end; i += 4) {
    const bits =
      (valueAt(run, i) << 18) | (valueAt(run, i + 1) << 12) | (valueAt(run, i + 2) << 6) | valueAt(run, i + 3);
    for (let shift = 16; shift >= 0; shift -= 8) {
      const byte = (bits >> shift) & 255;
      count += 1;
      if (byte >= 128) {
        // UTF-8: a first byte, and as many more as it says.
        if (rest > 0 ? byte >= 192 : byte < 194 || byte > 244) return false;
        rest = rest > 0 ? rest - 1 : byte >= 240 ? 3 : byte >= 224 ? 2 : 1;
      } else if (rest > 0 || byte === 127) {
        return false;
      } else if (byte === 0) {
        // UTF-16 has a zero in every second place.
        if (count % 2 === 1) return false;
        zeros += 1;
      } else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) {
        return false;
      }
    }
  }
  return zeros === 0 || zeros * 2 >= count - 1;
}

function valueAt(run: string, at: number): number {
  return VALUES[run.charCodeAt(at)] as number;
}

function readHex(text: string, start: number, end: number): Piece | undefined {
  const size = (end - start) & ~1;
  if (size < LEAST) return undefined;
  for (let i = start; i < start + size; i++) {
    if (((TABLE[text.charCodeAt(i)] as number) & HEX) === 0) return undefined;
  }
  const decoded = asText(Buffer.from(text.slice(start, start + size), "hex"));
  if (decoded === undefined) return undefined;
  const piece: Piece = { kind: "hex", text: decoded, start, end: start + size };
  if (decoded.length * 2 !== size) return { ...piece, whole: true };
  const offsets = new Uint32Array(decoded.length + 1);
  for (let i = 0; i < offsets.length; i++) offsets[i] = start + 2 * i;
  return { ...piece, offsets };
}

/** Lines of the same length, and a last one that may be shorter, are one run. */
function wrapped(text: string, run: Run): Run[] {
  const lines = [run];
  const size = run.end - run.start;
  if (size < 32) return lines;
  for (let last = run; ;) {
    let at = last.end;
    if (text.charCodeAt(at) === 13) at++;
    if (text.startsWith("\\n", at)) at += 2;
    else if (text.charCodeAt(at) === 10) at++;
    else return lines;
    while (at < text.length && at < last.end + 12 && isMargin(text.charCodeAt(at))) at++;
    let end = at;
    while (end < text.length && end - at <= size && isIn(text.charCodeAt(end))) end++;
    if (end - at > size || end - at < 2) return lines;
    last = { start: at, end };
    lines.push(last);
    if (end - at < size) return lines;
  }
}

/** Indentation and marks of quotation and comment. */
function isMargin(code: number): boolean {
  return code === 32 || code === 9 || code === 62 || code === 35 || code === 42;
}

function padded(text: string, end: number): number {
  let at = end;
  while (at < end + 2 && text.charCodeAt(at) === 61) at++;
  return at;
}

function isMedia(text: string, start: number): boolean {
  return /data:(?:image|audio|video|font|application\/(?:pdf|octet-stream|zip|font[-\w]*))[^,\s]{0,60},\s*$/i.test(
    text.slice(Math.max(0, start - 120), start),
  );
}

function isIn(code: number): boolean {
  return code < 128 && TABLE[code] !== 0;
}

function alphabets(): Uint8Array {
  const table = new Uint8Array(128);
  for (const char of `${LETTERS}-_`) table[char.charCodeAt(0)] = ALPHABET;
  for (const char of "0123456789abcdefABCDEF") table[char.charCodeAt(0)] = ALPHABET | HEX;
  return table;
}

function values(): Uint8Array {
  const table = new Uint8Array(128);
  for (let i = 0; i < 64; i++) table[LETTERS.charCodeAt(i)] = i;
  table[45] = 62;
  table[95] = 63;
  return table;
}
