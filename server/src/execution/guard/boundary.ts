import { ibanLength } from "../../risk/index.ts";

/*
 * Where a text that still grows is settled. No finding of a detector goes beyond the beginning of a plain word, but
 * for a few that are known by how they begin: private keys, account numbers in groups. So everything before the last
 * such word is known, whatever follows.
 */

/** How far a private key goes on at most, and how much of it tells that it is one. */
const PEM = { begin: "-----BEGIN ", end: "-----END ", most: 20_100, sample: 480, tail: 80 };
const PUTTY = { begin: "PuTTY-User-Key-File-", end: "Private-Lines:", most: 4_100 };
const PEM_HEADER = /^[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-{5}/;
/** An account number has at most so many letters and digits; as many spaces may part it. */
const IBAN_LONGEST = 34;
/** A local part of an address is no longer. */
const LOCAL_LONGEST = 64;
const DOMAIN_LONGEST = 260;

/** So much before a place tells whether it is a boundary. */
export const BEFORE_BOUNDARY = 400;
/** How long the beginning of a block is. */
export const BLOCK_MARK = 20;

/**
 * The last place after `from` and not behind `limit` where nothing that follows can change what was found before it;
 * -1 where there is none. `reach`: so many characters more must have come. Blocks are not heeded here.
 */
export function lastBoundary(text: string, from: number, reach: number, limit: number = text.length): number {
  const { length } = text;
  if (reach === 0 && limit >= length && endsInPlainWord(text, from) && !isInsideNumber(text, length)) return length;
  const last = Math.min(limit, length - 1 - reach);
  for (let at = last; at > from; at--) {
    if (isPlainStart(text, at) && !isInsideNumber(text, at)) return at;
  }
  return scriptBoundary(text, from, last);
}

/** Whether a block that goes on over words may begin here. */
export function mayBeginBlock(text: string, from: number): boolean {
  return text.indexOf(PEM.begin, from) >= 0 || text.indexOf(PUTTY.begin, from) >= 0;
}

/** A word begins here that is no part of anything before it: a small letter behind a space, or behind a JSON quote. */
function isPlainStart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  if (before === NEWLINE) return isLetter(code);
  if (code < 0x80) {
    if (!isSmall(code)) return false;
    if (before === QUOTE) {
      return isBreak(text.charCodeAt(at - 2)) || JSON_OPEN.has(text[at - 2] ?? "") || isNextInJson(text, at);
    }
    return isBreak(before);
  }
  return isBreak(before) && isScript(code);
}

/** A word in small letters is over: no finding goes on behind it. */
function endsInPlainWord(text: string, from: number): boolean {
  let at = text.length - 1;
  if (at <= from || !isBreak(text.charCodeAt(at))) return false;
  at -= 1;
  const end = at;
  while (at >= 0 && isSmall(text.charCodeAt(at))) at -= 1;
  return at < end && at >= 0 && isBreak(text.charCodeAt(at));
}

const MONTHS =
  "jan(?:uary|uar|vier|eiro)?|f[eé]b(?:ruary|ruar|rero|braio)?|f[eé]vr?(?:ier|ereiro)?|mar(?:ch|s|zo|ço)?|m[äa]r[zt]?|maart|apr(?:il|ile)?|a[bv]r(?:il)?|may|mai|mayo|maggio|maio|mei|june?|juni|juin|junio|giugno|junho|july?|juli|juillet|julio|luglio|julho|aug(?:ust|ustus)?|ao[ûu]t|agosto|sep(?:t|tember|tembre|tiembre)?|set(?:tembre|embro)?|o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|iembre|embro)?|d[ée]c(?:embre)?|dicembre|diciembre";
/** A date may go on in words: `3rd of may 1980`. */
const DAY = /(?:^|[^\p{L}\p{N}])\d{1,2}(?:st|nd|rd|th|\.)?(?: of| de)? $/u;
const DAY_AND_MONTH = new RegExp(`\\d(?:st|nd|rd|th|\\.)?(?: of| de)? (?:${MONTHS})\\.?,?(?: de)? $`, "iu");
/** A month that a day may follow. */
const MONTH = new RegExp(`(?:^|[^\\p{L}])(?:${MONTHS}) $`, "u");
/** How a month, and what may stand before it, begins. */
const BEGINS_MONTH = "jfmasondgl";

function isInsideNumber(text: string, at: number): boolean {
  if (isInsideAccount(text, at)) return true;
  const before = text.slice(Math.max(0, at - 36), at);
  if (!before.endsWith(" ")) return false;
  if (DAY.test(before)) return at === text.length || BEGINS_MONTH.includes(text[at] as string);
  return MONTH.test(before) || DAY_AND_MONTH.test(before);
}

const isSmall = (code: number): boolean => code >= 97 && code <= 122;

const NEWLINE = 10;
const QUOTE = 34;
const JSON_OPEN = new Set(["{", "["]);

