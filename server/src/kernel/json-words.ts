import { type Edit, editLater } from "./words.ts";

/** A string that stands in a JSON text: what it says, and where each of its characters stands. */
export interface JsonString {
  /** Between the quotes. */
  start: number;
  end: number;
  text: string;
  /** Offset in the JSON of each character, and of the end; undefined where nothing is escaped. */
  offsets: Uint32Array | undefined;
}

/** A number or another bare word. */
export interface JsonBare {
  start: number;
  end: number;
}

const NUMBER = /-?\d[\d.eE+-]*/y;
const SHORT: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** The strings and numbers of a JSON text, also of one that breaks off. */
export function jsonWords(json: string): { strings: JsonString[]; numbers: JsonBare[] } {
  const strings: JsonString[] = [];
  const numbers: JsonBare[] = [];
  for (let at = 0; at < json.length;) {
    if (json.charCodeAt(at) === QUOTE) {
      const string = stringAt(json, at + 1);
      strings.push(string);
      at = string.end + 1;
      continue;
    }
    NUMBER.lastIndex = at;
    if (!NUMBER.test(json)) {
      at += 1;
      continue;
    }
    numbers.push({ start: at, end: NUMBER.lastIndex });
    at = NUMBER.lastIndex;
  }
  return { strings, numbers };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function stringAt(json: string, start: number): JsonString {
  let end = start;
  let escaped = false;
  for (; end < json.length; end++) {
    const code = json.charCodeAt(end);
    if (code === QUOTE) break;
    if (code !== BACKSLASH) continue;
    escaped = true;
    end += 1;
  }
  end = Math.min(end, json.length);
  if (!escaped) return { start, end, text: json.slice(start, end), offsets: undefined };
  const offsets = new Uint32Array(end - start + 1);
  let text = "";
  for (let at = start; at < end;) {
    offsets[text.length] = at;
    if (json.charCodeAt(at) !== BACKSLASH) {
      text += json[at];
      at += 1;
      continue;
    }
    const name = json[at + 1] ?? "";
    const hex = name === "u" ? /^[0-9a-fA-F]{4}/.exec(json.slice(at + 2, Math.min(at + 6, end))) : null;
    // An escape that breaks off says nothing yet.
    if (hex) text += String.fromCharCode(Number.parseInt(hex[0], 16));
    else if (at + 1 < end && name !== "u") text += SHORT[name] ?? name;
    at = Math.min(end, at + (hex ? 6 : name === "u" ? end - at : 2));
  }
  offsets[text.length] = end;
  return { start, end, text, offsets: offsets.subarray(0, text.length + 1) };
}

/** Edits of what a string says, as edits of the JSON it stands in. */
export function inJson(string: JsonString, edits: readonly Edit[]): Edit[] {
  const { offsets } = string;
  const placeOf = (at: number) => (offsets ? (offsets[at] as number) : string.start + at);
  return edits.map((edit) =>
    editLater(placeOf(edit.start), placeOf(edit.end), () => JSON.stringify(edit.text).slice(1, -1)),
  );
}
