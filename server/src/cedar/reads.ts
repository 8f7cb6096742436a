import type { PolicyTree } from "./tree.ts";

/**
 * What of a request a policy's conditions read. Where it is the context alone, or one member of it alone, the result
 * holds for as long as that does, whoever asks about whatever.
 */
export type Reads = { of: "nothing" } | { of: "member"; name: string } | { of: "context" } | { of: "request" };

export function readsOf(tree: PolicyTree): Reads {
  const found = { members: new Set<string>(), context: false, request: false };
  for (const { body } of tree.conditions) collect(body, found);
  if (found.request) return { of: "request" };
  if (found.context || found.members.size > 1) return { of: "context" };
  const [name] = found.members;
  return name === undefined ? { of: "nothing" } : { of: "member", name };
}

/** Looks into everything, names of members as well: too much found only costs time. */
function collect(expr: unknown, found: { members: Set<string>; context: boolean; request: boolean }): void {
  if (typeof expr !== "object" || expr === null) return;
  if (Array.isArray(expr)) {
    for (const item of expr) collect(item, found);
    return;
  }
  const member = memberOfContext(expr);
  if (member !== undefined) {
    found.members.add(member);
    return;
  }
  for (const name of Object.keys(expr)) {
    const inner = (expr as Record<string, unknown>)[name];
    if (name === "Var" && inner === "context") found.context = true;
    else if (name === "Var") found.request = true;
    else collect(inner, found);
  }
}

/** `context.base` and `context has base.ip`, which say nothing of what else the context holds. */
function memberOfContext(expr: object): string | undefined {
  const [op, ...more] = Object.keys(expr);
  if (more.length > 0 || (op !== "." && op !== "has")) return undefined;
  const body = (expr as Record<string, { left?: { Var?: unknown }; attr?: unknown }>)[op];
  if (body?.left?.Var !== "context") return undefined;
  if (op === ".") return typeof body.attr === "string" ? body.attr : undefined;
  const [first, second] = Array.isArray(body.attr) ? (body.attr as unknown[]) : [];
  return typeof first === "string" && typeof second === "string" ? first : undefined;
}
