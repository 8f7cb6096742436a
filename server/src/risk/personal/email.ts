import { ALNUM, DASH, DOT, isIn, LOWER, UPPER, WORD } from "../chars.ts";
import type { Span } from "../types.ts";

const MAX_LOCAL = 64;
const MAX_DOMAIN = 253;

/** Every `local@domain.tld`. Works outward from each `@`. */
export function findEmails(text: string, found: Span[]): void {
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const end = domainEnd(text, at + 1);
    if (end === undefined) continue;
    const start = localStart(text, at);
    if (start === undefined) continue;
    if (isRemote(text, start, at)) continue;
    found.push({ kind: "email", rule: "email", start, end, confidence: 95 });
  }
}

/** Letters beyond ASCII may stand in a local part. */
function isLocal(code: number): boolean {
  return isIn(WORD | DASH | DOT, code) || code === 43 || code === 37 || code === 39 || code >= 0xc0;
}

function localStart(text: string, at: number): number | undefined {
  let i = at;
  while (i > 0 && at - i <= MAX_LOCAL && isLocal(text.charCodeAt(i - 1))) i--;
  if (at - i > MAX_LOCAL) return undefined;
  i = afterEscape(text, i);
  // A quote or a dot may stand before an address, not begin it.
  while (i < at && (text.charCodeAt(i) === 46 || text.charCodeAt(i) === 39 || text.charCodeAt(i) === 45)) i++;
  return i < at && text.charCodeAt(at - 1) !== 46 ? i : undefined;
}

/** In escaped text, the letter of `\n` and the digits of `\u003c` belong to what stands before. */
function afterEscape(text: string, start: number): number {
  if (start === 0 || text.charCodeAt(start - 1) !== 92) return start;
  return text.charCodeAt(start) === 117 ? start + 5 : start + 1;
}

function domainEnd(text: string, from: number): number | undefined {
  let labelStart = from;
  let dots = 0;
  let end: number | undefined;
  let i = from;
  for (; i <= from + MAX_DOMAIN; i++) {
    const code = text.charCodeAt(i);
    if (isIn(ALNUM | DASH, code) || code >= 0xc0) continue;
    if (i === labelStart) break;
    if (dots > 0 && isTopLevel(text, labelStart, i)) end = i;
    if (code !== 46) break;
    dots += 1;
    labelStart = i + 1;
  }
  return end !== undefined && !looksLikeFile(text, from, end) ? end : undefined;
}

function isTopLevel(text: string, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 24) return false;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (!isIn(UPPER | LOWER, code) && code < 0xc0) return text.startsWith("xn--", start);
  }
  return true;
}

const FILE = /\.(?:png|jpe?g|gif|svg|webp|ico|bmp|css|scss|js|mjs|ts|tsx|jsx|json|ya?ml|lock|map|html?)$/i;

/** `logo@2x.png` */
function looksLikeFile(text: string, from: number, end: number): boolean {
  return isIn(1, text.charCodeAt(from)) && FILE.test(text.slice(Math.max(from, end - 8), end));
}

/** `git@host:path` and `scheme://user:password@host` name machines, not people. */
function isRemote(text: string, start: number, at: number): boolean {
  if (at - start === 3 && text.startsWith("git@", start)) return true;
  if (
    start > 0 &&
    text.charCodeAt(start - 1) === 58 &&
    /:\/\/[^\s"'<>/]*:$/.test(text.slice(Math.max(0, start - 80), start))
  ) {
    return true;
  }
  return start >= 3 && text.startsWith("://", start - 3);
}
