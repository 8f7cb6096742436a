import { setImmediate } from "node:timers/promises";
import type { LawSetting, Suite } from "../cases/case-file.ts";
import type { World } from "../cases/questions.ts";
import type { Bench } from "../rulings/ruling.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { makeDice } from "./dice.ts";
import { type Deck, draw, makeDeck } from "./draw.ts";
import { type Law, laws } from "./laws.ts";
import type { LawName } from "./names.ts";
import { type Pair, rulingsOf, sidesOf, smaller } from "./scenario.ts";
import { type Broken, type Violation, tell } from "./violation.ts";

export interface PropertyReport {
  name: LawName;
  sentence: string;
  status: "holds" | "violated" | "off";
  /** Pairs of calls that were compared. */
  tried: number;
  /** Pairs of which the second got less: where none did, nothing was seen. */
  narrowed: number;
  /** Pairs that broke it through policies that may. */
  excepted: number;
  violations: Violation[];
}

/** Different violations of one property that are told, and the tries to make each small. */
const MAX_TOLD = 3;
const MAX_SHRINKS = 400;
const AT_ONCE = 25;

/**
 * Compares pairs of calls of which the second must not get more. Callers, models and tools are the
 * organization's own, the values those that its policies compare with; the same seed draws the same pairs.
 */
export async function checkProperties(
  input: World & {
    /** The one whose answers count and are told. */
    bench: Bench;
    /** The one that is searched with. */
    quick: Bench;
    acting: readonly KnownPolicy[];
    settings: Suite["properties"];
    count: number;
    seed: number;
  },
): Promise<PropertyReport[]> {
  const deck = makeDeck(input.landscape, input.acting);
  const reports: PropertyReport[] = [];
  for (const [place, law] of laws.entries()) {
    const setting = input.settings[law.name] ?? "on";
    const { name, sentence } = law;
    const report: PropertyReport = {
      name,
      sentence,
      status: setting === "off" ? "off" : "holds",
      tried: 0,
      narrowed: 0,
      excepted: 0,
      violations: [],
    };
    reports.push(report);
    if (setting === "off" || !deck) continue;
    await search(input, law, { deck, setting, seed: input.seed * 100 + place }, report);
    if (report.violations.length > 0) report.status = "violated";
  }
  return reports;
}

type Asked = World & { bench: Bench; quick: Bench; count: number };

async function search(
  asked: Asked,
  law: Law,
  { deck, setting, seed }: { deck: Deck; setting: LawSetting; seed: number },
  report: PropertyReport,
): Promise<void> {
  const roll = makeDice(seed);
  const readers = deck.policies.filter(({ facts }) => facts.some((fact) => law.facts.includes(fact)));
  const mayBreak = typeof setting === "object" ? setting.except : [];
  const told = new Set<string>();
  for (let drawn = 0; drawn < asked.count && report.violations.length < MAX_TOLD; drawn += 1) {
    if (drawn % AT_ONCE === 0) await setImmediate();
    const from = readers.length > 0 && roll.upTo(3) > 0 ? readers : deck.policies;
    const focus = from.length > 0 ? roll.pick(from) : undefined;
    const scenario = draw(deck, roll, focus);
    const pools = focus && roll.upTo(2) === 0 ? focus.pools : deck.pools;
    const move = law.move(scenario, { roll, pools, focus: focus?.facts ?? [] });
    if (!move) continue;
    const pair: Pair = { scenario: without(scenario, "fact" in move ? move.fact : ""), move };
    const seen = compare(asked, asked.quick, law, pair);
    if (!seen) continue;
    report.tried += 1;
    if (seen.narrowed) report.narrowed += 1;
    if (!seen.broken) continue;
    const shrunk = shrink(asked, law, pair, seen.broken);
    const broken = compare(asked, asked.bench, law, shrunk.pair)?.broken;
    const smallest = broken ? { pair: shrunk.pair, broken } : shrunk;
    const violation = tell(law, smallest.pair, smallest.broken);
    const key = violation.policies.join("\n");
    if (violation.policies.some((policy) => mayBreak.includes(policy))) report.excepted += 1;
    else if (!told.has(key)) report.violations.push(violation);
    told.add(key);
  }
}

function compare(
  world: World,
  bench: Bench,
  law: Law,
  pair: Pair,
): { broken: Broken | undefined; narrowed: boolean } | undefined {
  const sides = sidesOf(pair);
  const looser = rulingsOf(bench, world, sides.looser);
  const stricter = rulingsOf(bench, world, sides.stricter);
  if (!looser || !stricter) return undefined;
  let narrowed = false;
  for (const [place, { id, ruling }] of looser.entries()) {
    const other = stricter[place]?.ruling;
    if (!other) continue;
    const how = law.exceeds(ruling, other);
    if (how !== undefined) return { broken: { candidate: id, how, looser: ruling, stricter: other }, narrowed };
    narrowed ||= ruling.outcome !== other.outcome || law.exceeds(other, ruling) !== undefined;
  }
  return { broken: undefined, narrowed };
}

/** The smallest pair found that still breaks the law. */
function shrink(asked: Asked, law: Law, pair: Pair, broken: Broken): { pair: Pair; broken: Broken } {
  let best = { pair, broken };
  let tries = 0;
  for (let found = true; found && tries < MAX_SHRINKS;) {
    found = false;
    for (const next of smaller(best.pair, best.broken.candidate)) {
      if ((tries += 1) > MAX_SHRINKS) break;
      const seen = compare(asked, asked.quick, law, next)?.broken;
      if (!seen) continue;
      best = { pair: next, broken: seen };
      found = true;
      break;
    }
  }
  return best;
}

function without(scenario: Pair["scenario"], fact: string): Pair["scenario"] {
  const { [fact]: _moved, ...facts } = scenario.facts;
  return { ...scenario, facts };
}
