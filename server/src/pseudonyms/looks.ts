import { ibanLength } from "../risk/index.ts";

/*
 * Replacements that look like what they stand for and belong to nobody: names of the ranges that are set aside for
 * documentation, fiction and tests. Kinds without such a range have none.
 */

/** Numbers that follow from a value and its session, and from nothing else. */
export type Dice = (sides: number) => number;

type Look = (value: string, dice: Dice) => string | undefined;

const digits = (count: number, dice: Dice): string => Array.from({ length: count }, () => dice(10)).join("");
const pick = <T>(list: readonly T[], dice: Dice): T => list[dice(list.length)] as T;

const LOOKS: Readonly<Record<string, Look>> = {
  email: (_value, dice) => `${pick(SYLLABLES, dice)}${pick(SYLLABLES, dice)}${digits(3, dice)}@example.invalid`,
  phone: phoneLook,
  card: (value, dice) => {
    const length = value.replace(/\D/g, "").length === 15 ? 15 : 16;
    // The first digits are those of test cards.
    const open = (length === 15 ? "378200" : "400000") + digits(length - 7, dice);
    return grouped(open + luhnDigit(open), value, 4);
  },
  iban: ibanLook,
  ip: (value, dice) =>
    value.includes(":")
      ? `2001:db8:${dice(65_536).toString(16)}:${dice(65_536).toString(16)}::${(1 + dice(65_535)).toString(16)}`
      : `${pick(["192.0.2", "198.51.100", "203.0.113"], dice)}.${1 + dice(254)}`,
  mac: (value, dice) => {
    const last = dice(256).toString(16).padStart(2, "0");
    return ["00", "00", "5e", "00", "53", last].join(value.includes("-") ? "-" : ":");
  },
  // No number was ever given out in this area.
  ssn: (_value, dice) => `666-${String(1 + dice(99)).padStart(2, "0")}-${String(1 + dice(9_999)).padStart(4, "0")}`,
  name: (_value, dice) => `${pick(FIRST_NAMES, dice)} ${pick(LAST_NAMES, dice)}`,
};

/** A replacement that looks like the value; undefined where its kind has none. */
export function lookOf(kind: string, value: string, dice: Dice): string | undefined {
  return LOOKS[kind]?.(value, dice);
}

export const hasLook = (kind: string): boolean => kind in LOOKS;

/** Ranges that regulators set aside for films and books. */
function phoneLook(value: string, dice: Dice): string {
  const number = value.replace(/[^\d+]/g, "").replace(/^00/, "+");
  if (number.startsWith("+44") || number.startsWith("07")) return `+44 7700 900${digits(3, dice)}`;
  if (number.startsWith("+49")) return `+49 30 23125 ${digits(3, dice)}`;
  if (number.startsWith("+33")) return `+33 1 99 00 ${digits(2, dice)} ${digits(2, dice)}`;
  return `+1 ${2 + dice(8)}${dice(9)}${dice(10)}-555-01${digits(2, dice)}`;
}

/** The bank is one that no country has: its number is all noughts. */
function ibanLook(value: string, dice: Dice): string | undefined {
  const country = value.trim().slice(0, 2).toUpperCase();
  const length = ibanLength(country);
  if (length === undefined || length < 12) return undefined;
  const inner = `0000${digits(length - 8, dice)}`;
  const moved = [...`${inner}${country}00`].map((char) => Number.parseInt(char, 36)).join("");
  let rest = 0;
  for (const digit of moved) rest = (rest * 10 + Number(digit)) % 97;
  return grouped(`${country}${String(98 - rest).padStart(2, "0")}${inner}`, value, 4);
}

/** In groups where the value was, with the same mark between them. */
function grouped(text: string, like: string, size: number): string {
  const mark = like.includes(" ") ? " " : like.includes("-") ? "-" : "";
  if (mark === "") return text;
  return (text.match(new RegExp(`.{1,${size}}`, "g")) ?? []).join(mark);
}

function luhnDigit(open: string): number {
  let sum = 0;
  for (let at = 0; at < open.length; at++) {
    const digit = Number(open[open.length - 1 - at]) * (at % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

const SYLLABLES =
  `ba be bi bo da de di do fa fe fi fo ga ge ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po ra re
  ri ro sa se si so ta te ti to va ve vi vo za ze zi zo`.split(/\s+/);

const FIRST_NAMES =
  `Alba Alrik Anneli Arno Berit Birger Calla Casimir Corin Dagny Darian Delphine Edda Eskil Fenna Florian
  Gerrit Gisela Halvor Henrike Idris Ilse Jarle Jonna Kaspar Kirsa Lennart Liv Magda Mattis Nela Norwin Odile Orla Quirin
  Ragna Roswin Selma Sivert Tamsin Thore Ulla Valentin Vera Wanda Wim Yorick Zelda`.split(/\s+/);

const LAST_NAMES =
  `Aldenhoven Arrowby Birkenau Blythewood Brackenridge Calderstone Corvendale Dunmarsh Eastermoor Ellerbrook
  Fairlough Fernsdale Garrowmere Glenhurst Hallingford Hartsfield Inglewick Kestrelby Kirkholm Larkmoor Lindenborg Marrowfield
  Merrivale Nordhagen Oakenshaw Ostermark Penhollow Pinehurst Quillfeather Ravensholt Rosenlund Saltmarsh Silverbeck
  Stonebridge Tarnwick Thistlewood Underhill Vandermoor Wexcombe Whitlocke Windermoor Yarrowgate`.split(/\s+/);
