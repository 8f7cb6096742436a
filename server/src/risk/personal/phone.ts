import { isPossibleNumber } from "./calling-codes.ts";
import type { Group } from "./numbers.ts";

export interface Phone {
  rule: string;
  start: number;
  end: number;
  confidence: number;
}

/** Asks the plans of the world about a number; a text has only so many questions. */
export type Confirm = (number: string, countries?: readonly string[]) => boolean;

interface Candidate {
  text: string;
  groups: readonly Group[];
  sizes: readonly number[];
  /** All digits. */
  digits: string;
  start: number;
  end: number;
  confirm: Confirm;
}

/** Whether these groups of digits are a phone number, written internationally or at home. */
export function weighPhone(text: string, groups: readonly Group[], confirm: Confirm): Phone | undefined {
  const first = groups[0] as Group;
  const last = groups[groups.length - 1] as Group;
  const digits = groups.map((group) => text.slice(group.start, group.end)).join("");
  if (digits.length < 7 || digits.length > 17) return undefined;
  const candidate: Candidate = {
    text,
    groups,
    sizes: groups.map((group) => group.end - group.start),
    digits,
    start: startOf(text, first.start),
    end: extensionEnd(text, last.end),
    confirm,
  };
  const seen = international(candidate) ?? atHome(candidate);
  return seen === undefined ? undefined : { ...seen, start: candidate.start, end: candidate.end };
}

type Seen = Pick<Phone, "rule" | "confidence">;

/** `+49 30 ...`, `0044 20 ...`, `001-415-...`, `+49(0)30 ...`. */
function international({ text, groups, digits, start, confirm }: Candidate): Seen | undefined {
  const plus = text.charCodeAt(start) === 43 || text.charCodeAt(start + 1) === 43;
  if (!plus && !(digits.startsWith("00") && digits[2] !== "0" && digits.length >= 11 && groups.length > 1))
    return undefined;
  // The zero that is dialled at home stands in brackets and is left out from abroad.
  const zero = groups.find((group, i) => i > 0 && group.end - group.start === 1 && isBracketedZero(text, group));
  const dialled =
    zero === undefined
      ? digits
      : groups.map((group) => (group === zero ? "" : text.slice(group.start, group.end))).join("");
  const number = plus ? dialled : dialled.slice(2);
  if (!isPossibleNumber(number)) return undefined;
  return { rule: "phone-international", confidence: confirm(`+${number}`) ? 95 : 80 };
}

function isBracketedZero(text: string, group: Group): boolean {
  return (
    text.charCodeAt(group.start) === 48 && text.charCodeAt(group.start - 1) === 40 && text.charCodeAt(group.end) === 41
  );
}

/** Where a number that begins with a zero may be at home; the strictest plans first. */
const TRUNK_ZERO = ["FR", "GB", "AU", "NL", "IT", "JP", "CH", "SE", "BE", "DE"];

function atHome(candidate: Candidate): Seen | undefined {
  const { text, groups, sizes, digits, start, confirm } = candidate;
  if (digits.length > 15) return undefined;
  // Words are looked for last: of all that is asked here, that takes longest.
  const named = () => saysPhone(text, start);
  if (isNorthAmerican(candidate)) {
    const known = confirm(digits.slice(-10), ["US"]);
    return { rule: "phone-north-american", confidence: known ? (named() ? 92 : 85) : named() ? 80 : 65 };
  }
  if (isTrunk(candidate) && !dotted(text, groups)) {
    return { rule: "phone-national", confidence: named() ? 85 : 70 };
  }
  if (groups.length === 1) {
    // Milliseconds since 1970, as programs write them.
    if (digits.length === 13 && /^1[4-9]/.test(digits)) return undefined;
    if (named()) return { rule: "phone-named", confidence: confirm(digits, ["US", ...TRUNK_ZERO]) ? 85 : 75 };
    // Eleven digits behind a zero are hardly anything else, where a plan knows them.
    const bare = /^0[1-9]/.test(digits) && digits !== "0123456789" && (digits.length === 10 || digits.length === 11);
    return bare && confirm(digits, TRUNK_ZERO.slice(0, 6)) ? { rule: "phone-national", confidence: 60 } : undefined;
  }
  if (sizes.some((size) => size > 8) || isDate(sizes, digits) || isAddress(text, groups)) return undefined;
  return named() ? { rule: "phone-named", confidence: 65 } : undefined;
}

