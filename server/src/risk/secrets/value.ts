import { ALNUM, BASE64URL, isIn, runEnd, STOP } from "../chars.ts";

/** What is assigned to a name. */
export interface Value {
  start: number;
  end: number;
  quoted: boolean;
  /** A bracket follows: something is called. */
  called: boolean;
  /** It is compared with the name, not given to it. */
  compared: boolean;
}

const MAX_VALUE = 512;
const MAX_NAME = 60;
const MAX_SPACES = 30;

/**
 * The value that stands after the name that ends at `from`: over closing quotes and brackets, a type, and one of
 * the signs that languages have between a name and its value. Reads a bounded stretch.
 */
export function valueAfter(text: string, from: number): Value | undefined {
  const closed = overClosers(text, from);
  const quoted = closed > from && isQuote(text.charCodeAt(closed - 1));
  const sign = signAt(text, skipSpaces(text, closed), { quoted, spaced: closed, from });
  if (sign === undefined) return undefined;
  const value = readValue(text, skipSpaces(text, sign.end));
  if (value === undefined) return undefined;
  if (sign.kind === "compare" && !value.quoted) return undefined;
  if ((sign.kind === "argument" || sign.kind === "space") && sign.quotedOnly && !value.quoted) return undefined;
  return { ...value, compared: sign.kind === "compare" };
}

/** `"`, `'`, `` ` ``, `]`, `)` after a name, also behind a backslash. */
function overClosers(text: string, from: number): number {
  let i = from;
  while (i < from + 5) {
    const code = text.charCodeAt(i);
    if (code === 92 && isQuote(text.charCodeAt(i + 1))) i += 2;
    else if (isQuote(code) || code === 93 || code === 41) i += 1;
    else break;
  }
  return i;
}

interface Sign {
  kind: "give" | "compare" | "argument" | "space";
  end: number;
  quotedOnly: boolean;
}

interface NameEnd {
  quoted: boolean;
  spaced: number;
  from: number;
}

const GIVE = (end: number): Sign => ({ kind: "give", end, quotedOnly: false });

function signAt(text: string, at: number, name: NameEnd): Sign | undefined {
  const code = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  if (code === 61) {
    if (second === 61)
      return { kind: "compare", end: text.charCodeAt(at + 2) === 61 ? at + 3 : at + 2, quotedOnly: true };
    return GIVE(second === 62 ? at + 2 : at + 1);
  }
  if (code === 58) {
    // `password://` is no value.
    if (second === 47) return undefined;
    if (second === 58) return GIVE(text.charCodeAt(at + 2) === 61 ? at + 3 : at + 2);
    if (second === 61) return GIVE(at + 2);
    return GIVE(overType(text, at + 1) ?? at + 1);
  }
  // `?=`, `||=`, `+=`, `->`, `!=`
  if (code === 63 || code === 43) return second === 61 ? GIVE(at + 2) : undefined;
  if (code === 124)
    return second === 124 && text.charCodeAt(at + 2) === 61 ? GIVE(at + 3) : GIVE(second === 124 ? at + 2 : at + 1);
  if (code === 45 && second === 62) return GIVE(at + 2);
  if (code === 33 && second === 61)
    return { kind: "compare", end: text.charCodeAt(at + 2) === 61 ? at + 3 : at + 2, quotedOnly: true };
  // `<api_key>value</api_key>`
  if (code === 62 && at === name.from) return GIVE(overLine(text, at + 1));
  if (code === 44) return name.quoted ? afterComma(text, at + 1) : undefined;
  if (text.startsWith("is ", at)) return GIVE(at + 3);
  if (text.startsWith("is: ", at)) return GIVE(at + 4);
  if (text.startsWith("value", at) || (code <= 32 && text.startsWith("value", overLine(text, at))))
    return afterWordValue(text, overLine(text, at) + 5);
  return spaceOnly(text, at, name);
}

/** `set("API_KEY", "...")`, and `"name": "API_KEY", "value": "..."`. */
function afterComma(text: string, from: number): Sign | undefined {
  const at = overLine(text, from);
  const open = isQuote(text.charCodeAt(at)) ? at + 1 : at;
  if (text.startsWith("value", open) || text.startsWith("Value", open)) return afterWordValue(text, open + 5);
  return { kind: "argument", end: at, quotedOnly: true };
}

function afterWordValue(text: string, from: number): Sign | undefined {
  const at = skipSpaces(text, overClosers(text, from));
  const code = text.charCodeAt(at);
  return code === 61 || code === 58 ? GIVE(at + 1) : undefined;
}

