import { type Label, type Row, diceFor, fill } from "./rows.ts";

/** What people of one language write: lines by what they want, and the ways they begin and end. */
export interface Voice {
  src: string;
  lang: string;
  /** Around a line `{line}`: greetings, reasons, haste. The bare line among them. */
  ways: readonly string[];
  slots: Readonly<Record<string, readonly string[]>>;
  /** Orders and questions that somebody means harm with, by domain, one a line. */
  harmful: Partial<Record<Label, string>>;
  /** Against the assistant: its instructions, its limits. */
  attacks: Partial<Record<"injection" | "jailbreak" | "exfil", string>>;
  /** The same words, and nobody means harm. */
  hard: string;
  plain: string;
}

const WAYS_A_LINE = 4;

/** Each line in some of the voice's ways. Families by what is wanted, so that each can be held back. */
export function heard(voice: Voice): Row[] {
  const { src, lang } = voice;
  const rows: Row[] = [];
  const say = (family: string, text: string, row: Pick<Row, "labels" | "topics" | "hard">) => {
    const dice = diceFor(`${src}-${family}`);
    const seen = new Set<string>();
    for (const line of linesOf(text)) {
      for (let i = 0; i < WAYS_A_LINE; i++) {
        const way = i === 0 ? "{line}" : dice.pick(voice.ways);
        const said = fill(way.replace("{line}", line), voice.slots, dice).trim();
        if (seen.has(said)) continue;
        seen.add(said);
        rows.push({ src: `${src}-${family}`, kind: "prompt", lang, text: said, ...row });
      }
    }
  };
  for (const [label, text] of Object.entries(voice.harmful) as [Label, string][]) {
    const labels: Label[] = label === "advice" ? ["advice"] : ["harm", label];
    say("harm", text, { labels, topics: [label] });
  }
  for (const [label, text] of Object.entries(voice.attacks) as ["injection" | "jailbreak" | "exfil", string][]) {
    say("attacks", text, { labels: label === "exfil" ? ["injection", "exfil"] : [label] });
  }
  say("hard", voice.hard, { labels: [], hard: true });
  say("plain", voice.plain, { labels: [] });
  return rows;
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
