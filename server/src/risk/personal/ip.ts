import { isIPv6 } from "node:net";
import { ALNUM, beginsAt, DIGIT, HEX, isIn, runEnd, runStart } from "../chars.ts";
import type { Span } from "../types.ts";

/**
 * Four numbers with dots between that begin at this digit. Returns where to go on: also when they are no
 * address but clearly a version or something longer; -1 when four numbers do not stand here.
 */
export function readDotted(text: string, from: number, found: Span[]): number {
  const parts: number[] = [];
  let i = from;
  let zeros = false;
  for (;;) {
    const end = runEnd(text, i, DIGIT, i + 4);
    if (end === i || end - i > 3) return -1;
    parts.push(Number(text.slice(i, end)));
    if (end - i > 1 && text.charCodeAt(i) === 48) zeros = true;
    i = end;
    if (text.charCodeAt(i) !== 46 || !isIn(DIGIT, text.charCodeAt(i + 1))) break;
    if (parts.length === 4) return -1;
    i += 1;
  }
  if (parts.length !== 4 || zeros || parts.some((part) => part > 255)) return -1;
  if (!beginsAt(text, from) || isIn(ALNUM, text.charCodeAt(i)) || text.charCodeAt(i) === 95) return -1;
  const before = text.charCodeAt(from - 1);
  if (before === 46 || before === 95 || (before === 45 && isIn(ALNUM, text.charCodeAt(from - 2)))) return -1;
  const rule = ruleOf(parts);
  if (rule !== undefined && !isVersion(text, from, parts)) {
    found.push({ kind: "ip", rule, start: from, end: i, confidence: rule === "ip" ? 90 : 70 });
  }
  return i;
}

/** Private and documentation ranges have rules of their own; what names no machine at all has none. */
function ruleOf([a, b, c, d]: readonly number[]): string | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === 127 || (a === 255 && b === 255) || (a === 0 && b === 0 && c === 0)) return undefined;
  if (a === 0 && d === 0) return undefined;
  if (a === 10 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32) || (a === 169 && b === 254))
    return "ip-private";
  if (
    (a === 192 && b === 0 && c === 2) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113)
  ) {
    return "ip-documentation";
  }
  return "ip";
}

const VERSION =
  /(?:v|ver|version|release|build|firmware|section|chapter|clause|article|update|kernel|driver|chrome|firefox|edge|oid|\b(?:upgrade|upgraded|update|updated) to)[\s:=/"'(-]{0,3}$/i;
const MACHINE =
  /\bip\b|address|host|server|subnet|gateway|dns|from|ping|ssh|curl|client|remote|addr|nameserver|visit|@/i;

/** Small numbers, or a word for it before: `1.2.3.4` is a version more often than a machine. */
function isVersion(text: string, from: number, parts: readonly number[]): boolean {
  const before = text.slice(Math.max(0, from - 24), from);
  if (VERSION.test(before)) return true;
  return parts.every((part) => part < 20) && parts[0] !== 10 && !MACHINE.test(before);
}

const MAX_COLONS = 60;

/** Addresses with colons: IPv6 and those of network cards. */
export function findColoned(text: string, found: Span[]): void {
  for (let at = text.indexOf(":"); at !== -1;) {
    at = text.indexOf(":", readColoned(text, at, found));
  }
}

function readColoned(text: string, colon: number, found: Span[]): number {
  const start = runStart(text, colon, HEX, colon - 5);
  const second = text.charCodeAt(colon + 1);
  if (!isIn(HEX, second) && second !== 58) return colon + 1;
  let end = colon;
  const limit = Math.min(text.length, colon + MAX_COLONS);
  let colons = 0;
  while (end < limit) {
    const code = text.charCodeAt(end);
    if (code === 58) colons += 1;
    else if (!isIn(HEX, code) && !(code === 46 && colons > 1 && isIn(DIGIT, text.charCodeAt(end + 1)))) break;
    end++;
  }
  while (
    end > colon &&
    (text.charCodeAt(end - 1) === 58 || text.charCodeAt(end - 1) === 46) &&
    !text.startsWith("::", end - 2)
  )
    end--;
  if (colons < 2 || !beginsAt(text, start) || isIn(ALNUM, text.charCodeAt(end))) return Math.max(colon + 1, end);
  const body = text.slice(start, end);
  if (colons === 5 && /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(body)) {
    if (new Set(body).size > 3) found.push({ kind: "mac", rule: "mac", start, end, confidence: 85 });
  } else if (isMachine(body)) {
    const rule = /^(?:f[cd]..:|fe[89ab].:)/i.test(body)
      ? "ip-private"
      : /^2001:0?db8:/i.test(body)
        ? "ip-documentation"
        : "ip";
    found.push({ kind: "ip", rule, start, end, confidence: rule === "ip" ? 90 : 70 });
  }
  return Math.max(colon + 1, end);
}

/** `a::b` in code is no address; one has a digit, and a longer group or several. */
function isMachine(body: string): boolean {
  if (body.length < 6 || !/\d/.test(body) || !isIPv6(body)) return false;
  const groups = body.split(":").filter((group) => group !== "");
  return groups.length >= 3 || (groups[0] as string).length >= 3;
}

const DASHED = /^[0-9A-F]{2}(?:-[0-9A-F]{2}){5}(?![\w-])/i;

/** `00-1A-2B-3C-4D-5E` around a dash: the first dash of it. */
export function readDashedMac(text: string, dash: number, found: Span[]): void {
  if (text.charCodeAt(dash + 3) !== 45 || text.charCodeAt(dash + 6) !== 45 || text.charCodeAt(dash - 3) === 45) return;
  const start = dash - 2;
  if (start < 0 || !beginsAt(text, start)) return;
  const match = DASHED.exec(text.slice(start, start + 19));
  if (match === null || new Set(match[0]).size <= 3) return;
  found.push({ kind: "mac", rule: "mac", start, end: start + 17, confidence: 80 });
}
