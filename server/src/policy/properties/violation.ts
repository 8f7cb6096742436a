import type { Asking } from "../cases/questions.ts";
import type { Ruling } from "../types.ts";
import type { Law } from "./laws.ts";
import { type Pair, type Scenario, askingOf, factText, sidesOf } from "./scenario.ts";

/** How a pair breaks a law, about one candidate. */
export interface Broken {
  candidate: string;
  how: string;
  looser: Ruling<unknown>;
  stricter: Ruling<unknown>;
}

/** Two calls, as small as they could be made, of which the second gets what it should not. */
export interface Violation {
  /** For people, whole. */
  sentence: string;
  candidate: string;
  before: Side;
  after: Side;
  /** Policies that took part in one of the two answers only: one of them makes the difference. */
  policies: string[];
}

interface Side extends Asking {
  outcome: "allowed" | "pending" | "blocked";
  by: string[];
  obligations: string[];
}

export function tell(law: Law, pair: Pair, { candidate, how, looser, stricter }: Broken): Violation {
  const sides = sidesOf(pair);
  const before = sideOf(sides.looser, looser);
  const after = sideOf(sides.stricter, stricter);
  const once = before.by
    .filter((id) => !after.by.includes(id))
    .concat(after.by.filter((id) => !before.by.includes(id)));
  const policies = [...new Set(once.length > 0 ? once : after.by)].filter((id) => id !== "no-permit").toSorted();
  const { chain, facts } = pair.scenario;
  const others = Object.entries(facts).map(([name, value]) => factText(name, value));
  const given = others.length > 0 ? ` (with ${others.join(", ")})` : "";
  const [first, second] =
    "alone" in pair.move
      ? [`${pair.move.alone} alone`, `the chain ${chain.join(" -> ")}`]
      : [factText(pair.move.fact, pair.move.from), factText(pair.move.fact, pair.move.to)];
  const what =
    how === "enables more"
      ? `${candidate} is ${outcomeText(before)} with ${first} and ${outcomeText(after)} with ${second}`
      : `with ${second} instead of ${first}, ${candidate} ${how}`;
  const sentence = `${law.sentence} But for ${chain.join(" -> ")}${given} ${what}.`;
  return { sentence, candidate, before, after, policies };
}

function sideOf(scenario: Scenario, ruling: Ruling<unknown>): Side {
  const obligations =
    ruling.outcome === "blocked" ? [] : [...ruling.obligations, ...(ruling.outcome === "pending" ? ruling.needs : [])];
  const by = [...new Set(ruling.reasons.map(({ policy }) => policy))];
  return { ...askingOf(scenario), outcome: ruling.outcome, by, obligations };
}

function outcomeText({ outcome, by }: Side): string {
  return `${outcome} (${by.join(", ")})`;
}
