/** How many symbols a text is seen in. */
export const SYMBOLS = 32;
/** Symbols above the letters. */
export const DIGIT = 27;
const JOINT = 28;
export const STOP = 29;
const SIGN = 30;
/** A letter of another alphabet. */
const FOREIGN = 31;

/** Letters that Unicode does not take apart. */
const PLAIN: [string, string][] = [
  ["ßſ", "s"],
  ["æÆ", "a"],
  ["œŒøØ", "o"],
  ["ðÐđĐ", "d"],
  ["łŁ", "l"],
  ["þÞ", "t"],
  ["ħĦ", "h"],
];

/** Of each unit below 592: 0 for a blank, 1 to 26 for a letter whatever its case and marks, or one of the above. */
export const SYMBOL: Uint8Array = buildSymbols();

/** The same for the Latin letters of U+1E00 to U+1EFF: Vietnamese. */
const MORE: Uint8Array = buildMore();

export function symbolOf(code: number): number {
  if (code < 592) return SYMBOL[code] as number;
  return code >= 0x1e00 && code < 0x1f00 ? (MORE[code - 0x1e00] as number) : FOREIGN;
}

function buildSymbols(): Uint8Array {
  const table = new Uint8Array(592).fill(SIGN);
  for (let code = 0; code <= 32; code++) table[code] = 0;
  for (let code = 48; code <= 57; code++) table[code] = DIGIT;
  table[39] = JOINT;
  table[45] = JOINT;
  for (const stop of ".,;:!?") table[stop.charCodeAt(0)] = STOP;
  for (let code = 65; code < 592; code++) {
    if (code > 122 && code < 0xc0) continue;
    const base = String.fromCharCode(code).normalize("NFD").toLowerCase().charCodeAt(0);
    if (base >= 97 && base <= 122) table[code] = base - 96;
    else if (code >= 0xc0) table[code] = FOREIGN;
  }
  for (const [letters, base] of PLAIN)
    for (const letter of letters) table[letter.charCodeAt(0)] = base.charCodeAt(0) - 96;
  return table;
}

function buildMore(): Uint8Array {
  const table = new Uint8Array(256).fill(FOREIGN);
  for (let i = 0; i < 256; i++) {
    const base = String.fromCharCode(0x1e00 + i)
      .normalize("NFD")
      .toLowerCase()
      .charCodeAt(0);
    if (base >= 97 && base <= 122) table[i] = base - 96;
  }
  return table;
}
