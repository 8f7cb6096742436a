import type { EntitySource } from "../rulings/entities.ts";
import { stillStands, waysPastGuardrail } from "../rulings/guardrails.ts";
import { isInteractive } from "../rulings/obligations.ts";
import { type Bench, type Candidate, rule } from "../rulings/ruling.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Obligation, Reason, Ruling } from "../types.ts";
import { type Way, both, few, waysTo } from "./changes.ts";
import { given, support } from "./facts.ts";
import { type Part, type Scene, type Situation, partsOf, sceneOf } from "./situation.ts";

/** What a search is about: one candidate, and the policies it is ruled by. */
export interface Sought {
  bench: Omit<Bench, "supported">;
  /** Those that are evaluated. */
  acting: readonly KnownPolicy[];
  source: EntitySource;
  candidate: Candidate<unknown>;
  /** What guardrails said against it. */
  guardrails: readonly Reason[];
  /** On the way of a call: so many permits are looked at, once, and what is near then is taken to stay so. */
  hurry?: { permits: number; near: Map<string, readonly KnownPolicy[]> };
  /** Made on the way. */
  scenes: WeakMap<Situation, Map<string, Scene | undefined>>;
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
    const ways = policy ? partsIn(policy).flatMap(({ expr, wanted }) => waysTo(scene, expr, !wanted)) : [];
    const { obligation } = reason;
    if (obligation === undefined) return few(ways);
    if (reason.unsupported) return few([[support(obligation)], ...ways]);
    return few(isInteractive(obligation) ? [[given(obligation)], ...ways] : ways);
  }
  return few(
    nearestPermits(about, scene, MAX_PERMITS).flatMap(({ failing }) =>
      both(failing.map(({ expr, wanted }) => waysTo(scene, expr, wanted))),
    ),
  );
}

/** The ways to make a policy match that lets the request in, for the outermost principal it is about. */
export function waysToMatch(about: Sought, situation: Situation, { tree }: KnownPolicy): Way[] {
  for (const { ref } of situation.links) {
    const scene = sceneFor(about, situation, { principal: ref });
    if (!scene) continue;
    const { action, principal, resource, clauses } = partsOf(tree);
    if ([action, principal, resource].some(({ expr }) => scene.value(expr) !== true)) continue;
    const ways = both(clauses.map(({ expr, wanted }) => waysTo(scene, expr, wanted)));
    if (ways.length > 0) return ways;
  }
  return [];
}

const MAX_PERMITS = 8;

/** The permits for what is asked, those first of which the fewest parts do not hold. */
export function nearestPermits(about: Sought, scene: Scene, most: number): { known: KnownPolicy; failing: Part[] }[] {
  const { hurry } = about;
  const { ref } = scene.principal;
  const near: { known: KnownPolicy; failing: Part[] }[] = [];
  let looked = 0;
  for (const known of hurry?.near.get(ref) ?? about.acting) {
    if (known.tree.effect !== "permit") continue;
    if (hurry && (looked += 1) > hurry.permits) break;
    const { action, principal, resource, clauses } = partsOf(known.tree);
    // Another resource is another question.
    if (scene.value(action.expr) !== true || scene.value(resource.expr) !== true) continue;
    near.push({ known, failing: [principal, ...clauses].filter(({ expr, wanted }) => scene.value(expr) !== wanted) });
  }
  const nearest = near.toSorted((a, b) => a.failing.length - b.failing.length).slice(0, most);
  if (hurry && !hurry.near.has(ref))
    hurry.near.set(
      ref,
      nearest.map(({ known }) => known),
    );
  return nearest;
}

/** All parts but the action, which is what is asked. */
function partsIn({ tree }: KnownPolicy): Part[] {
  const { principal, resource, clauses } = partsOf(tree);
  return [principal, resource, ...clauses];
}

/** One for each principal of a situation. */
export function sceneFor(
  about: Sought,
  situation: Situation,
  { principal }: Pick<Reason, "principal">,
): Scene | undefined {
  let scenes = about.scenes.get(situation);
  if (!scenes) about.scenes.set(situation, (scenes = new Map()));
  if (!scenes.has(principal)) scenes.set(principal, sceneOf(about, situation, principal));
  return scenes.get(principal);
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
