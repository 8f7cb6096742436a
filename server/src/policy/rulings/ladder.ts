import type { Ruling } from "../types.ts";

/**
 * The outcome over candidates in order: the first that is allowed wins. A pending one before it is passed
 * over, or waited for.
 */
export function outcomeOf(
  rulings: readonly Pick<Ruling, "outcome">[],
  onPending: "fallback" | "wait",
): "allowed" | "pending" | "blocked" {
  let pending = false;
  for (const { outcome } of rulings) {
    if (outcome === "allowed") return "allowed";
    if (outcome === "pending") {
      if (onPending === "wait") return "pending";
      pending = true;
    }
  }
  return pending ? "pending" : "blocked";
}

/** True where candidates behind this one change nothing. */
export function settles(outcome: Ruling["outcome"], onPending: "fallback" | "wait"): boolean {
  return outcome === "allowed" || (outcome === "pending" && onPending === "wait");
}
