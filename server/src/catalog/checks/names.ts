import { plainOf, LOOK_ALIKES } from "../../risk/index.ts";

/** What makes one name pass for another one. */
export type Alike = "same" | "written-otherwise" | "passes-for" | "typo" | "near";

/** A name, made ready to be held against many others. */
interface Name {
  name: string;
  /** Without case and separators. */
  bare: string;
  /** With what passes for another sign written as that. */
  skeleton: string;
  /** Which letters are in it: names that differ in more than a few cannot be near. */
  letters: number;
}

const SHAPES: readonly [RegExp, string][] = [
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/cl/g, "d"],
  [/[0]/g, "o"],
  [/[1il|!]/g, "l"],
  [/5/g, "s"],
  [/3/g, "e"],
];
/** Names shorter than this are near too many others. */
const LEAST = 6;

export function nameOf(name: string): Name {
  const bare = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s._\-/:]+/g, "");
  let skeleton = "";
  for (const sign of bare) {
    const look = LOOK_ALIKES.get(sign.codePointAt(0) ?? 0);
    skeleton += look === undefined ? sign : String.fromCharCode(look);
  }
  skeleton = plainOf(skeleton).text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  for (const [from, to] of SHAPES) skeleton = skeleton.replace(from, to);
  let letters = 0;
  for (let i = 0; i < bare.length; i++) letters |= 1 << (bare.charCodeAt(i) & 31);
  return { name, bare, skeleton, letters };
}

function alike(a: Name, b: Name): Alike | undefined {
  if (a.name === b.name) return "same";
  if (a.bare === b.bare) return "written-otherwise";
  if (a.skeleton === b.skeleton && a.bare.length > 2) return "passes-for";
  if (Math.abs(a.bare.length - b.bare.length) > 2) return undefined;
  if (Math.min(a.bare.length, b.bare.length) < LEAST) return undefined;
  if (bitsOf(a.letters ^ b.letters) > 4) return undefined;
  const distance = distanceOf(a.bare, b.bare, 2);
  if (distance > 2) return undefined;
  return distance === 1 && isSlip(a.bare, b.bare) ? "typo" : "near";
}

interface Placed extends Name {
  server: string;
}

/** Many names, to find those that one could be taken for. */
export interface NameIndex {
  near(it: Name): { other: Placed; how: Alike }[];
}

/** Among more names than this, those that are merely near are not looked for: what is made to mislead still is. */
const MOST_NEAR = 500;
/** More than this about one name says nothing new. */
const MOST_TOLD = 5;

export function indexNames(names: readonly Placed[]): NameIndex {
  const byKey = new Map<string, Placed[]>();
  for (const name of names)
    for (const key of keysOf(name)) {
      const same = byKey.get(key);
      if (same) same.push(name);
      else byKey.set(key, [name]);
    }
  return {
    near(it) {
      const candidates = names.length <= MOST_NEAR ? names : new Set(keysOf(it).flatMap((key) => byKey.get(key) ?? []));
      const found: { other: Placed; how: Alike }[] = [];
      for (const other of candidates) {
        const how = alike(it, other);
        if (how !== undefined) found.push({ other, how });
      }
      return found.sort((a, b) => GRAVITY.indexOf(a.how) - GRAVITY.indexOf(b.how)).slice(0, MOST_TOLD);
    },
  };
}

const GRAVITY: readonly Alike[] = ["passes-for", "typo", "written-otherwise", "near", "same"];

/** What names that pass for each other have in common; letters that changed places and doubled ones too. */
function keysOf({ bare, skeleton }: Name): string[] {
  const once = bare.replace(/(.)\1+/gu, "$1");
  return [`b ${bare}`, `s ${skeleton}`, `l ${[...bare].sort().join("")}`, `o ${once}`];
}

/** Letters of another alphabet inside of a word that is else in Latin letters. */
export function isMixed(name: string): boolean {
  return name.split(/[^\p{L}\p{M}]+/u).some((word) => /\p{Script=Latin}/u.test(word) && OTHER.test(word));
}

const OTHER =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]/u;

/** Two letters that changed places, or a letter doubled: what is typed by mistake, and registered on purpose. */
function isSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  // Numbers differ in such ways by themselves.
  if (/\d/.test(long[at] ?? "")) return false;
  if (short.length === long.length) return short[at] === long[at + 1] && short[at + 1] === long[at];
  // One that is a plural of the other is an honest neighbour.
  return at > 0 && long[at] === long[at - 1] && at < long.length - 1;
}

/** How many signs differ, with neighbours that changed places as one; more than `most` is not counted further. */
function distanceOf(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
}

function bitsOf(value: number): number {
  let bits = value;
  let count = 0;
  while (bits !== 0) {
    bits &= bits - 1;
    count += 1;
  }
  return count;
}
