import { blobsIn } from "./blobs.ts";
import { codesIn } from "./codes.ts";
import { escapesIn } from "./escapes.ts";
import { gibberishIn } from "./gibberish.ts";
import { joined } from "./join.ts";
import { markupIn } from "./markup.ts";
import { viewOfPiece } from "./places.ts";
import { plainOf } from "./plain.ts";
import { repaired } from "./repairs.ts";
import { scan } from "./scan.ts";
import { spacedIn } from "./spaced.ts";
import { turnedIn } from "./turned.ts";
import type { Budget, Piece, Sign, View, ViewKind, Views } from "./types.ts";

export interface ViewLimits {
  /** How often a decoded piece is decoded again. */
  depth: number;
  /** How many pieces one text may give. */
  count: number;
  /** How many characters may be decoded, for one text of this length. */
  chars: (length: number) => number;
}

const LIMITS: ViewLimits = { depth: 3, count: 64, chars: (length) => 65_536 + 4 * Math.min(length, 2_000_000) };

const SLICES: ReadonlySet<ViewKind> = new Set(["comment", "alt", "hidden-html"]);

const DECODED: ReadonlySet<ViewKind> = new Set(["base64", "hex", "codes", "escapes", "rot13", "reversed", "spaced"]);
/** Beside a decoded piece, fewer characters than this say nothing. */
const LEAST = 12;

/** All the ways to read a text that it gives reason for. Its own characters made plain come first. */
export function viewsOf(text: string, limits: ViewLimits = LIMITS): Views {
  const plain = plainOf(text);
  const main: View = { kind: "plain", text: plain.text, start: 0, end: text.length, depth: 0 };
  if (plain.offsets) main.offsets = plain.offsets;
  const signs = plain.signs;
  const others: View[] = [];
  const budget = budgetOf(limits.chars(text.length));
  const whole: View = { kind: "plain", text, start: 0, end: text.length, depth: 0 };
  const queue: View[] = joined(plain.hidden).map((piece) => viewOfPiece(whole, piece));
  readInto(main, budget, signs, queue);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (others.length >= limits.count) {
      signs.push({ kind: "unread", start: next.start, end: next.end });
      break;
    }
    const view = plainly(next, signs);
    others.push(view);
    // A slice of what was read has nothing in it that was not seen there.
    if (SLICES.has(view.kind)) continue;
    if (view.depth < limits.depth) readInto(view, budget, signs, queue);
    else if (hasMore(view)) signs.push({ kind: "unread", start: view.start, end: view.end });
  }
  return { main, others, signs };
}

/** What stands in a decoded piece may be disguised again. */
function plainly(view: View, signs: Sign[]): View {
  const { text, offsets, signs: found } = plainOf(view.text);
  if (found.length > 0) for (const { kind } of found) signs.push({ kind, start: view.start, end: view.end });
  if (!offsets) return view;
  const again = viewOfPiece(view, { kind: view.kind, text, start: 0, end: view.text.length, offsets });
  return { ...again, depth: view.depth };
}

function readInto(view: View, budget: Budget, signs: Sign[], queue: View[]): void {
  const found: Sign[] = [];
  for (const piece of piecesIn(view.text, budget, found)) {
    queue.push(viewOfPiece(view, piece));
    if (DECODED.has(piece.kind) && isAllOf(view.text, piece)) view.replaced = true;
  }
  for (const sign of found) {
    const { start, end } = viewOfPiece(view, {
      kind: "plain",
      text: "",
      start: sign.start,
      end: sign.end,
      whole: true,
    });
    signs.push({ kind: sign.kind, start, end });
  }
}

function piecesIn(text: string, budget: Budget, signs: Sign[]): Piece[] {
  const { spaced, strange, coded, ...scanned } = scan(text);
  let { fixes } = scanned;
  let pieces = blobsIn(text, budget, signs);
  if (spaced.length > 0) {
    const together = spacedIn(text, spaced, budget, signs);
    const apart = fixes.filter(({ start, end }) => !together.some((fix) => fix.start < end && start < fix.end));
    fixes = [...apart, ...together].sort((a, b) => a.start - b.start);
  }
  if (strange.length > 0) {
    const turned = turnedIn(text, strange, budget, signs);
    if (turned.length > 0) pieces = pieces.concat(turned);
    else if (pieces.length === 0) for (const sign of gibberishIn(text, strange)) signs.push(sign);
  }
  if (fixes.length > 0) pieces = pieces.concat(repaired(text, fixes, budget, signs));
  if (coded.length > 0) pieces = pieces.concat(codesIn(text, coded, budget, signs));
  return joined(pieces.concat(escapesIn(text, budget, signs), markupIn(text, signs)));
}

/** Whether a piece at the last depth still has something to decode. */
function hasMore(view: View): boolean {
  return piecesIn(view.text, budgetOf(65_536), []).length > 0;
}

// Guarantee: a text is read as it stands wherever it holds more than what was decoded of it.
function isAllOf(text: string, { start, end }: Piece): boolean {
  const beside = text.length - (end - start);
  // Blanks around it are looked at only where there can be few.
  if (beside > 10 * LEAST) return false;
  return (text.slice(0, start) + text.slice(end)).replaceAll(/\s/g, "").length < LEAST;
}

function budgetOf(chars: number): Budget {
  let left = chars;
  return {
    take(wanted) {
      if (wanted > left) return false;
      left -= wanted;
      return true;
    },
  };
}
