import { constantOf } from "./constant.ts";
import { compile } from "./expression.ts";
import { single } from "./form.ts";
import { type Reads, readsOf } from "./reads.ts";
import { type Code, Ref, type Scene, SetOf } from "./runtime.ts";
import type { PolicyTree } from "./tree.ts";

/** One thing that must come out as wanted, or the policy does not hold. */
export interface Step {
  readonly wanted: boolean;
  readonly code: Code;
}

/** Numbers, so that they fit into a memo; 0 is left for "not known yet". */
export const HOLDS = 1;
export const FAILS = 2;
export const ERRED = 3;
export type Outcome = typeof HOLDS | typeof FAILS | typeof ERRED;

/** A policy's conditions as steps in order, and which of them can be asked ahead. */
export interface Steps {
  readonly all: readonly Step[];
  /**
   * Those that read nothing but one member of the context, or nothing but the context, and that stand behind
   * nothing that could err: where one of these fails, so does the policy.
   */
  readonly early: readonly Step[];
  readonly late: readonly Step[];
  /** No step that is late stands before one that is early. */
  readonly inOrder: boolean;
  /** The member of the context, or undefined for the whole of it. */
  readonly member: string | undefined;
  /** Of that member, or of the context, what the early steps read; undefined where that is everything. */
  readonly names: ReadonlySet<string> | undefined;
}

interface Part {
  step: Step;
  expr: unknown;
}

/** `when { a && b }` is `when { a } when { b }`, and so is `unless { a || b }`; errors come to the same. */
export function stepsOf(conditions: PolicyTree["conditions"]): Steps {
  const parts = conditions.flatMap(({ kind, body }): Part[] =>
    split(body, kind === "when" ? "&&" : "||").map((expr) => ({
      expr,
      step: { wanted: kind === "when", code: compile(expr) },
    })),
  );
  const early: Part[] = [];
  const late: Part[] = [];
  let open = true;
  let inOrder = true;
  for (const part of parts) {
    if (open && !readsOf([part.expr]).request) {
      early.push(part);
      if (late.length > 0) inOrder = false;
    } else {
      late.push(part);
      open &&= isSafe(part.expr);
    }
  }
  const reads = readsOf(early.map(({ expr }) => expr));
  const steps = (some: readonly Part[]) => some.map(({ step }) => step);
  return { all: steps(parts), early: steps(early), late: steps(late), inOrder, ...keptWith(reads) };
}

// Guarantee: whatever a condition does, the policy has an outcome and the next one is asked.
export function outcomeOf(steps: readonly Step[], scene: Scene): Outcome {
  try {
    for (const { wanted, code } of steps) {
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

function keptWith({ whole, members }: Reads): Pick<Steps, "member" | "names"> {
  const [first, ...more] = members;
  if (!whole && first !== undefined && more.length === 0) return { member: first[0], names: first[1] };
  return { member: undefined, names: whole ? undefined : new Set(members.keys()) };
}

function split(expr: unknown, op: "&&" | "||"): unknown[] {
  const parts: unknown[] = [];
  let at = expr;
  for (;;) {
    const [found, body] = single(at);
    if (found !== op || typeof body !== "object" || body === null) break;
    const { left, right } = body as { left?: unknown; right?: unknown };
    parts.unshift(right);
    at = left;
  }
  parts.unshift(at);
  return parts;
}

/** Asks where principal, action or resource stand, or of what type they are: true or false, never an error. */
function isSafe(expr: unknown): boolean {
  const [op, body] = single(expr);
  if (typeof body !== "object" || body === null) return false;
  const { left, right, entity_type: type } = body as Record<string, unknown>;
  if (!isVariable(left)) return false;
  if (op === "is")
    return typeof type === "string" && (!Object.hasOwn(body, "in") || isTarget((body as { in: unknown }).in));
  return (op === "in" || op === "==") && isTarget(right);
}

function isVariable(expr: unknown): boolean {
  const [op, body] = typeof expr === "object" && expr !== null ? single(expr) : ["", undefined];
  return op === "Var" && body !== "context";
}

function isTarget(expr: unknown): boolean {
  const run = constantOf(compile(expr))?.run;
  return run instanceof Ref || (run instanceof SetOf && run.items.every((item) => item instanceof Ref));
}
