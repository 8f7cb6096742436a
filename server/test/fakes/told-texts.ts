import { type Random, seededRandom } from "../../src/kernel/index.ts";

/*
 * Texts such as models write, with values in them that detectors know. Every value is made up.
 */

export interface Dice {
  pick<T>(list: readonly T[]): T;
  below(limit: number): number;
  chance(share: number): boolean;
}

export function diceOf(seed: number): Dice {
  const random: Random = seededRandom(seed);
  const below = (limit: number) => Math.floor((random.bytes(4).readUInt32BE(0) / 2 ** 32) * limit);
  return { below, pick: (list) => list[below(list.length)] as never, chance: (share) => below(1_000) < share * 1_000 };
}

const WORDS =
  "the a of and to in is was for it on that with as be at this by we are you not from or have an they which one would all will there their what so up out if about who get when can like more now some other into your time than then them only new also after use two how our first way even want any these give day most us".split(
    " ",
  );
const PIECES = [
  "Hello World",
  "GET /v1/models HTTP/1.1",
  "const total = items.length;",
  "| 2024 | 12 | 34.5 |",
  "# Title of it",
  "- a point",
  "1. first",
  "version 3.14.159",
  "2026-11-21 20:47",
  "192.168.0.1",
  "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  "user@host without end",
  "a@b",
  "\u{1f600} \u{1f468}\u200d\u{1f469}",
  "für die Größe",
  "это просто текст",
  "我们今天去公园，然后回家。",
  "今日は天気がいいですね。散歩に行きましょう。",
  '{"name": "x", "list": [1, 2, 3], "more": {"a": null}}',
  '{"name":"x","list":[1,2,3],"more":{"a":"b"}}',
  "-----BEGIN CERTIFICATE-----",
  "password is what you know",
  "the key = value of it",
  "GB29 is how it begins",
];

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";

function run(dice: Dice, length: number, from: string): string {
  let out = "";
  for (let i = 0; i < length; i++) out += from[dice.below(from.length)];
  return out;
}

/** A number whose check digit is right. */
function card(dice: Dice, mark: string): string {
  const body = `4${run(dice, 14, digits)}`;
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  const all = `${body}${(10 - (sum % 10)) % 10}`;
  return [all.slice(0, 4), all.slice(4, 8), all.slice(8, 12), all.slice(12)].join(mark);
}

function iban(dice: Dice, mark: string): string {
  const [country, bank] = dice.pick([
    ["DE", run(dice, 18, digits)],
    ["GB", `NWBK${run(dice, 14, digits)}`],
    ["NL", `ABNA${run(dice, 10, digits)}`],
    ["QA", `DOHB${run(dice, 15, digits)}CDEFGH`],
  ]);
  let rest = 0;
  for (const char of `${bank}${country}00`) {
    const value = Number.parseInt(char, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  const all = `${country}${String(98 - rest).padStart(2, "0")}${bank}`;
  const grouped = all.replace(/(.{4})(?=.)/g, `$1${mark}`);
  return dice.chance(0.3) ? grouped.toLowerCase() : grouped;
}

function privateKey(dice: Dice): string {
  const kind = dice.pick(["RSA ", "EC ", "", "OPENSSH "]);
  const line = dice.pick(["\n", "\\n"]);
  const body = Array.from({ length: 3 + dice.below(5) }, () => run(dice, 64, `${letters}${digits}+/`)).join(line);
  return `-----BEGIN ${kind}PRIVATE KEY-----${line}${body}${line}-----END ${kind}PRIVATE KEY-----`;
}

const MONTHS = ["may", "March", "januar", "août", "december", "Dezember", "junio"];

const name = (dice: Dice) => run(dice, 4 + dice.below(8), letters.toLowerCase());

/** One value that a detector knows, most of the time. */
export function valueOf(dice: Dice): string {
  const key = (length: number) => run(dice, length, letters + digits);
  switch (dice.below(23)) {
    case 0:
      return `${name(dice)}.${name(dice)}@${name(dice)}.com`;
    case 1:
      return `${name(dice)}+${dice.below(99)}@mail.${name(dice)}.co.uk`;
    case 2:
      return card(dice, dice.pick(["", " ", "-"]));
    case 3:
      return iban(dice, dice.pick(["", " ", "-"]));
    case 4:
      return `+49 30 ${run(dice, 3, "123456789")} ${run(dice, 4, digits)}`;
    case 5:
      return `(${dice.pick(["212", "512"])}) 555-0${run(dice, 3, digits)}`;
    case 6:
      return `call me on tel ${run(dice, 3, "123456789")} ${run(dice, 5, digits)}`;
    case 7:
      return `AKIA${run(dice, 16, letters.toUpperCase() + digits)} and the secret is ${run(dice, 40, letters + digits)}`;
    case 8:
      return `ghp_${key(36)}`;
    case 9:
      return `postgres://${name(dice)}:${key(12)}9a@db.${name(dice)}.internal:5432/app`;
    case 10:
      return `password is ${key(9)}7x`;
    case 11:
      return `"api_key": "${key(24)}1a"`;
    case 12:
      return `Authorization: Bearer ${key(30)}4b`;
    case 13:
      return `curl -u ${name(dice)}:${key(9)}3c https://x.example`;
    case 14:
      return `eyJ${Buffer.from("hbGciOiJIUzI1NiJ9").toString()}.eyJ${key(40)}.${key(43)}`;
    case 15:
      return `mail ${name(dice)}@${name(dice)}\u200b.org now`;
    case 16:
      return `born on ${1 + dice.below(28)}${dice.pick(["", "th", "th of", "."])} ${dice.pick(MONTHS)} 19${run(dice, 2, digits)}`;
    case 17:
      return `date of birth: ${dice.pick(MONTHS)} ${1 + dice.below(28)}, 19${run(dice, 2, digits)}`;
    case 18:
      return `the ssn is ${dice.pick(["219", "457"])}-${10 + dice.below(89)}-${run(dice, 4, "123456789")}`;
    case 19:
      return `passport number of hers is ${run(dice, 2, letters.toUpperCase())}${run(dice, 7, digits)}`;
    case 20:
      return `sort code ${run(dice, 2, digits)}-${run(dice, 2, digits)}-${run(dice, 2, digits)} and account number ${run(dice, 8, digits)}`;
    case 21:
      return dice.pick(["ni number qq 12 34 56 c", "NINO AB 12 34 56 C", "dni 12345678z", "nir 1 85 05 78 006 084 91"]);
    default:
      return dice.chance(0.15) ? privateKey(dice) : `${name(dice)}@${name(dice)}.de`;
  }
}

/** A text with values in it, as long as a few sentences. */
export function toldText(dice: Dice): string {
  let out = "";
  const length = 10 + dice.below(50);
  for (let i = 0; i < length; i++) {
    const word = dice.chance(0.08) ? valueOf(dice) : dice.chance(0.06) ? dice.pick(PIECES) : dice.pick(WORDS);
    out += dice.chance(0.1) ? `${word[0]?.toUpperCase()}${word.slice(1)}` : word;
    out += dice.chance(0.82) ? " " : dice.pick([". ", ", ", ": ", "\n", "\n\n", '"', " (", ") ", "; ", ",", "="]);
  }
  return out;
}

/** The text in pieces of at most so many characters, cut anywhere, also inside of a pair. */
export function cutAnywhere(dice: Dice, text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = 1 + dice.below(most);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}
