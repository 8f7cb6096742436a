import { beginsAt } from "../chars.ts";
import type { Span } from "../types.ts";
import { weighCard } from "./card.ts";
import { readBase58 } from "./crypto.ts";
import { ibanEnd } from "./iban.ts";
import { readDashedMac, readDotted } from "./ip.ts";
import { readNational } from "./national/national.ts";
import { type Confirm, weighPhone } from "./phone.ts";
import { isInPlans } from "./plans.ts";

/** A stretch of digits inside a longer number, by offsets. */
export interface Group {
  start: number;
  end: number;
}

/**
 * Bank accounts, cards and phone numbers in one pass: each stretch of digits and the marks that people put
 * between them is read once, whole, so that a part of a longer number is never taken for one.
 */
export function findNumbers(text: string, found: Span[]): void {
  const anyDigit = /[0-9]/g;
  const length = text.length;
  const confirm = makeConfirm();
  let nationalUntil = 0;
  let i = 0;
  let quiet = 0;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) {
      i++;
      // Prose has long stretches without digits, and the expression skips them many characters at a time.
      if (++quiet < LONG_WITHOUT) continue;
      anyDigit.lastIndex = i;
      if (!anyDigit.test(text)) return;
      i = anyDigit.lastIndex - 1;
    }
    quiet = 0;
    const iban = ibanAround(text, i);
    if (iban !== undefined) {
      found.push({ kind: "iban", rule: "iban", ...iban, confidence: 98 });
      i = iban.end;
      continue;
    }
    const machine = readDotted(text, i, found);
    if (machine !== -1) {
      i = machine;
      continue;
    }
    const coin = readBase58(text, i, found);
    if (coin !== -1) {
      i = coin;
      continue;
    }
    if (text.charCodeAt(i + 2) === 45) readDashedMac(text, i + 2, found);
    if (i >= nationalUntil) nationalUntil = readNational(text, i, found);
    i = readNumber(text, i, found, confirm);
  }
}

/** How often one text may ask the plans: an answer costs ten microseconds. */
const MAX_CONFIRMED = 1_500;

function makeConfirm(): Confirm {
  let asked = 0;
  return (number, countries) => {
    // Past that the shape alone decides, as if the plans knew the number.
    asked += 1;
    return asked > MAX_CONFIRMED || isInPlans(number, countries);
  };
}

const LONG_WITHOUT = 24;

/** An IBAN has two letters before its first digit. */
function ibanAround(text: string, digit: number): Group | undefined {
  const start = digit - 2;
  if (start < 0 || !isLetter(text.charCodeAt(start)) || !isLetter(text.charCodeAt(start + 1))) return undefined;
  if (!isDigit(text.charCodeAt(digit + 1)) || !beginsAt(text, start)) return undefined;
  const end = ibanEnd(text, start);
  return end === undefined ? undefined : { start, end };
}

const MAX_GROUPS = 12;
/** Fewer digits than this are neither a card nor a phone number. */
const LEAST_DIGITS = 7;

/** Reads one number from its first digit on and says what it is. Returns where to go on. */
function readNumber(text: string, from: number, found: Span[], confirm: Confirm): number {
  let digits = 0;
  let count = 0;
  let end = from;
  for (let i = from; ;) {
    const start = i;
    while (isDigit(text.charCodeAt(i))) i++;
    digits += i - start;
    count += 1;
    end = i;
    if (count === MAX_GROUPS) break;
    const next = overSeparator(text, i);
    if (next === -1 || (digits >= FULL_NUMBER && beginsAnother(text, start, i))) break;
    i = next;
  }
  if (digits < LEAST_DIGITS || !standsAlone(text, from, end)) return end;
  const groups = groupsOf(text, from, end);
  for (const rest of takeCards(text, groups, found)) {
    const phone = weighPhone(text, rest, confirm);
    if (phone !== undefined) found.push({ kind: "phone", ...phone });
  }
  return end;
}

/** After so many digits, a number may be complete and the next one begin. */
const FULL_NUMBER = 9;

/** `512-555-0100 512-555-0199`: a bracket opens, or a space comes after groups that other marks joined. */
function beginsAnother(text: string, groupStart: number, at: number): boolean {
  const mark = text.charCodeAt(at);
  if (mark === 40 || text.charCodeAt(at + 1) === 40) return true;
  const before = text.charCodeAt(groupStart - 1);
  return mark === 32 && (before === 45 || before === 46 || before === 47);
}

