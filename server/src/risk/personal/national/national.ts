import { ALNUM, beginsAt, DIGIT, isIn, runEnd, runStart, UPPER } from "../../chars.ts";
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

/** Which numbers have this shape: `9` for a digit, `A` for a letter. */
const BY_SHAPE = indexOf(NATIONAL);

function indexOf(rows: readonly NationalRow[]): Map<string, Reading[]> {
  const index = new Map<string, Reading[]>();
  for (const row of rows) {
    const written = row.written ?? [];
    const layouts = new Set(written.flatMap((layout) => [layout.replace("_", " "), layout.replace(/\D/g, " ")]));
    for (const shape of row.shapes.flatMap(spelledOut)) {
      index.set(shape, [...(index.get(shape) ?? []), { row, layouts }]);
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

/** The longest number that begins here. */
function bestFrom(text: string, start: number | undefined): Span | undefined {
  if (start === undefined) return undefined;
  let shape = "";
  let layout = "";
  let best: Span | undefined;
  let at = start;
  for (let count = 1; ; count++) {
    const end = runEnd(text, at, ALNUM, at + MAX_LENGTH + 1);
    if (shape.length + end - at > MAX_LENGTH) break;
    for (let i = at; i < end; i++) shape += isIn(DIGIT, text.charCodeAt(i)) ? "9" : "A";
    layout += String(end - at);
    if (shape.length >= LEAST && text.charCodeAt(end) !== 95) {
      const span = weigh(text, { start, end, shape, layout: count === 1 ? "" : layout });
      if (span !== undefined && (best === undefined || span.confidence >= best.confidence)) best = span;
    }
    const mark = text.charCodeAt(end);
    // Space, - . / +
    if (mark !== 32 && mark !== 45 && mark !== 46 && mark !== 47 && mark !== 43) break;
    if (count === MAX_GROUPS || !isIn(ALNUM, text.charCodeAt(end + 1))) break;
    layout += text[end];
    at = end + 1;
  }
  return best;
}

interface Candidate {
  start: number;
  end: number;
  shape: string;
  layout: string;
}

const GENERIC =
  /national (?:id|identi|number)|identi(?:ty|fication) (?:number|no|card)|personal (?:number|id)|tax(?:payer)? (?:id|number|file)|citizen/i;

function weigh(text: string, { start, end, shape, layout }: Candidate): Span | undefined {
  const readings = BY_SHAPE.get(shape);
  if (readings === undefined) return undefined;
  const number = text
    .slice(start, end)
    .replace(/[^A-Za-z0-9]/g, "")
    .toUpperCase();
  let best: Span | undefined;
  let around: string | undefined;
  for (const { row, layouts } of readings) {
    const apart = layout !== "";
    if ((apart && !layouts.has(layout)) || !row.check(number)) continue;
    around ??= `${text.slice(Math.max(0, start - 60), start)}|${text.slice(end, end + 24)}`;
    let confidence = apart ? row.apart : row.alone;
    if (row.words.test(around)) confidence = row.near;
    else if (confidence < 65 && GENERIC.test(around)) confidence = 65;
    if (confidence > (best?.confidence ?? 0))
      best = { kind: row.kind ?? "national_id", rule: row.rule, start, end, confidence };
  }
  return best;
}
