import { ALNUM, beginsAt, isIn, runEnd, runStart, UPPER } from "../../chars.ts";
import type { Span } from "../../types.ts";
import { NATIONAL, type NationalRow } from "./rows.ts";

interface Reading {
  row: NationalRow;
  /** How it may be written apart: with these marks, or with a space for each. */
  layouts: ReadonlySet<string>;
}

const MAX_GROUPS = 7;
const MAX_LENGTH = 18;
const LEAST = 8;
/** Where in a shape's number the length stands, above one bit for each character. */
const LENGTH_AT = MAX_LENGTH;

/** Which numbers have this shape: their length, and which of their characters are letters, as one number. */
const BY_SHAPE = indexOf(NATIONAL);

function indexOf(rows: readonly NationalRow[]): Map<number, Reading[]> {
  const index = new Map<number, Reading[]>();
  for (const row of rows) {
    const written = row.written ?? [];
    const layouts = new Set(written.flatMap((layout) => [layout.replace("_", " "), layout.replace(/\D/g, " ")]));
    for (const shape of row.shapes.flatMap(spelledOut)) {
      let letters = 0;
      for (const sign of shape) letters = (letters << 1) | (sign === "A" ? 1 : 0);
      const key = (shape.length << LENGTH_AT) | letters;
      index.set(key, [...(index.get(key) ?? []), { row, layouts }]);
    }
  }
  return index;
}

function spelledOut(shape: string): string[] {
  return shape.includes("#") ? ["9", "A"].flatMap((sign) => spelledOut(shape.replace("#", sign))) : [shape];
}

/**
 * Numbers that states give to people, beginning at the word that holds the digit at `digit`. Returns where to
 * look again.
 */
export function readNational(text: string, digit: number, found: Span[]): number {
  const start = runStart(text, digit, ALNUM, digit - MAX_LENGTH - 1);
  const firstEnd = runEnd(text, digit, ALNUM, start + MAX_LENGTH + 1);
  if (firstEnd - start > MAX_LENGTH || !beginsAt(text, start) || text.charCodeAt(start - 1) === 95) return firstEnd;
  const best = bestFrom(text, lettersBefore(text, start)) ?? bestFrom(text, start);
  if (best === undefined) return firstEnd;
  found.push(best);
  return best.end;
}

/** A group of capitals before the first digit is a part of some numbers: `AB 12 34 56 C`. */
function lettersBefore(text: string, start: number): number | undefined {
  const mark = text.charCodeAt(start - 1);
  if (mark !== 32 && mark !== 45) return undefined;
  const from = runStart(text, start - 1, UPPER, start - 8);
  return from < start - 1 && beginsAt(text, from) ? from : undefined;
}

/** The surest number that begins here, the longest of several. Reads at most so many characters and groups. */
function bestFrom(text: string, start: number | undefined): Span | undefined {
  if (start === undefined) return undefined;
  let letters = 0;
  let length = 0;
  let best: Span | undefined;
  let at = start;
  for (let count = 1; ; count++) {
    for (;;) {
      const code = text.charCodeAt(at);
      const isDigit = code >= 48 && code <= 57;
      if (!isDigit && !isIn(ALNUM, code)) break;
      letters = (letters << 1) | (isDigit ? 0 : 1);
      length += 1;
      at += 1;
      if (length > MAX_LENGTH) return best;
    }
    const mark = text.charCodeAt(at);
    if (length >= LEAST && mark !== 95) {
      const readings = BY_SHAPE.get((length << LENGTH_AT) | letters);
      const span = readings && weigh(text, readings, { start, end: at, apart: count > 1 });
      if (span !== undefined && (best === undefined || span.confidence >= best.confidence)) best = span;
    }
    // Space, - . / +
    if (mark !== 32 && mark !== 45 && mark !== 46 && mark !== 47 && mark !== 43) return best;
    if (count === MAX_GROUPS || !isIn(ALNUM, text.charCodeAt(at + 1))) return best;
    at += 1;
  }
}

interface Candidate {
  start: number;
  end: number;
  /** Written in groups. */
  apart: boolean;
}

const GENERIC =
  /national (?:id|identi|number)|identi(?:ty|fication) (?:number|no|card)|personal (?:number|id)|tax(?:payer)? (?:id|number|file)|citizen/i;

function weigh(text: string, readings: readonly Reading[], { start, end, apart }: Candidate): Span | undefined {
  const written = text.slice(start, end);
  const layout = apart ? layoutOf(written) : "";
  const number = (apart ? written.replace(/[^A-Za-z0-9]/g, "") : written).toUpperCase();
  let best: Span | undefined;
  let around: string | undefined;
  for (const { row, layouts } of readings) {
    if ((apart && !layouts.has(layout)) || !row.check(number)) continue;
    // Only what stands before: an answer that streams is settled word by word, whatever follows.
    around ??= text.slice(Math.max(0, start - 60), start);
    let confidence = apart ? row.apart : row.alone;
    if (row.words.test(around)) confidence = row.near;
    else if (confidence < 65 && GENERIC.test(around)) confidence = 65;
    if (confidence > (best?.confidence ?? 0))
      best = { kind: row.kind ?? "national_id", rule: row.rule, start, end, confidence };
  }
  return best;
}

/** `AB 12-34` as `2 2-2`. */
function layoutOf(written: string): string {
  let layout = "";
  let size = 0;
  for (let i = 0; i < written.length; i++) {
    if (isIn(ALNUM, written.charCodeAt(i))) size += 1;
    else {
      layout += `${size}${written[i]}`;
      size = 0;
    }
  }
  return `${layout}${size}`;
}
