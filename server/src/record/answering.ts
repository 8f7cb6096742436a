import type { FaultCode, Millis } from "../kernel/index.ts";
import type { AskedDecision, Obligation, Reason, Told } from "../policy/index.ts";
import type { Completion } from "./body.ts";
import type { Outcome } from "./types.ts";
import { summaryOf } from "./why.ts";

/** What somebody is told who asked whether something may be done. */
export interface AskedAnswer {
  /** Of the decision about it. */
  id: string;
  outcome: Outcome;
  /** What decided: what forbids or is missing, or what permits. */
  reasons: readonly Reason[];
  /** What must be done for an allow to hold. */
  obligations: readonly Obligation[];
  /** What a person has to do first. */
  needs: readonly Obligation[];
  ttlMs?: Millis;
  /** What was allowed, or would be. */
  chosen: Told | undefined;
  headers: Readonly<Record<string, string>>;
}

type Said = Pick<AskedAnswer, "outcome" | "reasons" | "obligations" | "needs" | "ttlMs" | "chosen">;

/** The answer that follows from a decision: the first candidate that has its outcome stands for all. */
export function answerOf(decision: AskedDecision): Said {
  const { outcome, rulings } = decision;
  const ruling = rulings.find((one) => one.outcome === outcome);
  if (!ruling || ruling.outcome === "blocked") {
    const reasons = rulings.flatMap((one) => one.reasons.filter(({ effect }) => effect !== "permit"));
    return { outcome: "blocked", reasons, obligations: [], needs: [], chosen: undefined };
  }
  const { candidate, obligations } = ruling;
  if (ruling.outcome === "allowed") {
    const reasons = ruling.reasons.filter(({ effect }) => effect === "permit");
    return { outcome, reasons, obligations, needs: [], chosen: candidate };
  }
  const { needs, ttlMs } = ruling;
  const reasons = ruling.reasons.filter(({ effect }) => effect !== "permit");
  return { outcome, reasons, obligations, needs, chosen: candidate, ...(ttlMs === undefined ? {} : { ttlMs }) };
}

/** What is said to somebody who asks about who or what is not there. The record knows better. */
// Guarantee: who and what is not there is denied as if nothing permitted it.
export function nothingPermits(principal: string): Said {
  const reason: Reason = {
    policy: "no-permit",
    effect: "none",
    why: "No policy permits this.",
    severity: "",
    principal,
  };
  return { outcome: "blocked", reasons: [reason], obligations: [], needs: [], chosen: undefined };
}

/** How a question ended, for the record: it is over when it is answered. */
export function completionOf(said: Said, totalMs: number, summary?: string): Completion {
  const { outcome, chosen } = said;
  const code: FaultCode | "" =
    outcome === "allowed" ? "" : outcome === "pending" ? "approval_required" : "policy_blocked";
  return {
    result: outcome === "allowed" ? "completed" : "refused",
    code,
    summary: summary ?? sentenceOf(said),
    adjusted: [],
    model: chosen === undefined || chosen.tier === "" || outcome !== "allowed" ? "" : chosen.id,
    tier: outcome === "allowed" ? (chosen?.tier ?? "") : "",
    fates: [],
    ...(said.obligations.length > 0 ? { obligations: [...said.obligations] } : {}),
    usage: undefined,
    costNanoUsd: 0 as Completion["costNanoUsd"],
    totalMs: Math.round(totalMs),
    firstByteMs: undefined,
    upstreamMs: undefined,
  };
}

function sentenceOf({ outcome, reasons, needs, chosen }: Said): string {
  if (outcome !== "allowed") return summaryOf({ outcome, result: "refused", reasons: [...reasons], needs: [...needs] });
  return chosen === undefined || chosen.tier === "" ? "Allowed." : `Allowed, with ${chosen.id}.`;
}
