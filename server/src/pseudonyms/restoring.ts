import { type Edit, type WordFilter, editLater, heldWhole, inJson, jsonWords } from "../kernel/index.ts";
import { written } from "./forms.ts";
import type { Match, Trie } from "./trie.ts";

const NO_EDITS: readonly Edit[] = [];

/**
 * Puts values back in words as they come. Only what may still become something that stands for a value waits.
 *
 * Guarantee: what streams is what the whole text gives when values are put back at once.
 */
export function restoring(trie: Trie, restored: () => void): WordFilter {
  return new Restoring(trie, restored);
}

class Restoring implements WordFilter {
  settled = 0;
  readonly stopped = undefined;
  readonly #trie: Trie;
  readonly #restored: () => void;
  /** What is not settled, behind the one character before it. */
  #text = "";
  /** Where `#text` begins. */
  #base = 0;
  #edits: Edit[] = [];

  constructor(trie: Trie, restored: () => void) {
    this.#trie = trie;
    this.#restored = restored;
  }

  push(text: string): void {
    this.#text += text;
    this.#settle({ final: false });
  }

  end(): void {
    this.#settle({ final: true });
  }

  take(): readonly Edit[] {
    if (this.#edits.length === 0) return NO_EDITS;
    const edits = this.#edits;
    this.#edits = [];
    return edits;
  }

  #settle(options: { final: boolean }): void {
    const text = this.#text;
    const upTo = eachMatch(this.#trie, text, { from: this.settled - this.#base, ...options }, (at, match) => {
      this.#edits.push(editOf(this.#base + at, this.#base + match.end, match, this.#restored));
    });
    this.settled = this.#base + upTo;
    const keepFrom = Math.max(0, upTo - 1);
    this.#text = text.slice(keepFrom);
    this.#base += keepFrom;
  }
}

/** Meets every form in a text, in order; gives the place behind which nobody can say yet. */
function eachMatch(
  trie: Trie,
  text: string,
  { from, final }: { from: number; final: boolean },
  meet: (at: number, match: Match) => void,
): number {
  for (let at = from; at < text.length;) {
    if (!trie.starts.has(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const match = trie.at(text, at, { final });
    if (match === "more") return at;
    if (match) meet(at, match);
    at = match ? match.end : at + 1;
  }
  return text.length;
}

/** It counts once it is written. */
function editOf(start: number, end: number, { value, form }: Match, restored: () => void): Edit {
  return editLater(start + form.keepStart, end - form.keepEnd, () => {
    restored();
    return written(value, form.as);
  });
}

/** Puts values back in a JSON text, in what its strings say, and leaves it JSON. It waits for all of it. */
// Guarantee: what a tool is called with is still JSON when values are back in it.
export function restoringJson(trie: Trie, restored: () => void): WordFilter {
  return heldWhole((json) => editsInJson(trie, json, restored));
}

function editsInJson(trie: Trie, json: string, restored: () => void): Edit[] {
  const { strings, numbers } = jsonWords(json);
  const out: Edit[] = [];
  for (const string of strings) {
    const edits: Edit[] = [];
    eachMatch(trie, string.text, { from: 0, final: true }, (at, match) => {
      edits.push(editOf(at, match.end, match, restored));
    });
    if (edits.length > 0) for (const edit of inJson(string, edits)) out.push(edit);
  }
  for (const { start, end } of numbers) {
    const match = trie.at(json.slice(start, end), 0, { final: true });
    if (!match || match === "more" || match.end !== end - start) continue;
    const plain = /^[1-9]\d{0,14}$/.test(match.value) ? match.value : JSON.stringify(match.value);
    out.push(
      editLater(start, end, () => {
        restored();
        return plain;
      }),
    );
  }
  return out.sort((one, other) => one.start - other.start);
}