function groupsOf(text: string, from: number, end: number): Group[] {
  const groups: Group[] = [];
  for (let i = from; i < end;) {
    const start = i;
    while (i < end && isDigit(text.charCodeAt(i))) i++;
    groups.push({ start, end: i });
    while (i < end && !isDigit(text.charCodeAt(i))) i++;
  }
  return groups;
}

/** Where the next digit is, when only marks that people put between digits come before it; else -1. */
function overSeparator(text: string, at: number): number {
  let i = at;
  while (i < at + 3) {
    const code = text.charCodeAt(i);
    // Space, ( ) - . /
    if (code !== 32 && code !== 40 && code !== 41 && code !== 45 && code !== 46 && code !== 47) break;
    i++;
  }
  return i > at && isDigit(text.charCodeAt(i)) ? i : -1;
}

/** Digits that are a part of a word, a name, a hash or an amount are no number of a person. */
function standsAlone(text: string, start: number, end: number): boolean {
  if (!beginsAt(text, start)) return false;
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  if ((isLetter(after) && !isExtension(text, end)) || after === 95 || before === 95) return false;
  // A dash or dot that joins it to a word: a UUID, a version, a file's name.
  if ((before === 45 || before === 46) && isWordCode(text.charCodeAt(start - 2))) return false;
  if ((after === 45 || after === 46) && isLetter(text.charCodeAt(end + 1))) return false;
  return true;
}

/** `555-0100x12`. */
function isExtension(text: string, end: number): boolean {
  const code = text.charCodeAt(end) | 32;
  return (
    (code === 120 && isDigit(text.charCodeAt(end + 1))) ||
    (code === 101 && /^ext\.?\s?\d/i.test(text.slice(end, end + 7)))
  );
}

const MAX_CARD_GROUPS = 5;

/** Takes the cards out of the groups and returns the stretches that are left over. */
function takeCards(text: string, groups: Group[], found: Span[]): Group[][] {
  const left: Group[][] = [];
  let rest: Group[] = [];
  for (let i = 0; i < groups.length;) {
    const taken = cardAt(text, groups, i);
    if (taken === undefined) {
      rest.push(groups[i] as Group);
      i += 1;
      continue;
    }
    const start = (groups[i] as Group).start;
    const end = (groups[i + taken.count - 1] as Group).end;
    found.push({ kind: "card", rule: "payment-card", start, end, confidence: taken.confidence });
    i += taken.count;
    if (rest.length > 0) left.push(rest);
    rest = [];
  }
  if (rest.length > 0) left.push(rest);
  return left;
}

function cardAt(text: string, groups: Group[], at: number): { count: number; confidence: number } | undefined {
  const first = groups[at] as Group;
  const size = first.end - first.start;
  if (size >= 12) {
    if (size > 19 || isDecimal(text, first) || saysGoods(text, first.start)) return undefined;
    const confidence = weighCard(text.slice(first.start, first.end), false);
    return confidence === 0 ? undefined : { count: 1, confidence };
  }
  if (size !== 4) return undefined;
  const separator = text.slice(first.end, groups[at + 1]?.start ?? first.end);
  let digits = text.slice(first.start, first.end);
  for (let count = 2; count <= MAX_CARD_GROUPS && at + count <= groups.length; count++) {
    const before = groups[at + count - 2] as Group;
    const group = groups[at + count - 1] as Group;
    if (text.slice(before.end, group.start) !== separator || separator.length !== 1) return undefined;
    digits += text.slice(group.start, group.end);
    if (digits.length > 19) return undefined;
    if (digits.length < 14) continue;
    const confidence = weighCard(digits, true);
    if (confidence > 0) return { count, confidence };
  }
  return undefined;
}

/** A number of goods, by the word before it. */
function saysGoods(text: string, start: number): boolean {
  return /(?:ean|gtin|isbn|upc|barcode|sku|timestamp|imei|tracking)\W{0,4}$/i.test(
    text.slice(Math.max(0, start - 16), start),
  );
}

/** The digits before or after a decimal point. */
function isDecimal(text: string, group: Group): boolean {
  const dotBefore = text.charCodeAt(group.start - 1) === 46 && isDigit(text.charCodeAt(group.start - 2));
  const dotAfter = text.charCodeAt(group.end) === 46 && isDigit(text.charCodeAt(group.end + 1));
  return dotBefore || dotAfter;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isWordCode(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}
