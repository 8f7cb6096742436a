import type { Piece, Sign } from "./types.ts";

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const FLAGS = /^(?:gb(?:eng|sct|wls)|us[a-z]{2}|ca[a-z]{2})$/;

/** What invisible characters do in a text, and what they spell. Only for texts that are not all ASCII. */
export function hiddenIn(text: string): { hidden: Piece[]; signs: Sign[] } {
  const hidden: Piece[] = [];
  const signs: Sign[] = [];
  const words: Inside = { count: 0, start: 0, end: 0 };
  const turns: Inside = { count: 0, start: 0, end: 0 };
  for (let i = 0; i < text.length && signs.length < MAX_SIGNS; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xad || !mayHide(code)) continue;
    if (code === 0x202d || code === 0x202e) signs.push({ kind: "bidi", start: i, end: i + 1 });
    else if (code === 0x202b || code === 0x2067) count(turns, i, i + 1);
    const end = hiddenEnd(text, i);
    if (end === i) continue;
    const run = text.slice(i, end);
    const spelled = spell(text, i, run);
    if (spelled === undefined) {
      if (isInsideWord(text, i, end)) count(words, i, end);
      else if (end - i >= 4 && isZeroWidth(code) && !nearJoining(text, i, end)) {
        signs.push({ kind: "zero-width", start: i, end });
      }
    } else if (spelled !== "") {
      signs.push({ kind: "hidden-text", start: i, end });
      hidden.push({ kind: "hidden", text: spelled, start: i, end, whole: true });
    }
    i = end - 1;
  }
  if (words.count >= 2) signs.push({ kind: "zero-width", start: words.start, end: words.end });
  if (turns.count >= 1 && !RIGHT_TO_LEFT.test(text)) signs.push({ kind: "bidi", start: turns.start, end: turns.end });
  return { hidden, signs };
}

const MAX_SIGNS = 200;

interface Inside {
  count: number;
  start: number;
  end: number;
}

function count(what: Inside, start: number, end: number): void {
  if (what.count === 0) what.start = start;
  what.end = end;
  what.count += end - start;
}

function mayHide(code: number): boolean {
  return (
    isZeroWidth(code) || code === 0xdb40 || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0x202a && code <= 0x202e)
  );
}

function isZeroWidth(code: number): boolean {
  return (code >= 0x200b && code <= 0x200d) || (code >= 0x2060 && code <= 0x206f) || code === 0xfeff || code === 0x180e;
}

/** End of the run of characters that hide in one and the same way. */
function hiddenEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  let i = at;
  if (isZeroWidth(code)) {
    while (i < text.length && isZeroWidth(text.charCodeAt(i))) i++;
    return i;
  }
  for (;;) {
    const next = text.charCodeAt(i);
    if (next === 0xdb40) i += 2;
    else if (next >= 0xfe00 && next <= 0xfe0f) i += 1;
    else return Math.min(i, text.length);
  }
}

/** The text that a run spells; empty where it is honest; undefined where it spells nothing. */
function spell(text: string, at: number, run: string): string | undefined {
  if (run.charCodeAt(0) === 0xdb40 && isTag(run.codePointAt(0) ?? 0)) return spellTags(text, at, run);
  if (isZeroWidth(run.charCodeAt(0))) return run.length >= 16 ? spellBits(run) : undefined;
  return spellSelectors(run);
}

function isTag(point: number): boolean {
  return point >= 0xe0000 && point <= 0xe007f;
}

function spellTags(text: string, at: number, run: string): string {
  let spelled = "";
  for (const char of run) {
    const point = char.codePointAt(0) as number;
    if (point >= 0xe0020 && point <= 0xe007e) spelled += String.fromCharCode(point - 0xe0000);
  }
  const flag = at >= 2 && text.charCodeAt(at - 2) === 0xd83c && text.charCodeAt(at - 1) === 0xdff4;
  return flag && FLAGS.test(spelled) ? "" : spelled;
}

/** One selector after a character is honest. Bytes have been hidden in rows of them. */
function spellSelectors(run: string): string | undefined {
  const bytes: number[] = [];
  for (const char of run) {
    const point = char.codePointAt(0) as number;
    if (point >= 0xfe00 && point <= 0xfe0f) bytes.push(point - 0xfe00);
    else if (point >= 0xe0100 && point <= 0xe01ef) bytes.push(point - 0xe0100 + 16);
  }
  if (bytes.length < 3) return "";
  return Buffer.from(bytes).toString("utf8");
}

/** Two of the characters as the digits of bytes; undefined when no text comes out. */
function spellBits(run: string): string | undefined {
  const kinds = new Map<number, number>();
  for (let i = 0; i < run.length; i++) kinds.set(run.charCodeAt(i), (kinds.get(run.charCodeAt(i)) ?? 0) + 1);
  const [one, other] = [...kinds].sort((a, b) => b[1] - a[1]).map(([code]) => code);
  if (one === undefined || other === undefined) return undefined;
  const low = Math.min(one, other);
  const bits: number[] = [];
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i);
    if (code === one || code === other) bits.push(code === low ? 0 : 1);
  }
  for (const width of [8, 7]) {
    for (const flip of [0, 1]) {
      const text = fromBits(bits, width, flip);
      if (text.length >= 2 && PRINTABLE.test(text)) return text;
    }
  }
  return undefined;
}

const PRINTABLE = /^[\t\n\r -~]+$/;

function fromBits(bits: readonly number[], width: number, flip: number): string {
  let text = "";
  for (let i = 0; i + width <= bits.length; i += width) {
    let code = 0;
    for (let k = 0; k < width; k++) code = code * 2 + ((bits[i + k] as number) ^ flip);
    text += String.fromCharCode(code);
  }
  return text;
}

/** Between letters that join with nothing: Latin, Greek, Cyrillic. */
function isInsideWord(text: string, start: number, end: number): boolean {
  return (
    start > 0 && end < text.length && joinsNothing(text.charCodeAt(start - 1)) && joinsNothing(text.charCodeAt(end))
  );
}

function joinsNothing(code: number): boolean {
  const letter = code | 32;
  if (code < 128) return letter >= 97 && letter <= 122;
  return (code >= 0xc0 && code <= 0x24f) || (code >= 0x370 && code <= 0x52f);
}

/** Emoji and the scripts of India, Arabia and South-East Asia, which write with joiners and spaces of no width. */
function nearJoining(text: string, start: number, end: number): boolean {
  for (const at of [start - 1, end]) {
    const code = at >= 0 && at < text.length ? text.charCodeAt(at) : 0;
    if ((code >= 0x600 && code <= 0x1fff) || code >= 0x2190) return true;
  }
  return false;
}
