import { CHARACTERS, SIGN, type Sign, TOPIC, TOPICS, type Topic, WORDS } from "./words.ts";
import type { Term } from "./sip.ts";

/** What was read of one text. Nothing of the text itself is in it. */
export interface Signs {
  /** SIGN and TOPIC, all that occurred. */
  bits: number;
  words: number;
  /** Keyed hashes of at most `MAX_TERMS` words that carry meaning: always the same ones of the same text. */
  terms: readonly number[];
  /** How it begins and ends, keyed: what calls made from one template share. 0 where it is too short. */
  frame: number;
}

export type ReadSigns = (text: string) => Signs;

const MAX_TERMS = 24;
/** Of a long text its beginning and its end are read: that is where people say what they want. */
const HEAD = 3_000;
const TAIL = 1_500;
const FRAME_WORDS = 5;

const COMMON = `give tell show write explain describe please list plan start begin first second third point take find used using work works look help good know long different kind time
  about after again also another because been before being between both could does doing down each even every from further have having here himself into itself like made make many might more most much must need only other over same should since some such than that their them then there these they thing things this those through under until very want well were what when where which while will with within without would your yours
  aber alle auch beim dann dass dein deine dich diese doch eine einem einen einer eines etwas fur haben hier ihre ihren kann mein meine mich mehr mein muss nach nicht noch oder sein sich sind uber unser unter viel vom wann warum weil wenn werden wie wird wurde zwischen
  avec cette dans elle elles entre etre faire leur leurs mais meme moins nous pour plus quand quel quelle sans sont tout toute tous votre vous comme comment
  como cuando desde donde ellos entre esta este hacer hasta mas muchas mucho nada para pero porque puede quien sobre solo tambien tiene todo todos unos usted
  como mais muito para pela pelo porque quando seja sobre tambem voce voces
  alla anche come cosa dalla della delle degli dove essere fare loro molto nella perche piu quale quando quello questa sono tutto`;

/** Makes the function that reads signs. The tables are made once. */
export function makeReadSigns(term: Term): ReadSigns {
  const table = signTable();
  const common = wordSet(COMMON);
  const characters = characterList();
  const heap = new Int32Array(MAX_TERMS);
  return (text) => {
    const cut = text.length <= HEAD + TAIL ? text : `${text.slice(0, HEAD)} ${text.slice(-TAIL)}`;
    const lower = cut.toLowerCase();
    let bits = 0;
    let words = 0;
    let kept = 0;
    let hash = FNV;
    let size = 0;
    let one = 0;
    let two = 0;
    let wide = 0;
    let head = 0;
    let [tail0, tail1, tail2] = [0, 0, 0];
    const keep = (value: number) => {
      const keyed = term(value) | 0;
      // The smallest ones, in order: the same words give the same choice whatever stands around them.
      if (kept === MAX_TERMS && keyed >= (heap[kept - 1] as number)) return;
      let at = kept === MAX_TERMS ? kept - 1 : kept;
      while (at > 0 && (heap[at - 1] as number) > keyed) at -= 1;
      if (at > 0 && heap[at - 1] === keyed) return;
      heap.copyWithin(at + 1, at, kept === MAX_TERMS ? kept - 1 : kept);
      heap[at] = keyed;
      if (kept < MAX_TERMS) kept += 1;
    };
    for (let i = 0; i <= lower.length; i++) {
      const code = i < lower.length ? fold(lower.charCodeAt(i)) : 0;
      if (code >= WIDE) {
        // Writing without spaces: pairs of characters take the place of words.
        if (wide !== 0) keep(mix(wide, code));
        wide = code;
        words += 0.5;
      } else wide = 0;
      if (code !== 0 && code < WIDE) {
        hash = Math.imul(hash ^ code, PRIME);
        size += 1;
        continue;
      }
      if (size === 0) continue;
      words += 1;
      const own = lookUp(table, hash);
      bits |= own | lookUp(table, mix(one, hash)) | lookUp(table, mix(mix(two, one), hash));
      if (size > 3 && (own & SIGNS_ONLY) === 0 && !common.has(hash)) keep(hash);
      if (words <= FRAME_WORDS) head = mix(head, hash);
      [tail0, tail1, tail2] = [tail1, tail2, hash];
      two = one;
      one = hash;
      hash = FNV;
      size = 0;
    }
    if (wide !== 0 || words % 1 !== 0 || hasWide(lower)) {
      for (const [piece, bit] of characters) if (lower.includes(piece)) bits |= bit;
    }
    const frame = words < 2 * FRAME_WORDS ? 0 : term(mix(head, mix(mix(tail0, tail1), tail2)));
    return { bits, words: Math.ceil(words), terms: Array.from(heap.subarray(0, kept)), frame };
  };
}

