import type { ApprovalTold } from "../approvals/index.ts";
import type { ResultKind } from "../execution/index.ts";
import type { Finding } from "../risk/index.ts";
import type { Reason, WouldPass } from "../policy/index.ts";
import type { Outcome, PublicWhy } from "./types.ts";

/** One sentence that tells a person what happened and, where it was refused, by which rule. */
export function summaryOf(about: {
  outcome: Outcome;
  result: ResultKind | undefined;
  reasons: readonly Reason[];
  findings?: Finding[];
  needs?: string[];
  model?: string;
  asked?: string;
}): string {
  const deciding = about.reasons.filter((reason) => reason.effect !== "permit");
  const why = [...new Set(deciding.map((reason) => sentence(reason.why)))].slice(0, 3).join(" ");
  switch (about.outcome) {
    case "blocked":
      return why === "" ? "No policy allows this call." : why;
    case "pending":
      return `This call waits for ${(about.needs ?? []).join(" and ") || "a person"}. ${why}`.trim();
    case "allowed": {
      if (about.result === undefined) return "The call is under way.";
      const model = about.model ?? "";
      const fellBack = model !== "" && why !== "" ? ` ${why}` : "";
      if (about.result === "completed") return `Answered by ${model}.${fellBack}`;
      if (about.result === "stopped") return `The answer${model === "" ? "" : ` of ${model}`} was stopped.`;
      if (about.result === "aborted") return `Cut off before the end${model === "" ? "" : ` while ${model} answered`}.`;
      return `Allowed, but it did not complete.${fellBack}`;
    }
    default:
      return about.outcome satisfies never;
  }
}

// Guarantee: whom to ask about a policy is told to administrators, and never to a caller.
/** What the caller itself may know: its own data masked, the sentences meant for it, nothing about others. */
export function publicWhy(about: {
  id: string;
  outcome: Outcome;
  summary: string;
  reasons: Reason[];
  findings: Finding[];
  wouldPass: WouldPass[];
  approval?: ApprovalTold | undefined;
}): PublicWhy {
  const named = new Map<string, string>();
  for (const reason of about.reasons) {
    if (reason.effect !== "permit" && !named.has(reason.policy)) named.set(reason.policy, reason.why);
  }
  return {
    decision: about.id,
    outcome: about.outcome,
    summary: about.summary,
    policies: [...named].map(([id, why]) => ({ id, why })),
    findings: about.findings.slice(0, 20).map(({ kind, place, masked }) => ({ kind, place, masked })),
    wouldPass: [...new Set(about.wouldPass.flatMap((way) => way.caller ?? []))].slice(0, 5),
    ...(about.approval === undefined ? {} : { approval: about.approval }),
  };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