/** `"a":"b` and `1,"b`: a name or a string begins behind another one. */
function isNextInJson(text: string, at: number): boolean {
  const mark = text[at - 2];
  return mark === ":" ? text[at - 3] === '"' : mark === "," && /["\]}\del]/.test(text[at - 3] ?? "");
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isScript(code);
}

/** Spaces, and marks of other scripts that part words and are read as what is no part of an address. */
function isBreak(code: number): boolean {
  return code === 32 || code === 9 || code === NEWLINE || code === 13 || WIDE_BREAKS.has(code);
}

const WIDE_BREAKS = new Set([0xa0, 0x3000, ...[..."，！？；：（）"].map((char) => char.charCodeAt(0))]);
const SCRIPT = /[\p{Ll}\p{Lo}\p{M}]/u;
const scripts = new Map<number, boolean>();

/** A letter of another script that is read as it is. */
function isScript(code: number): boolean {
  if (code < 0xc0 || code >= 0xd800) return false;
  let known = scripts.get(code);
  if (known === undefined) {
    known = SCRIPT.test(String.fromCharCode(code)) && !FOLDED.some(([from, to]) => code >= from && code <= to);
    scripts.set(code, known);
  }
  return known;
}

/** Letters that detectors read as nothing at all. */
const FOLDED = [
  [0x34f, 0x34f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x3164, 0x3164],
] as const;

/** Behind a country and two digits an account number may go on in groups of letters. */
function isInsideAccount(text: string, at: number): boolean {
  let count = 0;
  for (let i = at - 1; i >= -1 && count < IBAN_LONGEST; i--) {
    const code = text.charCodeAt(i);
    if (isAlnum(code)) {
      count += 1;
      continue;
    }
    const [, country = ""] = ACCOUNT.exec(text.slice(i + 1, i + 5)) ?? [];
    if (count > 0 && count < (ibanLength(country) ?? 0)) return true;
    if (code !== 32 && code !== 45) return false;
    // Two in a row part no number.
    if (i !== at - 1 && !isAlnum(text.charCodeAt(i - 1))) return false;
  }
  return false;
}

const ACCOUNT = /^([A-Za-z]{2})\d\d/;

function isAlnum(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/**
 * Blocks that go on over words. `open`: where one begins that has not come to its end; the end of the text where none
 * does. `closed`: where the last one before it ended, as nothing inside of a block is a boundary.
 */
export function blocksIn(text: string, from: number): { open: number; closed: number } {
  let open = text.length;
  let closed = from;
  for (let at = text.indexOf(PEM.begin, from); at >= 0; at = text.indexOf(PEM.begin, at + 1)) {
    const end = pemEnd(text, at);
    if (end < 0) {
      open = at;
      break;
    }
    closed = Math.max(closed, end);
    at = Math.max(at, end - 1);
  }
  // The beginning of a beginning needs no care: it holds no plain word.
  const putty = text.indexOf(PUTTY.begin, from);
  if (putty < 0 || putty > open) return { open, closed };
  const end = text.slice(putty, putty + PUTTY.most).indexOf(PUTTY.end);
  if (end < 0 && text.length < putty + PUTTY.most) return { open: putty, closed: Math.min(closed, putty) };
  return { open, closed: Math.max(closed, end < 0 ? putty : putty + end + PUTTY.end.length) };
}

/** Where a block ends, or what only begins like one; -1 where that is not known yet. */
function pemEnd(text: string, at: number): number {
  const body = at + PEM.begin.length;
  const known = text.length - body;
  const header = PEM_HEADER.exec(text.slice(body, body + 70));
  if (!header) return known >= 70 || !/^[A-Z0-9 -]*$/.test(text.slice(body, body + 70)) ? body : -1;
  const end = text.indexOf(PEM.end, body);
  if (end >= 0 && end < at + PEM.most) {
    const close = text.indexOf("-----", end + PEM.end.length);
    if (close >= 0 && close < end + PEM.tail) return close + 5;
    return text.length >= end + PEM.tail ? end : -1;
  }
  if (known >= PEM.most) return at + PEM.most;
  if (known < PEM.sample) return -1;
  const sample = text.slice(body, body + PEM.sample);
  return /[A-Za-z0-9+/]{16}/.test(sample.slice(header[0].length)) ? -1 : body;
}

/**
 * Scripts that part no words: so many letters in a row cannot all belong to an address, so what is before them is
 * settled.
 */
function scriptBoundary(text: string, from: number, limit: number): number {
  const at = Math.min(limit, text.length - LOCAL_LONGEST);
  if (at <= from) return -1;
  for (let i = at - 1; i < text.length; i++) if (!isRunning(text.charCodeAt(i))) return -1;
  for (let i = at - 2; i >= Math.max(0, at - DOMAIN_LONGEST); i--) {
    const code = text.charCodeAt(i);
    if (code === 64) return -1;
    if (isBreak(code)) break;
  }
  return at;
}

function isRunning(code: number): boolean {
  return isScript(code) || code === 0x3001 || code === 0x3002 || code === 0x30fb || code === 0x30fc;
}
