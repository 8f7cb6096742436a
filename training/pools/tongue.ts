import { type Carrier, carriedRows, rowsOf, type Slots, some, woven } from "../families.ts";
import type { Row } from "../rows.ts";
import { COMMON } from "./common.ts";

/** One language, written by itself: what is wanted by attackers, and what everybody else writes. */
export interface Tongue {
  lang: string;
  /** Lists for the slots of this language's texts, over the common ones. */
  slots: Slots;
  override: readonly string[];
  extract: readonly string[];
  /** With {goal}. */
  jailbreak: readonly string[];
  goals: readonly string[];
  /** Instructions to machines, hidden in documents. */
  planted: readonly string[];
  /** The same, carrying data out. */
  leaks: readonly string[];
  /** What people tell people in documents. */
  human: readonly string[];
  blocks: readonly string[];
  /** Harmless, in the words of attacks. */
  hard: readonly string[];
  /** Harmless and ordinary. */
  ordinary: readonly string[];
}

export function tongueRows(tongue: Tongue): Row[] {
  const { lang, blocks } = tongue;
  const slots = { ...COMMON, ...tongue.slots, goal: tongue.goals };
  const carrier: Carrier = (dice, note) =>
    dice.number(6) === 0
      ? note
      : woven(some(blocks, dice, { least: 2, most: 6 }), note, dice, dice.pick(["\n", "\n\n", " "]));
  const carried = (src: string, kind: Row["kind"]) =>
    carriedRows({
      src,
      kind,
      lang,
      count: 200,
      carriers: [carrier],
      notes: [
        { labels: ["injection"], templates: tongue.planted, share: 3 },
        { labels: ["injection", "exfil"], templates: tongue.leaks, share: 2 },
        { labels: [], templates: tongue.human, share: 5 },
      ],
      slots,
    });
  const family = (name: string) => ({ src: `tongue-${lang}:${name}`, lang, slots });
  return [
    ...rowsOf({ ...family("override"), labels: ["injection"], count: 110, templates: tongue.override }),
    ...rowsOf({ ...family("extract"), labels: ["injection"], count: 60, templates: tongue.extract }),
    ...rowsOf({
      ...family("jailbreak"),
      labels: ["jailbreak", "harm"],
      unknown: ["injection", "cyber", "cbrn", "violence", "fraud", "illicit", "privacy", "hate", "misinfo"],
      count: 100,
      templates: tongue.jailbreak,
    }),
    ...carried(`tongue-${lang}:documents`, "document"),
    ...carried(`tongue-${lang}:results`, "tool_result"),
    ...rowsOf({ ...family("hard"), hard: true, count: 120, templates: tongue.hard }),
    ...rowsOf({ ...family("ordinary"), count: 140, templates: tongue.ordinary }),
  ];
}
