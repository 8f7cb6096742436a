import { isWeak } from "../kinds.ts";
import { keepStrongest } from "../overlap.ts";
import type { Detector, Span } from "../types.ts";
import { makeCues } from "./cues.ts";
import { findEmails } from "./email.ts";
import { findColoned } from "./ip.ts";
import { findNumbers } from "./numbers.ts";

/** What leads to a person: addresses, numbers, dates. Names and postal addresses only weakly. */
export function makePersonal(): Detector {
  const findByCues = makeCues();
  return {
    name: "personal",
    version: "2",
    reach: 0,
    detect(text, channel) {
      const found: Span[] = [];
      findEmails(text, found);
      findNumbers(text, found);
      findColoned(text, found);
      findByCues(text, found);
      // Guarantee: nothing that is found in an answer goes on behind a plain word, so that it may stream.
      return apart(channel === "assistant" ? found.filter((span) => !holdsPlainWord(text, span)) : found);
    },
  };
}

/** A small letter behind a space, a line's end or a quote. */
function holdsPlainWord(text: string, { start, end }: Span): boolean {
  return /[\s"]\p{Ll}/u.test(text.slice(start, end));
}

/** A guess never widens what is known: it stays where nothing surer overlaps it. */
function apart(found: Span[]): Span[] {
  const known = keepStrongest(found.filter(({ kind }) => !isWeak(kind)));
  if (known.length === found.length) return known;
  const weak = keepStrongest(found.filter(({ kind }) => isWeak(kind)));
  const out: Span[] = [];
  let i = 0;
  for (const span of weak) {
    while (i < known.length && (known[i] as Span).end <= span.start) out.push(known[i++] as Span);
    if (i === known.length || (known[i] as Span).start >= span.end) out.push(span);
  }
  return [...out, ...known.slice(i)];
}
