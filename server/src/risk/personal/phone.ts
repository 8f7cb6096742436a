import { isPossibleNumber } from "./calling-codes.ts";
import type { Group } from "./numbers.ts";

export interface Phone {
  rule: string;
  start: number;
  end: number;
  confidence: number;
}

/** Whether these groups of digits are a phone number, written internationally or at home. */
export function weighPhone(text: string, groups: readonly Group[]): Phone | undefined {
  const first = groups[0] as Group;
  const last = groups[groups.length - 1] as Group;
  const count = groups.reduce((sum, group) => sum + group.end - group.start, 0);
  if (count < 7 || count > 15) return undefined;
  const start = startOf(text, first.start);
  const sizes = groups.map((group) => group.end - group.start);

  const plus = text.charCodeAt(start) === 43;
  if (plus || (text.startsWith("00", first.start) && count >= 11 && groups.length > 1)) {
    const digits = groups.map((group) => text.slice(group.start, group.end)).join("");
    if (!isPossibleNumber(plus ? digits : digits.slice(2))) return undefined;
    return { rule: "phone-international", start, end: last.end, confidence: 90 };
  }
  if (sizes.some((size) => size > 8)) {
    return groups.length === 1 && saysPhone(text, start)
      ? { rule: "phone-named", start, end: last.end, confidence: 75 }
      : undefined;
  }
  if (isNorthAmerican(text, groups, sizes)) {
    return { rule: "phone-north-american", start, end: last.end, confidence: 80 };
  }
  if (isTrunk(text, first, sizes, count) && !dotted(text, groups)) {
    return { rule: "phone-national", start, end: last.end, confidence: saysPhone(text, start) ? 85 : 70 };
  }
  if (saysPhone(text, start) && !isDate(sizes) && !isAddress(text, groups))
    return { rule: "phone-named", start, end: last.end, confidence: 65 };
  return undefined;
}

/** Back over `(` and `+`. */
function startOf(text: string, digit: number): number {
  let start = digit;
  if (text.charCodeAt(start - 1) === 40) start -= 1;
  if (text.charCodeAt(start - 1) === 43) start -= 1;
  return start;
}

/** 512-555-0100, (512) 555-0100, 1-512-555-0100. */
function isNorthAmerican(text: string, groups: readonly Group[], sizes: number[]): boolean {
  const tail = sizes.slice(-3).join(",") === "3,3,4";
  const lead = sizes.length === 3 || (sizes.length === 4 && sizes[0] === 1 && text[(groups[0] as Group).start] === "1");
  if (!tail || !lead) return false;
  const area = text.charCodeAt((groups.at(-3) as Group).start);
  const exchange = text.charCodeAt((groups.at(-2) as Group).start);
  return area >= 50 && exchange >= 50;
}

/** A leading 0 that is dialled at home: 030 2186626, 0171/2678416, 01 42 78 06 29. */
function isTrunk(text: string, first: Group, sizes: number[], count: number): boolean {
  if (text.charCodeAt(first.start) !== 48 || text.charCodeAt(first.start + 1) === 48 || sizes.length < 2) return false;
  if (count < 9 || count > 12) return false;
  const shape = sizes.join(",");
  // A social security number and a postal code of the United States; bytes in a dump.
  if (shape === "3,2,4" || shape === "5,4" || text.startsWith("01 02 03", first.start)) return false;
  if ((sizes[0] as number) >= 3) return true;
  return shape === "2,2,2,2,2" || shape === "2,4,4" || shape === "2,8";
}

function dotted(text: string, groups: readonly Group[]): boolean {
  return groups.length < 5 && text.slice((groups[0] as Group).end, (groups[1] as Group).start).includes(".");
}

function isDate(sizes: number[]): boolean {
  const shape = sizes.join(",");
  return shape === "4,2,2" || shape === "2,2,4" || shape === "4,4" || sizes.every((size) => size <= 2);
}

/** Four numbers with dots between: an address of a machine. */
function isAddress(text: string, groups: readonly Group[]): boolean {
  return groups.length > 2 && groups.every((group, i) => i === 0 || text.charCodeAt(group.start - 1) === 46);
}

const NAMED =
  /(?:^|[^A-Za-z])(?:phones?|tel|telefon|telefono|tel[ée]fono|t[ée]l[ée]phone|mobile?|m[óo]vil|handy|cell|call|fax|whatsapp|sms|dial)(?:[^A-Za-z\d\n][^\d\n]{0,12})?$|(?:电话|手机|電話|携帯)[^\d\n]{0,4}$/i;

/** A word for it stands shortly before. */
function saysPhone(text: string, start: number): boolean {
  return NAMED.test(text.slice(Math.max(0, start - 40), start));
}
