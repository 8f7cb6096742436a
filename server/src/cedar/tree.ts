/** A policy as a tree, in Cedar's JSON form. */
export interface PolicyTree {
  effect: "permit" | "forbid";
  principal: Scope;
  action: Scope;
  resource: Scope;
  conditions: { kind: "when" | "unless"; body: Expr }[];
  annotations?: Record<string, string | null>;
}

export type Scope = Record<string, unknown> & { op: string };

/** One node: a single member, whose name is the operation. */
export type Expr = Record<string, unknown>;

/** The operation and what it is applied to. */
export function nodeOf(expr: unknown): { op: string; body: unknown } | undefined {
  if (!isRecord(expr)) return undefined;
  const names = Object.keys(expr);
  const [op] = names;
  return names.length === 1 && op !== undefined ? { op, body: expr[op] } : undefined;
}

/** Left and right of an operation that has both. */
export function sidesOf(body: unknown): { left: Expr; right: Expr } | undefined {
  return isRecord(body) && isRecord(body["left"]) && isRecord(body["right"])
    ? { left: body["left"], right: body["right"] }
    : undefined;
}

export function argOf(body: unknown): Expr | undefined {
  return isRecord(body) && isRecord(body["arg"]) ? body["arg"] : undefined;
}

/** `context.base.risk.cyber` as its root and steps; undefined for anything but a plain path. */
export function pathOf(expr: unknown): { root: string; steps: string[] } | undefined {
  const steps: string[] = [];
  for (let at: unknown = expr; ;) {
    const node = nodeOf(at);
    if (!node) return undefined;
    if (node.op === "Var")
      return typeof node.body === "string" ? { root: node.body, steps: steps.toReversed() } : undefined;
    if (node.op !== "." || !isRecord(node.body) || typeof node.body["attr"] !== "string") return undefined;
    steps.push(node.body["attr"]);
    at = node.body["left"];
  }
}

/** Every expression directly inside another, whatever the operation. */
export function childrenOf(expr: unknown): unknown[] {
  if (Array.isArray(expr)) return expr;
  if (!isRecord(expr)) return [];
  const node = nodeOf(expr);
  if (node?.op === "Value") return [];
  // The members of a record carry names that authors chose, which may be those of operations.
  if (node?.op === "Record" && isRecord(node.body)) return Object.values(node.body);
  return Object.values(expr);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
