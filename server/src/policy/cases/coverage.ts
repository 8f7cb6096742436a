import type { Entities, PolicySet, Request } from "../../cedar/index.ts";
import type { Prepared } from "../engine/engine.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { clauseLines } from "./clause-lines.ts";

/** What cases touched of a set of policies. */
export interface Coverage {
  /** Of all that cases could touch, in whole percent, rounded down. */
  percent: number;
  touched: number;
  points: number;
  policies: PolicyCoverage[];
  /** Policies that do not decide (drafts, in shadow, expired): no case can touch them. */
  off: string[];
}

export interface PolicyCoverage {
  policy: string;
  effect: "permit" | "forbid";
  /** How often it was asked about what its head names. */
  inScope: number;
  /** How often it took part in the answer. */
  decided: number;
  /** How often it could not be evaluated. */
  errored: number;
  clauses: ClauseCoverage[];
  /** What no case touches, a few words each; empty where everything is. */
  missing: string[];
}

interface ClauseCoverage {
  kind: "when" | "unless";
  line: number;
  /** How often the clause's own condition held, and how often it did not. */
  held: number;
  failed: number;
  errored: number;
}

/** Counts what passes through a prepared set. */
export function makeCoverage(
  acting: readonly KnownPolicy[],
  set: Pick<PolicySet, "trace">,
): { watch(prepared: Prepared): Prepared; report(known: readonly KnownPolicy[]): Coverage } {
  const counts = new Map(acting.map((policy) => [policy.id, emptyCount(policy)]));
  const note = (request: Request, entities: Entities, without: ReadonlySet<string> | undefined) => {
    for (const { id, clauses } of set.trace(request, entities)) {
      const count = counts.get(id);
      if (!count || without?.has(id)) continue;
      count.inScope += 1;
      clauses.forEach((value, place) => {
        const clause = count.clauses[place];
        if (clause) clause[value === "true" ? "held" : value === "false" ? "failed" : "errored"] += 1;
      });
    }
  };
  return {
    watch: (prepared) => ({
      evaluate(request, entities, without) {
        const answer = prepared.evaluate(request, entities, without);
        if (!answer.ok) return answer;
        note(request, entities, without);
        for (const id of answer.value.reasons) add(counts.get(id), "decided");
        for (const id of answer.value.errors) add(counts.get(id), "errored");
        return answer;
      },
      release: () => prepared.release(),
    }),
    report(known) {
      const policies = [...counts.values()].map((count) => ({ ...count, missing: missingOf(count) }));
      const points = policies.reduce((sum, { clauses }) => sum + 2 + 2 * clauses.length, 0);
      const touched = points - policies.reduce((sum, policy) => sum + untouched(policy), 0);
      const percent = points === 0 ? 100 : Math.floor((100 * touched) / points);
      const off = known.filter(({ id }) => !counts.has(id)).map(({ id }) => id);
      return { percent, touched, points, policies, off };
    },
  };
}

type Count = Omit<PolicyCoverage, "missing">;

function emptyCount({ id, text, tree }: KnownPolicy): Count {
  const lines = clauseLines(text);
  return {
    policy: id,
    effect: tree.effect,
    inScope: 0,
    decided: 0,
    errored: 0,
    clauses: tree.conditions.map(({ kind }, place) => ({
      kind,
      line: lines[place] ?? 1,
      held: 0,
      failed: 0,
      errored: 0,
    })),
  };
}

function add(count: Count | undefined, what: "decided" | "errored"): void {
  if (count) count[what] += 1;
}

/** In scope, decided, and each clause both ways. */
function untouched({ inScope, decided, clauses }: Count): number {
  const both = clauses.reduce((sum, { held, failed }) => sum + Number(held === 0) + Number(failed === 0), 0);
  return Number(inScope === 0) + Number(decided === 0) + both;
}

function missingOf(count: Count): string[] {
  if (count.inScope === 0) return ["no case is in its scope"];
  const missing = count.decided === 0 ? ["it never decided"] : [];
  for (const { kind, line, held, failed } of count.clauses) {
    if (held === 0 && failed === 0) missing.push(`${kind} in line ${line} was never reached`);
    else if (held === 0) missing.push(`${kind} in line ${line} was never true`);
    else if (failed === 0) missing.push(`${kind} in line ${line} was never false`);
  }
  return missing;
}
