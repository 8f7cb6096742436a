import { viewsOf } from "../../risk/index.ts";
import type { CatalogFinding } from "../types.ts";

/** Something in one text that a reader does not see. */
export interface Hidden {
  severity: CatalogFinding["severity"];
  what: string;
  start: number;
  end: number;
}

const SIGNS: Readonly<Partial<Record<string, [CatalogFinding["severity"], string]>>> = {
  "hidden-text": ["high", "invisible characters that spell something"],
  bidi: ["high", "characters that turn the direction of the text, so that it is shown as another one"],
  "zero-width": ["high", "invisible characters inside of words"],
  marks: ["medium", "heaps of marks on letters"],
  "look-alikes": ["high", "letters of other alphabets that pass for Latin ones"],
  "hidden-html": ["high", "an element that is not shown"],
  blob: ["medium", "something encoded that cannot be read"],
  gibberish: ["medium", "strings that are in no language"],
  unread: ["high", "more layers of encoding than are taken off"],
};

/** Ways to read a piece that a reader of the text would not see. */
const VIEWS: Readonly<Partial<Record<string, [CatalogFinding["severity"], string]>>> = {
  hidden: ["high", "text in invisible characters"],
  comment: ["high", "a comment that is not shown"],
  "hidden-html": ["high", "an element that is not shown"],
  base64: ["medium", "a sentence in base64"],
  hex: ["medium", "a sentence in hexadecimal"],
  rot13: ["high", "a sentence with its letters turned"],
  reversed: ["high", "a sentence written backwards"],
};

const PATTERNS: readonly [RegExp, CatalogFinding["severity"], string][] = [
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  [/\u001b[[\]()PX^_]|[\u0090\u009b\u009d]/gu, "high", "sequences that steer a terminal"],
  [/[\b\u007f]|\r(?!\n)(?=.)/gu, "high", "characters that a terminal writes over others with"],
  [/(?![\t\n\r\b\u007f\u0085])\p{Cc}/gu, "medium", "control characters"],
  [/[\u{e0100}-\u{e01ef}]{2,}|[\ufe00-\ufe0f]{3,}/gu, "high", "runs of variation selectors, which can spell"],
  [
    /(?<=[\p{L}\p{N}])[\u00ad\u180e\u200b\u2060\ufeff](?=[\p{L}\p{N}])/gu,
    "medium",
    "an invisible character inside of a word",
  ],
];

/** What a text hides from whoever reads it. */
export function hiddenIn(text: string, views: ReturnType<typeof viewsOf>): Hidden[] {
  const found: Hidden[] = [];
  const add = (what: readonly [CatalogFinding["severity"], string] | undefined, start: number, end: number) => {
    if (what && !found.some((one) => one.what === what[1]))
      found.push({ severity: what[0], what: what[1], start, end });
  };
  for (const { kind, start, end } of views.signs) add(SIGNS[kind], start, end);
  for (const { kind, start, end, text: read } of views.others) if (isSentence(read)) add(VIEWS[kind], start, end);
  for (const [pattern, severity, what] of PATTERNS) {
    pattern.lastIndex = 0;
    const match = pattern.exec(text);
    if (match) add([severity, what], match.index, match.index + match[0].length);
  }
  const space = emptySpace(text);
  if (space) add(["high", "text behind a lot of empty space"], space[0], space[1]);
  const tag = strayTag(text);
  if (tag !== undefined) add(["high", "tag characters, which nobody sees"], tag, tag + 2);
  return found;
}

const WIDE = { signs: 200, lines: 30 };

/** Where text stands so far below or beside the rest that nobody scrolls there. */
function emptySpace(text: string): [number, number] | undefined {
  let end = 0;
  for (const { index, 0: word } of text.matchAll(/\S+/gu)) {
    const gap = text.slice(end, index);
    if (gap.length >= WIDE.lines && (gap.length >= WIDE.signs || gap.split("\n").length > WIDE.lines))
      return [end, index];
    end = index + word.length;
  }
  return undefined;
}

/** A tag character; after a black flag they are the flag of a part of a country. */
function strayTag(text: string): number | undefined {
  let flag = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xd800 || code > 0xdbff) {
      flag = false;
      continue;
    }
    const point = text.codePointAt(at) ?? 0;
    const isTag = point >= 0xe0000 && point <= 0xe007f;
    if (isTag && !flag) return at;
    flag = point === 0x1f3f4 || (isTag && flag);
    at += 1;
  }
  return undefined;
}

/** A word or a number alone is an example of a value. */
function isSentence(text: string): boolean {
  return /\p{L}{2,}\s+\p{L}{2,}\s+\p{L}/u.test(text);
}
