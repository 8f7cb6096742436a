import { Unfit } from "./convert.ts";
import { compile } from "./expression.ts";
import { Family, type Kept } from "./memo.ts";
import type { Code, Scene } from "./runtime.ts";
import { type Bounds, actionBoundsOf, boundsOf } from "./scope.ts";
import { type Steps, stepsOf } from "./steps.ts";
import type { PolicyTree } from "./tree.ts";

/** One policy, compiled. */
export interface Policy {
  readonly id: string;
  readonly permits: boolean;
  readonly principal: Bounds;
  /** Any of them. */
  readonly action: readonly Bounds[];
  readonly resource: Bounds;
  readonly steps: Steps;
  /** The conditions as they are written, compiled when someone asks what each came to. */
  readonly conditions: PolicyTree["conditions"];
  /** Where what its early steps came to is kept; undefined where it has none. */
  readonly kept: Kept | undefined;
}

/** `families` grows by those of the policies of one set. */
export function compilePolicy(id: string, tree: PolicyTree, families: Map<string | undefined, Family>): Policy {
  const compiled = compileTree(tree);
  const { steps } = compiled;
  return { id, ...compiled, kept: steps.early.length > 0 ? keep(steps, families) : undefined };
}

const compiled = new WeakMap<PolicyTree, Omit<Policy, "id" | "kept">>();

/** A tree is compiled once, whatever sets it comes to stand in: it must not change afterwards. */
function compileTree(tree: PolicyTree): Omit<Policy, "id" | "kept"> {
  let policy = compiled.get(tree);
  if (policy) return policy;
  if (tree.effect !== "permit" && tree.effect !== "forbid") throw new Unfit("a policy permits or forbids");
  for (const { kind } of tree.conditions)
    if (kind !== "when" && kind !== "unless") throw new Unfit("a condition is a when or an unless");
  policy = {
    permits: tree.effect === "permit",
    principal: boundsOf(tree.principal),
    action: actionBoundsOf(tree.action),
    resource: boundsOf(tree.resource),
    steps: stepsOf(tree.conditions),
    conditions: tree.conditions,
  };
  compiled.set(tree, policy);
  return policy;
}

function keep(steps: Steps, families: Map<string | undefined, Family>): Kept {
  let family = families.get(steps.member);
  if (!family) families.set(steps.member, (family = new Family(steps.member)));
  return { family, slot: family.take(steps) };
}

/** What its clauses came to, up to the first that decided. */
export function clausesOf(policy: Policy, scene: Scene): ("true" | "false" | "error")[] {
  const clauses: ("true" | "false" | "error")[] = [];
  for (const { kind, body } of policy.conditions) {
    const run = attempt(compile(body), scene);
    clauses.push(typeof run === "boolean" ? `${run}` : "error");
    if (run !== (kind === "when")) break;
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
