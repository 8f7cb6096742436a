import { isReadable } from "./as-text.ts";
import type { Segment } from "./scan.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** So many numbers in a row may spell a word or two. */
const LEAST = 7;
/** The ways to write characters as numbers: `01101001 01100111`, `0x69, 0x67`, `69 67 6e`, `105 103 110`. */
const FORMS: readonly { pattern: RegExp; base: number }[] = [
  { pattern: /^[01]{8}$/, base: 2 },
  { pattern: /^0x[0-9a-f]{2}$/i, base: 16 },
  { pattern: /^[0-9a-f]{2}$/i, base: 16 },
  { pattern: /^[1-9][0-9]{1,2}$/, base: 10 },
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
    for (const piece of codesOf(text.slice(start, end), start)) pieces.push(piece);
  }
  return pieces;
}

interface Numbers {
  /** Which of the forms all of them have, as bits. */
  forms: number;
  list: { text: string; at: number }[];
  end: number;
}

function codesOf(text: string, offset: number): Piece[] {
  const pieces: Piece[] = [];
  let run: Numbers | undefined;
  const close = () => {
    const piece = run && run.list.length >= LEAST ? spelled(run) : undefined;
    if (piece) pieces.push(piece);
    run = undefined;
  };
  for (const match of text.matchAll(/\b[\w.]+/g)) {
    const at = offset + match.index;
    const token = match[0];
    if (token.length >= 48 && token.length % 8 === 0 && /^[01]+$/.test(token)) {
      close();
      run = { forms: 1, list: [], end: at + token.length };
      for (let i = 0; i < token.length; i += 8) run.list.push({ text: token.slice(i, i + 8), at: at + i });
      close();
      continue;
    }
    const forms = formsOf(token);
    if (run && (at - run.end > 2 || (run.forms & forms) === 0)) close();
    if (forms === 0) continue;
    run ??= { forms, list: [], end: at };
    run.forms &= forms;
    run.list.push({ text: token, at });
    run.end = at + token.length;
  }
  close();
  return pieces;
}

function formsOf(token: string): number {
  const first = token.charCodeAt(0);
  if (token.length > 8 || token.length < 2 || (token.length > 2 && (first < 48 || first > 57))) return 0;
  let forms = 0;
  for (const [i, { pattern }] of FORMS.entries()) if (pattern.test(token)) forms |= 1 << i;
  return forms;
}

function spelled({ forms, list, end }: Numbers): Piece | undefined {
  for (const [i, { base }] of FORMS.entries()) {
    if ((forms & (1 << i)) === 0) continue;
    const text = list.map((number) => String.fromCharCode(valueOf(number.text, base))).join("");
    if (!/^[\t\n\r -\u024f]+$/.test(text) || !isReadable(text)) continue;
    if (text.replace(/[^a-z ]/gi, "").length * 10 < text.length * 7) continue;
    const start = (list[0] as { at: number }).at;
    return { kind: "codes", text, start, end, offsets: Uint32Array.from([...list.map(({ at }) => at), end]) };
  }
  return undefined;
}

function valueOf(text: string, base: number): number {
  return Number.parseInt(base === 16 && text.length === 4 ? text.slice(2) : text, base);
}