/** Back over `(` and `+`. */
function startOf(text: string, digit: number): number {
  let start = digit;
  if (text.charCodeAt(start - 1) === 40) start -= 1;
  if (text.charCodeAt(start - 1) === 43) start -= 1;
  return start;
}

const EXTENSION = /^(?: ?(?:x|#)|[Ee]xt\.?| E[Xx][Tt]\.?) ?\d{1,6}(?!\w)/;

/** `x123`, ` #123`, ` EXT 123`. A word in small letters behind a space is never a part of a number. */
function extensionEnd(text: string, end: number): number {
  const code = text.charCodeAt(end);
  if (code !== 32 && code !== 120 && code !== 101 && code !== 35 && code !== 88) return end;
  const match = EXTENSION.exec(text.slice(end, end + 20));
  return match === null ? end : end + match[0].length;
}

/** 512-555-0100, (512) 555-0100, 1-512-555-0100, 512.555.0100, 512.555.0100 x12. */
function isNorthAmerican({ text, groups, sizes, digits }: Candidate): boolean {
  if (sizes.slice(-3).join(",") !== "3,3,4" || sizes.length > 4) return false;
  if (sizes.length === 4 && !/^(?:1|001)$/.test(digits.slice(0, -10))) return false;
  const area = groups.at(-3) as Group;
  const exchange = groups.at(-2) as Group;
  if (text.charCodeAt(area.start) < 49) return false;
  const marks = text.slice(area.end, exchange.start) + text.slice(exchange.end, (groups.at(-1) as Group).start);
  if (marks.trim() === "") return text.charCodeAt(area.start) >= 50 && text.charCodeAt(exchange.start) >= 50;
  return true;
}

/** A leading 0 that is dialled at home: 030 2186626, 0171/2678416, 01 42 78 06 29, (0117) 496 0123. */
function isTrunk({ text, groups, sizes, digits }: Candidate): boolean {
  const first = groups[0] as Group;
  if (digits[0] !== "0" || digits[1] === "0" || sizes.length < 2) return false;
  if (digits.length < 9 || digits.length > 12) return false;
  const shape = sizes.join(",");
  // A social security number and a postal code of the United States; bytes in a dump.
  if (shape === "3,2,4" || shape === "5,4" || text.startsWith("01 02 03", first.start)) return false;
  if ((sizes[0] as number) >= 3) return true;
  return shape === "2,2,2,2,2" || shape === "2,4,4" || shape === "2,8" || shape === "2,3,2,2";
}

function dotted(text: string, groups: readonly Group[]): boolean {
  return groups.length < 5 && text.slice((groups[0] as Group).end, (groups[1] as Group).start).includes(".");
}

function isDate(sizes: readonly number[], digits: string): boolean {
  const shape = sizes.join(",");
  if (shape.startsWith("4,2,2") && /^(?:19|20)/.test(digits)) return true;
  return shape === "4,2,2" || shape === "2,2,4" || shape === "4,4" || sizes.every((size) => size <= 2);
}

/** Four numbers with dots between: an address of a machine. */
function isAddress(text: string, groups: readonly Group[]): boolean {
  return groups.length > 2 && groups.every((group, i) => i === 0 || text.charCodeAt(group.start - 1) === 46);
}

const NAMED =
  /(?:^|[^A-Za-z])(?:(?:tele)?phones?|tel|telefon(?:o|e|nummer|n[íi] [čc][íi]slo)?|tel[ée]fono|t[ée]l[ée]phone|puhelin|mobil(?:e|nummer|telefon)?|m[óo]vil|handy(?:nummer)?|rufnummer|celular|cellulare|cell|call(?:ed|ing)?|callback|fax|whatsapp|sms|text me|dial(?:ed)?|ring|reach (?:me|us|him|her|them)(?: \w+)? (?:at|on|by)|contact (?:me|us|him|her|them|number)|(?:my|his|her|your|their|new|cell|work|home|office|contact) (?:number|no\.?|#)|joignable|anrufen|erreichbar|ruf|appele[rz]|ll[aá]m[ae]\w*|liga\w*|bel(?:len)?|num[ée]ro|portable)(?:[^A-Za-z\d\n][^\d\n]{0,16})?$|(?:电话|手机|電話|携帯|联系方式|전화|휴대폰|телефон|тел\.?|هاتف|फ़ोन|फोन)[^\d\n]{0,8}$/i;
/** A word for it stands shortly before. */
function saysPhone(text: string, start: number): boolean {
  return NAMED.test(text.slice(Math.max(0, start - 48), start));
}
