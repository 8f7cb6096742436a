import { type FilterWords, asksForJson } from "../kernel/index.ts";
import { makePlaceholders } from "../risk/index.ts";
import { formsOf, nameOf } from "./forms.ts";
import type { Value } from "./names.ts";
import { type PlainTexts, heldFor, keyOf, presentIn } from "./reading.ts";
import { restoring, restoringJson } from "./restoring.ts";
import { type Trie, makeTrie } from "./trie.ts";
import type { Opening, PseudonymStory, Pseudonyms } from "./types.ts";

/** A value and what stands in its place in its session. */
export interface Known {
  kind: string;
  text: string;
  hash: string;
  pseudonym: string;
}

/** Why a value has no pseudonym: the session is full, the store away, or what the call goes on from is not known. */
export type Unkept = "full" | "away" | "unknown";

const BECAUSE: Record<Unkept, string> = {
  full: "the session holds as many values as it may",
  away: "pseudonyms could not be kept",
  unknown: "the call goes on from an answer whose pseudonyms are not known",
};

export interface OpenedParts {
  about: Opening;
  wanted: ReadonlyMap<string, Omit<Value, "hash">>;
  texts: PlainTexts;
  known: readonly (Known & Partial<Pick<Value, "same">>)[];
  /** Of the session, and not in this call: what a provider kept may name them. */
  earlier?: readonly Known[];
  unkept: Unkept | undefined;
  answered: Pseudonyms["answered"];
}

/** The pseudonyms of one call, once they are agreed on. */
export function makeOpened(parts: OpenedParts): Pseudonyms {
  const { about, wanted, known, earlier = [], unkept } = parts;
  const { ask } = about.call;
  const pseudonyms = new Map(known.map(({ kind, text, pseudonym }) => [keyOf(kind, text), pseudonym]));
  // Guarantee: where a pseudonym cannot be kept, the value is replaced all the same, by what never comes back.
  const once = makePlaceholders({ avoid: ask.texts.map(({ text }) => text), between: "-" });
  const onceGiven = new Set([...wanted.keys()].filter((key) => !pseudonyms.has(key)));
  const trie = trieOf(parts, [...known, ...earlier]);
  let restored = 0;
  const count = () => void (restored += 1);
  const asJson = asksForJson(ask);

  const filterFor: FilterWords = ({ kind, whole }) => {
    // Its provider signs what a model thinks: it stays as it was said, to be sent back so.
    if (kind === "thinking") return undefined;
    if (kind === "arguments" || (asJson && kind === "text" && !whole)) return restoringJson(trie, count);
    return restoring(trie, count);
  };

  return {
    placeholderFor(kind, value) {
      return pseudonyms.get(keyOf(kind, value)) ?? once(kind, value);
    },
    filterFor: trie.starts.size === 0 ? undefined : filterFor,
    comesBack(words) {
      const match = trie.at(words, 0, { final: true });
      return match !== undefined && match !== "more" && match.end === words.length;
    },
    answered: parts.answered,
    story(): PseudonymStory | undefined {
      if (known.length + earlier.length + onceGiven.size === 0 && unkept === undefined) return undefined;
      return {
        kept: known.length,
        restored,
        ...(onceGiven.size > 0 ? { once: onceGiven.size } : {}),
        ...(unkept === undefined ? {} : { because: BECAUSE[unkept] }),
      };
    },
  };
}

/** What comes back: nothing that somebody wrote himself, and nothing of a class that stays out. */
function trieOf({ about, texts }: OpenedParts, all: readonly Known[]): Trie {
  const { redaction = {} } = about.guardrails;
  const looks = all.flatMap(({ pseudonym }) => (nameOf(pseudonym) === undefined ? [pseudonym] : []));
  const present = presentIn(texts.all, looks);
  const trie = makeTrie();
  for (const { kind, text, pseudonym } of all) {
    // Guarantee: what a caller, a document or a tool wrote like a pseudonym stays as it was written.
    const name = nameOf(pseudonym);
    if (name === undefined ? present.has(pseudonym) : texts.literal.has(name)) continue;
    if (!heldFor(redaction, kind).restore) continue;
    for (const form of formsOf(pseudonym)) trie.add(form, text);
  }
  return trie;
}
