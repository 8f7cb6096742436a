import type { Millis } from "../../kernel/index.ts";
import { activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Engine } from "../engine/engine.ts";
import { covers, isInteractive, isSupported } from "../rulings/obligations.ts";
import { type Bench, rule } from "../rulings/ruling.ts";
import type { Facts, Obligation, Ruling } from "../types.ts";
import { NEUTRAL_FACTS } from "../rulings/neutral.ts";
import { type Ground, type Problem, kindsOf, concerned, problemOf } from "./problem.ts";
import type { Answer } from "./rounds.ts";
import type { Solver } from "./solver.ts";
import { type Term, all, any, not } from "./terms.ts";
import { type Found, questionFrom } from "./witness.ts";

const MAX_REFINEMENTS = 12;

export interface Comparison {
  relation: "equal" | "stricter" | "more-permissive" | "different" | "undecided";
  /** Where the candidate allows what the other does not, or asks for less. */
  more: Direction;
  less: Direction;
  /** False where policies ask what is promised in a way that a chain could turn. */
  chains: boolean;
  ms: number;
}

export interface Direction {
  verdict: "proved-none" | "found" | "undecided";
  witness?: Witness;
  /** What stands in the way of a proof. */
  because?: string;
}

/** One question that the two answer differently, as both really answered it. */
export interface Witness {
  principal: string;
  teams: string[];
  /** Whether it exists today, or only could. */
  principalExists: boolean;
  action: string;
  resource: string;
  resourceExists: boolean;
  /** Attributes of a resource that only could exist. */
  attributes: Record<string, unknown>;
  /** What is not neutral. */
  facts: Record<string, unknown>;
  before: Said;
  after: Said;
}

export interface Said {
  outcome: Ruling["outcome"];
  by: string[];
  needs: Obligation[];
  obligations: Obligation[];
}

/** Whether a candidate allows anything that another set does not, and the other way round. */
// Guarantee: a difference that is shown was answered differently by the engine itself.
export function compareSets(about: {
  solver: Solver;
  ground: Ground;
  engine: Engine;
  before: readonly KnownPolicy[];
  after: readonly KnownPolicy[];
  now: Millis;
  limitMs: number;
}): Comparison {
  const { ground, solver, engine, now } = about;
  const start = performance.now();
  const left = () => about.limitMs - (performance.now() - start);
  const sets = [about.before, about.after].map((set) => acting(set, now));
  const benches = sets.map((set) => {
    const active = activate(engine, set, now);
    if (!active.ok) throw new Error(active.error.because);
    return active.value;
  });
  const result: Record<"more" | "less", Direction> = { more: none(), less: none() };
  try {
    for (const kind of kindsOf(ground.schema, sets)) {
      const [a, b] = sets.map((set) => concerned(set, kind));
      if (sameSet(a as KnownPolicy[], b as KnownPolicy[])) continue;
      const open = (["more", "less"] as const).filter((way) => result[way].verdict !== "found");
      if (open.length === 0) break;
      if (left() <= 0) {
        for (const way of open) result[way] = { verdict: "undecided", because: "the time is up" };
        break;
      }
      for (const its of askersOf(ground, sets)) {
        const problem = problemOf(its, kind, sets);
        solver.begin(problem.script, left());
        for (const way of open) {
          if (result[way].verdict === "found") continue;
          const found = searchOne({ ...about, ground: its, problem, way, left, benches: benches as [Active, Active] });
          if (found.verdict === "found" || result[way].verdict === "proved-none") result[way] = found;
        }
      }
    }
  } finally {
    for (const bench of benches) bench.prepared.release();
  }
  return {
    relation: relationOf(result.more, result.less),
    ...result,
    chains: sets.every((set) => set.every(liftsOnlyItself)),
    ms: Math.round(performance.now() - start),
  };
}

/** Who asks may carry out more than the model path does: where that matters, all of it is looked at as well. */
function askersOf(ground: Ground, sets: readonly (readonly KnownPolicy[])[]): Ground[] {
  const more = sets.some((set) =>
    set.some(({ card: { obligation } }) => {
      return obligation !== undefined && !isInteractive(obligation) && !isSupported(obligation, ground.supported);
    }),
  );
  return more ? [ground, { ...ground, supported: EVERYTHING }] : [ground];
}

