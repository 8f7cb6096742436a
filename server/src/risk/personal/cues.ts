import { makeAutomaton } from "../automaton.ts";
import { ALNUM, isIn } from "../chars.ts";
import type { Span } from "../types.ts";
import { type Cue, DOCUMENT_CUES } from "./documents.ts";
import { PEOPLE_CUES } from "./people.ts";

/**
 * All words that announce something, in one pass.
 *
 * Guarantee: the work is linear in the length of the text, whatever the text.
 * Each hit of a word looks at no more than a fixed stretch around it.
 */
export function makeCues(): (text: string, found: Span[]) => void {
  const words: string[] = [];
  const cues: Cue[] = [];
  for (const [list, cue] of [...DOCUMENT_CUES, ...PEOPLE_CUES]) {
    for (const word of list.split("|")) {
      words.push(word);
      cues.push(cue);
    }
  }
  const automaton = makeAutomaton(words);
  const sizes = words.map((word) => word.length);
  // A word that begins with a letter begins a word of the text; parts of words are looked at by their cue.
  const inWord = new Set(PEOPLE_CUES.slice(-2, -1).map(([, cue]) => cue));
  return (text, found) => {
    automaton.scan(text, (word, end) => {
      const start = end - (sizes[word] as number);
      const cue = cues[word] as Cue;
      if (
        start > 0 &&
        isIn(ALNUM, text.charCodeAt(start - 1)) &&
        isIn(ALNUM, text.charCodeAt(start)) &&
        !inWord.has(cue)
      )
        return;
      cue(text, start, end, found);
    });
  };
}
