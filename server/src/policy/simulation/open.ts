import type { Policy } from "../../config/index.ts";
import { type Millis, type Result, ok, refused, silentLog, systemClock } from "../../kernel/index.ts";
import { type Engine } from "../engine/engine.ts";
import { openEngines } from "../engine/engines.ts";
import { activate } from "../sets/active.ts";
import { inspect } from "../sets/check.ts";
import { enforced } from "../stages/stage.ts";
import { type Decider, deciderOfRecords, deciderWith } from "./decider.ts";
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
  const { candidate, live, now } = order;
  const after = await deciderFor(engines.engine, candidate, { now, all: order.enforced === true });
  const before =
    after.ok && live ? await deciderFor(engines.engine, live, { now, all: false }) : ok(deciderOfRecords());
  if (!after.ok || !before.ok) {
    engines.close();
    return refused(after.ok ? `the live set: ${before.ok ? "" : before.error}` : `the candidate: ${after.error}`);
  }
  const simulation = makeSimulation({
    ...order,
    before: before.value,
    after: after.value,
    elapsed: () => systemClock.elapsed(),
  });
  return ok({
    take: (page) => simulation.take(page),
    get decided() {
      return simulation.decided;
    },
    report: () => simulation.report(),
    close: () => engines.close(),
  });
}

async function deciderFor(
  engine: Engine,
  policies: readonly Policy[],
  { now, all }: { now: Millis; all: boolean },
): Promise<Result<Decider, string>> {
  const { problems, policies: known } = await inspect(policies, now);
  const first = problems.find(({ severity }) => severity === "error");
  if (first) return refused(`${first.policy}:${first.line}:${first.column}: ${first.message}`);
  const active = activate(engine, all ? known.map(enforced) : known, now);
  return active.ok ? ok(deciderWith(active.value)) : refused(active.error.because);
}
