/*
 * Formulas as text in the language of SMT solvers. What is known beforehand is folded, so that the many
 * conditions that cannot fail or cannot hold cost the solver nothing.
 */

export type Term = string;

export const YES: Term = "true";
export const NO: Term = "false";

export function all(terms: Iterable<Term>): Term {
  const kept = new Set<Term>();
  for (const term of terms) {
    if (term === NO) return NO;
    if (term !== YES) kept.add(term);
  }
  return kept.size === 0 ? YES : kept.size === 1 ? ([...kept][0] as Term) : `(and ${[...kept].join(" ")})`;
}

export function any(terms: Iterable<Term>): Term {
  const kept = new Set<Term>();
  for (const term of terms) {
    if (term === YES) return YES;
    if (term !== NO) kept.add(term);
  }
  return kept.size === 0 ? NO : kept.size === 1 ? ([...kept][0] as Term) : `(or ${[...kept].join(" ")})`;
}

export function not(term: Term): Term {
  if (term === YES) return NO;
  if (term === NO) return YES;
  return term.startsWith("(not ") ? term.slice(5, -1) : `(not ${term})`;
}

export function implies(one: Term, other: Term): Term {
  return any([not(one), other]);
}

export function same(one: Term, other: Term): Term {
  if (one === other) return YES;
  if (one === YES) return other;
  if (other === YES) return one;
  if (one === NO) return not(other);
  if (other === NO) return not(one);
  return `(= ${one} ${other})`;
}

export function either(condition: Term, then: Term, otherwise: Term): Term {
  if (condition === YES || then === otherwise) return then;
  if (condition === NO) return otherwise;
  return `(ite ${condition} ${then} ${otherwise})`;
}

export function numeral(value: number): Term {
  return value < 0 ? `(- ${-value})` : String(value);
}

export function atMostOne(terms: readonly Term[]): Term {
  return terms.length < 2 ? YES : `((_ at-most 1) ${terms.join(" ")})`;
}