const EVERYTHING: readonly string[] = ["*"];

type Active = Extract<ReturnType<typeof activate>, { ok: true }>["value"];

function searchOne(about: {
  solver: Solver;
  ground: Ground;
  problem: Problem;
  way: "more" | "less";
  benches: [Active, Active];
  left(): number;
}): Direction {
  const { solver, ground, problem, way, benches } = about;
  const [one, other] = problem.answers as [Answer, Answer];
  const goal = way === "more" ? looser(one, other) : looser(other, one);
  const unknowns = problem.symbols.unknowns();
  const opaque = unknowns.filter((unknown) => unknown.about !== "slot");
  const unproved = (): Direction => ({
    verdict: "undecided",
    because: `not put into formulas: ${opaque.map(spoken).slice(0, 3).join("; ")}`,
  });
  let excluded = false;
  // Someone who exists is easier to believe than someone who could.
  for (const extra of [[problem.today], []]) {
    for (let tries = 0; tries < MAX_REFINEMENTS; tries += 1) {
      if (about.left() <= 0) return { verdict: "undecided", because: "the time is up" };
      const { answer, values } = solver.can(
        [goal, ...extra],
        unknowns.map(({ term }) => term),
      );
      if (answer === "unknown") return { verdict: "undecided", because: "the solver gave up" };
      if (answer === "no") break;
      const found = questionFrom(problem, ground, values);
      const witness = found && confirm(found, benches, ground, way);
      if (witness) return { verdict: "found", witness };
      if (opaque.length === 0)
        return { verdict: "undecided", because: "a difference that the engine does not confirm" };
      // What nothing is known about was taken to be what it cannot be: not that way again.
      solver.add(`(assert ${not(all(opaque.map(({ term }) => (values.get(term) === "true" ? term : not(term)))))})`);
      excluded = true;
      if (tries === MAX_REFINEMENTS - 1) return unproved();
    }
  }
  // What was excluded above may be possible with other facts, so that nothing is proved.
  if (excluded) return unproved();
  return problem.symbols.crowded
    ? { verdict: "undecided", because: "too many texts are compared with each other" }
    : none();
}

/** That the second is not blocked and asks for less, or allows what the first blocks. */
function looser(first: Answer, second: Answer): Term {
  const dropped = [...first.asks].map(([obligation, asks]) =>
    all([asks, ...[...second.asks].filter(([one]) => covers(one, obligation)).map(([, its]) => not(its))]),
  );
  return all([not(second.blocked), any([first.blocked, ...dropped])]);
}

function confirm(found: Found, benches: [Active, Active], ground: Ground, way: "more" | "less"): Witness | undefined {
  const ask = (facts: Facts) =>
    benches.map((active) => {
      const bench: Bench = {
        prepared: active.prepared,
        cards: active.cards,
        source: found.source,
        supported: ground.supported,
      };
      return rule(bench, [found.principal], facts, found.candidate);
    }) as [Ruling<string>, Ruling<string>];
  const differs = (facts: Facts) => {
    const [before, after] = ask(facts);
    return way === "more" ? isLooser(before, after) : isLooser(after, before);
  };
  if (!differs(found.facts)) return undefined;
  const facts = simplest(found.facts, differs);
  const [before, after] = ask(facts);
  const self = found.candidate.resource.entities.find((one) => one.uid.id === found.resource.id);
  return {
    principal: found.principal.ref,
    teams: found.principal.teams,
    principalExists: found.present,
    action: found.action,
    resource: `${found.resource.type.replace("Lumos::", "").toLowerCase()}:${found.resource.id}`,
    resourceExists: found.resourcePresent,
    attributes: found.resourcePresent ? {} : { ...self?.attrs, in: self?.parents.map(({ id }) => id) ?? [] },
    facts: {
      ...notNeutral(facts),
      ...(facts.ask ? {} : notEmpty(found.rest)),
      ...(ground.supported === EVERYTHING ? { supported: "every obligation" } : {}),
    },
    before: saidOf(before),
    after: saidOf(after),
  };
}

