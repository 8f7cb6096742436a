/**
 * How characters are read: each UTF-16 unit in one small table. Letters lose case and accents, so that a text
 * typed without them is the same text.
 */
export interface Letters {
  /** Unit -> the unit it is read as. */
  plain: Uint16Array;
  /** Unit as read -> what it is: one of the constants below. */
  sort: Uint8Array;
  /** Unit as read -> 6 bits for character n-grams. */
  six: Uint8Array;
}

export const SPACE = 0;
export const LETTER = 1;
export const DIGIT = 2;
export const MARK = 3;
/** Chinese and Japanese: no spaces between words. */
export const IDEOGRAPH = 4;
/** Ends a sentence where a space or the end follows; the full-width ones and line breaks always do. */
export const STOP = 5;
export const HARD_STOP = 6;
/** Belongs to the letter before it and is not read. */
export const NOTHING = 7;

export function makeLetters(): Letters {
  const plain = new Uint16Array(0x10000);
  const sort = new Uint8Array(0x10000).fill(MARK);
  const six = new Uint8Array(0x10000);
  for (let code = 0; code < 0x10000; code++) plain[code] = plainOf(code);
  for (let code = 0; code < 0x10000; code++) {
    sort[code] = sortOf(code);
    six[code] = sixOf(code, sort[code] as number);
  }
  return { plain, sort, six };
}

const SURROGATES = [0xd800, 0xdfff] as const;

function plainOf(code: number): number {
  if (code < 128) return code >= 65 && code <= 90 ? code + 32 : code;
  if (code >= SURROGATES[0] && code <= SURROGATES[1]) return code;
  const whole = String.fromCharCode(code).toLowerCase();
  const lower = isHangul(code) || isKana(code) ? whole : whole.normalize("NFD");
  const first = lower.charCodeAt(0);
  if (first === 0xdf) return 115;
  if (first === 0x131) return 105;
  if (first === 0x142) return 108;
  if (first === 0x2018 || first === 0x2019) return 39;
  return first;
}

function sortOf(code: number): number {
  if (code === 10 || code === 13 || code === 0x3002 || code === 0xff01 || code === 0xff1f) return HARD_STOP;
  if (code === 46 || code === 33 || code === 63) return STOP;
  if (code === 39) return NOTHING;
  if (code < 128) {
    if (code >= 97 && code <= 122) return LETTER;
    if (code >= 65 && code <= 90) return LETTER;
    if (code >= 48 && code <= 57) return DIGIT;
    return code <= 32 ? SPACE : MARK;
  }
  if (code >= 0x300 && code <= 0x36f) return NOTHING;
  if (isKana(code) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)) return IDEOGRAPH;
  const char = String.fromCharCode(code);
  if (/\s/.test(char)) return SPACE;
  if (/[\p{L}\p{M}]/u.test(char)) return LETTER;
  return /\p{N}/u.test(char) ? DIGIT : MARK;
}

function isKana(code: number): boolean {
  return (code >= 0x3040 && code <= 0x30ff) || (code >= 0x31f0 && code <= 0x31ff);
}

function isHangul(code: number): boolean {
  return code >= 0xac00 && code <= 0xd7a3;
}

const MARKS = "\"',;:()[]{}<>/\\|-_=+*#@$%&`~^!?.";

function sixOf(code: number, sort: number): number {
  if (sort === SPACE || sort === HARD_STOP) return 0;
  if (sort === DIGIT) return 27;
  if (code >= 97 && code <= 122) return code - 96;
  const mark = MARKS.indexOf(String.fromCharCode(code));
  if (mark !== -1) return 28 + Math.min(mark, 35);
  return 32 + (code & 31);
}
