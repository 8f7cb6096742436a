import type { Guardrails } from "../src/config/index.ts";
import type { Principal } from "../src/identity/index.ts";
import {
  type Clock,
  type Edit,
  type Millis,
  type TextPart,
  type WordFilter,
  type WordKind,
  UNREAD,
  silentLog,
  systemClock,
} from "../src/kernel/index.ts";
import { type Opening, type Pseudonyms, type PseudonymsRoom, makePseudonyms } from "../src/pseudonyms/index.ts";
import { makeRisk, redactText, spansForClasses } from "../src/risk/index.ts";
import type { Store } from "../src/store/index.ts";

/* Calls for the tests of the pseudonyms room. */

const KEY = Buffer.alloc(32, 7);
const risk = makeRisk({ log: silentLog, clock: systemClock });

export function openRoom(
  store: Store,
  clock: Clock,
  more: { key?: Uint8Array; patienceMs?: Millis } = {},
): PseudonymsRoom {
  return makePseudonyms({ store, clock, log: silentLog, key: KEY, ...more });
}

export interface Told {
  says: readonly (string | Pick<TextPart, "text" | "channel">)[];
  session?: string;
  who?: string[];
  org?: string;
  redaction?: Guardrails["redaction"];
  classes?: string[];
  ask?: Partial<Opening["call"]["ask"]>;
}

/** What stands for a call, and what its models are sent. */
export async function told(room: PseudonymsRoom, call: Told): Promise<{ opened: Pseudonyms; sent: string[] }> {
  const { says, session = "s", who = ["user:ana"], org = "acme", classes = ["pii", "secret"] } = call;
  const texts = says.map((one, at): TextPart => {
    const { text, channel } = typeof one === "string" ? { text: one, channel: "prompt" as const } : one;
    return { path: ["messages", at, "content"], place: `messages[${at}].content`, channel, encoding: "string", text };
  });
  const ask = { ...UNREAD, texts, ...call.ask };
  const assessment = risk.assess({ ask });
  const opened = await room.open({
    call: { id: "d", ask },
    chain: { org, links: who.map((ref) => ({ ref }) as Principal) },
    session,
    assessment,
    guardrails: { redaction: call.redaction ?? { restore: true } },
    obligations: [classes.map((name) => `redact:${name}`)],
  });
  if (!opened) throw new Error("nothing is to come back");
  const spans = spansForClasses(assessment, classes);
  const sent = texts.map(({ text }, part) => redactText(text, spans.get(part) ?? [], opened.placeholderFor));
  return { opened, sent };
}

/** What a caller hears where a model says this, cut as it is given. */
export function heard(opened: Pseudonyms, pieces: readonly string[], kind: WordKind = "text"): string {
  const filter = opened.filterFor?.({ kind, choice: 0, place: "", whole: false });
  return filter ? filtered(filter, pieces) : pieces.join("");
}

/** The words as they go on; what is given never changes afterwards. */
export function filtered(filter: WordFilter, pieces: readonly string[]): string {
  const text = pieces.join("");
  let out = "";
  let at = 0;
  const go = () => {
    const edits: readonly Edit[] = filter.take();
    for (const edit of edits) {
      out += text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    if (filter.settled > at) {
      out += text.slice(at, filter.settled);
      at = filter.settled;
    }
  };
  for (const piece of pieces) {
    filter.push(piece);
    go();
  }
  filter.end();
  go();
  return out;
}
