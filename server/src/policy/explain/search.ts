import type { EntitySource } from "../rulings/entities.ts";
import { stillStands, waysPastGuardrail } from "../rulings/guardrails.ts";
import { isInteractive } from "../rulings/obligations.ts";
import { type Bench, type Candidate, rule } from "../rulings/ruling.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Obligation, Reason, Ruling } from "../types.ts";
import { type Way, both, few, waysTo } from "./changes.ts";
import { given, support } from "./facts.ts";
import { type Scene, type Situation, sceneOf, scopeExpr } from "./situation.ts";

/** What a search is about: one candidate, and the policies it is ruled by. */
export interface Sought {
  bench: Omit<Bench, "supported">;
  /** Those that are evaluated. */
  acting: readonly KnownPolicy[];
  source: EntitySource;
  candidate: Candidate<unknown>;
  /** What guardrails said against it. */
  guardrails: readonly Reason[];
}

/** Rulings that may still be made: a blocked call must not cost many times an allowed one. */
export interface Budget {
  rulings: number;
}

/** Changes that together let the candidate pass, none of which could be left out. */
export interface Passing {
  way: Way;
  /** What a person then still has to do. */
  needs: readonly Obligation[];
}

export interface Searched {
  found: Passing[];
  /** False where more might have been found. */
  complete: boolean;
}

const MAX_TOGETHER = 4;

/**
 * The smallest sets of changes after which a candidate is not blocked. What blocks is lifted in every way there
 * is; what then still blocks is lifted as well, and every set is put to the engine, and so are its parts.
 */
// Guarantee: a change that is told would have let the candidate pass.
// Guarantee: no part of what is told would have been enough.
export function searchPassing(
  about: Sought,
  situation: Situation,
  ruling: Ruling<unknown>,
  { budget, most }: { budget: Budget; most: number },
): Searched {
  // What is waiting for a person passes once nobody is waited for.
  const passes = (one: Ruling<unknown>) =>
    ruling.outcome === "pending" ? one.outcome === "allowed" : one.outcome !== "blocked";
  const found: Passing[] = [];
  const tried = new Map<string, Ruling<unknown> | undefined>();
  const ruled = (way: Way): Ruling<unknown> | undefined => {
    const key = keyOf(way);
    if (!tried.has(key)) {
      if (budget.rulings <= 0) return undefined;
      budget.rulings -= 1;
      tried.set(key, ruleIn(about, applied(situation, way)));
    }
    return tried.get(key);
  };
  let waiting = extensions(about, situation, [], blockersOf(ruling, about.guardrails));
  let complete = true;
  while (waiting.length > 0 && found.length < most) {
    const [way, ...others] = waiting as [Way, ...Way[]];
    waiting = others;
    if (found.some((smaller) => includes(way, smaller.way))) continue;
    const answer = ruled(way);
    if (!answer) return { found, complete: false };
    if (!passes(answer)) {
      if (way.length >= MAX_TOGETHER) {
        complete = false;
        continue;
      }
      const next = applied(situation, way);
      const more = extensions(about, next, way, blockersOf(answer, standing(about, next)));
      waiting = unique([...waiting, ...more]).toSorted((a, b) => a.length - b.length);
      continue;
    }
    const least = parts(way).find((part) => {
      const its = ruled(part);
      return its !== undefined && passes(its);
    });
    const smallest = least ?? way;
    const its = least ? ruled(least) : answer;
    if (budget.rulings <= 0 && !least && parts(way).some((part) => !tried.has(keyOf(part))))
      return { found, complete: false };
    if (!found.some((one) => includes(smallest, one.way)))
      found.push({ way: smallest, needs: its?.outcome === "pending" ? its.needs : [] });
  }
  return { found, complete: complete && waiting.length === 0 };
}

