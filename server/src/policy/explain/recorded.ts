import { makeEntities } from "../rulings/entities.ts";
import { narrowed } from "../rulings/guardrails.ts";
import { answerTo } from "../rulings/question.ts";
import type { World } from "../rulings/world.ts";
import type { ActiveSet } from "../sets/active.ts";
import { questionFrom } from "../replay/again.ts";
import type { RecordedQuestion } from "../replay/recorded.ts";
import { type Explanation, explainWhole } from "./whole.ts";

const MAX_CANDIDATES = 10;

/**
 * Why each candidate of a kept decision was not taken, a fallback's first ones included. What could have been
 * otherwise is looked for in the organization as it is now; what was, is as it was then.
 */
export function explainRecorded(set: ActiveSet, recorded: RecordedQuestion, world: World): Explanation[] {
  const { question } = questionFrom(recorded);
  const source = makeEntities({
    teams: laid(world.teams, recorded.people.teams),
    users: laid(world.users, recorded.people.owners),
    workflows: laid(world.workflows, recorded.workflows),
    models: new Map(),
  });
  const without = new Set(recorded.without);
  const bench = { prepared: set.prepared, cards: set.cards, source, without };
  const acting = set.acting.filter(({ id }) => !without.has(id));
  const answer = answerTo({ ...bench, supported: recorded.supported }, question);
  const { guardrails } = recorded;
  const rulings = guardrails ? narrowed(answer.rulings, guardrails) : answer.rulings;
  const taken = rulings.findIndex(({ outcome }) => outcome === "allowed");
  const passedOver = taken < 0 ? rulings : rulings.slice(0, taken);
  return passedOver.slice(0, MAX_CANDIDATES).flatMap((ruling, place) => {
    const candidate = question.candidates[place];
    if (!candidate) return [];
    const about = { bench, acting, source, candidate, guardrails: guardrails?.forbids ?? [], scenes: new WeakMap() };
    const { facts, links } = question;
    return [explainWhole(about, { facts, links, resource: candidate.resource, supported: recorded.supported }, ruling)];
  });
}

function laid<T extends { id: string }>(under: ReadonlyMap<string, T>, over: readonly T[]): ReadonlyMap<string, T> {
  return new Map([...under, ...over.map((item) => [item.id, item] as const)]);
}
