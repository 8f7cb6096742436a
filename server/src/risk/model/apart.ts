import { DOMAINS } from "../types.ts";
import { SPEAKS } from "./domains.ts";
import type { Described } from "./describe.ts";
import { HEAD_ROOM, HEADS, type Head } from "./heads.ts";

/** Fields of harm that are told apart. What may go with any of them, as code that is run, is not among them. */
const FIELDS = (
  ["cyber", "cbrn", "violence", "fraud", "self_harm", "privacy", "sexual", "hate"] as const satisfies readonly Head[]
).map((head) => ({ head: HEADS.indexOf(head), domain: DOMAINS.indexOf(SPEAKS.prompt[head] ?? "harm") }));
const HARM = DOMAINS.indexOf("harm");

/** So much less evidence than another field's still counts in full. */
const MARGIN = 0.5;
/** A field that is nearly sure is harm, too: 90 in a field is 50 in harm, where harm is not out of the question. */
const BELOW_FIELD = 40;
const NOT_ORDINARY = 30;
/** A field by itself is mostly what a text is about: its score is at most so much above that of harm. */
const BEYOND_HARM = 30;

/**
 * Keeps a score high only in the fields that have evidence of their own. Harm alone raises all of them a little,
 * and who blocks wishes about germs does not want to block for a bomb.
 */
export function tellApart(scores: Uint8Array, { whole, sentences, strongest }: Described): void {
  let most = 0;
  for (const { head, domain } of FIELDS) {
    const score = scores[domain] as number;
    if (score === 0) continue;
    const at = strongest[head] as number;
    // Guarantee: a wish that stands in a sentence of its own keeps its score, whatever other fields the text is about.
    const share = Math.max(shareOf(whole, 0, head), shareOf(sentences, at * HEAD_ROOM, head));
    scores[domain] = Math.round(score * share);
    most = Math.max(most, scores[domain] as number);
  }
  const said = scores[HARM] as number;
  const harm = said < NOT_ORDINARY ? said : Math.max(said, most - BELOW_FIELD);
  scores[HARM] = harm;
  for (const { domain } of FIELDS) scores[domain] = Math.min(scores[domain] as number, harm + BEYOND_HARM);
}

/** How much of a field's score stands beside the field that has most evidence. */
function shareOf(evidence: Float32Array, from: number, head: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const other of FIELDS) best = Math.max(best, evidence[from + other.head] as number);
  return Math.min(1, Math.exp((evidence[from + head] as number) - best + MARGIN));
}
