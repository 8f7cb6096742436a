import type { Principal } from "../../identity/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { blockersOf, applied, ruleIn, searchPassing, waysToMatch, type Sought } from "../explain/search.ts";
import type { Situation } from "../explain/situation.ts";
import type { EntitySource } from "../rulings/entities.ts";
import { isInteractive } from "../rulings/obligations.ts";
import { type Candidate, type PolicyCard, rule } from "../rulings/ruling.ts";
import { uid } from "../rulings/vocabulary.ts";
import type { Prepared } from "../engine/engine.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { CaseFacts } from "../cases/case-file.ts";
import type { Facts, Obligation, Ruling } from "../types.ts";
import { isLooser } from "./compare.ts";
import { NEUTRAL_FACTS } from "../rulings/neutral.ts";
import { type Thing, type World, keyOf } from "./world.ts";

/** What somebody asks about reach: one of the three. */
export type Target = { tier: string } | { model: string } | { tool: string };

/** Who may, or what may be done, under the facts that were given. */
export interface Reach {
  /** Whoever or whatever the row is about: `user:bob@acme.test`, `model:north-frontier`. */
  of: string;
  outcome: Ruling["outcome"];
  /** What is allowed, or could be once a person acted; of a principal. */
  candidates: string[];
  /** The policies that decided. */
  by: string[];
  needs: Obligation[];
  obligations: Obligation[];
  /** Where not allowed: the smallest changes after which more would be. */
  more: Condition[];
  /** Where allowed: changes after which less would be. */
  less: Condition[];
}

export interface Condition {
  changes: string[];
  policies: string[];
  outcome: Ruling["outcome"];
  /** What is then asked for besides. */
  asks: Obligation[];
}

export interface Reached {
  rows: Reach[];
  /** False where the time was up before everyone was asked about. */
  complete: boolean;
  ms: number;
}

const MAX_CONDITIONS = 5;
const MAX_ROWS = 5_000;
const MAX_DESCRIBED = 200;

interface Asked {
  world: World;
  things: ReadonlyMap<string, readonly Thing[]>;
  source: EntitySource;
  prepared: Prepared;
  cards: ReadonlyMap<string, PolicyCard>;
  acting: readonly KnownPolicy[];
  supported: readonly string[];
  facts: CaseFacts | undefined;
  now: number;
  limitMs: number;
}

/** Every principal, alone, about one thing or all of a tier. */
export function whoCan(about: Asked, target: Target): Reached {
  const candidates = targeted(about, target);
  return collected(about, about.world.principals.slice(0, MAX_ROWS), (principal, describe) => {
    const rulings = candidates.map((candidate) => ({ candidate, ruling: ask(about, [principal], candidate) }));
    const best = rulings.toSorted((a, b) => RANK[a.ruling.outcome] - RANK[b.ruling.outcome])[0];
    if (!best) return undefined;
    const within = rulings.filter(
      ({ ruling }) => ruling.outcome === best.ruling.outcome && best.ruling.outcome !== "blocked",
    );
    return rowOf(about, [principal], best, describe, {
      of: principal.ref,
      candidates: within.map(({ candidate }) => candidate.key),
    });
  });
}

/** One principal, for someone or for itself, about everything there is. */
export function whatMay(about: Asked, links: readonly Principal[]): Reached {
  const candidates = [...(about.things.get("Lumos::Model") ?? []), ...(about.things.get("Lumos::Tool") ?? [])];
  return collected(about, candidates.slice(0, MAX_ROWS), (thing, describe) => {
    const candidate = candidateOf(thing);
    const ruling = ask(about, links, candidate);
    const of = `${thing.uid.type.replace("Lumos::", "").toLowerCase()}:${thing.uid.id}`;
    return rowOf(about, links, { candidate, ruling }, describe, { of, candidates: [] });
  });
}

const RANK: Record<Ruling["outcome"], number> = { allowed: 0, pending: 1, blocked: 2 };

function collected<T>(
  about: Asked,
  items: readonly T[],
  row: (item: T, describe: boolean) => Reach | undefined,
): Reached {
  const start = performance.now();
  const rows: Reach[] = [];
  for (const item of items) {
    if (performance.now() - start > about.limitMs)
      return { rows, complete: false, ms: Math.round(performance.now() - start) };
    const found = row(item, rows.length < MAX_DESCRIBED);
    if (found) rows.push(found);
  }
  const inOrder = rows.toSorted((a, b) => RANK[a.outcome] - RANK[b.outcome]);
  return { rows: inOrder, complete: true, ms: Math.round(performance.now() - start) };
}

function rowOf(
  about: Asked,
  links: readonly Principal[],
  { candidate, ruling }: { candidate: Candidate<string>; ruling: Ruling<string> },
  describe: boolean,
  row: Pick<Reach, "of" | "candidates">,
): Reach {
  return {
    ...row,
    outcome: ruling.outcome,
    by: [...new Set(ruling.reasons.map(({ policy }) => policy))],
    needs: ruling.outcome === "pending" ? ruling.needs : [],
    obligations: ruling.outcome === "blocked" ? [] : ruling.obligations,
    ...(describe ? conditionsOf(about, links, candidate, ruling) : { more: [], less: [] }),
  };
}

