import { parentPort, workerData } from "node:worker_threads";
import { openFast } from "../engine/fast.ts";
import { loadCedar } from "../engine/reference.ts";
import { rule } from "../rulings/ruling.ts";
import { type ActiveSet, activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { acting, compareSets } from "./compare.ts";
import { type StaysBlocked, provedFindings } from "./findings.ts";
import type { Analysis, Order, Report } from "./order.ts";
import type { Ground } from "./problem.ts";
import { whatMay, whoCan } from "./queries.ts";
import { readFindings } from "./readings.ts";
import { readSchema } from "./schema.ts";
import { openSolver } from "./solver.ts";
import { makeTrying } from "./trying.ts";
import { sourceOf, thingsIn } from "./world.ts";

/*
 * Runs in a thread of its own that is thrown away: a proof may take long and much memory. The solver's own
 * threads end with it.
 */
if (parentPort) parentPort.postMessage(await reportOn(workerData as Order), []);

type Of<T extends Order["task"]> = Extract<Order, { task: T }>;

async function reportOn(order: Order): Promise<Report> {
  switch (order.task) {
    case "compare":
      return { task: "compare", compared: await compared(order) };
    case "analyze":
      return { task: "analyze", analysis: await analysis(order) };
    case "who-can":
    case "what-may":
      return { task: order.task, reached: reached(order) };
  }
}

async function compared(order: Of<"compare">) {
  const solver = await openSolver();
  if (!solver) return { relation: "not-available" } as const;
  const { before, after, now, limitMs } = order;
  return compareSets({ solver, ground: groundOf(order), engine: openFast(), before, after, now, limitMs });
}

async function analysis(order: Of<"analyze">): Promise<Analysis> {
  const { policies, supported, now, limitMs } = order;
  const start = performance.now();
  const active = activeOf(policies, now);
  const { prepared, cards } = active;
  const staysBlocked: StaysBlocked = ({ source, principal, facts, candidate }) => {
    const ruling = rule({ prepared, cards, source, supported }, [principal], facts, candidate);
    return ruling.outcome === "blocked" && ruling.reasons.some((reason) => reason.obligation !== undefined);
  };
  const solver = await openSolver();
  const ground = groundOf(order);
  const tried = makeTrying(ground, active);
  const proved = solver
    ? provedFindings({ solver, ground, policies, staysBlocked, tried, now, limitMs })
    : { findings: [], undecided: [] };
  return {
    findings: [...proved.findings, ...readFindings(policies, order.world, supported, now)],
    undecided: proved.undecided,
    proved: solver !== undefined,
    ms: Math.round(performance.now() - start),
  };
}

function reached(order: Of<"who-can"> | Of<"what-may">) {
  const { world, supported, facts, now, limitMs } = order;
  const source = sourceOf(world);
  const active = activeOf(order.policies, now);
  const about = {
    world,
    things: thingsIn(world, source),
    source,
    prepared: active.prepared,
    cards: active.cards,
    acting: active.acting,
    supported,
    facts,
    now,
    limitMs,
  };
  return order.task === "who-can" ? whoCan(about, order.target) : whatMay(about, order.links);
}

function activeOf(policies: readonly KnownPolicy[], now: number): ActiveSet {
  const active = activate(openFast(), acting(policies, now), now);
  if (!active.ok) throw new Error(active.error.because);
  return active.value;
}

function groundOf({ schema, world, supported }: Order): Ground {
  const json = loadCedar().schemaToJson(schema);
  if (json.type === "failure") throw new Error("the schema cannot be read");
  return { schema: readSchema(json.json), world, known: thingsIn(world, sourceOf(world)), supported };
}
