import { Unfit } from "./convert.ts";
import { compile } from "./expression.ts";
import { type Reads, readsOf } from "./reads.ts";
import type { Code, Scene } from "./runtime.ts";
import { type Bounds, actionBoundsOf, boundsOf } from "./scope.ts";
import type { PolicyTree } from "./tree.ts";

/** One policy, compiled. */
export interface Policy {
  readonly id: string;
  readonly permits: boolean;
  readonly principal: Bounds;
  /** Any of them. */
  readonly action: readonly Bounds[];
  readonly resource: Bounds;
  readonly clauses: readonly Clause[];
  readonly reads: Reads;
  /** Its place in the set. */
  readonly place: number;
}

interface Clause {
  /** What the body must come out as: true for when, false for unless. */
  readonly wanted: boolean;
  readonly code: Code;
}

export function compilePolicy(id: string, tree: PolicyTree, place: number): Policy {
  if (tree.effect !== "permit" && tree.effect !== "forbid") throw new Unfit("a policy permits or forbids");
  return {
    id,
    permits: tree.effect === "permit",
    principal: boundsOf(tree.principal),
    action: actionBoundsOf(tree.action),
    resource: boundsOf(tree.resource),
    clauses: tree.conditions.map(({ kind, body }) => {
      if (kind !== "when" && kind !== "unless") throw new Unfit("a condition is a when or an unless");
      return { wanted: kind === "when", code: compile(body) };
    }),
    reads: readsOf(tree),
    place,
  };
}

/** What came of a policy's conditions, numbers so that they fit into a memo; 0 is left for "not known yet". */
const HOLDS = 1;
export const FAILS = 2;
export const ERRED = 3;
export type Outcome = typeof HOLDS | typeof FAILS | typeof ERRED;

// Guarantee: whatever a condition does, the policy has an outcome and the next one is asked.
export function outcomeOf(policy: Policy, scene: Scene): Outcome {
  try {
    for (const { wanted, code } of policy.clauses) {
      const run = code(scene);
      if (run === wanted) continue;
      return run === !wanted ? FAILS : ERRED;
    }
    return HOLDS;
  } catch {
    // Too deep or too large for this machine: nobody knows what it would have said.
    return ERRED;
  }
}

/** What its clauses came to, up to the first that decided. */
export function clausesOf(policy: Policy, scene: Scene): ("true" | "false" | "error")[] {
  const clauses: ("true" | "false" | "error")[] = [];
  for (const clause of policy.clauses) {
    const run = attempt(clause.code, scene);
    clauses.push(typeof run === "boolean" ? `${run}` : "error");
    if (run !== clause.wanted) break;
  }
  return clauses;
}

function attempt(code: Code, scene: Scene): unknown {
  try {
    return code(scene);
  } catch {
    return undefined;
  }
}
