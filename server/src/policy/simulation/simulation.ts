import type { RecordedQuestion, RecordedRuling } from "../replay/recorded.ts";
import type { Decider } from "./decider.ts";
import { type Expectation, makeJudge } from "./expectations.ts";
import { type Side, flipFrom, kindOf } from "./flip.ts";
import type { Flip, FlipGroup, SimulationReport, Totals } from "./report.ts";

/** A recorded decision: with its question, or why there is none. */
export interface RecordedAnswer {
  id: string;
  rulings: RecordedRuling[];
  question?: RecordedQuestion;
  because?: string;
}

/** Which decisions count; all given must fit. */
export interface SimulationFilter {
  team?: string | undefined;
  principal?: string | undefined;
  workflow?: string | undefined;
  candidate?: string | undefined;
}

export interface SimulationOptions {
  before: Decider;
  after: Decider;
  filter: SimulationFilter;
  expected: readonly Expectation[];
  /** Kinds of flips that are meant, whoever they concern. */
  allowedKinds: readonly string[];
  /** How many unexpected flips are no failure. */
  allowedCount: number;
  /** How many groups are told. */
  limit: number;
  /** Milliseconds that only go forward. */
  elapsed: () => number;
}

export interface Simulation {
  take(page: readonly RecordedAnswer[]): void;
  readonly decided: number;
  report(): Omit<SimulationReport, "against" | "since" | "until">;
}

/** However much is read, no more than this is kept of it. */
const MAX_GROUPS = 5_000;
const MAX_TEAMS = 2_000;
const MAX_IDS = 10;

export function makeSimulation(options: SimulationOptions): Simulation {
  const { before, after, filter, elapsed } = options;
  const judge = makeJudge(options.expected);
  const counts = { read: 0, filtered: 0, decided: 0, flips: 0, unexpected: 0, untold: 0 };
  const cannot = new Map<string, number>();
  const kinds: Totals = {};
  const teams = new Map<string, { decided: number; flips: number; kinds: Totals }>();
  const policies = new Map<string, { flips: number; kinds: Totals }>();
  const groups = new Map<Flip, Map<string, FlipGroup>>();
  const between = pairs();
  const known = new Map<string, Flip>();
  let groupCount = 0;
  let decidingMs = 0;

  const note = (id: string, flip: Flip, who: { principal: string; team: string }) => {
    const told = { ...flip, ...who };
    const expected = judge.hear(told) || options.allowedKinds.includes(flip.kind);
    counts.flips += 1;
    if (!expected) counts.unexpected += 1;
    add(kinds, flip.kind);
    for (const policy of flip.policies) {
      const its = kept(policies, policy, () => ({ flips: 0, kinds: {} }));
      its.flips += 1;
      add(its.kinds, flip.kind);
    }
    const alike = kept(groups, flip, () => new Map<string, FlipGroup>());
    const key = `${who.principal}\n${who.team}\n${expected}`;
    let group = alike.get(key);
    if (!group) {
      if (groupCount >= MAX_GROUPS) {
        counts.untold += 1;
        return;
      }
      groupCount += 1;
      alike.set(key, (group = { ...told, count: 0, expected, decisions: [] }));
    }
    group.count += 1;
    if (group.decisions.length < MAX_IDS) group.decisions.push(id);
  };

  /** The same object for flips that are told alike. */
  const same = (flip: Flip): Flip => {
    const text = JSON.stringify(flip);
    const before = known.get(text);
    if (before || known.size >= MAX_GROUPS) return before ?? flip;
    known.set(text, flip);
    return flip;
  };

  const decide = (id: string, question: RecordedQuestion, rulings: readonly RecordedRuling[]) => {
    const was = before.answer(question, rulings);
    const is = was.touched ? after.answer(question, rulings) : was;
    const [outermost] = question.people.links;
    const named = outermost?.teams[0] ?? "";
    const team = teams.size < MAX_TEAMS || teams.has(named) ? named : "(others)";
    const its = kept(teams, team, () => ({ decided: 0, flips: 0, kinds: {} }));
    counts.decided += 1;
    its.decided += 1;
    if (was === is) return;
    const found = between(was, is);
    if (found.kind === undefined) return;
    its.flips += 1;
    add(its.kinds, found.kind);
    // Sides that are the same stand for questions that are the same to both sets, so what is behind them is too.
    found.flip ??= same(
      flipFrom(
        found.kind,
        { told: was.told, rulings: before.whole(question, rulings) },
        { told: is.told, rulings: after.whole(question, rulings) },
      ),
    );
    note(id, found.flip, { principal: outermost?.ref ?? "", team: named });
  };

  return {
    take(page) {
      const started = elapsed();
      for (const { id, question, rulings, because } of page) {
        counts.read += 1;
        if (!question) cannot.set(because ?? "", (cannot.get(because ?? "") ?? 0) + 1);
        else if (fits(filter, question)) decide(id, question, rulings);
        else counts.filtered += 1;
      }
      decidingMs += elapsed() - started;
    },
    get decided() {
      return counts.decided;
    },
    report() {
      const all = [...groups.values()].flatMap((alike) => [...alike.values()]);
      const order = all.toSorted((a, b) => Number(a.expected) - Number(b.expected) || b.count - a.count);
      const unmet = judge.unmet();
      const { untold, ...told } = counts;
      return {
        ok: counts.unexpected <= options.allowedCount && unmet.length === 0,
        ...told,
        asked: before.asked + after.asked,
        cannot: [...cannot].map(([because, count]) => ({ because, count })),
        unmet,
        kinds,
        teams: mostFlips([...teams].map(([team, its]) => ({ team, ...its }))),
        policies: mostFlips([...policies].map(([policy, its]) => ({ policy, ...its }))),
        groups: order.slice(0, options.limit),
        more: Math.max(0, all.length - options.limit) + untold,
        decidingMs: Math.round(decidingMs),
      };
    },
  };
}

function fits({ team, principal, workflow, candidate }: SimulationFilter, question: RecordedQuestion): boolean {
  const { links } = question.people;
  return (
    (team === undefined || links.some(({ teams }) => teams.includes(team))) &&
    (principal === undefined || links.some(({ ref }) => ref === principal)) &&
    (workflow === undefined || question.facts.workflow === workflow) &&
    (candidate === undefined || candidateIds(question).includes(candidate))
  );
}

function candidateIds({ candidates }: RecordedQuestion): string[] {
  if ("models" in candidates) return candidates.models.map(({ id }) => id);
  return candidates.things.map(({ told }) => told.id);
}

/** How two answers differ, and what is told of it once somebody asked. */
interface Between {
  kind: string | undefined;
  flip: Flip | undefined;
}

/** Compares the same two answers once. */
function pairs(): (before: Side, after: Side) => Between {
  const compared = new WeakMap<Side, WeakMap<Side, Between>>();
  return (before, after) => {
    const others = kept(compared, before, () => new WeakMap<Side, Between>());
    return kept(others, after, () => ({ kind: kindOf(before.told, after.told), flip: undefined }));
  };
}

function mostFlips<T extends { flips: number }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => b.flips - a.flips);
}

function add(totals: Totals, kind: string): void {
  totals[kind] = (totals[kind] ?? 0) + 1;
}

function kept<K, V>(all: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  let known = all.get(key);
  if (known === undefined) all.set(key, (known = make()));
  return known;
}
