import type { Sought } from "../approvals/index.ts";
import type { GuardStory, Performance } from "../execution/index.ts";
import type { FaultCode } from "../kernel/index.ts";
import type { Reason } from "../policy/index.ts";
import type { EndedCall } from "./seal.ts";
import type { Outcome } from "./types.ts";

/* What the end of a call comes to: codes, words and names. */

/** What a person's word, or its absence, makes of a refusal. */
export function wordOf(
  word: Sought | undefined,
): { code: FaultCode; outcome: Outcome; message: string; retryAfterS?: number } | undefined {
  switch (word?.state) {
    case "pending": {
      const { id, url } = word.approval;
      return {
        code: "approval_required",
        outcome: "pending",
        message: `Approval ${id} is asked for: ${url}. Send the same call again once it is given.`,
      };
    }
    case "denied": {
      const { reason = "" } = word.approval;
      const message = reason === "" ? "A person said no." : `A person said no: ${reason}`;
      return { code: "policy_blocked", outcome: "blocked", message };
    }
    case "full":
      return { code: "rate_limited", outcome: "pending", message: word.message, retryAfterS: word.retryAfterS };
    default:
      return undefined;
  }
}

export function codeOf(performance: Performance): string {
  return performance.refusal?.code ?? (performance.result === "stopped" ? "policy_blocked" : "");
}

/** The gravest that came of the look at an answer. */
export function guardedOf({
  mode,
  stopped,
  redacted,
  uninspected,
  findings,
}: GuardStory): NonNullable<EndedCall["guarded"]> {
  if (stopped) return { mode, result: "stopped" };
  if (uninspected) return { mode, result: "uninspected" };
  if (redacted) return { mode, result: "redacted" };
  return { mode, result: findings.length > 0 ? "found" : "clean" };
}

export function namesOf(reasons: readonly Reason[]): string {
  return [...new Set(reasons.map((reason) => reason.policy))].slice(0, 3).join(", ");
}

export function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
