import type { Principal } from "../../identity/index.ts";
import type { Prepared } from "../engine/engine.ts";
import { nothingOf, stricter } from "../rulings/asking.ts";
import { modelCandidate } from "../rulings/candidates.ts";
import { type EntitySource, makeEntities } from "../rulings/entities.ts";
import { type Narrowing, narrowed } from "../rulings/guardrails.ts";
import { outcomeOf } from "../rulings/ladder.ts";
import { type Question, answerTo } from "../rulings/question.ts";
import type { Bench, Candidate, PolicyCard } from "../rulings/ruling.ts";
import type { World, WorldWorkflow } from "../rulings/world.ts";
import type { Ruling } from "../types.ts";
import { thingFrom } from "./things.ts";
import type { RecordedCandidates, RecordedPeople, RecordedQuestion, RecordedRuling } from "./recorded.ts";

/** A set of policies to decide with: the one that was active, the live one or a candidate. */
export interface DecidingSet {
  prepared: Prepared;
  cards: ReadonlyMap<string, PolicyCard>;
  /** Policies of it that do not count for these principals. */
  notFor?(links: readonly Principal[]): ReadonlySet<string> | undefined;
}

/** What a kept question is answered; the candidates by their ids. */
export interface AnswerAgain {
  outcome: "allowed" | "pending" | "blocked";
  rulings: Ruling<string>[];
}

/**
 * A kept question as policy is asked it, with the world as it was then. What pieces have in common is made
 * once, as long as the reader gives the same object for the same piece.
 */
export function questionFrom(recorded: RecordedQuestion): { source: EntitySource; question: Question<string> } {
  const principal = principals(recorded.people);
  const candidates = candidatesOf(recorded.candidates);
  const source: EntitySource = { principal, model: WORLDLESS.model, workflow: workflowsOf(recorded.workflows) };
  const { facts, onPending, people } = recorded;
  return { source, question: { links: people.links, facts, candidates, onPending } };
}

// Guarantee: the same question under the same policies is answered the same, whatever has changed since.
/** Decides a kept question with a set. `without` is what did not count, where the set does not say it itself. */
export function decideAgain(
  set: DecidingSet,
  recorded: RecordedQuestion,
  without: ReadonlySet<string> | undefined = set.notFor?.(recorded.people.links),
  extent: "whole" | "settled" = "whole",
): AnswerAgain {
  const { source, question } = questionFrom(recorded);
  const { prepared, cards } = set;
  const bench = { prepared, cards, source, supported: recorded.supported, ...(without ? { without } : {}) };
  const { against, candidates, guardrails } = recorded;
  // Two looks are laid over each other, candidate by candidate.
  let rulings = rulingsOn(bench, question, candidates, guardrails, against ? "whole" : extent);
  if (against) {
    const asked = { ...question, facts: against.facts, candidates: candidatesOf(against.candidates) };
    const others = rulingsOn(bench, asked, against.candidates, against.guardrails, "whole");
    rulings = rulings.map((ruling, place) => stricter(ruling, others[place]));
  }
  return { rulings, outcome: outcomeOf(rulings, recorded.onPending) };
}

function rulingsOn(
  bench: Bench,
  question: Question<string>,
  candidates: RecordedCandidates,
  guardrails: Narrowing | undefined,
  extent: "whole" | "settled",
): Ruling<string>[] {
  if ("unknown" in candidates && candidates.unknown !== undefined)
    return [nothingOf(candidates.unknown, candidates.unknown, question.links)];
  const { rulings } = answerTo(bench, question, extent);
  return guardrails ? narrowed(rulings, guardrails) : rulings;
}

/** An answer as a decision keeps it. */
export function keptRulings(answer: AnswerAgain): RecordedRuling[] {
  return answer.rulings.map(({ candidate, ...ruling }) => ({ model: candidate, ...keptRuling(ruling) }));
}

/** One ruling without its candidate, with every list that it may have. */
export function keptRuling(
  ruling: Omit<Ruling<unknown>, "candidate"> | Ruling<unknown>,
): Omit<RecordedRuling, "model"> {
  const told = ruling as Ruling<unknown>;
  const { outcome, reasons } = told;
  if (told.outcome === "blocked") return { outcome, reasons, obligations: [], needs: [] };
  const { obligations } = told;
  if (told.outcome === "allowed") return { outcome, reasons, obligations, needs: [] };
  const { needs, ttlMs } = told;
  return { outcome, reasons, obligations, needs, ...(ttlMs === undefined ? {} : { ttlMs }) };
}

const NO_WORLD: World = { teams: new Map(), users: new Map(), workflows: new Map(), models: new Map() };
const WORLDLESS = makeEntities(NO_WORLD);

const principals = once((people: RecordedPeople): EntitySource["principal"] => {
  const { principal } = makeEntities({ ...NO_WORLD, teams: byId(people.teams), users: byId(people.owners) });
  const slices = new Map<Principal, ReturnType<EntitySource["principal"]>>();
  return (link) => {
    let slice = slices.get(link);
    if (!slice) slices.set(link, (slice = principal(link)));
    return slice;
  };
});

const candidatesOf = once((candidates: RecordedCandidates): Candidate<string>[] => {
  if ("things" in candidates) return candidates.things.map(thingFrom);
  const { action, models } = candidates;
  return models.map((model) => named(modelCandidate(WORLDLESS, model, action)));
});

const workflowsOf = once(
  (workflows: readonly WorldWorkflow[]): EntitySource["workflow"] =>
    makeEntities({ ...NO_WORLD, workflows: byId(workflows) }).workflow,
);

function named(candidate: Candidate<unknown>): Candidate<string> {
  return { ...candidate, candidate: candidate.key };
}

function byId<T extends { id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function once<K extends object, V>(make: (from: K) => V): (from: K) => V {
  const made = new WeakMap<K, { value: V }>();
  return (from) => {
    let known = made.get(from);
    if (!known) made.set(from, (known = { value: make(from) }));
    return known.value;
  };
}
