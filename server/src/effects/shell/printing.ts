import { isMarked, tainted, UNKNOWN } from "./marks.ts";

/* What printf makes of its words. */

const LONGEST = 64 * 1_024;
const NAMED: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "",
  b: "\b",
  f: "\f",
  v: "\v",
  e: "\u001b",
  E: "\u001b",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

export function printf(format: string, words: readonly string[]): string {
  if (isMarked(format)) return tainted(format);
  let out = "";
  let at = 0;
  do {
    const before = at;
    out += format.replace(
      /%%|%[-+ #0]*(\*|\d+)?(\.\d+)?([a-zA-Z])|\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|.)/g,
      (all, _width, _precision, kind?: string, escape?: string) => {
        if (all === "%%") return "%";
        if (escape !== undefined) return escaped(escape);
        const word = words[at] ?? "";
        at += 1;
        if (kind === "b") return unescaped(word);
        if (kind === "c") return word.slice(0, 1);
        if (kind === "s" || kind === "q") return word;
        return kind === "d" || kind === "i" || kind === "u"
          ? /^-?\d*$/.test(word)
            ? word || "0"
            : UNKNOWN
          : converted(kind ?? "", word);
      },
    );
    if (at === before || out.length > LONGEST) break;
  } while (at < words.length);
  return out.length > LONGEST ? tainted(out) : out;
}

export function unescaped(text: string): string {
  return text.replace(
    /\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|0?[0-7]{1,3}|.)/g,
    (_all, escape: string) => escaped(escape),
  );
}

function escaped(escape: string): string {
  if (/^[xuU]/.test(escape) && escape.length > 1) {
    const code = Number.parseInt(escape.slice(1), 16);
    return code === 0 || code > 0x10_ff_ff ? "" : String.fromCodePoint(code);
  }
  if (/^[0-7]+$/.test(escape)) {
    const code = Number.parseInt(escape, 8) & 0xff;
    return code === 0 ? "" : String.fromCharCode(code);
  }
  return NAMED[escape] ?? `\\${escape}`;
}

function converted(kind: string, word: string): string {
  const number = Number(word);
  if (word === "" || !Number.isInteger(number)) return UNKNOWN;
  if (kind === "x") return number.toString(16);
  if (kind === "X") return number.toString(16).toUpperCase();
  return kind === "o" ? number.toString(8) : UNKNOWN;
}
