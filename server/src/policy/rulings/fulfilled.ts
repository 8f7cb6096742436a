import { childrenOf, nodeOf, pathOf, sidesOf } from "../../cedar/index.ts";

/** True where the expression asks whether the obligation is promised: `context.base.fulfilled.contains("X")`. */
export function asksWhetherFulfilled(expr: unknown, obligation: string): boolean {
  const node = nodeOf(expr);
  if (node?.op === "contains") {
    const sides = sidesOf(node.body);
    const path = sides && pathOf(sides.left);
    if (path && isFulfilled(path) && nodeOf(sides.right)?.body === obligation) return true;
  }
  return childrenOf(expr).some((child) => asksWhetherFulfilled(child, obligation));
}

function isFulfilled(path: { root: string; steps: string[] }): boolean {
  return path.root === "context" && path.steps.join(".") === "base.fulfilled";
}
