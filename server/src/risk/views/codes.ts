import { isReadable } from "./as-text.ts";
import type { Segment } from "./scan.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** Characters written as numbers, one after the other: `69 67 6e`, `0x69, 0x67`, `105 103 110`, `01101001 01100111`. */
const RUNS: { pattern: RegExp; base: number; prefix: number }[] = [
  { pattern: /(?<![\w.])(?:[01]{8}[\s,;]{1,2}){5,}[01]{8}(?![\w.])/g, base: 2, prefix: 0 },
  { pattern: /(?<![\w.])(?:[01]{8}){6,}(?![\w.])/g, base: 2, prefix: -8 },
  { pattern: /(?<![\w.])(?:0x[0-9a-f]{2}[\s,;:]{0,2}){7,}0x[0-9a-f]{2}(?![\w.])/gi, base: 16, prefix: 2 },
  { pattern: /(?<![\w.])(?:[0-9a-f]{2}[\s,;:-]{1,2}){7,}[0-9a-f]{2}(?![\w.])/gi, base: 16, prefix: 0 },
  { pattern: /(?<![\w.])(?:[1-9][0-9]{1,2}[\s,;]{1,2}){7,}[1-9][0-9]{1,2}(?![\w.])/g, base: 10, prefix: 0 },
];

/** In segments with many digits, and in such that follow each other as one. */
export function codesIn(text: string, coded: readonly Segment[], budget: Budget, signs: Sign[]): Piece[] {
  const pieces: Piece[] = [];
  for (let k = 0; k < coded.length; k++) {
    const { start, end: first } = coded[k] as Segment;
    let end = first;
    while (k + 1 < coded.length && (coded[k + 1] as Segment).start - end <= 2) end = (coded[++k] as Segment).end;
    if (!budget.take(end - start)) {
      signs.push({ kind: "unread", start, end });
      return pieces;
    }
    pieces.push(...codesOf(text.slice(start, end), start));
  }
  return pieces;
}

function codesOf(text: string, offset: number): Piece[] {
  const pieces: Piece[] = [];
  for (const { pattern, base, prefix } of RUNS) {
    for (const match of text.matchAll(pattern)) {
      const start = offset + match.index;
      const end = start + match[0].length;
      if (pieces.some((piece) => piece.start < end && start < piece.end)) continue;
      const piece = spelled(match[0], start, base, prefix);
      if (piece) pieces.push(piece);
    }
  }
  return pieces;
}

function spelled(run: string, start: number, base: number, prefix: number): Piece | undefined {
  const offsets: number[] = [];
  let text = "";
  const numbers = prefix < 0 ? run.matchAll(/[01]{8}/g) : run.matchAll(/[0-9a-fx]+/gi);
  for (const match of numbers) {
    const digits = prefix === 2 ? match[0].replaceAll(/0x/gi, "") : match[0];
    const code = Number.parseInt(digits, base);
    if (Number.isNaN(code) || code > 0x10ffff || code === 0) return undefined;
    const char = String.fromCodePoint(code);
    for (let i = 0; i < char.length; i++) offsets.push(start + match.index);
    text += char;
  }
  if (text.length < 6 || !/^[\t\n\r -\u024f]+$/.test(text) || !isReadable(text)) return undefined;
  const letters = text.replace(/[^a-z ]/gi, "").length;
  if (letters * 10 < text.length * 7) return undefined;
  return {
    kind: "codes",
    text,
    start,
    end: start + run.length,
    offsets: Uint32Array.from([...offsets, start + run.length]),
  };
}
