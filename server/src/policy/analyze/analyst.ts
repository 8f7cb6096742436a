import type { Policy } from "../../config/index.ts";
import { type Clock, type Millis, fault } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { type Inspection, inspect } from "../sets/check.ts";
import type { PolicyProblem } from "../types.ts";
import { makeApart } from "./apart.ts";
import type { Analysis, Compared, Order, Report } from "./order.ts";
import { worldOf } from "./world.ts";

const LIMIT_MS: Millis = 45_000;

/** What is wrong with a set that was handed in, or what was found out about it. */
export type Checked<T> = { problems: PolicyProblem[]; found: T | undefined };

/** Finds out what sets of policies mean, apart from decisions. */
export interface Analyst {
  /** Policies that do nothing, or not what they seem to; of the live set where none is given. */
  analyze(org: string, policies?: readonly Policy[]): Promise<Checked<Analysis>>;
  /** Whether a candidate allows anything that the live set, or another one, does not. */
  compare(org: string, candidate: readonly Policy[], than?: readonly Policy[]): Promise<Checked<Compared>>;
}

export function makeAnalyst(parts: {
  /** The organization, and the policies it decides with. */
  live(org: string): { landscape: Landscape; known: readonly KnownPolicy[] } | undefined;
  inspect(policies: readonly Policy[]): Promise<Inspection>;
  clock: Clock;
}): Analyst {
  const { clock } = parts;
  const run = makeApart();

  const base = (org: string) => {
    const live = parts.live(org);
    if (!live) throw fault("not_found");
    return {
      live,
      order: {
        schema: schemaText(),
        world: worldOf(live.landscape, clock.now()),
        supported: MODEL_PATH,
        now: clock.now(),
        limitMs: LIMIT_MS,
      },
    };
  };
  /** The sets as they are once checked; none where any has errors. */
  const sets = async (given: readonly (readonly Policy[] | undefined)[], live: readonly KnownPolicy[]) => {
    const problems: PolicyProblem[] = [];
    const known: (readonly KnownPolicy[])[] = [];
    for (const policies of given) {
      const inspection = policies && (await parts.inspect(policies));
      problems.push(...(inspection?.problems ?? []));
      known.push(inspection?.policies ?? live);
    }
    return { problems, known: problems.some(({ severity }) => severity === "error") ? undefined : known };
  };

  return {
    async analyze(org, policies) {
      const { live, order } = base(org);
      const { problems, known } = await sets([policies], live.known);
      if (!known) return { problems, found: undefined };
      const report = await run({ ...order, task: "analyze", policies: known[0] ?? [] });
      return { problems, found: reportOf(report, "analyze").analysis };
    },
    async compare(org, candidate, than) {
      const { live, order } = base(org);
      const { problems, known } = await sets([than, candidate], live.known);
      if (!known) return { problems, found: undefined };
      const report = await run({ ...order, task: "compare", before: known[0] ?? [], after: known[1] ?? [] });
      return { problems, found: reportOf(report, "compare").compared };
    },
  };
}

/** Over one landscape that nobody decides with. Its own policies are the live ones. */
export function analystOf(landscape: Landscape, clock: Clock): Analyst {
  const analyst = makeAnalyst({
    live: () => ({ landscape, known: [] }),
    inspect: (policies) => inspect(policies, clock.now()),
    clock,
  });
  return {
    analyze: (org, policies) => analyst.analyze(org, policies ?? landscape.policies),
    compare: (org, candidate, than) => analyst.compare(org, candidate, than ?? landscape.policies),
  };
}

function reportOf<T extends Order["task"]>(report: Report, task: T): Extract<Report, { task: T }> {
  if (report.task !== task) throw fault("internal", { internal: "a report on something else" });
  return report as Extract<Report, { task: T }>;
}