/** Types between a name and its sign: `: string =`, ` string =`, `: &str =`, `: Optional[str] =`. */
function overType(text: string, from: number): number | undefined {
  let i = skipSpaces(text, from);
  const start = i;
  while (i < start + 24 && (isIn(ALNUM, text.charCodeAt(i)) || "&?<>[].|'".includes(text[i] ?? "#"))) i++;
  const stop = i;
  i = skipSpaces(text, i);
  if (stop === start || text.charCodeAt(i) !== 61 || text.charCodeAt(i + 1) === 61) return undefined;
  // `key: a=b` is a value with a sign in it; a type has no digits and a space after it.
  return stop === i ? undefined : i + 1;
}

/** Only a space: `--password X`, `ENV API_KEY X`, `#define API_KEY "X"`, `set token X`, `.netrc`, `var key string = "X"`. */
function spaceOnly(text: string, at: number, name: NameEnd): Sign | undefined {
  if (at === name.spaced) return undefined;
  const typed = overType(text, at);
  if (typed !== undefined) return GIVE(typed);
  let start = name.from;
  const limit = Math.max(0, start - MAX_NAME);
  while (start > limit && isIn(BASE64URL, text.charCodeAt(start - 1))) start--;
  if (text.startsWith("--", start)) return { kind: "space", end: at, quotedOnly: false };
  const before = text.slice(Math.max(0, start - 40), start);
  if (/(?:^|\s)(?:ENV|ARG|setenv|setx|set|export|config set)\s{1,3}$/.test(before)) {
    return { kind: "space", end: at, quotedOnly: false };
  }
  if (text.startsWith("requirepass", start)) return { kind: "space", end: at, quotedOnly: false };
  if (/#define\s{1,3}$|identified\s$|(?:^|\n)\s{0,3}$/i.test(before))
    return { kind: "space", end: at, quotedOnly: true };
  if (/\b(?:login|machine)\s{1,3}\S{1,60}\s{1,3}$/.test(before)) return { kind: "space", end: at, quotedOnly: false };
  return undefined;
}

function readValue(text: string, from: number): Omit<Value, "compared"> | undefined {
  let i = from;
  // `f"`, `@"`, `L"`, `(`, `[`: what stands before a literal.
  const code = text.charCodeAt(i);
  if ((code === 40 || code === 91) && quoteAt(text, i + 1) !== undefined) i += 1;
  else if ((isIn(ALNUM, code) || code === 64) && quoteAt(text, i + 1) !== undefined && text.charCodeAt(i + 1) !== 92)
    i += 1;
  const open = quoteAt(text, i);
  if (open === undefined) return readBare(text, i);
  let start = i + open.length;
  const mark = open.charCodeAt(open.length - 1);
  // Three quotes open a longer text.
  if (text.charCodeAt(start) === mark && text.charCodeAt(start + 1) === mark) start = overLine(text, start + 2);
  start = overScheme(text, start);
  const limit = Math.min(text.length, start + MAX_VALUE);
  let end = start;
  while (end < limit) {
    const at = text.charCodeAt(end);
    if (at === mark || at === 10 || at === 13 || at === 92) break;
    end++;
  }
  return end > start ? { start, end, quoted: true, called: false } : undefined;
}

function readBare(text: string, from: number): Omit<Value, "compared"> | undefined {
  const start = overScheme(text, from);
  const limit = Math.min(text.length, start + MAX_VALUE);
  let end = start;
  while (end < limit && !isIn(STOP, text.charCodeAt(end)) && !isNextParameter(text, end)) end++;
  // The end of a sentence is not the end of the value; an exclamation mark often is.
  while (end > start && ".:?".includes(text[end - 1] as string)) end--;
  return end > start ? { start, end, quoted: false, called: text.charCodeAt(end) === 40 } : undefined;
}

const SCHEMES = ["Bearer ", "bearer ", "Token ", "token ", "Basic ", "ApiKey ", "Key "];

function overScheme(text: string, from: number): number {
  const scheme = SCHEMES.find((word) => text.startsWith(word, from));
  return scheme === undefined ? from : from + scheme.length;
}

/** In a query or a form, `&name=` begins the next value. */
function isNextParameter(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 38) return false;
  const nameEnd = runEnd(text, at + 1, BASE64URL, at + 1 + MAX_NAME);
  return nameEnd > at + 1 && text.charCodeAt(nameEnd) === 61;
}

function skipSpaces(text: string, from: number): number {
  let i = from;
  while (i < from + MAX_SPACES && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++;
  return i;
}

/** Over spaces and at most two ends of lines. */
function overLine(text: string, from: number): number {
  let lines = 0;
  let i = from;
  for (; i < from + MAX_SPACES; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) lines += 1;
    else if (code !== 32 && code !== 9 && code !== 13) break;
    if (lines > 2) break;
  }
  return i;
}

function quoteAt(text: string, at: number): string | undefined {
  const escaped = text.charCodeAt(at) === 92 ? 1 : 0;
  return isQuote(text.charCodeAt(at + escaped)) ? text.slice(at, at + escaped + 1) : undefined;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}
