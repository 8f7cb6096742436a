import { languageOf } from "./language.ts";
import type { Piece, Sign, ViewKind } from "./types.ts";

/** Shorter notes and names say nothing. */
const LEAST = 12;
/** What describes a picture in so few words ("npm weekly downloads") stands in the whole, and says nothing alone. */
const LEAST_NAME = 24;
/** A tag or a link longer than this is none. */
const TAG = 2_000;
const ATTRIBUTE =
  /\b(?:alt|title|aria-label|aria-description|placeholder|content|summary|label|data-[a-z-]{1,30})\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const HIDDEN = /\shidden(?=[\s=]|$)/i;
const STYLE = /\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const HIDES =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|font-size\s*:\s*0(?![.\d]*[1-9])|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{4,}px|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|$)/i;
const PALE = /(?:^|[;\s])color\s*:\s*(?:#f{3}(?:f{3})?\b|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)/i;
const BACKGROUND = /background(?:-color)?\s*:\s*(?!#f{3}(?:f{3})?\b|white\b|transparent\b|none\b)/i;
const MARKDOWN_NOTE =
  /^[ \t]{0,3}\[[^\]\n]{1,60}\]:[ \t]*(?:<[^>\n]{0,200}>|#|\S{1,300})?[ \t]*(?:\(([^)\n]{1,2000})\)|"([^"\n]{1,2000})"|'([^'\n]{1,2000})')/;

/** What HTML and Markdown carry that is not shown: comments, texts of pictures, titles, elements that are hidden. */
export function markupIn(text: string, signs: Sign[]): Piece[] {
  const pieces: Piece[] = [];
  if (text.includes("<")) inTags(text, pieces, signs);
  if (text.includes("]")) inMarkdown(text, pieces);
  return pieces;
}

function inTags(text: string, pieces: Piece[], signs: Sign[]): void {
  // What stands in a hidden element is hidden with it, once.
  let hiddenTo = 0;
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === 33 && text.startsWith("!--", at + 1)) {
      const close = text.indexOf("-->", at + 4);
      // What is not closed is a comment to the end.
      const end = close < 0 ? text.length : close;
      add(pieces, "comment", text, at + 4, end);
      at = end;
      continue;
    }
    const letter = next | 32;
    if (letter < 97 || letter > 122) continue;
    const close = within(text, ">", at, TAG);
    // No tag: a sign of comparison, or longer than anything that is shown.
    if (close < 0) continue;
    const tag = text.slice(at, close);
    at = close;
    if (!tag.includes("=") && !HIDDEN.test(tag)) continue;
    attributesOf(tag, text, close - tag.length, pieces);
    if (close >= hiddenTo && isHidden(tag)) hiddenTo = readHidden(text, tag, close, pieces, signs);
  }
}

function attributesOf(tag: string, text: string, at: number, pieces: Piece[]): void {
  for (const match of tag.matchAll(ATTRIBUTE)) {
    const value = match[1] ?? match[2] ?? "";
    const from = at + match.index + match[0].length - value.length - 1;
    add(pieces, "alt", text, from, from + value.length);
  }
}

/** Gives the end of the element. */
function readHidden(text: string, tag: string, close: number, pieces: Piece[], signs: Sign[]): number {
  const name = /^<([a-z0-9]+)/i.exec(tag)?.[1] ?? "";
  const end = within(text, `</${name}`, close, 4 * TAG);
  const to = end < 0 ? Math.min(text.length, close + 4 * TAG) : end;
  if (!add(pieces, "hidden-html", text, close + 1, to)) return to;
  // Menus and forms are hidden too. Sentences are not.
  const inner = text.slice(close + 1, Math.min(to, close + TAG)).replace(/<[^>]*>/g, " ");
  if (languageOf(inner).words >= 6) signs.push({ kind: "hidden-html", start: close + 1, end: to });
  return to;
}

function isHidden(tag: string): boolean {
  if (HIDDEN.test(tag) && !/^<(?:input|path|svg)/i.test(tag)) return true;
  const match = STYLE.exec(tag);
  const style = match?.[1] ?? match?.[2];
  if (style === undefined) return false;
  return HIDES.test(style) || (PALE.test(style) && !BACKGROUND.test(style));
}

function inMarkdown(text: string, pieces: Piece[]): void {
  for (let at = text.indexOf("]("); at >= 0; at = text.indexOf("](", at + 2)) {
    const from = Math.max(0, at - TAG);
    const open = from + text.slice(from, at).lastIndexOf("[");
    // A picture that is a link has its own end before the link's.
    const isPicture = open > from && text.charCodeAt(open - 1) === 33 && !text.slice(open, at).includes("](");
    if (isPicture) add(pieces, "alt", text, open + 1, at);
    const quote = within(text, '"', at, TAG);
    if (quote < 0 || text.slice(at, quote).includes(")")) continue;
    const end = within(text, '"', quote + 1, TAG);
    if (end > quote) add(pieces, "alt", text, quote + 1, end);
  }
  for (let at = text.indexOf("]:"); at >= 0; at = text.indexOf("]:", at + 2)) {
    const earliest = Math.max(0, at - 70);
    const line = earliest + text.slice(earliest, at).lastIndexOf("\n") + 1;
    if (line === earliest && earliest > 0) continue;
    const match = MARKDOWN_NOTE.exec(text.slice(line, line + TAG));
    const note = match?.[1] ?? match?.[2] ?? match?.[3];
    if (!match || note === undefined) continue;
    const from = line + match[0].length - note.length - 1;
    add(pieces, "comment", text, from, from + note.length);
  }
}

/** Looked for only so far, so that what is never closed costs no more than what is. */
function within(text: string, what: string, from: number, most: number): number {
  const at = text.slice(from, from + most).indexOf(what);
  return at < 0 ? -1 : from + at;
}

/** Only what could be a sentence. */
function add(pieces: Piece[], kind: ViewKind, text: string, start: number, end: number): boolean {
  const slice = text.slice(start, end);
  if (end - start < (kind === "alt" && !hasUnspaced(slice) ? LEAST_NAME : LEAST)) return false;
  if (!/[^\s]\s+[^\s]/.test(slice) && !hasUnspaced(slice)) return false;
  pieces.push({ kind, text: slice, start, end });
  return true;
}

/** Scripts that write without spaces, and what is encoded. */
function hasUnspaced(text: string): boolean {
  return /[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]{4}|[A-Za-z0-9+/]{16}|%[0-9a-f]{2}|&#/i.test(text);
}
