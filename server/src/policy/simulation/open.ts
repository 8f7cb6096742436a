import type { Policy } from "../../config/index.ts";
import { type Millis, type Result, ok, refused, silentLog, systemClock } from "../../kernel/index.ts";
import type { Engine } from "../engine/engine.ts";
import { openEngines } from "../engine/engines.ts";
import { factsKey } from "../rulings/reads.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import { type ActiveSet, activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { inspect } from "../sets/check.ts";
import { enforced } from "../stages/stage.ts";
import { type Decider, type Differing, deciderOfRecords, deciderWith } from "./decider.ts";
import type { Expectation } from "./expectations.ts";
import { type Simulation, type SimulationFilter, makeSimulation } from "./simulation.ts";

/** What is simulated, as plain data that a thread can be given. */
export interface SimulationOrder {
  candidate: readonly Policy[];
  /** The set it is compared with; what was decided then where absent. */
  live?: readonly Policy[] | undefined;
  /** Policies that have expired by now count in neither set. */
  now: Millis;
  filter: SimulationFilter;
  expected: readonly Expectation[];
  allowedKinds: readonly string[];
  allowedCount: number;
  limit: number;
  /** The candidate's policies in shadow and its canaries decide for everyone. */
  enforced?: boolean | undefined;
}

/** Makes both sets ready; why one of them cannot be used is a sentence. */
export async function openSimulation(
  order: SimulationOrder,
  choice: "fast" | "reference" = "fast",
): Promise<Result<Simulation & { close(): void }, string>> {
  const engines = openEngines(choice, { log: silentLog, heard: () => {} });
  const deciders = await decidersFor(engines.engine, order);
  if (!deciders.ok) {
    engines.close();
    return deciders;
  }
  const simulation = makeSimulation({ ...order, ...deciders.value, elapsed: () => systemClock.elapsed() });
  return ok({
    take: (page) => simulation.take(page),
    get decided() {
      return simulation.decided;
    },
    report: () => simulation.report(),
    close: () => engines.close(),
  });
}

async function decidersFor(
  engine: Engine,
  order: SimulationOrder,
): Promise<Result<{ before: Decider; after: Decider }, string>> {
  const { now } = order;
  const candidate = await setFor(engine, order.candidate, { now, all: order.enforced === true });
  if (!candidate.ok) return refused(`the candidate: ${candidate.error}`);
  const after = deciderWith(candidate.value);
  if (!order.live) return ok({ before: deciderOfRecords(), after });
  const live = await setFor(engine, order.live, { now, all: false });
  if (!live.ok) return refused(`the live set: ${live.error}`);
  return ok({ before: deciderWith(live.value, differing(engine, live.value, candidate.value)), after });
}

async function setFor(
  engine: Engine,
  policies: readonly Policy[],
  { now, all }: { now: Millis; all: boolean },
): Promise<Result<ActiveSet, string>> {
  const { problems, policies: known } = await inspect(policies, now);
  const first = problems.find(({ severity }) => severity === "error");
  if (first) return refused(`${first.policy}:${first.line}:${first.column}: ${first.message}`);
  const active = activate(engine, all ? known.map(enforced) : known, now);
  return active.ok ? active : refused(active.error.because);
}

/** Every policy that acts in one of the sets and not just so in the other. */
export function differing(engine: Engine, one: ActiveSet, other: ActiveSet): Differing | undefined {
  const print = ({ id, text, stage }: KnownPolicy) => JSON.stringify([id, text, stage]);
  const [mine, theirs] = [one, other].map(({ acting }) => new Set(acting.map(print)));
  const odd = [
    ...one.acting.filter((policy) => theirs?.has(print(policy)) !== true),
    ...other.acting.filter((policy) => mine?.has(print(policy)) !== true),
  ].map((policy, place) => ({ ...policy, id: `${place}` }));
  const prepared = engine.prepare(odd, schemaText());
  // In doubt everything is asked of both.
  if (!prepared.ok) return undefined;
  const trees = [...one.acting, ...odd].map(({ tree }) => tree);
  return { prepared: prepared.value, factsKey: (action) => factsKey(trees, action) };
}
