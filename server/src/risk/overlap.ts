import type { Span } from "./types.ts";

/** Sorted by place; of two that overlap the surer one stays, or the longer one when both are as sure. */
export function keepStrongest(spans: Span[]): Span[] {
  if (spans.length < 2) return spans;
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: Span[] = [];
  for (const span of sorted) {
    const last = kept[kept.length - 1];
    if (last === undefined || span.start >= last.end) {
      kept.push(span);
      continue;
    }
    const stronger =
      span.confidence > last.confidence ||
      (span.confidence === last.confidence && span.end - span.start > last.end - last.start);
    // What both cover is hidden together, whichever rule gives it its name.
    const named = stronger ? span : last;
    kept[kept.length - 1] = { ...named, start: last.start, end: Math.max(last.end, span.end) };
  }
  return kept;
}
