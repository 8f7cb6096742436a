import type { Chain } from "../../identity/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import type { ActiveSet } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { modelAction, modelCandidate } from "../rulings/candidates.ts";
import { type Way, both, few, waysTo } from "./changes.ts";
import type { Engine } from "../engine/engine.ts";
import type { EntitySource } from "../rulings/entities.ts";
import { waysPastGuardrail } from "../rulings/guardrails.ts";
import { baseContext } from "../rulings/facts.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { type World, inScope, makeWorld } from "./partial.ts";
import { factsRead } from "../rulings/reads.ts";
import { type Bench, type Candidate, rule } from "../rulings/ruling.ts";
import type { Decision, Facts, Reason, Ruling, WouldPass } from "../types.ts";
import { ACTION_GROUPS, schemaText } from "../rulings/vocabulary.ts";

const MAX_PER_CANDIDATE = 3;
const MAX_TRIES = 12;
const MAX_TRIES_PER_CANDIDATE = 6;

interface About {
  /** What was found before: rulings are kept, and equal calls share them. */
  told: WeakMap<Ruling, WouldPass[]>;
  engine: Engine;
  active: ActiveSet;
  source: EntitySource;
  chain: Chain;
  facts: Facts;
  /** Questions to the engine that are left: a blocked call must not cost many times an allowed one. */
  tries: number;
}

/** What would have let each blocked candidate pass. Reads the policies, then asks the engine. */
// Guarantee: a change that is told would have let the candidate pass.
export function explainDecision(parts: Omit<About, "facts" | "tries">, decision: Decision): WouldPass[] {
  const about: About = { ...parts, facts: decision.facts, tries: MAX_TRIES };
  return decision.rulings.flatMap((ruling) => {
    if (ruling.outcome !== "blocked") return [];
    let found = parts.told.get(ruling);
    if (!found) parts.told.set(ruling, (found = explainRuling(about, ruling)));
    return found;
  });
}

function explainRuling(about: About, ruling: Ruling<ConnectedModel>): WouldPass[] {
  const blockers = ruling.reasons.filter(
    ({ effect, obligation, unsupported }) => effect !== "permit" && (obligation === undefined || unsupported),
  );
  // Where something could not be evaluated, no fact is known to mend it.
  if (blockers.length === 0 || ruling.reasons.some(({ errored }) => errored)) return [];
  const candidate = modelCandidate(about.source, ruling.candidate, modelAction(about.facts));
  const policy = [...new Set(blockers.map((reason) => reason.policy))].join(", ");
  const told = (change: string): WouldPass => ({ policy, candidate: candidate.key, change });

  const lifting = blockers.map((reason) => waysToLift(about, ruling, candidate, reason));
  const accepted: Way[] = [];
  const found: WouldPass[] = [];
  for (const way of both(lifting).slice(0, MAX_TRIES_PER_CANDIDATE)) {
    if (way.length === 0 || accepted.some((smaller) => includes(way, smaller))) continue;
    const facts = way.reduce((changed, change) => change.apply(changed), about.facts);
    const suffix = passes(about, about.active.prepared, facts, candidate);
    if (suffix === undefined) continue;
    accepted.push(way);
    found.push(told(way.map((change) => change.words).join(" and ") + suffix));
    if (found.length === MAX_PER_CANDIDATE) return found;
  }
  return found.length > 0 ? found : withoutThem(about, candidate, blockers, lifting).map(told);
}

/** The ways to lift one reason for one principal. */
function waysToLift(
  about: About,
  ruling: Ruling<ConnectedModel>,
  candidate: Candidate<ConnectedModel>,
  reason: Reason,
): Way[] {
  const past = waysPastGuardrail(reason.policy);
  if (past) return past;
  const world = worldOf(about, ruling, candidate, reason.principal);
  if (!world) return [];
  if (reason.effect === "forbid") {
    const policy = about.active.acting.find(({ id }) => id === reason.policy);
    return policy ? few(policy.tree.conditions.flatMap(({ kind, body }) => waysTo(world, body, kind !== "when"))) : [];
  }
  const permits = about.active.acting.filter(({ tree }) => tree.effect === "permit" && appliesTo(world, tree));
  return few(
    permits.flatMap(({ tree }) => both(tree.conditions.map(({ kind, body }) => waysTo(world, body, kind === "when")))),
  );
}

function appliesTo(world: World, tree: KnownPolicy["tree"]): boolean {
  return (
    inScope(world, "principal", tree.principal) &&
    inScope(world, "action", tree.action) &&
    inScope(world, "resource", tree.resource)
  );
}

function worldOf(
  about: About,
  ruling: Ruling<ConnectedModel>,
  candidate: Candidate<ConnectedModel>,
  ref: string,
): World | undefined {
  const link = about.chain.links.find((one) => one.ref === ref);
  const principal = link && about.source.principal(link);
  const workflow = about.source.workflow(about.facts.workflow);
  const promised = ruling.reasons.flatMap(({ obligation, unsupported }) =>
    obligation === undefined || unsupported ? [] : [obligation],
  );
  const base = baseContext(about.facts, [...about.facts.fulfilled, ...promised]);
  if (!principal?.ok || !workflow.ok || !base.ok) return undefined;
  return makeWorld(
    {
      principal: principal.value.uid,
      action: candidate.action,
      resource: candidate.resource.uid,
      context: candidate.context(about.facts, base.value),
    },
    [...principal.value.entities, ...candidate.resource.entities, ...workflow.value.entities],
    ACTION_GROUPS[modelAction(about.facts)],
  );
}

/** What is beyond words: true where the candidate passes once these policies' conditions do not hold. */
function withoutThem(
  about: About,
  candidate: Candidate<ConnectedModel>,
  blockers: readonly Reason[],
  lifting: readonly Way[][],
): string[] {
  const ids = new Set(blockers.map(({ policy }) => policy));
  const policies = about.active.acting.filter(({ id }) => ids.has(id));
  const mayChange = policies.every(({ tree }) =>
    factsRead([tree], modelAction(about.facts)).some((name) => name !== "fulfilled"),
  );
  const wordless = lifting.some((ways) => ways.length === 0);
  if (!wordless || !mayChange || policies.length !== ids.size) return [];
  const rest = about.active.acting.filter(({ id }) => !ids.has(id));
  const prepared = about.engine.prepare(rest, schemaText());
  if (!prepared.ok) return [];
  const suffix = passes(about, prepared.value, about.facts, candidate);
  prepared.value.release();
  const whose = ids.size === 1 ? "its condition no longer holds" : "their conditions no longer hold";
  return suffix === undefined ? [] : [whose + suffix];
}

/** Undefined where it is blocked; else what to add to the sentence. */
function passes(
  about: About,
  prepared: Bench["prepared"],
  facts: Facts,
  candidate: Candidate<ConnectedModel>,
): string | undefined {
  const without = about.active.notFor(about.chain.links);
  const bench: Bench = {
    prepared,
    cards: about.active.cards,
    source: about.source,
    supported: MODEL_PATH,
    ...(without ? { without } : {}),
  };
  if (about.tries === 0) return undefined;
  about.tries -= 1;
  const ruling = rule(bench, about.chain.links, facts, candidate);
  if (ruling.outcome === "blocked") return undefined;
  return ruling.outcome === "pending" ? `; it then needs ${ruling.needs.join(" and ")}` : "";
}

function includes(way: Way, smaller: Way): boolean {
  return smaller.every((change) => way.some(({ words }) => words === change.words));
}
