import { type Dice, diceFor, fill, type Label, type Row } from "./rows.ts";

export type Slots = Readonly<Record<string, readonly string[]>>;

/** One way of saying something: templates, and what may stand in their slots. */
export interface Family {
  src: string;
  count: number;
  templates: readonly string[];
  slots?: Slots;
  kind?: Row["kind"];
  lang?: string;
  labels?: readonly Label[];
  topics?: readonly Label[];
  unknown?: readonly Label[];
  hard?: true;
}

/** One text per line; `¶` stands for a line break inside a text. */
export function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().replaceAll("¶", "\n"))
    .filter((line) => line !== "");
}

/** At most `count` different rows; every template is used before one is used again. */
export function rowsOf(family: Family): Row[] {
  const { src, kind = "prompt", lang = "en", labels = [], topics, unknown, hard } = family;
  const dice = diceFor(`${src} ${kind} ${lang} ${labels.join()} ${family.templates[0] ?? ""}`);
  const order = shuffled(family.templates, dice);
  const texts = new Set<string>();
  for (let tries = 0; texts.size < family.count && tries < family.count * 6; tries++)
    texts.add(chatty(fill(order[tries % order.length] ?? "", family.slots ?? {}, dice), { kind, lang, dice }));
  return [...texts].map((text) => ({
    src,
    kind,
    lang,
    labels,
    ...(topics && { topics }),
    ...(unknown && { unknown }),
    ...(hard && { hard }),
    text,
  }));
}

const OPENINGS = [
  "Hi, ",
  "Hello! ",
  "Quick one: ",
  "Good morning. ",
  "hey ",
  "So, ",
  "Sorry, another question. ",
  "Ok. ",
];
const CLOSINGS = [
  " Thanks!",
  " thx",
  " Please keep it short.",
  " I'm in a hurry.",
  "\n\nMany thanks in advance",
  " :)",
  "??",
  " Cheers",
];

/** People say hello and thank you, whatever they want: some English requests get such words, harmless or not. */
function chatty(text: string, { kind, lang, dice }: { kind: Row["kind"]; lang: string; dice: Dice }): string {
  if (kind !== "prompt" || lang !== "en" || text.length > 600) return text;
  const roll = dice.number(12);
  if (roll === 0) return dice.pick(OPENINGS) + text;
  if (roll === 1) return text + dice.pick(CLOSINGS);
  return roll === 2 ? text.toLowerCase().replace(/[.!]$/, "") : text;
}

function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = dice.number(at + 1);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

/** A text around one note: the same documents carry harmless notes and attacks, so only the note tells them apart. */
export type Carrier = (dice: Dice, note: string) => string;

export interface Notes {
  labels: readonly Label[];
  templates: readonly string[];
  /** Out of all rows of a family, how many parts have such a note. */
  share: number;
}

export interface Carried {
  src: string;
  kind: Row["kind"];
  lang?: string;
  count: number;
  carriers: readonly Carrier[];
  notes: readonly Notes[];
  slots: Slots;
}

export function carriedRows(family: Carried): Row[] {
  const { src, kind, lang = "en", carriers, notes, slots } = family;
  const dice = diceFor(`${src} ${kind} ${lang}`);
  const whole = notes.reduce((sum, each) => sum + each.share, 0);
  const rows: Row[] = [];
  for (const { labels, templates, share } of notes) {
    const order = shuffled(templates, dice);
    const texts = new Set<string>();
    const wanted = Math.round((family.count * share) / whole);
    for (let tries = 0; texts.size < wanted && tries < wanted * 4; tries++) {
      const note = fill(order[tries % order.length] ?? "", slots, dice);
      texts.add(fill(dice.pick(carriers)(dice, note), slots, dice));
    }
    for (const text of texts) rows.push({ src, kind, lang, labels, ...(labels.length === 0 && { hard: true }), text });
  }
  return rows;
}

/** Blocks with the note at a place of its own choosing: first, last or between. */
export function woven(blocks: readonly string[], note: string, dice: Dice, between = "\n\n"): string {
  const roll = dice.number(10);
  const at = roll < 2 ? 0 : roll < 5 ? blocks.length : 1 + dice.number(Math.max(1, blocks.length - 1));
  return [...blocks.slice(0, at), note, ...blocks.slice(at)].filter((block) => block !== "").join(between);
}

/** Some of the list, in its order. */
export function some<T>(list: readonly T[], dice: Dice, { least, most }: { least: number; most: number }): T[] {
  const wanted = Math.min(list.length, least + dice.number(most - least + 1));
  const kept = new Set(shuffled([...list.keys()], dice).slice(0, wanted));
  return list.filter((_, at) => kept.has(at));
}

/** What stands before the colon: families of one origin share wording, so validation holds them out together. */
export const originOf = (src: string): string => src.split(":")[0] ?? src;