export function isLooser(before: Ruling<unknown>, after: Ruling<unknown>): boolean {
  if (after.outcome === "blocked") return false;
  if (before.outcome === "blocked") return true;
  const asks = (ruling: typeof after) => [...ruling.obligations, ...(ruling.outcome === "pending" ? ruling.needs : [])];
  return asks(before).some((one) => !asks(after).some((other) => covers(other, one)));
}

/** The same difference with as few facts as possible that are not neutral. */
function simplest(facts: Facts, differs: (facts: Facts) => boolean): Facts {
  let now = facts;
  const keep = (simpler: Facts) => {
    if (differs(simpler)) now = simpler;
  };
  for (const name of Object.keys(NEUTRAL_FACTS) as (keyof Facts)[]) {
    if (name === "risk" || JSON.stringify(now[name]) === JSON.stringify(NEUTRAL_FACTS[name])) continue;
    keep({ ...now, [name]: NEUTRAL_FACTS[name] });
  }
  for (const name of Object.keys(now.risk) as (keyof Facts["risk"])[])
    if (now.risk[name] !== 0) keep({ ...now, risk: { ...now.risk, [name]: 0 } });
  if (now.ask) keep({ ...now, ask: PLAIN_ASK });
  return now;
}

const PLAIN_ASK = { tokensIn: 0, maxTokensOut: 0, tools: false, images: false, streaming: false };

function notEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  const says = (value: unknown) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => says(value)));
}

function notNeutral(facts: Facts): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (name === "risk") {
      const risk = Object.fromEntries(Object.entries(facts.risk).filter(([, score]) => score !== 0));
      if (Object.keys(risk).length > 0) told["risk"] = risk;
    } else if (name === "ask") Object.assign(told, notEmpty({ ...facts.ask }));
    else if (JSON.stringify(value) !== JSON.stringify(NEUTRAL_FACTS[name as keyof Facts])) told[name] = value;
  }
  return told;
}

function saidOf(ruling: Ruling<unknown>): Said {
  return {
    outcome: ruling.outcome,
    by: [...new Set(ruling.reasons.map(({ policy }) => policy))],
    needs: ruling.outcome === "pending" ? ruling.needs : [],
    obligations: ruling.outcome === "blocked" ? [] : ruling.obligations,
  };
}

/** What decides today, canaries as if for everyone: no drafts, nothing in shadow, nothing that has expired. */
export function acting(set: readonly KnownPolicy[], now: Millis): KnownPolicy[] {
  return set.filter(({ stage, expiresAt }) => stage.share > 0 && (expiresAt === undefined || expiresAt > now));
}

function sameSet(one: readonly KnownPolicy[], other: readonly KnownPolicy[]): boolean {
  const texts = new Set(other.map(({ text }) => text));
  return one.length === other.length && one.every(({ text }) => texts.has(text));
}

/** True where a policy asks only whether its own obligation is promised, and only to step aside. */
function liftsOnlyItself({ tree, card }: KnownPolicy): boolean {
  const asks = (value: unknown) => JSON.stringify(value).includes('"fulfilled"');
  const own = { contains: { left: FULFILLED, right: { Value: card.obligation } } };
  return tree.conditions.every(
    ({ kind, body }) => !asks(body) || (kind === "unless" && JSON.stringify(body) === JSON.stringify(own)),
  );
}

const FULFILLED = { ".": { left: { ".": { left: { Var: "context" }, attr: "base" } }, attr: "fulfilled" } };

function relationOf(more: Direction, less: Direction): Comparison["relation"] {
  if (more.verdict === "found") return less.verdict === "found" ? "different" : "more-permissive";
  if (more.verdict === "undecided") return "undecided";
  return less.verdict === "found" ? "stricter" : less.verdict === "undecided" ? "undecided" : "equal";
}

function none(): Direction {
  return { verdict: "proved-none" };
}

function spoken(unknown: { about: string; key?: string; pattern?: string }): string {
  return (unknown.key ?? unknown.pattern ?? "").slice(0, 120);
}
