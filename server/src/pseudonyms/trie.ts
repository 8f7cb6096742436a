import type { Form } from "./forms.ts";

/** What comes back, and how it is written in an answer. */
export interface Found {
  value: string;
  form: Form;
}

interface Node {
  next: Map<number, Node>;
  found: Found | undefined;
}

/** Finds all forms at once, whatever the case of their letters. */
export interface Trie {
  add(form: Form, value: string): void;
  /**
   * The longest form at a place of a text. `more`: what follows may make one, or another one, so nobody can say yet.
   */
  at(text: string, at: number, options: { final: boolean }): Match | "more" | undefined;
  readonly starts: ReadonlySet<number>;
}

export interface Match extends Found {
  end: number;
}

export function makeTrie(): Trie {
  const root: Node = { next: new Map(), found: undefined };
  const starts = new Set<number>();
  return {
    starts,
    add(form, value) {
      let node = root;
      for (let at = 0; at < form.text.length; at++) {
        const code = small(form.text.charCodeAt(at));
        let next = node.next.get(code);
        if (!next) {
          next = { next: new Map(), found: undefined };
          node.next.set(code, next);
        }
        node = next;
      }
      node.found ??= { value, form };
      const first = form.text.charCodeAt(0);
      starts.add(small(first));
      if (first >= 97 && first <= 122) starts.add(first - 32);
      if (first >= 65 && first <= 90) starts.add(first);
    },
    at(text, from, { final }) {
      if (isWord(text, from) && isWord(text, from - 1)) return undefined;
      let node: Node | undefined = root;
      let best: Match | undefined;
      for (let at = from; ; at++) {
        if (node.found && at > from) {
          if (at === text.length && !final) return "more";
          if (!(isWord(text, at - 1) && isWord(text, at))) best = { ...node.found, end: at };
        }
        if (at === text.length) return final || node.next.size === 0 ? best : "more";
        node = node.next.get(small(text.charCodeAt(at)));
        if (!node) return best;
      }
    },
  };
}

const small = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code);

const LETTER = /[\p{L}\p{N}\p{M}]/u;

/** A letter or a digit: what stands for a value is never a part of a longer word. */
function isWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code)) return false;
  if (code < 0x80)
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
  // Half of a pair is taken for a letter, so that nothing is cut out of one.
  return (code >= 0xd800 && code <= 0xdfff) || LETTER.test(String.fromCharCode(code));
}