/** What would change the answer. Every change was put to the engine. */
function conditionsOf(
  about: Asked,
  links: readonly Principal[],
  candidate: Candidate<string>,
  ruling: Ruling<string>,
): Pick<Reach, "more" | "less"> {
  const { prepared, cards, acting, source, supported } = about;
  const sought: Sought = {
    bench: { prepared, cards, source },
    acting,
    source,
    candidate,
    guardrails: [],
    scenes: new WeakMap(),
  };
  const situation: Situation = {
    facts: factsOf(about, links, candidate),
    links,
    resource: candidate.resource,
    supported,
  };
  const { found } = searchPassing(sought, situation, ruling, { budget: { rulings: 100 }, most: MAX_CONDITIONS });
  const lifted = [...new Set(blockersOf(ruling, []).map(({ policy }) => policy))];
  const more: Condition[] = found.map(({ way, needs }) => ({
    changes: way.map(({ words }) => words),
    policies: lifted,
    outcome: needs.length > 0 ? "pending" : "allowed",
    asks: [...needs],
  }));
  if (ruling.outcome === "blocked") return { more, less: [] };
  const less: Condition[] = [];
  for (const policy of acting) {
    if (policy.tree.effect !== "forbid" || less.length >= MAX_LESS) continue;
    for (const way of waysToMatch(sought, situation, policy)) {
      // What a model or tool is, is part of the question.
      if (way.length === 0 || way.some(({ words }) => words.startsWith("resource."))) continue;
      const after = ruleIn(sought, applied(situation, way));
      if (!isLooser(after, ruling)) continue;
      less.push({
        changes: way.map(({ words }) => words),
        policies: [policy.id],
        outcome: after.outcome,
        asks: newAsks(ruling, after),
      });
      break;
    }
  }
  return { more, less };
}

const MAX_LESS = 30;

function newAsks(before: Ruling<unknown>, after: Ruling<unknown>): Obligation[] {
  const asks = (ruling: Ruling<unknown>) =>
    ruling.outcome === "blocked" ? [] : [...ruling.obligations, ...(ruling.outcome === "pending" ? ruling.needs : [])];
  return asks(after)
    .filter((one) => !asks(before).includes(one))
    .toSorted((a, b) => Number(isInteractive(b)) - Number(isInteractive(a)));
}

function ask(about: Asked, links: readonly Principal[], candidate: Candidate<string>): Ruling<string> {
  const { prepared, cards, source, supported } = about;
  return rule({ prepared, cards, source, supported }, links, factsOf(about, links, candidate), candidate);
}

function targeted({ things }: Asked, target: Target): Candidate<string>[] {
  const all = "tool" in target ? things.get("Lumos::Tool") : things.get("Lumos::Model");
  const wanted = (thing: Thing) =>
    "tier" in target
      ? thing.above.has(keyOf(uid("Tier", target.tier)))
      : thing.uid.id === ("model" in target ? target.model : target.tool);
  return (all ?? []).filter(wanted).map(candidateOf);
}

/** A model is asked something, a tool does what it is declared to do. */
function candidateOf(thing: Thing): Candidate<string> {
  const isModel = thing.uid.type === "Lumos::Model";
  const operations = [String(thing.attrs["effect"] ?? "")];
  return {
    candidate: thing.uid.id,
    key: thing.uid.id,
    action: uid("Action", isModel ? "invoke" : "call_tool"),
    resource: { uid: thing.uid, entities: [...thing.entities] },
    context: (facts, base) => {
      if (!isModel) return { base, operations, objects: [], hosts: [], unbounded: false, batch: 1 };
      const { tokensIn = 0, maxTokensOut = 0, tools = false, images = false, streaming = false } = facts.ask ?? {};
      return { base, tokensIn, maxTokensOut, tools, images, streaming };
    },
  };
}

/** Neutral facts, with what was given laid over them. */
function factsOf({ facts, now }: Asked, links: readonly Principal[], candidate: Candidate<string>): Facts {
  const { risk, now: at, ...said } = facts ?? {};
  const scores = { ...NEUTRAL_FACTS.risk };
  for (const name of DOMAINS) scores[name] = risk?.[name] ?? 0;
  scores.max = risk?.["max"] ?? Math.max(...DOMAINS.map((name) => scores[name]));
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return {
    ...NEUTRAL_FACTS,
    now: at === undefined ? now : Date.parse(at),
    channel: candidate.action.id === "invoke" ? "model" : "mcp",
    delegationDepth: links.length - 1,
    onBehalfOf: links.slice(1).map(({ ref }) => ref),
    ...given,
    risk: scores,
  };
}
