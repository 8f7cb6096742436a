/**
 * Reads the structure of JSON text in its bytes, without building values: where each top-level member
 * stands, how deep it nests, and whether an object names a member twice. Two parsers may disagree about
 * which of two equal names counts, so a body with one is refused before anything is decided about it.
 *
 * Meant for text that JSON.parse has accepted already; on other text it answers some problem or nonsense,
 * but always ends.
 */
export interface JsonShape {
  /** Name of a top-level member -> bytes of its value, [start, end). Empty when the text is not an object. */
  members: Map<string, readonly [number, number]>;
}

export type JsonShapeProblem = { problem: "too-deep" } | { problem: "duplicate"; name: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
/** Below this a loop in JavaScript beats a search in native code. */
const SHORT = 48;

export function scanJson(bytes: Buffer, maxDepth: number): JsonShape | JsonShapeProblem {
  const members = new Map<string, readonly [number, number]>();
  const names: (Names | undefined)[] = [];
  let depth = 0;
  let at = 0;
  let expectName = false;
  let topName: string | undefined;
  let topStart = -1;
  const length = bytes.length;

  while (at < length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (expectName) {
        const name = textOf(bytes, at, end);
        if (!added(names[depth] as Names, name)) return { problem: "duplicate", name };
        if (depth === 1) topName = name;
        expectName = false;
      }
      at = end;
      continue;
    }
    if (byte === COLON) {
      if (depth === 1) topStart = at + 1;
    } else if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 1 && topName !== undefined && topStart >= 0) {
        members.set(topName, trimmed(bytes, topStart, at));
        topName = undefined;
        topStart = -1;
      }
      if (byte === COMMA) expectName = names[depth] !== undefined;
      else depth -= 1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      if (depth > maxDepth) return { problem: "too-deep" };
      const isObject = byte === OPEN_OBJECT;
      names[depth] = isObject ? { few: [], many: undefined } : undefined;
      expectName = isObject;
    }
    at += 1;
  }
  return { members };
}

/** The names of one object: a list while they are few, which is nearly always, and costs less than a set. */
interface Names {
  few: string[];
  many: Set<string> | undefined;
}

const FEW = 16;

function added(names: Names, name: string): boolean {
  if (names.many === undefined) {
    if (names.few.includes(name)) return false;
    names.few.push(name);
    if (names.few.length > FEW) names.many = new Set(names.few);
    return true;
  }
  if (names.many.has(name)) return false;
  names.many.add(name);
  return true;
}

/** The span of the value at a path, and nothing when there is none. For the rare call that is rewritten. */
export function spanAt(bytes: Buffer, path: readonly (string | number)[]): readonly [number, number] | undefined {
  let start = skipSpace(bytes, 0);
  for (const step of path) {
    const found = typeof step === "string" ? member(bytes, start, step)?.value : itemStart(bytes, start, step);
    if (found === undefined) return undefined;
    start = found;
  }
  return [start, endOfValue(bytes, start)];
}

/** The span of the name of the member at a path. */
export function nameSpanAt(bytes: Buffer, path: readonly (string | number)[]): readonly [number, number] | undefined {
  const name = path.at(-1);
  const parent = spanAt(bytes, path.slice(0, -1));
  return parent && typeof name === "string" ? member(bytes, parent[0], name)?.name : undefined;
}

/** For a string literal: byte offset of each UTF-16 unit of the decoded text, and of its end. */
export function unitOffsets(bytes: Buffer, start: number, end: number): Uint32Array {
  const offsets: number[] = [];
  let at = start + 1;
  while (at < end - 1) {
    const byte = bytes[at] as number;
    offsets.push(at);
    if (byte === BACKSLASH) at += bytes[at + 1] === 0x75 ? 6 : 2;
    else if (byte < 0x80) at += 1;
    else if (byte < 0xe0) at += 2;
    else if (byte < 0xf0) at += 3;
    else {
      offsets.push(at); // the second half of a surrogate pair stands at the same bytes
      at += 4;
    }
  }
  offsets.push(end - 1);
  return Uint32Array.from(offsets);
}

function member(
  bytes: Buffer,
  start: number,
  name: string,
): { name: readonly [number, number]; value: number } | undefined {
  if (bytes[start] !== OPEN_OBJECT) return undefined;
  let at = skipSpace(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const end = endOfString(bytes, at);
    const value = skipSpace(bytes, skipSpace(bytes, end) + 1);
    if (textOf(bytes, at, end) === name) return { name: [at, end], value };
    at = nextAfter(bytes, value);
  }
  return undefined;
}

function itemStart(bytes: Buffer, start: number, index: number): number | undefined {
  if (bytes[start] !== OPEN_LIST) return undefined;
  let at = skipSpace(bytes, start + 1);
  for (let i = 0; at < bytes.length && bytes[at] !== CLOSE_LIST; i++) {
    if (i === index) return at;
    at = nextAfter(bytes, at);
  }
  return undefined;
}

function nextAfter(bytes: Buffer, value: number): number {
  const comma = skipSpace(bytes, endOfValue(bytes, value));
  return bytes[comma] === COMMA ? skipSpace(bytes, comma + 1) : comma;
}

function endOfValue(bytes: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      if (depth === 0) return at;
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) return trimmed(bytes, start, at)[1];
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (byte === COMMA && depth === 0) return trimmed(bytes, start, at)[1];
    at += 1;
  }
  return trimmed(bytes, start, bytes.length)[1];
}

/** Index just behind the closing quote of the string that opens at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  const near = Math.min(bytes.length, at + SHORT);
  while (at < near) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) return bytes.length;
    // An odd run of backslashes before it makes the quote a part of the text.
    let back = quote - 1;
    while (back >= at && bytes[back] === BACKSLASH) back -= 1;
    if ((quote - 1 - back) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const inner = bytes.toString("utf8", start + 1, end - 1);
  return inner.includes("\\") ? (JSON.parse(`"${inner}"`) as string) : inner;
}

function trimmed(bytes: Buffer, start: number, end: number): readonly [number, number] {
  let to = end;
  while (to > start && isSpace(bytes[to - 1] as number)) to -= 1;
  return [skipSpace(bytes, start), to];
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && isSpace(bytes[at] as number)) at += 1;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
