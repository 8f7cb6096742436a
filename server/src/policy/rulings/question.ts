import type { Principal } from "../../identity/index.ts";
import { askingOf } from "./shared.ts";
import { outcomeOf, settles } from "./ladder.ts";
import { type Bench, type Candidate, rule } from "./ruling.ts";
import type { Facts, Ruling } from "../types.ts";

/** What is asked of policy, whole: the same bench answers the same question the same way, at any time. */
export interface Question<C = unknown> {
  /** Outermost first. */
  links: readonly Principal[];
  facts: Facts;
  /** In route order. */
  candidates: readonly Candidate<C>[];
  onPending: "fallback" | "wait";
}

export interface QuestionAnswer<C = unknown> {
  outcome: "allowed" | "pending" | "blocked";
  rulings: Ruling<C>[];
}

/**
 * One ruling a candidate, and the outcome that follows. Where only the outcome and what is taken are wanted, the
 * candidates behind it are not looked at.
 */
export function answerTo<C>(
  bench: Bench,
  question: Question<C>,
  extent: "whole" | "settled" = "whole",
): QuestionAnswer<C> {
  const { links, facts, candidates, onPending } = question;
  const asking = askingOf(bench.source, links, facts);
  const rulings: Ruling<C>[] = [];
  for (const candidate of candidates) {
    const ruling = rule(bench, links, facts, candidate, asking);
    rulings.push(ruling);
    if (extent === "settled" && settles(ruling.outcome, onPending)) break;
  }
  return { outcome: outcomeOf(rulings, onPending), rulings };
}
