import { BASE64URL, DOT, isIn, LOWER, runEnd } from "../chars.ts";
import { type Form, formEnd, formOf } from "./form.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import { looksRandom } from "./random.ts";
import { NAMED_ROWS } from "./rules/named.ts";
import type { Look } from "./secrets.ts";
import { valueAfter } from "./value.ts";

/** A key that is known by its maker's name beside it. */
export interface NamedRule {
  rule: string;
  words: readonly string[];
  forms: readonly Form[];
}

export const NAMED_RULES: readonly NamedRule[] = NAMED_ROWS.map(([rule, words, forms]) => ({
  rule,
  words: words.split(" "),
  forms: forms.split(" | ").map(formOf),
}));

const MAX_NAME = 48;
/** After the maker's name, a name that goes on like this is about something public. */
const ABOUT =
  /(?:public|hash|sha\d*|digest|checksum|commit|version|revision|etag|url|uri|path|file|image|host|name|_id|Id|-id|bucket|region|email|user|org|workspace|project|index|cluster|arn|node|deployment|request|trace|track|album|playlist|artist|video|channel|md5|integrity)[_-]?$/i;
const KEYLIKE = /key|token|secret|pass|pwd|auth|cred|pat|sign|api|access|bearer|licen[cs]e|dsn|webhook/i;

export function namedLook(rule: NamedRule): Look {
  return (text, start, end, found) => {
    // The maker's name is a word of its own: `wiz` is not in `wizard`, `here` not in `there`.
    const before = text.charCodeAt(start - 1);
    if (isIn(LOWER, before) && isIn(LOWER, text.charCodeAt(start))) return 0;
    const nameEnd = nameEndAfter(text, end);
    const name = text.slice(end, nameEnd);
    if (ABOUT.test(name)) return nameEnd;
    const value = valueAfter(text, nameEnd);
    if (value === undefined) return nameEnd;
    const keyLike = KEYLIKE.test(name);
    let read = value.end;
    for (const form of rule.forms) {
      const stop = formEnd(form, text, value.start);
      read = Math.max(read, stop < 0 ? -1 - stop : stop);
      if (stop < value.end) continue;
      const body = text.slice(value.start, stop);
      const confidence = weigh(body, keyLike);
      if (confidence > 0) found.push({ kind: "secret", rule: rule.rule, start: value.start, end: stop, confidence });
      break;
    }
    return read;
  };
}

/** Over the rest of the name, and words after a space: `Adafruit API key`. */
function nameEndAfter(text: string, from: number): number {
  let end = runEnd(text, from, BASE64URL | DOT, from + MAX_NAME);
  for (let words = 0; words < 3 && text.charCodeAt(end) === 32; words++) {
    const next = runEnd(text, end + 1, BASE64URL, end + 17);
    const word = text.slice(end + 1, next);
    if (!KEYLIKE.test(word)) break;
    end = next;
  }
  return end;
}

function weigh(body: string, keyLike: boolean): number {
  if (isPlaceholder(body) || entropyOf(body) < (body.length < 20 ? 2.3 : 2.9)) return 0;
  if (/^[a-z]+$/i.test(body) && !/[a-z][A-Z]/.test(body)) return 0;
  // Words with dashes and digits in between are a name, whoever's.
  if (!looksRandom(body)) return 0;
  if (body.length < 14) return keyLike && /\d/.test(body) ? 70 : 0;
  return keyLike ? 90 : 70;
}
