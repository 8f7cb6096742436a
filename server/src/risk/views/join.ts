import type { Piece, ViewKind } from "./types.ts";

/** More pieces of one kind than this are read as one text. */
const APART = 6;
/** Larger ones stay on their own. */
const LARGE = 8_000;

/** Many small pieces of a kind become one, a line each, so that a page of pictures or numbers is no flood of views. */
export function joined(pieces: readonly Piece[]): Piece[] {
  const counts = new Map<ViewKind, number>();
  for (const piece of pieces) if (isSmall(piece)) counts.set(piece.kind, (counts.get(piece.kind) ?? 0) + 1);
  const out = pieces.filter((piece) => !isSmall(piece) || (counts.get(piece.kind) ?? 0) <= APART);
  for (const [kind, count] of counts) {
    if (count > APART) out.push(together(pieces.filter((piece) => piece.kind === kind && isSmall(piece))));
  }
  return out;
}

function isSmall(piece: Piece): boolean {
  return piece.text.length <= LARGE && !piece.backwards;
}

function together(pieces: Piece[]): Piece {
  pieces.sort((a, b) => a.start - b.start);
  const size = pieces.reduce((sum, piece) => sum + piece.text.length + 1, 0);
  const offsets = new Uint32Array(size);
  let at = 0;
  for (const piece of pieces) {
    for (let i = 0; i < piece.text.length; i++) {
      offsets[at++] = piece.whole ? piece.start : piece.offsets ? (piece.offsets[i] as number) : piece.start + i;
    }
    offsets[at++] = piece.end;
  }
  const first = pieces[0] as Piece;
  const last = pieces.at(-1) as Piece;
  const text = pieces.map((piece) => piece.text).join("\n");
  return { kind: first.kind, text, start: first.start, end: last.end, offsets };
}
