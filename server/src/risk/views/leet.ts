import { hashed, isTrigger, wordOf } from "./language.ts";
import type { Fix } from "./scan.ts";
import { SYMBOL } from "./symbols.ts";

/** What digits and signs stand for, as letters 1 to 26. */
export const LEET: Uint8Array = table({
  0: "o",
  1: "i",
  2: "z",
  3: "e",
  4: "a",
  5: "s",
  6: "g",
  7: "t",
  8: "b",
  9: "g",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "l",
  "+": "t",
});
const LONGEST = 32;

/** A token of letters and of what stands for letters; undefined when it ends a sentence, or is a name with a number. */
export function readLeet(text: string, from: number, to: number, limit: number): Fix | undefined {
  let start = from;
  while (start > limit && start > from - LONGEST && valueAt(text, start - 1) !== 0) start--;
  let end = to;
  const most = Math.min(text.length, to + LONGEST);
  while (end < most && valueAt(text, end) !== 0) end++;
  // Signs at the end of a word end the sentence more often than they are letters.
  while (end > to && isSign(text.charCodeAt(end - 1))) end--;
  const size = end - start;
  if (size > LONGEST || size < 1 || (to > from && size === to - from)) return undefined;
  let best = 0;
  let lie = 0;
  for (let variant = 0; variant < 2 && best === 0; variant++) {
    let hash = 0;
    for (let i = start; i < end; i++) hash = hashed(hash, letterAt(text, i, variant));
    best = wordOf(hash);
    if (best !== 0) lie = variant;
  }
  const numbered = isNumbered(text, start, end);
  if (numbered && best === 0) return undefined;
  const sure = best !== 0 && size >= 3 && !numbered;
  let plain = "";
  for (let i = start; i < end; i++) plain += String.fromCharCode(96 + letterAt(text, i, lie));
  return { start, end, text: plain, kind: "leet", sure, trigger: isTrigger(best) };
}

function letterAt(text: string, at: number, variant: number): number {
  const code = text.charCodeAt(at);
  if (variant === 1 && code === 49) return 12;
  return valueAt(text, at);
}

function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128 && LEET[code] !== 0) return LEET[code] as number;
  const symbol = code < 592 ? (SYMBOL[code] as number) : 0;
  return symbol <= 26 ? symbol : 0;
}

function isSign(code: number): boolean {
  return code === 33 || code === 43 || code === 124 || code === 36 || code === 64;
}

/** Letters and then a number, or a number and then letters: `v2`, `utf8`, `4th`, `20px`. */
function isNumbered(text: string, start: number, end: number): boolean {
  let changes = 0;
  let wasDigit = isDigit(text.charCodeAt(start));
  let digits = wasDigit ? 1 : 0;
  for (let i = start + 1; i < end; i++) {
    const digit = isDigit(text.charCodeAt(i));
    if (digit) digits += 1;
    if (digit !== wasDigit) changes += 1;
    wasDigit = digit;
  }
  return changes <= 1 && (digits > 1 ? digits * 2 >= end - start : end - start <= 3);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function table(pairs: Record<string, string>): Uint8Array {
  const list = new Uint8Array(128);
  for (const [sign, letter] of Object.entries(pairs)) list[sign.charCodeAt(0)] = letter.charCodeAt(0) - 96;
  return list;
}
