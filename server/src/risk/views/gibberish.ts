import { languageOf } from "./language.ts";
import type { Segment } from "./scan.ts";
import type { Sign } from "./types.ts";

/** Bits of surprise: ordinary text of many languages has 2.5 to 4, letters thrown together have 5 and more. */
const BITS = 4.9;
const LEAST = 48;

/** Segments of many short tokens that no language has. Hashes, numbers and identifiers have no blanks in them. */
export function gibberishIn(text: string, strange: readonly Segment[]): Sign[] {
  const signs: Sign[] = [];
  for (const { start, end } of strange.slice(0, 40)) {
    if (end - start < LEAST) continue;
    const segment = text.slice(start, end);
    if (/&#?\w{2,8};/.test(segment)) continue;
    const { bits, known, letters } = languageOf(segment);
    const blanks = segment.split(" ").length - 1;
    if (
      bits < BITS ||
      known > 0.3 ||
      letters * 2 < segment.length ||
      blanks * 14 < segment.length ||
      letters < 4 * blanks
    )
      continue;
    signs.push({ kind: "gibberish", start, end });
  }
  return signs;
}
