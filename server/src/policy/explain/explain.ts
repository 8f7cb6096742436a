import type { Chain } from "../../identity/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import type { EntitySource } from "../rulings/entities.ts";
import { modelAction, modelCandidate } from "../rulings/candidates.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { factsRead } from "../rulings/reads.ts";
import { rule } from "../rulings/ruling.ts";
import type { ActiveSet } from "../sets/active.ts";
import type { Decision, Ruling, WouldPass } from "../types.ts";
import type { Way } from "./changes.ts";
import { type Budget, type Passing, type Sought, blockersOf, searchPassing, waysToLift } from "./search.ts";
import type { Situation } from "./situation.ts";

const MAX_PER_CANDIDATE = 3;
/** What one explanation may ask, whatever the length of the route: a blocked call must not cost many times an allowed one. */
const MAX_RULINGS = 16;
const MAX_RULINGS_PER_CANDIDATE = 8;
const MAX_OTHERS = 8;
const MAX_PERMITS_LOOKED_AT = 200;

interface About {
  /** What was found before: rulings are kept, and equal calls share them. */
  told: WeakMap<Ruling, WouldPass[]>;
  active: ActiveSet;
  source: EntitySource;
  chain: Chain;
  /** All there are, for asking another. */
  models: Iterable<ConnectedModel>;
}

/** What would have let each blocked candidate pass. Reads the policies, then asks the engine. */
export function explainDecision(about: About, decision: Decision): WouldPass[] {
  const budget: Budget = { rulings: MAX_RULINGS };
  const found = decision.rulings.flatMap((ruling) => {
    if (ruling.outcome !== "blocked") return [];
    let its = about.told.get(ruling);
    if (!its) about.told.set(ruling, (its = explainRuling(about, decision, ruling, budget)));
    return its;
  });
  const first = decision.rulings[0];
  if (decision.outcome !== "blocked" || !first) return found;
  let others = about.told.get(first);
  const other = others?.find(({ candidate }) => candidate !== first.candidate.id) ?? anotherModel(about, decision);
  if (other && others && !others.includes(other)) about.told.set(first, (others = [...others, other]));
  return other && !found.includes(other) ? [...found, other] : found;
}

function explainRuling(about: About, decision: Decision, ruling: Ruling<ConnectedModel>, whole: Budget): WouldPass[] {
  // Where something could not be evaluated, no fact is known to mend it.
  if (ruling.reasons.some(({ errored }) => errored)) return [];
  const candidate = modelCandidate(about.source, ruling.candidate, modelAction(decision.facts));
  const guardrails = ruling.reasons.filter(({ policy }) => policy.startsWith("guardrail."));
  const { prepared, cards, acting } = about.active;
  // Canaries that do not decide for these principals.
  const without = about.active.notFor(about.chain.links);
  const sought: Sought = {
    bench: { prepared, cards, source: about.source, ...(without ? { without } : {}) },
    acting: without ? acting.filter(({ id }) => !without.has(id)) : acting,
    source: about.source,
    candidate,
    guardrails,
    hurry: { permits: MAX_PERMITS_LOOKED_AT, near: new Map() },
    scenes: new WeakMap(),
  };
  const situation: Situation = {
    facts: decision.facts,
    links: about.chain.links,
    resource: candidate.resource,
    supported: decision.asked?.supported ?? MODEL_PATH,
  };
  const budget: Budget = { rulings: Math.min(whole.rulings, MAX_RULINGS_PER_CANDIDATE) };
  const before = budget.rulings;
  const { found } = searchPassing(sought, situation, ruling, { budget, most: MAX_PER_CANDIDATE });
  whole.rulings -= before - budget.rulings;
  const policy = [...new Set(blockersOf(ruling, guardrails).map((reason) => reason.policy))].join(", ");
  if (found.length > 0) return found.map((passing) => told(policy, candidate.key, passing));
  return withoutThem(sought, situation, ruling).map((change) => ({ policy, candidate: candidate.key, change }));
}

function told(policy: string, candidate: string, { way, needs }: Passing): WouldPass {
  const then = needs.length === 0 ? "" : `; it then needs ${needs.join(" and ")}`;
  const caller = callerWords(way);
  return {
    policy,
    candidate,
    change: way.map((change) => change.words).join(" and ") + then,
    ...(caller === undefined ? {} : { caller: caller + then }),
  };
}

// Guarantee: a caller is told only what it can change itself, and no limit of a hidden rule.
/** Undefined where any of the changes is not the caller's. */
export function callerWords(way: Way): string | undefined {
  const words = way.map(({ caller }) => caller);
  return words.includes(undefined) ? undefined : words.join(" and ");
}

/** What is beyond words: told where the candidate passes once these policies' conditions do not hold. */
function withoutThem(about: Sought, situation: Situation, ruling: Ruling<unknown>): string[] {
  const blockers = blockersOf(ruling, about.guardrails);
  const ids = new Set(blockers.map(({ policy }) => policy));
  const policies = about.acting.filter(({ id }) => ids.has(id));
  const action = modelAction(situation.facts);
  const mayChange = policies.every(({ tree }) => factsRead([tree], action).some((name) => name !== "fulfilled"));
  const wordless = blockers.some((reason) => waysToLift(about, situation, reason).length === 0);
  if (!wordless || !mayChange || policies.length !== ids.size) return [];
  const { facts, links, supported } = situation;
  const after = rule(
    { ...about.bench, supported, without: new Set([...(about.bench.without ?? []), ...ids]) },
    links,
    facts,
    about.candidate,
  );
  if (after.outcome === "blocked") return [];
  return [ids.size === 1 ? "its condition no longer holds" : "their conditions no longer hold"];
}

/** Another model that would have been allowed as it is. */
function anotherModel(about: About, { rulings, facts, asked }: Decision): WouldPass | undefined {
  if (rulings.some(({ reasons }) => reasons.some(({ policy, errored }) => errored || policy.startsWith("guardrail."))))
    return undefined;
  const { prepared, cards } = about.active;
  const without = about.active.notFor(about.chain.links);
  const supported = asked?.supported ?? MODEL_PATH;
  const bench = { prepared, cards, source: about.source, supported, ...(without ? { without } : {}) };
  const had = new Set(rulings.map(({ candidate }) => candidate.id));
  let left = MAX_OTHERS;
  for (const model of about.models) {
    if (had.has(model.id)) continue;
    if ((left -= 1) < 0) return undefined;
    const candidate = modelCandidate(about.source, model, modelAction(facts));
    if (rule(bench, about.chain.links, facts, candidate).outcome !== "allowed") continue;
    const change = `the model asked for is ${model.id}`;
    const policy = [...new Set(rulings[0]?.reasons.map((reason) => reason.policy))].join(", ");
    return { policy, candidate: model.id, change, caller: change };
  }
  return undefined;
}
