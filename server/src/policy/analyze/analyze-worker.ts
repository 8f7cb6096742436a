import { parentPort, workerData } from "node:worker_threads";
import { silentLog } from "../../kernel/index.ts";
import { loadCedar, openReference } from "../engine/reference.ts";
import { activate } from "../sets/active.ts";
import { rule } from "../rulings/ruling.ts";
import { acting, compareSets } from "./compare.ts";
import { type StaysBlocked, provedFindings } from "./findings.ts";
import type { Order, Report } from "./order.ts";
import type { Ground } from "./problem.ts";
import { readFindings } from "./readings.ts";
import { readSchema } from "./schema.ts";
import { openSolver } from "./solver.ts";
import { sourceOf, thingsIn } from "./world.ts";

/* Runs in a thread of its own that is thrown away: a proof may take long and much memory. */
if (parentPort) parentPort.postMessage(await reportOn(workerData as Order), []);

async function reportOn(order: Order): Promise<Report> {
  const { world, supported, now, limitMs } = order;
  const start = performance.now();
  const json = loadCedar().schemaToJson(order.schema);
  if (json.type === "failure") throw new Error("the schema cannot be read");
  const ground: Ground = { schema: readSchema(json.json), world, known: thingsIn(world, sourceOf(world)), supported };
  const solver = await openSolver();
  const engine = openReference({ log: silentLog });
  const left = () => limitMs - (performance.now() - start);
  try {
    if (order.task === "compare") {
      const { before, after } = order;
      const compared = solver
        ? compareSets({ solver, ground, engine, before, after, now, limitMs: left() })
        : ({ relation: "not-available" } as const);
      return { task: "compare", compared };
    }
    const { policies } = order;
    const findings = readFindings(policies, world, supported, now);
    const active = activate(engine, acting(policies, now), now);
    if (!active.ok) throw new Error(active.error.because);
    const { prepared, cards } = active.value;
    const staysBlocked: StaysBlocked = ({ source, principal, facts, candidate }) => {
      const ruling = rule({ prepared, cards, source, supported }, [principal], facts, candidate);
      return ruling.outcome === "blocked" && ruling.reasons.some((reason) => reason.obligation !== undefined);
    };
    const proved = solver
      ? provedFindings({ solver, ground, policies, staysBlocked, now, limitMs: left() })
      : { findings: [], undecided: [] };
    return {
      task: "analyze",
      analysis: {
        findings: [...proved.findings, ...findings],
        undecided: proved.undecided,
        proved: solver !== undefined,
        ms: Math.round(performance.now() - start),
      },
    };
  } finally {
    // The solver's own threads end with this one.
    engine.close();
  }
}
