import type { Prepared } from "../engine/engine.ts";
import { outcomeOf } from "../rulings/ladder.ts";
import type { ActionName } from "../rulings/vocabulary.ts";
import { type DecidingSet, decideAgain, keptRulings } from "../replay/again.ts";
import type { RecordedQuestion, RecordedRuling } from "../replay/recorded.ts";
import type { FactsKey } from "../rulings/reads.ts";
import { type Side, toldOf } from "./flip.ts";

/** A set that says which facts it reads, so that questions that differ elsewhere are one question to it. */
export interface ReadingSet extends DecidingSet {
  factsKey(action: ActionName): FactsKey;
}

/** Answers recorded questions, equal ones once. */
export interface Decider {
  answer(question: RecordedQuestion, rulings: readonly RecordedRuling[]): Side;
  /** What is ruled about every candidate, also about those behind the one that is taken. */
  whole(question: RecordedQuestion, rulings: readonly RecordedRuling[]): readonly RecordedRuling[];
  /** How many were not known already. */
  readonly asked: number;
}

const MAX_KEPT = 50_000;

/** Policies that differ between two sets, in an engine of their own, and which facts they and the first set read. */
export interface Differing {
  prepared: Prepared;
  factsKey(action: ActionName): FactsKey;
}

/**
 * With a set of policies. Beside it the policies may be watched in which another set differs: where none of them
 * has a say in any evaluation, every round of the other set's answer goes like this one's.
 */
// Guarantee: where no policy that differs has a say, the answer is the same without asking again.
export function deciderWith(set: ReadingSet, differing?: Differing): Decider {
  const sides = new Map<string, Side>();
  const numberOf = numbers();
  const factsKeys = new Map<ActionName, FactsKey>();
  const factsKeyOf = (action: ActionName) => (differing ?? set).factsKey(action);
  let asked = 0;
  let touched = true;
  const watching =
    differing &&
    watched(set, (request, entities) => {
      // One that had a say is enough.
      touched ||= hasSay(differing.prepared.evaluate(request, entities));
    });
  // Guarantee: two recorded questions share an answer only if everything that the policies read is the same.
  const keyOf = (question: RecordedQuestion): string | undefined => {
    // Looked at twice, with facts of its own each time: it is no question like another.
    if (question.against) return undefined;
    const { people, candidates, workflows, guardrails, onPending, supported, facts } = question;
    const { action } = candidates;
    if (!factsKeys.has(action)) factsKeys.set(action, factsKeyOf(action));
    const factsKey = factsKeys.get(action);
    if (!factsKey) return undefined;
    const pieces = `${numberOf(people)} ${numberOf(candidates)} ${numberOf(workflows)} ${numberOf(guardrails)}`;
    return `${pieces} ${onPending} ${supported.join(" ")}\n${factsKey(facts)}`;
  };
  const decide = (question: RecordedQuestion): Side & { failed: boolean } => {
    asked += 1;
    touched = watching === undefined;
    const answer = decideAgain(watching ?? set, question, undefined, "settled");
    return { told: toldOf(answer.outcome, keptRulings(answer)), touched, failed: answer.rulings.some(failed) };
  };
  return {
    answer(question) {
      const key = keyOf(question);
      if (key === undefined) return decide(question);
      let side = sides.get(key);
      if (!side) {
        const made = decide(question);
        if (made.failed) return made;
        side = made;
        if (sides.size >= MAX_KEPT) sides.clear();
        sides.set(key, side);
      }
      return side;
    },
    whole: (question) => keptRulings(decideAgain(set, question)),
    get asked() {
      return asked;
    },
  };
}

function watched(set: ReadingSet, hear: (...asked: Parameters<Prepared["evaluate"]>) => void): ReadingSet {
  const prepared: Prepared = {
    evaluate(request, entities, without) {
      hear(request, entities);
      return set.prepared.evaluate(request, entities, without);
    },
    release: () => set.prepared.release(),
  };
  return { ...set, prepared };
}

function hasSay(answer: ReturnType<Prepared["evaluate"]>): boolean {
  return !answer.ok || answer.value.reasons.length > 0 || answer.value.errors.length > 0;
}

/** What was decided then. Nothing is asked again. */
export function deciderOfRecords(): Decider {
  const sides = new Map<string, Side>();
  return {
    answer(question, rulings) {
      const key = `${question.onPending}${JSON.stringify(rulings)}`;
      let side = sides.get(key);
      if (!side) {
        side = { told: toldOf(outcomeOf(rulings, question.onPending), rulings), touched: true };
        if (sides.size >= MAX_KEPT) sides.clear();
        sides.set(key, side);
      }
      return side;
    },
    whole: (_question, rulings) => rulings,
    asked: 0,
  };
}

/** Facts that no policy reads may be why. */
function failed({ reasons }: Pick<RecordedRuling, "reasons">): boolean {
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
