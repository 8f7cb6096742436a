import type { Policy } from "../../config/index.ts";
import { principalIn } from "../../identity/index.ts";
import { type Clock, type Millis, fault } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { type Inspection, inspect } from "../sets/check.ts";
import type { PolicyProblem } from "../types.ts";
import type { CaseFacts } from "../cases/case-file.ts";
import { makeApart } from "./apart.ts";
import type { Analysis, Compared, Report } from "./order.ts";
import type { Reached, Target } from "./queries.ts";
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
  /** Who may use a model, a tool or a tier, under neutral facts or given ones. */
  whoCan(org: string, target: Target, facts?: CaseFacts): Promise<Reached>;
  /** What a principal may use, for itself or for others. */
  whatMay(org: string, chain: readonly string[], facts?: CaseFacts): Promise<Reached>;
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
    async whoCan(org, target, facts) {
      const { live, order } = base(org);
      refuseUnknown(live.landscape, target);
      const report = await run({ ...order, task: "who-can", policies: live.known, target, facts });
      return reportOf(report, "who-can").reached;
    },
    async whatMay(org, chain, facts) {
      const { live, order } = base(org);
      const links = chain.map((ref) => {
        const principal = principalIn(live.landscape, ref, clock.now());
        if (!principal) throw fault("invalid_request", { public: `There is no ${ref}.` });
        return principal;
      });
      const report = await run({ ...order, task: "what-may", policies: live.known, links, facts });
      return reportOf(report, "what-may").reached;
    },
  };
}

/** Nobody can reach what is not there, but who asks has mistyped it. */
function refuseUnknown({ tiers, models, servers }: Landscape, target: Target): void {
  const [server = "", tool = ""] = "tool" in target ? target.tool.split(/\/(.*)/s) : [];
  const there =
    "tier" in target
      ? tiers.some(({ id }) => id === target.tier)
      : "model" in target
        ? models.has(target.model)
        : Object.hasOwn(servers.get(server)?.tools ?? {}, tool);
  const [kind = "", name = ""] = Object.entries(target)[0] ?? [];
  if (!there) throw fault("invalid_request", { public: `There is no ${kind} ${name}.`, param: kind });
}

/** Over one landscape that nobody decides with. Its own policies are the live ones. */
export function analystOf(landscape: Landscape, clock: Clock): Analyst {
  let known: readonly KnownPolicy[] = [];
  const analyst = makeAnalyst({
    live: () => ({ landscape, known }),
    inspect: (policies) => inspect(policies, clock.now()),
    clock,
  });
  const checked = async () => {
    const { problems, policies } = await inspect(landscape.policies, clock.now());
    const wrong = problems.find(({ severity }) => severity === "error");
    if (wrong)
      throw fault("invalid_request", { public: `${wrong.policy}:${wrong.line}:${wrong.column} ${wrong.message}` });
    known = policies;
  };
  return {
    analyze: (org, policies) => analyst.analyze(org, policies ?? landscape.policies),
    compare: (org, candidate, than) => analyst.compare(org, candidate, than ?? landscape.policies),
    whoCan: async (org, target, facts) => (await checked(), analyst.whoCan(org, target, facts)),
    whatMay: async (org, chain, facts) => (await checked(), analyst.whatMay(org, chain, facts)),
  };
}

function reportOf<T extends Report["task"]>(report: Report, task: T): Extract<Report, { task: T }> {
  if (report.task !== task) throw fault("internal", { internal: "a report on something else" });
  return report as Extract<Report, { task: T }>;
}
