import { asText } from "./as-text.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** Shorter runs are words, names and numbers. */
const LEAST = 16;
/** What could not be read and is at least this long is a sign. Pictures in data URLs are not. */
const LONG = 4_000;
const ALPHABET = 1;
const HEX = 2;

const TABLE = alphabets();

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
  if (!budget.take(end - run.start)) {
    signs.push({ kind: "unread", start: run.start, end });
    return end;
  }
  const joined = lines.length > 1 ? lines.map((line) => text.slice(line.start, line.end)).join("") : undefined;
  const found = joined === undefined ? readPlain(text, run) : readOne(joined, run.start, end);
  if (found) pieces.push(found);
  else if (long && !isMedia(text, run.start)) signs.push({ kind: "blob", start: run.start, end });
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
    const part = skip === 0 ? run : run.slice(skip);
    if (!looksLikeText(part)) continue;
    const text = asText(Buffer.from(part, "base64"));
    if (text !== undefined) return { kind: "base64", text, start: start + skip, end, whole: true };
  }
  return undefined;
}

/** A look at the beginning, so that pictures and words cost nothing. */
function looksLikeText(run: string): boolean {
  const head = Buffer.from(run.slice(0, 24), "base64");
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] as number;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) odd += 1;
    else if (byte === 127) odd += 1;
  }
  // UTF-16 has a zero in every second place.
  return odd === 0 || (odd >= head.length / 2 - 1 && head[1] === 0 && head[3] === 0);
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
  for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
    table[char.charCodeAt(0)] = ALPHABET;
  }
  for (const char of "0123456789abcdefABCDEF") table[char.charCodeAt(0)] = ALPHABET | HEX;
  return table;
}
