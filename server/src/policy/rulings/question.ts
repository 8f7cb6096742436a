import type { Principal } from "../../identity/index.ts";
import { askingOf } from "./shared.ts";
import { outcomeOf } from "./ladder.ts";
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

/** One ruling a candidate, and the outcome that follows. */
export function answerTo<C>(bench: Bench, question: Question<C>): QuestionAnswer<C> {
  const { links, facts, candidates, onPending } = question;
  const asking = askingOf(bench.source, links, facts);
  const rulings = candidates.map((candidate) => rule(bench, links, facts, candidate, asking));
  return { outcome: outcomeOf(rulings, onPending), rulings };
}
