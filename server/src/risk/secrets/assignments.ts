import { BASE64URL, DIGIT, DOT, isIn, LOWER, runEnd, runStart, STOP, UPPER } from "../chars.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { Look } from "./secrets.ts";

/** Words that, inside a name, say that its value is secret. */
const PASSWORD_WORDS = [
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "pgpass",
  "passwort",
  "kennwort",
  "mot de passe",
  "wachtwoord",
  "senha",
];
const KEY_WORDS = [
  "secret",
  "token",
  "apikey",
  "api_key",
  "api-key",
  "api key",
  "access_key",
  "access-key",
  "accesskey",
  "access key",
  "private_key",
  "privatekey",
  "auth_key",
  "authkey",
  "signing_key",
  "encryption_key",
  "credential",
];

export const ASSIGNMENT_WORDS = [...PASSWORD_WORDS, ...KEY_WORDS];

const MAX_NAME = 60;
const MAX_VALUE = 512;
/** After the word, a name that goes on like this is about the secret, not the secret. */
const ABOUT =
  /^[_-]?(?:hash|name|url|uri|type|id|ids|arn|count|file|path|length|len|policy|field|input|label|expir|rotation|version|reset|strength|min|max|limit|ref|hint|manager|ring|iz|s?_?(?:per|used|left|in|out)\b)/i;
/** A name with one of these before the word is about paging, forgery or counting. */
const BEFORE =
  /(?:page|next|prev|csrf|xsrf|continuation|cursor|sync|max|min|num|count|cancel\w*|pad|eos|bos|unk|sep|mask|stop|public)[_-]?$/i;

/** `NAME = VALUE`, where the name holds one of the words. Reads a bounded stretch after the word. */
export const lookAtAssignment: Look = (text, start, end, found) => {
  const nameEnd = runEnd(text, end, BASE64URL | DOT, end + MAX_NAME);
  if (ABOUT.test(text.slice(end, nameEnd))) return nameEnd;
  const value = valueAfter(text, nameEnd);
  if (value === undefined) return nameEnd;
  const nameStart = runStart(text, start, BASE64URL, start - MAX_NAME);
  if (BEFORE.test(text.slice(nameStart, start))) return value.end;

  const body = text.slice(value.start, value.end);
  const password = PASSWORD_WORDS.includes(text.slice(start, end).toLowerCase());
  const confidence = password ? weighPassword(body, value) : weighKey(body, value);
  if (confidence > 0) {
    const rule = password ? "password-assignment" : "key-assignment";
    found.push({ kind: "secret", rule, start: value.start, end: value.end, confidence });
  }
  return value.end;
};

interface Value {
  start: number;
  end: number;
  quoted: boolean;
  /** A bracket follows. */
  called: boolean;
}

/** Reads over quotes, spaces and the sign between name and value. */
function valueAfter(text: string, from: number): Value | undefined {
  let i = skipQuote(text, from);
  i = skipSpaces(text, i);
  const afterSign = signAt(text, i);
  if (afterSign === undefined) return undefined;
  i = skipSpaces(text, afterSign);
  const open = quoteAt(text, i);
  if (open !== undefined) {
    const start = i + open.length;
    let end = start;
    const limit = Math.min(text.length, start + MAX_VALUE);
    const quote = open.charCodeAt(open.length - 1);
    while (end < limit) {
      const code = text.charCodeAt(end);
      if (code === quote || code === 10 || code === 13 || code === 92) break;
      end++;
    }
    return end > start ? { start, end, quoted: true, called: false } : undefined;
  }
  const limit = Math.min(text.length, i + MAX_VALUE);
  let end = i;
  while (end < limit && !isIn(STOP, text.charCodeAt(end)) && !isNextParameter(text, end)) end++;
  // The end of a sentence is not the end of the value; an exclamation mark often is.
  while (end > i && ".:?".includes(text[end - 1] as string)) end--;
  return end > i ? { start: i, end, quoted: false, called: text.charCodeAt(end) === 40 } : undefined;
}

/** In a query or a form, `&name=` begins the next value. */
function isNextParameter(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 38) return false;
  const nameEnd = runEnd(text, at + 1, BASE64URL, at + 1 + MAX_NAME);
  return nameEnd > at + 1 && text.charCodeAt(nameEnd) === 61;
}

