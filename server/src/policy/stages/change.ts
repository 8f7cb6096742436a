import { canonicalJson } from "../../kernel/index.ts";
import type { Ruling } from "../types.ts";

/** What a policy would have made of an answer. */
export type Change = "block" | "pending" | "model" | "obligations" | "allow";

interface Answered<C extends { id: string }> {
  outcome: "allowed" | "pending" | "blocked";
  rulings: readonly Ruling<C>[];
}

const RANK = { blocked: 0, pending: 1, allowed: 2 };

/** How the second answer differs for the caller; undefined where it would have met the same. */
export function changeBetween<C extends { id: string }>(is: Answered<C>, would: Answered<C>): Change | undefined {
  if (would.outcome !== is.outcome) {
    if (would.outcome === "blocked") return "block";
    return RANK[would.outcome] > RANK[is.outcome] ? "allow" : "pending";
  }
  const before = takenOf(is);
  const after = takenOf(would);
  if (!before || !after) return undefined;
  if (before.candidate.id !== after.candidate.id) return "model";
  return duties(before) === duties(after) ? undefined : "obligations";
}

/** The ruling that an answer follows from: the first of its outcome. Nothing is taken of a blocked call. */
export function takenOf<C extends { id: string }>({ outcome, rulings }: Answered<C>): Ruling<C> | undefined {
  return outcome === "blocked" ? undefined : rulings.find((ruling) => ruling.outcome === outcome);
}

function duties(ruling: Ruling<unknown>): string {
  if (ruling.outcome === "blocked") return "";
  return canonicalJson([ruling.obligations, ruling.outcome === "pending" ? ruling.needs : []]);
}
