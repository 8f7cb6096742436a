import { KINDS } from "./kinds.ts";
import { type Domain, DOMAINS } from "./types.ts";
import type { SignKind } from "./views/types.ts";

/** Text that is hidden from people is meant for machines; the others are reasons to look closer. */
const SIGN_SCORES: Record<SignKind, number> = {
  "hidden-text": 90,
  bidi: 60,
  "zero-width": 50,
  "look-alikes": 50,
  "hidden-html": 40,
  marks: 30,
  gibberish: 30,
  unread: 30,
  blob: 10,
};

const OTHER_WEIGHT = 10;

/** Whose data it is cannot be seen in it, so it counts as the class with the stricter rules. */
const CUSTOMER_CLASS = "pii.customer";

/** The data classes that a kind stands for. What a customer's own detector finds is called by its class. */
export function classesOfKind(kind: string): string[] {
  const known = KINDS[kind];
  if (known === undefined) return [kind];
  return known.leads ? [CUSTOMER_CLASS, known.dataClass] : [known.dataClass];
}

export function dataClassesOf(counts: ReadonlyMap<string, number>): string[] {
  const classes = new Set<string>();
  for (const kind of counts.keys()) for (const name of classesOfKind(kind)) classes.add(name);
  return [...classes].sort();
}

/**
 * Privacy: for each kind its weight, and half of it again for each doubling of the count; at most 100 in
 * all. Injection: the gravest sign. The other domains have no detector yet and stay 0.
 */
export function scoresOf(
  counts: ReadonlyMap<string, number>,
  signs: readonly { kind: SignKind }[] = [],
): Record<Domain | "max", number> {
  let privacy = 0;
  for (const [kind, count] of counts) privacy += (KINDS[kind]?.weight ?? OTHER_WEIGHT) * (1 + Math.log2(count) / 2);
  const risk = zeroScores();
  risk.privacy = Math.min(100, Math.round(privacy));
  for (const { kind } of signs) risk.injection = Math.max(risk.injection, SIGN_SCORES[kind]);
  risk.max = Math.max(risk.privacy, risk.injection);
  return risk;
}

function zeroScores(): Record<Domain | "max", number> {
  const risk = { max: 0 } as Record<Domain | "max", number>;
  for (const domain of DOMAINS) risk[domain] = 0;
  return risk;
}
