import type { Piece, View } from "./types.ts";

/** Where in the original the characters `from` to `to` of a view stand. */
export function placeIn(view: View, from: number, to: number): { start: number; end: number } {
  const { offsets, start, end } = view;
  if (view.whole || from >= to) return { start, end };
  if (!offsets) return { start: start + from, end: start + to };
  return view.backwards ? backwards(view, offsets, from, to) : forwards(offsets, from, to);
}

/** Up to where the next character stands: what was dropped in between belongs to the one before it. */
function forwards(offsets: Uint32Array, from: number, to: number): { start: number; end: number } {
  const last = offsets[to - 1] as number;
  let next = to;
  while (next < offsets.length - 1 && (offsets[next] as number) <= last) next++;
  return { start: offsets[from] as number, end: offsets[next] as number };
}

function backwards(view: View, offsets: Uint32Array, from: number, to: number): { start: number; end: number } {
  const first = offsets[from] as number;
  let next = from - 1;
  while (next >= 0 && (offsets[next] as number) <= first) next--;
  return { start: offsets[to - 1] as number, end: next < 0 ? view.end : (offsets[next] as number) };
}

/** A piece of a view as a view of the original. */
export function viewOfPiece(parent: View, piece: Piece): View {
  const { start, end } = placeIn(parent, piece.start, piece.end);
  const view: View = { kind: piece.kind, text: piece.text, start, end, depth: parent.depth + 1 };
  if (parent.whole || piece.whole) return { ...view, whole: true };
  const down = (piece.backwards === true) !== (parent.backwards === true);
  const offsets = offsetsOf(parent, piece);
  if (!offsets) return view;
  offsets[offsets.length - 1] = down ? start : end;
  return { ...view, offsets, ...(down ? { backwards: true } : {}) };
}

function offsetsOf(parent: View, piece: Piece): Uint32Array | undefined {
  const outer = parent.offsets;
  if (piece.offsets) return piece.offsets.map((at) => (outer ? (outer[at] as number) : parent.start + at));
  return outer?.slice(piece.start, piece.end + 1);
}
