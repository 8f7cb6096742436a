import { diceFor, fill, type Dice, type Label, type Row } from "./rows.ts";

/**
 * One subject seen from four corners, in the same frames, so that only what is wanted differs:
 * who attacks, who wants to know, who defends, and who merely uses the same words.
 */
export interface Subject {
  label: Label;
  /** Further labels of the attacker's rows; "harm" unless told otherwise. */
  also?: readonly Label[];
  /** What attackers want to do: verb phrases for `{act}`. */
  asks?: string;
  /** What attackers want to be given: noun phrases for `{thing}`. */
  wants?: string;
  /** Whole texts of attackers. */
  told?: string;
  /** The same three of people who learn about it or defend against it. */
  learn?: string;
  works?: string;
  say?: string;
  /** The words in innocent use: verb phrases and whole texts. */
  innocent?: string;
  plain?: string;
}

/** How people ask in a language. */
export interface Tongue {
  lang: string;
  acts: string;
  things: string;
  openers: string;
  tails: string;
  /** Sentences that say nothing about what is wanted. */
  asides: string;
  slots: Readonly<Record<string, readonly string[]>>;
  /** Has no spaces or cases to play with. */
  dense?: true;
}

export interface Plan {
  src: string;
  tongue: Tongue;
  subjects: readonly Subject[];
  /** Families the phrases are divided among, each with frames of its own. */
  parts: number;
  /** Framed rows per corner, subject and part. */
  each: number;
}

export const lines = (text: string | undefined): string[] =>
  (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The rows of all subjects; a part `src-1`, `src-2` ... shares neither phrases nor frames with another. */
export function corners(plan: Plan): Row[] {
  const rows: Row[] = [];
  for (let part = 0; part < plan.parts; part++) {
    const src = plan.parts === 1 ? plan.src : `${plan.src}-${part + 1}`;
    const seen = new Set<string>();
    for (const subject of plan.subjects) rows.push(...subjectRows(plan, { src, part, seen, subject }));
  }
  return rows;
}

interface Place {
  src: string;
  part: number;
  seen: Set<string>;
  subject: Subject;
}

function subjectRows(plan: Plan, place: Place): Row[] {
  const { subject, src, part, seen } = place;
  const { tongue } = plan;
  const dice = diceFor(`${src} ${subject.label}`);
  const mine = (text: string | undefined) => lines(text).filter((_, at) => at % plan.parts === part);
  const frames = { acts: mine(tongue.acts), things: mine(tongue.things) };
  const texts = (phrases: { acts: string[]; things: string[]; whole: string[] }, count: number): string[] => {
    const made: string[] = [];
    const add = (text: string) => {
      const rough = roughen(fill(text, tongue.slots, dice), tongue, dice);
      if (!seen.has(rough)) made.push(rough);
      seen.add(rough);
    };
    const all = [
      ...phrases.acts.map((phrase) => ({ phrase, frames: frames.acts, slot: "{act}" })),
      ...phrases.things.map((phrase) => ({ phrase, frames: frames.things, slot: "{thing}" })),
    ];
    const start = all.length === 0 ? 0 : dice.number(all.length);
    for (let tries = 0; all.length > 0 && made.length < count && tries < count * 3; tries++) {
      const one = all[(start + tries) % all.length] as (typeof all)[number];
      add(dice.pick(one.frames).replace(one.slot, () => one.phrase));
    }
    for (const text of phrases.whole) add(text);
    return made;
  };
  const corner = (acts?: string, things?: string, whole?: string) => ({
    acts: mine(acts),
    things: mine(things),
    whole: mine(whole),
  });
  const row = (text: string): Row => ({ src, kind: "prompt", lang: tongue.lang, labels: [], text });
  const labels = [...(subject.also ?? ["harm"]), subject.label];
  return [
    ...texts(corner(subject.asks, subject.wants, subject.told), plan.each).map((text) => ({ ...row(text), labels })),
    ...texts(corner(subject.learn, subject.works, subject.say), plan.each).map((text) => ({
      ...row(text),
      topics: [subject.label],
      hard: true as const,
    })),
    ...texts(corner(subject.innocent, undefined, subject.plain), Math.ceil(plan.each / 3)).map((text) => ({
      ...row(text),
      hard: true as const,
    })),
  ];
}

const ACCENTS = /\p{M}/gu;

/** As people type: with a greeting, thanks, small letters, no question mark, no accents. The same for all corners. */
export function roughen(text: string, tongue: Tongue, dice: Dice): string {
  const roll = dice.number(100);
  if (roll < 46) return text;
  if (roll < 58) return `${dice.pick(lines(tongue.openers))} ${text}`;
  if (roll < 68) return `${text} ${dice.pick(lines(tongue.tails))}`;
  if (roll < 78) return `${dice.pick(lines(tongue.asides))} ${text}`;
  if (roll < 82)
    return `${dice.pick(lines(tongue.asides))} ${dice.pick(lines(tongue.asides))} ${text} ${dice.pick(lines(tongue.tails))}`;
  if (tongue.dense) return roll < 92 ? text.replace(/[？?。！!]$/u, "") : text;
  if (roll < 92) return text.replace(/[?!.]$/u, "").toLowerCase();
  if (roll < 98) return plainLetters(text);
  return text.toUpperCase();
}

/** German writes what others drop; marks of scripts that need them stay. */
function plainLetters(text: string): string {
  if (!/\p{Script=Latin}/u.test(text)) return text;
  return text
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFD")
    .replace(ACCENTS, "")
    .normalize("NFC");
}
