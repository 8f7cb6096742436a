import type { Sample } from "./load.ts";
import type { Planted } from "./pool.ts";
import { type Dice, diceFor } from "./rows.ts";

/** Short texts that may be put into documents. */
const MOST_NOTE = 500;
const LEAST_DOCUMENT = 150;
/** People who tell a model what to do: the same words in a document are meant for whoever reads it. */
const ORDERS = /^(bfcl|codealpaca|selfinstruct|taskmaster4|fuzzyai-benign)/;

/** Harmless documents with something put in at a place of its own choosing: an attack, or a plain order. */
export function plantedIn(samples: readonly Sample[], options: { attacks: number; orders: number }): Planted[] {
  const documents = samples.filter(
    ({ kind, labels, text }) =>
      labels.length === 0 &&
      (kind === "document" || kind === "tool_result" || kind === "code") &&
      text.length >= LEAST_DOCUMENT,
  );
  // Families of notes and documents are not mixed across what is held out: see `familyOf` in the split.
  const attacks = samples.filter(
    ({ kind, labels, text }) =>
      (kind === "prompt" || kind === "document" || kind === "tool_result") &&
      labels.includes("injection") &&
      text.length <= MOST_NOTE &&
      (kind === "prompt" || text.length <= 240),
  );
  const orders = samples.filter(
    ({ src, kind, text }) => kind === "prompt" && ORDERS.test(src) && text.length <= 240 && text.length >= 20,
  );
  const dice = diceFor("planted");
  if (documents.length === 0) return [];
  const made: Planted[] = [];
  for (const [notes, count, order] of [
    [attacks, options.attacks, false],
    [orders, options.orders, true],
  ] as const)
    for (let i = 0; i < count && notes.length > 0; i++) {
      const note = pickBySource(notes, dice);
      made.push(plant(pickBySource(documents, dice), note, { dice, order }));
    }
  return made;
}

/** Each source as often as another, however many rows it has. */
function pickBySource(samples: readonly Sample[], dice: Dice): Sample {
  let bySource = SOURCES.get(samples);
  if (bySource === undefined) {
    const groups = new Map<string, Sample[]>();
    for (const sample of samples) groups.set(sample.src, [...(groups.get(sample.src) ?? []), sample]);
    bySource = [...groups.values()];
    SOURCES.set(samples, bySource);
  }
  return dice.pick(dice.pick(bySource));
}

const SOURCES = new WeakMap<readonly Sample[], Sample[][]>();

const LEADS = ["", "", "", "", "", "NOTE: ", "P.S. ", "Please: ", "- ", "// ", "Update: ", "* ", '"'];

function plant(document: Sample, note: Sample, { dice, order }: { dice: Dice; order: boolean }): Planted {
  const whole = document.text.slice(0, 4000);
  const places = [...whole.matchAll(/\n|[.!?] /g)].map((match) => match.index + match[0].length);
  const at = dice.number(5) === 0 ? whole.length : places.length === 0 ? 0 : dice.pick(places);
  const lead = dice.pick(LEADS);
  const breaks = dice.pick(["\n", "\n\n", " "]);
  const text = `${whole.slice(0, at)}${breaks}${lead}${note.text}${breaks}${whole.slice(at)}`;
  const from = at + breaks.length;
  return {
    src: `planted:${order ? "order" : "attack"}:${document.src}`,
    family: `planted:${note.family}`,
    kind: document.kind === "tool_result" ? "tool_result" : "document",
    lang: note.lang,
    labels: order ? ["injection"] : note.labels,
    unknown: order
      ? ["exfil", "harm", "jailbreak", "code_exec"]
      : ["harm", "jailbreak", "code_exec", "cyber", "privacy", "fraud", "illicit", ...(note.unknown ?? [])],
    text,
    from,
    to: from + lead.length + note.text.length,
  };
}
