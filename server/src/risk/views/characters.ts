import { INVISIBLE, ZEROS } from "../fold.ts";
import { LETTER_SHAPES } from "./look-alikes.ts";

/** What a character of the table becomes: itself, one other character, or one of these. */
export const KEEP = 0;
export const DROP = 1;
/** The first half of a pair that needs a look at the second. */
export const PAIR = 2;
/** Several characters, in EXPANSIONS. */
export const SEVERAL = 3;
/** Part of the letter before it. */
export const MARK = 4;

const MARKS: [number, number][] = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];
/** Where characters stand that NFKC writes otherwise, as far as they are letters, digits or signs. */
const COMPATIBLE: [number, number][] = [
  [0xa0, 0xbe],
  [0x132, 0x149],
  [0x17f, 0x17f],
  [0x1c4, 0x1f3],
  [0x2b0, 0x2b8],
  [0x2e0, 0x2e4],
  [0x3d0, 0x3d6],
  [0x3f0, 0x3f9],
  [0x1d2c, 0x1d6a],
  [0x1d78, 0x1dbf],
  [0x1e9a, 0x1e9b],
  [0x2000, 0x21ff],
  [0x2460, 0x24ff],
  [0x3000, 0x3000],
  [0x3131, 0x318e],
  [0x3200, 0x33ff],
  [0xf900, 0xfaff],
  [0xfb00, 0xfbff],
  [0xfc00, 0xfdff],
  [0xfe30, 0xfefc],
  [0xff01, 0xffee],
];
const SAME: [string, string][] = [
  [" ", "\u1680\u2800"],
  ["\n", "\u0085\u2028\u2029"],
  ["-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"],
  ['"', "\u201c\u201d\u201e\u201f\u00ab\u00bb"],
  ["'", "\u2018\u2019\u201a\u201b\u02bc\u00b4"],
  ["/", "\u2044\u2215"],
  [":", "\ua789\u2236"],
];

const BUILT = buildTable();
export const TABLE: Uint16Array = BUILT.table;
export const EXPANSIONS: ReadonlyMap<number, readonly number[]> = BUILT.several;
export const ASTRAL: ReadonlyMap<number, readonly number[]> = buildAstral();

function buildTable(): { table: Uint16Array; several: Map<number, number[]> } {
  const table = new Uint16Array(0x10000);
  const several = new Map<number, number[]>();
  for (const [from, to] of COMPATIBLE) {
    for (let code = from; code <= to; code++) {
      const plain = String.fromCharCode(code).normalize("NFKC");
      if (plain.length === 1) {
        const unit = plain.charCodeAt(0);
        if (unit !== code) table[code] = unit;
      } else {
        table[code] = SEVERAL;
        several.set(code, unitsOf(plain));
      }
    }
  }
  for (const zero of ZEROS) for (let digit = 0; digit < 10; digit++) table[zero + digit] = 48 + digit;
  for (const [ascii, others] of SAME) {
    for (let i = 0; i < others.length; i++) table[others.charCodeAt(i)] = ascii.charCodeAt(0);
  }
  for (const [shape, letter] of LETTER_SHAPES) table[shape] = letter;
  for (const [from, to] of MARKS) table.fill(MARK, from, to + 1);
  for (const [from, to] of INVISIBLE) table.fill(DROP, from, to + 1);
  for (const high of [0xd835, 0xd83c, 0xdb40]) table[high] = PAIR;
  return { table, several };
}

/** Mathematical letters, and letters and digits in circles and squares. */
function buildAstral(): Map<number, number[]> {
  const map = new Map<number, number[]>();
  for (const [from, to] of [
    [0x1d400, 0x1d7ff],
    [0x1f100, 0x1f149],
  ] as const) {
    for (let point = from; point <= to; point++) {
      const char = String.fromCodePoint(point);
      const plain = char.normalize("NFKC");
      if (plain !== char) map.set(point, unitsOf(plain));
    }
  }
  for (const from of [0x1f150, 0x1f170]) {
    for (let letter = 0; letter < 26; letter++) map.set(from + letter, [65 + letter]);
  }
  return map;
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}
