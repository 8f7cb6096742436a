/** Sets of ASCII characters, as bits of one table. */
export const DIGIT = 1;
export const UPPER = 2;
export const LOWER = 4;
export const LOWER_HEX = 8;
export const HEX = 16;
export const DASH = 32;
const LOW_LINE = 64;
export const DOT = 128;
/** `+`, `/`, `=` */
export const BASE64_REST = 256;
export const PERCENT = 512;
const COLON = 1024;
/** Ends an unquoted value. */
export const STOP = 2048;

export const ALNUM = DIGIT | UPPER | LOWER;
export const WORD = ALNUM | LOW_LINE;
export const BASE64URL = WORD | DASH;
export const BASE64 = ALNUM | BASE64_REST;

const TABLE = buildTable();

export function isIn(set: number, code: number): boolean {
  return code < 128 && ((TABLE[code] as number) & set) !== 0;
}

/** Where the run of characters of this set that begins at `from` ends, at most at `limit`. */
export function runEnd(text: string, from: number, set: number, limit: number): number {
  const end = Math.min(text.length, limit);
  let i = from;
  while (i < end && isIn(set, text.charCodeAt(i))) i++;
  return i;
}

/** Where the run of characters of this set that ends before `to` begins, at least at `limit`. */
export function runStart(text: string, to: number, set: number, limit: number): number {
  const start = Math.max(0, limit);
  let i = to;
  while (i > start && isIn(set, text.charCodeAt(i - 1))) i--;
  return i;
}

/**
 * Whether something may begin here: no letter or digit before it, but for the tail of an escape (`\n`,
 * `\u003d`, `%3D`), which belongs to what was before.
 */
export function beginsAt(text: string, at: number): boolean {
  if (at === 0 || !isIn(ALNUM, text.charCodeAt(at - 1))) return true;
  return escapeBefore(text, at);
}

function escapeBefore(text: string, at: number): boolean {
  const last = text.charCodeAt(at - 1);
  if (at >= 2 && text.charCodeAt(at - 2) === 92 && (last === 110 || last === 116 || last === 114)) return true;
  if (!isIn(HEX, last)) return false;
  if (at >= 3 && text.charCodeAt(at - 3) === 37 && isIn(HEX, text.charCodeAt(at - 2))) return true;
  return at >= 6 && text.charCodeAt(at - 6) === 92 && text.charCodeAt(at - 5) === 117;
}

/** Whether something may end here: no letter or digit after it. */
export function endsAt(text: string, at: number): boolean {
  return at >= text.length || !isIn(ALNUM, text.charCodeAt(at));
}

function buildTable(): Uint16Array {
  const table = new Uint16Array(128);
  const add = (characters: string, bit: number) => {
    for (let i = 0; i < characters.length; i++) {
      const code = characters.charCodeAt(i);
      table[code] = (table[code] as number) | bit;
    }
  };
  add("0123456789", DIGIT | LOWER_HEX | HEX);
  add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", UPPER);
  add("abcdefghijklmnopqrstuvwxyz", LOWER);
  add("abcdef", LOWER_HEX | HEX);
  add("ABCDEF", HEX);
  add("-", DASH);
  add("_", LOW_LINE);
  add(".", DOT);
  add("+/=", BASE64_REST);
  add("%", PERCENT);
  add(":", COLON);
  add(" \t\r\n\f\v\0\"'`<>,;()[]{}|\\", STOP);
  return table;
}
