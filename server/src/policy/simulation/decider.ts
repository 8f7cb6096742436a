import { outcomeOf } from "../rulings/ladder.ts";
import type { ActionName } from "../rulings/vocabulary.ts";
import { type DecidingSet, decideAgain, keptRulings } from "../replay/again.ts";
import type { RecordedQuestion, RecordedRuling } from "../replay/recorded.ts";
import type { FactsKey } from "../rulings/reads.ts";
import { type Side, sideOf } from "./flip.ts";

/** A set that says which facts it reads, so that questions that differ elsewhere are one question to it. */
export interface ReadingSet extends DecidingSet {
  factsKey(action: ActionName): FactsKey;
}

/** Answers recorded questions, equal ones once. */
export interface Decider {
  answer(question: RecordedQuestion, rulings: readonly RecordedRuling[]): Side;
  /** How many were not known already. */
  readonly asked: number;
}

const MAX_KEPT = 50_000;

/** With a set of policies. */
export function deciderWith(set: ReadingSet): Decider {
  const sides = new Map<string, Side>();
  const numberOf = numbers();
  const factsKeys = new Map<ActionName, FactsKey>();
  let asked = 0;
  // Guarantee: two recorded questions share an answer only if everything that the policies read is the same.
  const keyOf = (question: RecordedQuestion): string | undefined => {
    const { people, candidates, workflows, guardrails, onPending, supported, facts } = question;
    const { action } = candidates;
    if (!factsKeys.has(action)) factsKeys.set(action, set.factsKey(action));
    const factsKey = factsKeys.get(action);
    if (!factsKey) return undefined;
    const pieces = `${numberOf(people)} ${numberOf(candidates)} ${numberOf(workflows)} ${numberOf(guardrails)}`;
    return `${pieces} ${onPending} ${supported.join(" ")}\n${factsKey(facts)}`;
  };
  const decide = (question: RecordedQuestion): Side => {
    asked += 1;
    const answer = decideAgain(set, question);
    return sideOf(answer.outcome, keptRulings(answer));
  };
  return {
    answer(question) {
      const key = keyOf(question);
      if (key === undefined) return decide(question);
      let side = sides.get(key);
      if (!side) {
        side = decide(question);
        if (side.rulings.some(failed)) return side;
        if (sides.size >= MAX_KEPT) sides.clear();
        sides.set(key, side);
      }
      return side;
    },
    get asked() {
      return asked;
    },
  };
}

/** What was decided then. Nothing is asked again. */
export function deciderOfRecords(): Decider {
  const sides = new Map<string, Side>();
  return {
    answer(question, rulings) {
      const key = `${question.onPending}${JSON.stringify(rulings)}`;
      let side = sides.get(key);
      if (!side) {
        side = sideOf(outcomeOf(rulings, question.onPending), rulings);
        if (sides.size >= MAX_KEPT) sides.clear();
        sides.set(key, side);
      }
      return side;
    },
    asked: 0,
  };
}

/** Facts that no policy reads may be why. */
function failed({ reasons }: RecordedRuling): boolean {
  return reasons.some(({ policy }) => policy === "engine-unavailable" || policy === "not-evaluated");
}

/** The same number for the same object, as long as the object lives. */
function numbers(): (piece: object | undefined) => number {
  const known = new WeakMap<object, number>();
  let last = 0;
  return (piece) => {
    if (piece === undefined) return 0;
    let number = known.get(piece);
    if (number === undefined) known.set(piece, (number = last += 1));
    return number;
  };
}
