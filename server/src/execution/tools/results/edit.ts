import { spanAt } from "../../../kernel/index.ts";
import type { RawJson } from "../types.ts";

/** A string of a result, by its path, and what stands in its place. */
export interface StringEdit {
  path: readonly (string | number)[];
  text: string;
}

/** The same JSON text with some of its strings replaced; every other byte stays as it was. */
export function withStrings(raw: RawJson, edits: readonly StringEdit[]): RawJson {
  if (edits.length === 0) return raw;
  const bytes = Buffer.from(raw, "utf8");
  const places = edits
    .map(({ path, text }) => ({ span: spanAt(bytes, path), text }))
    .toSorted((a, b) => (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0));
  const pieces: Buffer[] = [];
  let done = 0;
  for (const { span, text } of places) {
    // Guarantee: what is to be taken out of a result and cannot be found in its bytes is not given.
    if (!span) throw new Error("a string of a result was not found again in its bytes");
    const [start, end] = span;
    if (start < done) continue;
    pieces.push(bytes.subarray(done, start), Buffer.from(JSON.stringify(text), "utf8"));
    done = end;
  }
  pieces.push(bytes.subarray(done));
  return Buffer.concat(pieces).toString("utf8");
}
