import { type PolicyTree, type Verdict, childrenOf, nodeOf } from "../../../src/cedar/index.ts";

/** Counts what a run went through, to see what it did not. */
export interface Tally {
  policy(tree: PolicyTree | undefined): void;
  answer(verdict: Verdict | undefined, policies: number): void;
  readonly counts: Counts;
  /** How often each operation stood in a policy, and each form of a scope. */
  readonly forms: ReadonlyMap<string, number>;
}

interface Counts {
  policies: number;
  unparsed: number;
  requests: number;
  /** Requests that the reference gives no answer to. */
  unanswered: number;
  evaluations: number;
  allowed: number;
  satisfied: number;
  errored: number;
}

/** Parts of operations that look like one. */
const PARTS = new Set(["arg", "Literal"]);

export function makeTally(): Tally {
  const counts: Counts = {
    policies: 0,
    unparsed: 0,
    requests: 0,
    unanswered: 0,
    evaluations: 0,
    allowed: 0,
    satisfied: 0,
    errored: 0,
  };
  const forms = new Map<string, number>();
  const count = (form: string) => forms.set(form, (forms.get(form) ?? 0) + 1);
  const walk = (expr: unknown) => {
    const node = nodeOf(expr);
    if (node && !PARTS.has(node.op)) count(node.op);
    for (const child of childrenOf(expr)) walk(child);
  };
  return {
    counts,
    forms,
    policy(tree) {
      counts.policies += 1;
      if (!tree) {
        counts.unparsed += 1;
        return;
      }
      for (const place of ["principal", "action", "resource"] as const) count(`${place} ${tree[place].op}`);
      for (const { kind, body } of tree.conditions) {
        count(kind);
        walk(body);
      }
    },
    answer(verdict, policies) {
      counts.requests += 1;
      if (!verdict) {
        counts.unanswered += 1;
        return;
      }
      counts.evaluations += policies;
      counts.satisfied += verdict.reasons.length;
      counts.errored += verdict.errors.length;
      if (verdict.decision === "allow") counts.allowed += 1;
    },
  };
}
