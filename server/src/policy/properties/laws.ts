import { DOMAINS } from "../../risk/index.ts";
import { mergeObligations } from "../rulings/obligations.ts";
import type { Obligation, Ruling } from "../types.ts";
import type { Dice } from "./dice.ts";
import { LAW_NAMES, type LawName } from "./names.ts";
import type { Pools } from "./pools.ts";
import type { Move, Scenario } from "./scenario.ts";

export interface Law {
  name: LawName;
  sentence: string;
  /** The facts that it moves; none where it is about who acts. */
  facts: readonly string[];
  /** A step after which there must not be more; undefined where this scenario has none. */
  move(scenario: Scenario, drawn: Drawn): Move | undefined;
  /** How a ruling that should not give more does; undefined where it does not. */
  exceeds(looser: Ruling<unknown>, stricter: Ruling<unknown>): string | undefined;
}

export interface Drawn {
  roll: Dice;
  pools: Pools;
  /** The facts worth moving: those that the policy reads that is looked at. */
  focus: readonly string[];
}

const RISKS = [...DOMAINS.map((domain) => `risk.${domain}`), "sessionRisk"];
const BUDGETS = ["ok", "warn", "soft", "hard"];
const RANK = { allowed: 2, pending: 1, blocked: 0 };

const LAWS: Record<LawName, Omit<Law, "name">> = {
  risk: {
    sentence: "Raising a risk never enables more, so it never raises the tier.",
    facts: RISKS,
    move: (_scenario, drawn) => numberMove(drawn, RISKS, "up"),
    exceeds: moreEnabled,
  },
  chain: {
    sentence: "A chain never gets more than any of its members.",
    facts: [],
    move: ({ chain }, { roll }) => (chain.length < 2 ? undefined : { alone: roll.pick(chain) }),
    exceeds: (alone, chain) => moreEnabled(alone, chain) ?? obligationsLost(alone, chain),
  },
  trust: {
    sentence: "Lower trust never enables more.",
    facts: ["trustScore"],
    move: (_scenario, drawn) => numberMove(drawn, ["trustScore"], "down"),
    exceeds: moreEnabled,
  },
  assessment: {
    sentence: "A call that was assessed less never gets more.",
    facts: ["assessed", "confidence"],
    move: (_scenario, drawn) =>
      drawn.roll.upTo(2) === 0 && !drawn.focus.includes("confidence")
        ? { fact: "assessed", from: true, to: false }
        : numberMove(drawn, ["confidence"], "down"),
    exceeds: moreEnabled,
  },
  data: {
    sentence: "More classes of data never lose a redaction.",
    facts: ["dataClasses"],
    move: (_scenario, drawn) => setMove(drawn, "dataClasses"),
    exceeds: redactionLost,
  },
  budget: {
    sentence: "A budget in a worse state never enables more.",
    facts: ["budget"],
    move(_scenario, { roll }) {
      const from = roll.upTo(BUDGETS.length - 1);
      const to = from + 1 + roll.upTo(BUDGETS.length - 1 - from);
      return { fact: "budget", from: BUDGETS[from], to: BUDGETS[to] };
    },
    exceeds: moreEnabled,
  },
  taint: {
    sentence: "More taint never enables more.",
    facts: ["taint"],
    move: (_scenario, drawn) => setMove(drawn, "taint"),
    exceeds: moreEnabled,
  },
};

export const laws: readonly Law[] = LAW_NAMES.map((name) => ({ name, ...LAWS[name] }));

function numberMove({ roll, pools, focus }: Drawn, names: readonly string[], way: "up" | "down"): Move | undefined {
  const focused = names.filter((name) => focus.includes(name));
  const fact = roll.pick(focused.length > 0 && roll.upTo(5) > 0 ? focused : names);
  const values = pools.numbers(fact);
  const [one, other] = [roll.pick(values), roll.pick(values)];
  if (one === other) return undefined;
  const [low, high] = one < other ? [one, other] : [other, one];
  return way === "up" ? { fact, from: low, to: high } : { fact, from: high, to: low };
}

function setMove({ roll, pools }: Drawn, fact: string): Move | undefined {
  const values = pools.texts(fact);
  const more = roll.pick(values);
  const from = roll.some(values.filter((value) => value !== more));
  return values.length === 0 ? undefined : { fact, from, to: [...from, more] };
}

function moreEnabled(looser: Ruling<unknown>, stricter: Ruling<unknown>): string | undefined {
  return RANK[stricter.outcome] > RANK[looser.outcome] ? "enables more" : undefined;
}

function redactionLost(looser: Ruling<unknown>, stricter: Ruling<unknown>): string | undefined {
  if (stricter.outcome === "blocked") return undefined;
  const kept = duties(stricter);
  const lost = duties(looser).filter((duty) => duty.startsWith("redact:") && !kept.includes(duty));
  return lost.length > 0 ? `loses ${lost.join(", ")}` : undefined;
}

/** What a member alone must do, the whole chain must do as well, or something stricter. */
function obligationsLost(alone: Ruling<unknown>, chain: Ruling<unknown>): string | undefined {
  if (chain.outcome === "blocked") return undefined;
  const kept = duties(chain);
  const lost = mergeObligations([...kept, ...duties(alone)]).filter((duty) => !kept.includes(duty));
  return lost.length > 0 ? `loses ${lost.join(", ")}` : undefined;
}

function duties(ruling: Ruling<unknown>): Obligation[] {
  if (ruling.outcome === "blocked") return [];
  return ruling.outcome === "pending" ? [...ruling.obligations, ...ruling.needs] : ruling.obligations;
}
