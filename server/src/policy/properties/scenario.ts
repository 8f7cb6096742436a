import { isRecord } from "../../kernel/index.ts";
import type { CaseFacts } from "../cases/case-file.ts";
import { type Asking, type World, questionOf } from "../cases/questions.ts";
import { answerTo } from "../rulings/question.ts";
import type { Bench } from "../rulings/ruling.ts";
import type { Ruling } from "../types.ts";

/** Somebody who asks for something. A fact that is not named is neutral; a risk is named `risk.cyber`. */
export interface Scenario {
  chain: readonly string[];
  ask: Asking["ask"];
  facts: Facts;
}
type Facts = Readonly<Record<string, unknown>>;

/** One step from a call to one that must get no more: a fact that gets worse, or others that join. */
export type Move = FactMove | { alone: string };
interface FactMove {
  fact: string;
  from: unknown;
  to: unknown;
}

export interface Pair {
  scenario: Scenario;
  move: Move;
}

/** The call that may get more, and the one that must not. */
export function sidesOf({ scenario, move }: Pair): { looser: Scenario; stricter: Scenario } {
  if ("alone" in move) {
    // The member is asked about within the same call: that it acts with others is one of the call's facts.
    const { chain } = scenario;
    const facts = { delegationDepth: chain.length - 1, onBehalfOf: chain.slice(1), ...scenario.facts };
    return { looser: { ...scenario, chain: [move.alone], facts }, stricter: { ...scenario, facts } };
  }
  const withFact = (value: unknown): Scenario => ({ ...scenario, facts: { ...scenario.facts, [move.fact]: value } });
  return { looser: withFact(move.from), stricter: withFact(move.to) };
}

/** As a case would say it. */
export function askingOf({ chain, ask, facts }: Scenario): Asking {
  const said: Record<string, unknown> = {};
  const risk: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (name.startsWith("risk.")) risk[name.slice("risk.".length)] = value;
    else said[name] = value;
  }
  if (Object.keys(risk).length > 0) said["risk"] = risk;
  return { chain: [...chain], ask, facts: said as CaseFacts };
}

/** What is ruled about each candidate, by its name; undefined where it cannot be asked. */
export function rulingsOf(
  bench: Bench,
  world: World,
  scenario: Scenario,
): { id: string; ruling: Ruling<unknown> }[] | undefined {
  const question = questionOf(askingOf(scenario), world);
  if (!question.ok) return undefined;
  const { candidates } = question.value;
  return answerTo(bench, question.value).rulings.map((ruling, place) => ({
    id: candidates[place]?.key ?? "",
    ruling,
  }));
}

/** Smaller pairs of the same kind, the most telling first. */
export function* smaller(pair: Pair, candidate: string): Generator<Pair> {
  const { scenario, move } = pair;
  const { ask, facts, chain } = scenario;
  const withScenario = (change: Partial<Scenario>): Pair => ({ scenario: { ...scenario, ...change }, move });
  if ("model" in ask && ask.model !== candidate) yield withScenario({ ask: { model: candidate } });
  for (const name of Object.keys(ask)) {
    if (name === "model" || name === "tool" || name === "operations") continue;
    const { [name as keyof typeof ask]: _dropped, ...rest } = ask;
    yield withScenario({ ask: rest as Scenario["ask"] });
  }
  for (const link of chain) {
    if (chain.length === 1 || ("alone" in move && (link === move.alone || chain.length === 2))) continue;
    yield withScenario({ chain: chain.filter((other) => other !== link) });
  }
  for (const name of Object.keys(facts)) {
    const { [name]: _dropped, ...rest } = facts;
    yield withScenario({ facts: rest });
  }
  for (const [name, value] of Object.entries(facts)) {
    if (!Array.isArray(value) || value.length < 2) continue;
    for (const item of value) yield withScenario({ facts: { ...facts, [name]: value.filter((one) => one !== item) } });
  }
  if ("fact" in move) for (const nearer of nearerMoves(move)) yield { scenario, move: nearer };
}

function* nearerMoves(move: FactMove): Generator<Move> {
  const { from, to } = move;
  if (typeof from === "number" && typeof to === "number") {
    const gap = Math.abs(to - from);
    if (gap < 2) return;
    const step = Math.sign(to - from);
    const half = from + step * Math.floor(gap / 2);
    for (const closer of [half, from + step]) yield { ...move, to: closer };
    for (const closer of [half, to - step]) yield { ...move, from: closer };
  }
  if (Array.isArray(from) && Array.isArray(to))
    for (const item of from) {
      const without = (list: readonly unknown[]) => list.filter((one) => one !== item);
      yield { ...move, from: without(from), to: without(to) };
    }
}

/** For people: "risk.cyber 59", "dataClasses [phi]". */
export function factText(name: string, value: unknown): string {
  if (Array.isArray(value)) return `${name} [${value.join(", ")}]`;
  return `${name} ${isRecord(value) ? JSON.stringify(value) : String(value)}`;
}