const FNV = 0x811c9dc5 | 0;
const PRIME = 0x01000193;
const WIDE = 0x2e80;
const SIGNS_ONLY = 0xffff;

function mix(a: number, b: number): number {
  return Math.imul(Math.imul(a ^ 0x5bd1e995, 0x85ebca6b) ^ b, 0xc2b2ae35) ^ (b >>> 13);
}

function hasWide(text: string): boolean {
  return /[\u2e80-\uffdc]/.test(text);
}

/** Letters and digits without accents; 0 for what stands between words. */
function fold(code: number): number {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) ? code : 0;
  if (code < 0x180) return PLAIN[code] as number;
  if (code >= 0x2000 && code <= 0x206f) return 0;
  if (code >= 0x3000 && code <= 0x303f) return 0;
  if (code >= 0xff00 && code <= 0xff0f) return 0;
  return code;
}

const PLAIN = plainLetters();

function plainLetters(): Uint16Array {
  const table = new Uint16Array(0x180);
  for (let code = 0xc0; code < 0x180; code++) {
    const base = String.fromCharCode(code).normalize("NFD").toLowerCase().charCodeAt(0);
    table[code] = base < 128 ? base : code;
  }
  table[0xd7] = 0;
  table[0xf7] = 0;
  table[0xdf] = 0x73;
  return table;
}

interface Table {
  keys: Int32Array;
  bits: Int32Array;
}

/** What a word or phrase says, by its hash. Open addressing, so that a look takes no memory. */
function lookUp({ keys, bits }: Table, hash: number): number {
  for (let at = hash & MASK; ; at = (at + 1) & MASK) {
    const key = keys[at];
    if (key === hash) return bits[at] as number;
    if (key === 0) return 0;
  }
}

const SIZE = 8_192;
const MASK = SIZE - 1;

function signTable(): Table {
  const table: Table = { keys: new Int32Array(SIZE), bits: new Int32Array(SIZE) };
  const put = (list: string, bit: number) => {
    for (const phrase of list.split(",")) {
      const hashes = hashesOf(phrase);
      const [a = 0, b = 0, c = 0] = hashes;
      const hash = hashes.length === 1 ? a : hashes.length === 2 ? mix(a, b) : mix(mix(a, b), c);
      let at = hash & MASK;
      while (table.keys[at] !== 0 && table.keys[at] !== hash) at = (at + 1) & MASK;
      table.keys[at] = hash;
      table.bits[at] = (table.bits[at] as number) | bit;
    }
  };
  for (const [name, list] of Object.entries(WORDS)) put(list, SIGN[name as Sign]);
  for (const [name, list] of Object.entries(TOPICS)) put(list, TOPIC[name as Topic]);
  return table;
}

function wordSet(list: string): Set<number> {
  return new Set(hashesOf(list));
}

function hashesOf(phrase: string): number[] {
  const hashes: number[] = [];
  let hash = FNV;
  let size = 0;
  const lower = `${phrase.toLowerCase()} `;
  for (let i = 0; i < lower.length; i++) {
    const code = fold(lower.charCodeAt(i));
    if (code !== 0) {
      hash = Math.imul(hash ^ code, PRIME);
      size += 1;
    } else if (size > 0) {
      hashes.push(hash);
      hash = FNV;
      size = 0;
    }
  }
  return hashes;
}

function characterList(): [string, number][] {
  const all: Readonly<Record<string, number>> = { ...SIGN, ...TOPIC };
  return Object.entries(CHARACTERS).flatMap(([name, pieces]) =>
    pieces.map((piece): [string, number] => [piece, all[name] ?? 0]),
  );
}

/** How much of the smaller list is also in the other one; both are sorted. */
export function overlap(a: readonly number[], b: readonly number[]): number {
  const smaller = Math.min(a.length, b.length);
  if (smaller === 0) return 0;
  let same = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) same += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return same / smaller;
}

export const NOTHING_SAID: Signs = { bits: 0, words: 0, terms: [], frame: 0 };
