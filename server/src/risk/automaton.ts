/**
 * Finds every place of many words in one pass over a text (Aho-Corasick, dense table). Letters of either
 * case are the same here; who needs the exact case looks again at the hit.
 */
export interface Automaton {
  /** Calls `hit` with the index of the word and the offset just after it, in order of that offset. */
  scan(text: string, hit: (word: number, end: number) => void): void;
}

export function makeAutomaton(words: readonly string[]): Automaton {
  const lower = words.map(lowerOf);
  const { classes, count } = classesOf(lower);
  const trie = growTrie(lower, classes, count);
  const { next, hitFrom, found } = numberHitsLast(trie, count);
  const known = classes.length;

  return {
    scan(text, hit) {
      const length = text.length;
      let state = 0;
      for (let i = 0; i < length; i++) {
        const code = text.charCodeAt(i);
        state = next[state + (code < known ? (classes[code] as number) : 0)] as number;
        if (state >= hitFrom) {
          const list = found[state / count] as number[];
          for (const word of list) hit(word, i + 1);
        }
      }
    },
  };
}

/** 32 MB: a table is read out of order, and a larger one would be read from far memory. */
const MAX_CELLS = 8_000_000;

/** As long as the word: a letter whose small form is longer stays as it is. */
function lowerOf(word: string): string {
  const lower = word.toLowerCase();
  return lower.length === word.length ? lower : word;
}

interface Trie {
  /** Row of each state: the state that each class leads to. */
  rows: number[][];
  found: number[][];
}

/** Characters that stand in no word are all alike: class 0. Most lists of words are ASCII, and their table is small. */
function classesOf(words: readonly string[]): { classes: Uint16Array; count: number } {
  const letters = new Set(words.join(""));
  const wide = [...letters].some((letter) => letter.charCodeAt(0) >= 128);
  const classes = new Uint16Array(wide ? 0x10000 : 128);
  let count = 1;
  for (const word of words) {
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      if (classes[code] !== 0) continue;
      classes[code] = count++;
      const upper = (word[i] as string).toUpperCase();
      if (upper.length === 1 && upper.charCodeAt(0) < classes.length)
        classes[upper.charCodeAt(0)] = classes[code] as number;
    }
  }
  return { classes, count };
}

function growTrie(words: readonly string[], classes: Uint16Array, count: number): Trie {
  const rows: number[][] = [Array.from({ length: count }, () => -1)];
  const found: number[][] = [[]];
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (let i = 0; i < word.length; i++) {
      const row = rows[state] as number[];
      const letter = classes[word.charCodeAt(i)] as number;
      if (row[letter] === -1) {
        row[letter] = rows.length;
        rows.push(Array.from({ length: count }, () => -1));
        found.push([]);
      }
      state = row[letter] as number;
    }
    (found[state] as number[]).push(index);
  }
  // Breadth first, so that the state to fall back to is complete before it is copied from.
  const fallback: number[] = [0];
  const queue: number[] = [0];
  for (const state of queue) {
    const row = rows[state] as number[];
    for (let letter = 0; letter < count; letter++) {
      const to = row[letter] as number;
      const other = state === 0 ? 0 : ((rows[fallback[state] as number] as number[])[letter] as number);
      if (to === -1) {
        row[letter] = other;
      } else {
        fallback[to] = other;
        (found[to] as number[]).push(...(found[other] as number[]));
        queue.push(to);
      }
    }
  }
  return { rows, found };
}

/** States with a hit get the highest numbers, so that the inner loop tells them by one comparison. */
function numberHitsLast(
  trie: Trie,
  count: number,
): { next: Uint16Array | Uint32Array; hitFrom: number; found: number[][] } {
  const quiet: number[] = [];
  const loud: number[] = [];
  for (const [state, words] of trie.found.entries()) (words.length > 0 ? loud : quiet).push(state);
  const order = [...quiet, ...loud];
  const place = new Map(order.map((state, i) => [state, i * count]));
  const size = order.length * count;
  if (size > MAX_CELLS) throw new RangeError("too many words for one automaton");
  const next = size > 0xffff ? new Uint32Array(size) : new Uint16Array(size);
  for (const [i, state] of order.entries()) {
    for (const [letter, to] of (trie.rows[state] as number[]).entries()) {
      next[i * count + letter] = place.get(to) as number;
    }
  }
  return { next, hitFrom: quiet.length * count, found: order.map((state) => trie.found[state] as number[]) };
}
