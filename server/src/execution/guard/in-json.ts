import { type Edit, type Stopped, editLater, inJson, jsonWords } from "../../kernel/index.ts";

type EditsOf = (text: string) => readonly Edit[] | Stopped;

/**
 * Edits of a JSON text that leave it JSON. It is looked at as it is written, as the name of a member may tell what its
 * value is, and each string with escapes once more as what it says.
 */
// Guarantee: arguments that are redacted are still JSON.
export function editsInJson(json: string, editsOf: EditsOf): readonly Edit[] | Stopped {
  const asWritten = editsOf(json);
  if ("code" in asWritten) return asWritten;
  const escaped = json.includes("\\");
  if (asWritten.length === 0 && !escaped) return asWritten;
  const { strings, numbers } = jsonWords(json);
  const out: Edit[] = [];
  if (escaped) {
    for (const string of strings) {
      if (!string.offsets) continue;
      const edits = editsOf(string.text);
      if ("code" in edits) return edits;
      for (const edit of inJson(string, edits)) out.push(edit);
    }
  }
  for (const edit of asWritten) {
    let written = false;
    const put = (start: number, end: number, quotes: "quoted" | "bare") => {
      // It stands once, at its first place.
      const text = written ? () => "" : () => edit.text;
      out.push(
        editLater(start, end, () =>
          quotes === "quoted" ? JSON.stringify(text()) : JSON.stringify(text()).slice(1, -1),
        ),
      );
      written = true;
    };
    for (const number of meeting(numbers, edit)) put(number.start, number.end, "quoted");
    for (const string of meeting(strings, edit)) {
      const start = Math.max(edit.start, string.start);
      const end = Math.min(edit.end, string.end);
      put(...whole(string.offsets, start, end), "bare");
    }
    // It stands in no string and no number: this is no JSON, or breaks off.
    if (!written) out.push(edit);
  }
  return apart(out);
}

/** Those of a list in order that an edit meets. */
function* meeting<T extends { start: number; end: number }>(list: readonly T[], edit: Edit): Generator<T> {
  for (let at = firstOf(list.length, (i) => (list[i] as T).end > edit.start); at < list.length; at++) {
    const one = list[at] as T;
    if (one.start >= edit.end) return;
    if (one.start < one.end) yield one;
  }
}

/** An escape goes whole or not at all. */
function whole(offsets: Uint32Array | undefined, start: number, end: number): [number, number] {
  if (!offsets) return [start, end];
  const behind = firstOf(offsets.length, (i) => (offsets[i] as number) > start);
  const last = firstOf(offsets.length, (i) => (offsets[i] as number) >= end);
  return [offsets[behind - 1] ?? start, offsets[last] ?? end];
}

/** The first place from which on something holds. */
function firstOf(count: number, holds: (at: number) => boolean): number {
  let low = 0;
  for (let high = count; low < high;) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** In order; of those that overlap the first takes the others' places with it. */
function apart(edits: Edit[]): Edit[] {
  const out: Edit[] = [];
  for (const edit of edits.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out.at(-1);
    if (!last || edit.start >= last.end) out.push(edit);
    else if (edit.end > last.end) out[out.length - 1] = editLater(last.start, edit.end, () => last.text);
  }
  return out;
}
