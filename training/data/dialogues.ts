import { lines } from "../corners.ts";
import { diceFor, fill, type Dice } from "../rows.ts";
import { ATTACK_STYLES, BENIGN_STYLES, CHATS, STRANGERS, SUBJECTS, TRADES } from "../dialogue-styles.ts";

/** One conversation, for the score of a session. */
export interface Dialogue {
  /** Family of one style: validation splits by it. */
  src: string;
  label: "attack" | "benign";
  turns: { role: "user" | "assistant"; text: string }[];
  /** What it is about; "other" where it is about nothing dangerous. */
  domain: string;
}

const PER_SUBJECT = 2;

export function dialogues(): Dialogue[] {
  const made: Dialogue[] = [];
  for (const [style, steps] of Object.entries(ATTACK_STYLES))
    made.push(...told({ src: `dialogue-${style}`, label: "attack", steps }));
  for (const [style, steps] of Object.entries(BENIGN_STYLES))
    made.push(...told({ src: `dialogue-${style}`, label: "benign", steps }));
  for (const [style, { slots, steps }] of Object.entries(TRADES))
    made.push(...ordinary(`dialogue-${style}`, { slots, steps }));
  for (const [lang, { slots, attack, benign }] of Object.entries(STRANGERS)) {
    const subjects = lines(slots).map((line) => named(line, ["domain", "subject", "act", "guard"]));
    for (const subject of subjects)
      for (let take = 0; take < 4; take++) {
        made.push(one({ src: `dialogue-${lang}-escalation`, label: "attack", steps: attack, subject, take }));
        made.push(one({ src: `dialogue-${lang}-learning`, label: "benign", steps: benign, subject, take }));
      }
  }
  const dice = diceFor("dialogue-chats");
  const chats = CHATS.trim().split("\n---\n");
  for (const chat of chats)
    made.push(fromText({ src: "dialogue-written", label: "benign", domain: "other", text: chat }));
  // Long conversations of several harmless subjects, one after the other.
  for (let at = 0; at < 40; at++) {
    const parts = [dice.pick(chats), dice.pick(chats), dice.pick(chats)];
    made.push(
      fromText({ src: "dialogue-long", label: "benign", domain: "other", text: [...new Set(parts)].join("\n") }),
    );
  }
  return made;
}

interface Style {
  src: string;
  label: Dialogue["label"];
  steps: string;
}

function told(style: Style): Dialogue[] {
  const names = ["domain", "subject", "who", "act", "art", "guard"];
  return lines(SUBJECTS).flatMap((line) => {
    const subject = named(line, names);
    return Array.from({ length: PER_SUBJECT }, (_, take) => one({ ...style, subject, take }));
  });
}

function one(given: Style & { subject: Record<string, string>; take: number }): Dialogue {
  const { subject, src } = given;
  const dice = diceFor(`${src} ${subject["subject"] ?? ""} ${given.take}`);
  return {
    src,
    label: given.label,
    domain: subject["domain"] ?? "other",
    turns: played(given.steps, { slots: listed(subject), dice }),
  };
}

function ordinary(src: string, trade: { slots: string; steps: string }): Dialogue[] {
  const [names = "", ...values] = lines(trade.slots);
  return values.flatMap((line) =>
    [0, 1, 2].map((take) => {
      const slots = named(
        line,
        names.split("|").map((name) => name.trim()),
      );
      const dice = diceFor(`${src} ${line} ${take}`);
      return {
        src,
        label: "benign",
        domain: "other",
        turns: played(trade.steps, { slots: listed(slots), dice }),
      } as const;
    }),
  );
}

/** A line is a turn; `|` parts its wordings; `A:` says it is the assistant's, `?` that it may be missing. */
function played(steps: string, given: { slots: Record<string, string[]>; dice: Dice }): Dialogue["turns"] {
  const turns: Dialogue["turns"] = [];
  // Some clients send the assistant's turns and some do not.
  const silent = given.dice.number(3) === 0;
  for (const line of lines(steps)) {
    const optional = line.startsWith("?");
    if (optional && given.dice.number(2) === 0) continue;
    const said = optional ? line.slice(1).trim() : line;
    const role = said.startsWith("A:") ? "assistant" : "user";
    if (role === "assistant" && silent) continue;
    const wordings = (role === "assistant" ? said.slice(2) : said).split("|").map((wording) => wording.trim());
    turns.push({ role, text: fill(given.dice.pick(wordings), given.slots, given.dice) });
  }
  return turns;
}

function fromText(given: { src: string; label: Dialogue["label"]; domain: string; text: string }): Dialogue {
  const turns = lines(given.text).map((line) =>
    line.startsWith("A:")
      ? ({ role: "assistant", text: line.slice(2).trim() } as const)
      : ({ role: "user", text: line } as const),
  );
  return { src: given.src, label: given.label, domain: given.domain, turns };
}

function named(line: string, names: readonly string[]): Record<string, string> {
  const values = line.split("|").map((value) => value.trim());
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""]));
}

const listed = (slots: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(slots).map(([name, value]) => [name, [value]]));
