/** What of a request an expression may read. */
export interface Reads {
  /** The principal, the action or the resource, as a value. */
  request: boolean;
  /** The context as a whole. */
  whole: boolean;
  /** Members of the context, and of each those members that are read; undefined where it is read as a whole. */
  members: Map<string, Set<string> | undefined>;
}

export function readsOf(exprs: readonly unknown[]): Reads {
  const reads: Reads = { request: false, whole: false, members: new Map() };
  for (const expr of exprs) collect(expr, reads);
  return reads;
}

/** Looks into everything, names of members as well: too much found only costs time. */
function collect(expr: unknown, reads: Reads): void {
  if (typeof expr !== "object" || expr === null) return;
  if (Array.isArray(expr)) {
    for (const item of expr) collect(item, reads);
    return;
  }
  const path = pathOf(expr);
  if (path !== undefined) {
    add(path, reads);
    return;
  }
  for (const name of Object.keys(expr)) {
    const inner = (expr as Record<string, unknown>)[name];
    if (name === "Var") reads[inner === "context" ? "whole" : "request"] = true;
    else collect(inner, reads);
  }
}

function add([member, name]: readonly string[], reads: Reads): void {
  if (member === undefined) reads.whole = true;
  else if (name === undefined) reads.members.set(member, undefined);
  else if (!reads.members.has(member)) reads.members.set(member, new Set([name]));
  else reads.members.get(member)?.add(name);
}

/**
 * The steps of `context.base.risk.cyber` or `context has base.ip`; undefined for what is neither. To ask whether
 * the context has a member is to read it as a whole; to ask it of a member that is there is not.
 */
function pathOf(expr: unknown): string[] | undefined {
  const [op, ...more] = typeof expr === "object" && expr !== null ? Object.keys(expr) : [];
  if (op === undefined || more.length > 0) return undefined;
  const body = (expr as Record<string, unknown>)[op];
  if (op === "Var") return body === "context" ? [] : undefined;
  if ((op !== "." && op !== "has") || typeof body !== "object" || body === null) return undefined;
  const { left, attr } = body as { left?: unknown; attr?: unknown };
  const steps = pathOf(left);
  if (steps === undefined) return undefined;
  const names: unknown[] = Array.isArray(attr) ? attr : [attr];
  if (!names.every((name) => typeof name === "string")) return undefined;
  if (op === "has" && steps.length + names.length < 2) return [];
  return [...steps, ...(names as string[])];
}
