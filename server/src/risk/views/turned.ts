import { languageOf } from "./language.ts";
import type { Segment } from "./scan.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** Strange segments this close to each other are read as one. */
const GAP = 24;
/** Shifts of the alphabet, the usual one first. The last one turns it around. */
const SHIFTS: readonly number[] = [13, ...Array.from({ length: 25 }, (_, i) => i + 1).filter((n) => n !== 13), 0];
/** So many segments are tried with every shift; what comes after them is only read from the end and in rot13. */
const THOROUGH = 100;
/** So much of a segment is enough to see which way it was turned. */
const LOOK = 200;

/** Segments that are language once their letters are shifted, or once they are read from the end. */
export function turnedIn(text: string, strange: readonly Segment[], budget: Budget, signs: Sign[]): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < strange.length;) {
    const ways = from < THOROUGH ? WAYS : WAYS.slice(0, 2);
    const way = wayOf(text, strange[from] as Segment, ways);
    let to = from + 1;
    if (way !== undefined) {
      while (to < strange.length) {
        const next = strange[to] as Segment;
        if (next.start - (strange[to - 1] as Segment).end > GAP || wayOf(text, next, ways) !== way) break;
        to++;
      }
      const start = (strange[from] as Segment).start;
      const end = (strange[to - 1] as Segment).end;
      if (budget.take(end - start)) for (const piece of turned(text, start, end, way)) pieces.push(piece);
      else signs.push({ kind: "unread", start, end });
    }
    from = to;
  }
  return pieces;
}

type Way = { shift: number } | "reversed";

const WAYS: readonly Way[] = ["reversed", ...SHIFTS.map((shift) => ({ shift }))];

function wayOf(text: string, { start, end }: Segment, ways: readonly Way[]): Way | undefined {
  const piece = text.slice(start, Math.min(end, start + LOOK));
  const plain = languageOf(piece);
  for (const way of ways) {
    const read = languageOf(way === "reversed" ? backwards(piece) : shifted(piece, way.shift));
    const better = read.bits < plain.bits - 0.7 && read.known > plain.known + 0.15;
    if (better && read.words >= 2 && (read.known >= 0.4 || (read.known >= 0.2 && read.bits < 4.2))) return way;
  }
  return undefined;
}

function turned(text: string, start: number, end: number, way: Way): Piece[] {
  const piece = text.slice(start, end);
  if (way !== "reversed") return [{ kind: "rot13", text: shifted(piece, way.shift), start, end }];
  const offsets = new Uint32Array(piece.length + 1);
  for (let i = 0; i < piece.length; i++) offsets[i] = end - 1 - i;
  offsets[piece.length] = start;
  return [
    { kind: "reversed", text: backwards(piece), start, end, offsets, backwards: true },
    // Whether the whole or each word was turned cannot be seen from the letters.
    eachWord(piece, start, end),
  ];
}

function eachWord(piece: string, start: number, end: number): Piece {
  const offsets = new Uint32Array(piece.length + 1);
  const words = piece.split(" ");
  let size = 0;
  for (const word of words) {
    const from = start + size;
    for (let i = 0; i < word.length; i++) offsets[size++] = from;
    offsets[size] = start + size;
    size += 1;
  }
  offsets[piece.length] = end;
  return { kind: "reversed", text: words.map(backwards).join(" "), start, end, offsets };
}

function backwards(text: string): string {
  let turnedText = "";
  for (let i = text.length - 1; i >= 0; i--) turnedText += text[i];
  return turnedText;
}

function shifted(text: string, shift: number): string {
  const codes = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const base = code & 96;
    const letter = (code & 31) - 1;
    const isLetter = (base === 64 || base === 96) && code < 128 && letter >= 0 && letter < 26;
    codes[i] = isLetter ? base + 1 + (shift === 0 ? 25 - letter : (letter + shift) % 26) : code;
  }
  return Buffer.from(codes.buffer).toString("utf16le");
}