function skipSpaces(text: string, from: number): number {
  let i = from;
  while (i < from + 4 && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++;
  return i;
}

function skipQuote(text: string, from: number): number {
  const quote = quoteAt(text, from);
  return quote === undefined ? from : from + quote.length;
}

function quoteAt(text: string, at: number): string | undefined {
  const escaped = text[at] === "\\" ? 1 : 0;
  const code = text.charCodeAt(at + escaped);
  return code === 34 || code === 39 || code === 96 ? text.slice(at, at + escaped + 1) : undefined;
}

/** `=`, `:`, `:=`, `=>`, ` is `. */
function signAt(text: string, at: number): number | undefined {
  const code = text.charCodeAt(at);
  if (code === 61 || code === 58) {
    const second = text.charCodeAt(at + 1);
    // A comparison is no assignment, and `password://` no value.
    if (code === 61 && second === 61) return undefined;
    if (code === 58 && second === 47) return undefined;
    return second === 61 || second === 62 ? at + 2 : at + 1;
  }
  return text.startsWith("is ", at) ? at + 3 : text.startsWith("is: ", at) ? at + 4 : undefined;
}

/** Code, a reference or a template stands where the value would. */
const NOT_A_VALUE =
  /^[$<{[(%*&@]|\$\{|\{\{|\(|^(?:process|os|env|config|settings|self|this|req|request|var|secrets|vault|ref|arn|urn|file|https?)[.:]/i;
const STAND_IN =
  /^(?:my|the|a|some|test|foo|bar|null|none|true|false|string|undefined|password|passwd|secret|example|sample|encrypted|hidden|masked)[\W_]?\w{0,10}$/i;
/** A name in code that speaks of a secret. */
const NAME_OF_ONE = /^[A-Za-z_$][\w$]*$/;
const SPEAKS_OF_ONE = /token|secret|password|credential|passwd|apikey/i;

function weighPassword(body: string, value: Value): number {
  if (body.length < 6 || body.length > 128 || isPlaceholder(body) || NOT_A_VALUE.test(body)) return 0;
  if (isCode(body, value) || body.includes(" ")) return 0;
  // A path: `pwd` is also the working directory.
  if (/^(?:\.{1,2}|~)?\/[^/]*\//.test(body)) return 0;
  const letter = /[A-Za-z]/.test(body);
  const digit = /\d/.test(body);
  if (/password$/i.test(body)) return 0;
  if (!letter || !digit || entropyOf(body) < 2.3) return 0;
  if (STAND_IN.test(body) && !/[A-Z]/.test(body)) return 0;
  return value.quoted || body.length >= 8 ? 75 : 65;
}

/** `settings.database.key`; without quotes also with digits, and whatever is called: `base64.b64encode(`. */
function isCode(body: string, value: Value): boolean {
  if (!value.quoted && value.called) return true;
  if (!body.includes(".")) return false;
  const names = body.split(".");
  return names.every((name) => NAME_OF_ONE.test(name) && (value.quoted ? !/\d/.test(name) : name.length <= 40));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function weighKey(body: string, value: Value): number {
  if (body.length < 16 || isPlaceholder(body) || NOT_A_VALUE.test(body) || body.includes(" ")) return 0;
  // A URL's own password is found by its own rule.
  if (isCode(body, value) || body.includes("://")) return 0;
  if (NAME_OF_ONE.test(body) && SPEAKS_OF_ONE.test(body)) return 0;
  if (UUID.test(body)) return 60;
  if (!/\d/.test(body) || !/[A-Za-z]/.test(body)) return 0;
  if (!mixesLetters(body) && body.length < 20 && !value.quoted) return 0;
  return entropyOf(body) >= 3.2 ? 80 : 0;
}

function mixesLetters(body: string): boolean {
  let seen = 0;
  for (let i = 0; i < body.length; i++) {
    const code = body.charCodeAt(i);
    if (isIn(UPPER, code)) seen |= 1;
    else if (isIn(LOWER, code)) seen |= 2;
    else if (isIn(DIGIT, code)) seen |= 4;
  }
  return seen === 7;
}