/** What blocks and no promise lifts. */
export function blockersOf(ruling: Ruling<unknown>, guardrails: readonly Reason[]): Reason[] {
  if (ruling.outcome === "pending")
    return ruling.reasons.filter(({ obligation }) => obligation !== undefined && isInteractive(obligation));
  const against = ruling.reasons.filter(
    ({ effect, policy }) => effect !== "permit" && !policy.startsWith("guardrail."),
  );
  const hard = against.filter(
    ({ obligation, unsupported, errored }) => obligation === undefined || unsupported || errored,
  );
  // Where every one of them would be promised, it is the promises that do not go together.
  return [...(hard.length > 0 || guardrails.length > 0 ? hard : against), ...guardrails];
}

/** The ways to lift one reason for the principal it is about. */
export function waysToLift(about: Sought, situation: Situation, reason: Reason): Way[] {
  if (reason.policy.startsWith("guardrail.")) return waysPastGuardrail(reason.policy);
  const scene = sceneFor(about, situation, reason);
  if (!scene || reason.errored) return [];
  if (reason.effect === "forbid") {
    const policy = about.acting.find(({ id }) => id === reason.policy);
    const ways = policy ? partsOf(policy).flatMap(({ expr, wanted }) => waysTo(scene, expr, !wanted)) : [];
    const { obligation } = reason;
    if (obligation === undefined) return few(ways);
    if (reason.unsupported) return few([[support(obligation)], ...ways]);
    return few(isInteractive(obligation) ? [[given(obligation)], ...ways] : ways);
  }
  return few(
    about.acting
      .filter(({ tree }) => tree.effect === "permit" && scene.value(scopeExpr("action", tree.action)) === true)
      .flatMap((policy) => both(partsOf(policy).map(({ expr, wanted }) => waysTo(scene, expr, wanted)))),
  );
}

/** The scope and clauses of a policy, each with what it must come to. */
export function partsOf({ tree }: KnownPolicy): { expr: unknown; wanted: boolean }[] {
  return [
    { expr: scopeExpr("principal", tree.principal), wanted: true },
    { expr: scopeExpr("resource", tree.resource), wanted: true },
    ...tree.conditions.map(({ kind, body }) => ({ expr: body, wanted: kind === "when" })),
  ];
}

export function sceneFor(about: Sought, situation: Situation, reason: Reason): Scene | undefined {
  return sceneOf({ ...about, promised: [] }, situation, reason.principal);
}

export function applied(situation: Situation, way: Way): Situation {
  return way.reduce((changed, change) => change.apply(changed), situation);
}

export function ruleIn(about: Sought, situation: Situation): Ruling<unknown> {
  const { links, facts, resource, supported } = situation;
  const ruling = rule({ ...about.bench, supported }, links, facts, { ...about.candidate, resource });
  const guardrails = standing(about, situation);
  if (guardrails.length === 0) return ruling;
  return { outcome: "blocked", candidate: ruling.candidate, reasons: [...ruling.reasons, ...guardrails] };
}

function standing({ guardrails }: Sought, situation: Situation): Reason[] {
  return guardrails.filter(({ policy }) => stillStands(policy, situation.facts) !== false);
}

/** A way with everything that now blocks lifted too. */
function extensions(about: Sought, situation: Situation, way: Way, blockers: readonly Reason[]): Way[] {
  if (blockers.length === 0 || blockers.some(({ errored }) => errored)) return [];
  return both([[way], ...blockers.map((reason) => waysToLift(about, situation, reason))]).filter(
    (longer) => longer.length > way.length,
  );
}

/** Every smaller set of the same changes, the smallest first. */
function parts(way: Way): Way[] {
  const found: Way[] = [];
  for (let mask = 1; mask < 2 ** way.length - 1; mask += 1)
    found.push(way.filter((_change, place) => (mask & (1 << place)) !== 0));
  return found.toSorted((a, b) => a.length - b.length);
}

function unique(ways: readonly Way[]): Way[] {
  return [...new Map(ways.map((way) => [keyOf(way), way])).values()];
}

function keyOf(way: Way): string {
  return way
    .map(({ words }) => words)
    .toSorted()
    .join("\n");
}

function includes(way: Way, smaller: Way): boolean {
  return smaller.every((change) => way.some(({ words }) => words === change.words));
}
