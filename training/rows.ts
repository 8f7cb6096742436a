/** One labelled text, in the form of every file the detector learns from or is measured with. */
export interface Row {
  /** Family of texts of one origin: validation splits by it, never by row. */
  src: string;
  kind: "prompt" | "system" | "document" | "tool_result" | "tool_def" | "code" | "output";
  /** ISO 639-1 */
  lang: string;
  /** What somebody wants with the text; empty where nobody wants harm. */
  labels: readonly Label[];
  /** What the text is about, harmful or not. */
  topics?: readonly Label[];
  /** What the source does not tell: left out of loss and of scores. */
  unknown?: readonly Label[];
  /** Harmless, and looks as if it were not. */
  hard?: true;
  text: string;
}

export const LABELS = [
  "injection",
  "jailbreak",
  "harm",
  "cyber",
  "cbrn",
  "violence",
  "fraud",
  "advice",
  "self_harm",
  "sexual",
  "hate",
  "privacy",
  "illicit",
  "misinfo",
  "code_exec",
  "exfil",
  "distill",
] as const;
export type Label = (typeof LABELS)[number];

/** Rolls that come out the same every time: a family's texts depend on its name alone. */
export interface Dice {
  /** 0 <= n < below */
  number(below: number): number;
  pick<T>(list: readonly T[]): T;
}

export function diceFor(name: string): Dice {
  let state = 2166136261;
  for (const char of name) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16777619);
  const number = (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
  return { number, pick: (list) => list[number(list.length)] as (typeof list)[number] };
}

const SLOT = /\{(\w+)\}/g;

/** A template with each `{slot}` filled from its list, which may hold slots of its own. */
export function fill(template: string, slots: Readonly<Record<string, readonly string[]>>, dice: Dice): string {
  let text = template;
  for (let depth = 0; depth < 4 && text.includes("{"); depth++) {
    text = text.replace(SLOT, (whole, name: string) => (slots[name] ? dice.pick(slots[name]) : whole));
  }
  return text;
}
