import { makeAutomaton } from "../automaton.ts";
import { keepStrongest } from "../overlap.ts";
import type { Detector, Span } from "../types.ts";
import { ASSIGNMENT_WORDS, lookAtAssignment } from "./assignments.ts";
import { NAMED_RULES, namedLook } from "./named.ts";
import { makeShapes } from "./shapes.ts";
import { TOKEN_RULES, tokenLook } from "./tokens.ts";

/**
 * Looks at one hit of a word, from `start` to `end`, adds what it finds and says how far it has read: 0 when
 * it gave up at once.
 */
export type Look = (text: string, start: number, end: number, found: Span[]) => number;

/** How often a rule may read the same stretch again. More beginnings than this in one run are no key. */
const MORE_TRIES = 3;

/** Keys, tokens, passwords and private keys. */
export function makeSecrets(): Detector {
  const words: string[] = [];
  const looks: Look[] = [];
  const add = (word: string, look: Look) => {
    words.push(word);
    looks.push(look);
  };
  for (const rule of TOKEN_RULES) for (const prefix of rule.prefixes) add(prefix, tokenLook(rule, prefix));
  for (const rule of NAMED_RULES) for (const word of rule.words) add(word, namedLook(rule));
  for (const word of ASSIGNMENT_WORDS) add(word, lookAtAssignment);
  const shapes = makeShapes();
  for (const { word, look } of shapes.rules) add(word, look);
  const scan = makeScan(words, looks);
  return {
    name: "secrets",
    version: "2",
    reach: 0,
    detect(text) {
      shapes.reset();
      return keepStrongest(scan(text));
    },
  };
}

/**
 * Guarantee: the work is linear in the length of the text, whatever the text.
 * A rule that has read up to some place looks at no more than a few hits of its word before that place, so no
 * character is read more often than a fixed number of times by each rule.
 */
function makeScan(words: readonly string[], looks: readonly Look[]): (text: string) => Span[] {
  const automaton = makeAutomaton(words);
  const sizes = words.map((word) => word.length);
  const until = new Float64Array(words.length);
  const tries = new Uint8Array(words.length);
  let used = false;

  return (text) => {
    if (used) until.fill(0);
    used = false;
    const found: Span[] = [];
    automaton.scan(text, (word, end) => {
      const start = end - (sizes[word] as number);
      if (start >= (until[word] as number)) tries[word] = 0;
      else if ((tries[word] as number) >= MORE_TRIES) return;
      else tries[word] = (tries[word] as number) + 1;
      const before = found.length;
      const stop = (looks[word] as Look)(text, start, end, found);
      if (stop === 0) return;
      used = true;
      if (stop > (until[word] as number)) until[word] = stop;
      if (found.length > before) tries[word] = MORE_TRIES;
    });
    return found;
  };
}
