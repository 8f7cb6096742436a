import { lookUp } from "./language.ts";
import { readLeet } from "./leet.ts";
import type { Fix } from "./scan.ts";
import type { Budget, Piece, Sign } from "./types.ts";

/** Repaired words further apart than this are of two pieces. */
const GAP = 400;
/** So much of what stands around is part of the piece. */
const AROUND = 160;

/** The text around repaired words, with the words in place of what stands there. */
export function repaired(text: string, fixes: readonly Fix[], budget: Budget, signs: Sign[]): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < fixes.length;) {
    let to = from + 1;
    while (to < fixes.length && (fixes[to] as Fix).start - (fixes[to - 1] as Fix).end <= GAP) to++;
    const group = fixes.slice(from, to);
    from = to;
    const first = group[0] as Fix;
    const last = group.at(-1) as Fix;
    const start = blankBefore(text, Math.max(0, first.start - AROUND));
    const end = blankAfter(text, Math.min(text.length, last.end + AROUND));
    if (!budget.take(end - start)) {
      signs.push({ kind: "unread", start, end });
      continue;
    }
    pieces.push(mended(text, withNumbers(text, group), start, end));
  }
  return pieces;
}

/** Among words in leet, numbers that stand for words are words. */
function withNumbers(text: string, group: readonly Fix[]): readonly Fix[] {
  if (group.filter(({ kind, sure }) => kind === "leet" && sure).length < 3) return group;
  const start = (group[0] as Fix).start;
  const region = text.slice(start, (group.at(-1) as Fix).end + 24);
  const more: Fix[] = [];
  for (const match of region.matchAll(/(?<![\w.,])\d{1,6}(?![\w.,]*\w)/g)) {
    const from = start + match.index;
    const word = readLeet(text, from, from, from);
    if (word && lookUp(word.text) !== 0) more.push(word);
  }
  return more.length === 0 ? group : [...group, ...more].sort((a, b) => a.start - b.start);
}

function mended(text: string, group: readonly Fix[], start: number, end: number): Piece {
  const parts: string[] = [];
  const counts = { leet: 0, swaps: 0, spaced: 0 };
  let same = true;
  let at = start;
  for (const fix of group) {
    parts.push(text.slice(at, fix.start), fix.text);
    same &&= fix.text.length === fix.end - fix.start;
    counts[fix.kind] += fix.text.length;
    at = fix.end;
  }
  parts.push(text.slice(at, end));
  const most = counts.spaced >= counts.leet ? "spaced" : "leet";
  const kind = counts[most] >= counts.swaps ? most : "swaps";
  const plain = parts.join("");
  if (same) return { kind, text: plain, start, end };
  const offsets = new Uint32Array(plain.length + 1);
  let size = 0;
  let from = start;
  for (const fix of group) {
    while (from < fix.start) offsets[size++] = from++;
    for (let i = 0; i < fix.text.length; i++) offsets[size++] = fix.places?.[i] ?? Math.min(fix.start + i, fix.end - 1);
    from = fix.end;
  }
  while (from < end) offsets[size++] = from++;
  offsets[size] = end;
  return { kind, text: plain, start, end, offsets };
}

function blankBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && start > at - 40 && text.charCodeAt(start - 1) > 32) start--;
  return start;
}

function blankAfter(text: string, at: number): number {
  let end = at;
  while (end < text.length && end < at + 40 && text.charCodeAt(end) > 32) end++;
  return end;
}
