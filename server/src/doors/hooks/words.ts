import type { ToolOutcome } from "../../govern-tool.ts";
import type { Json } from "../../kernel/index.ts";
import type { Verdict } from "./types.ts";

/** What a person at the machine may do by themselves: give a reason. Everything else needs somebody else, or proof. */
const AT_THE_MACHINE = /^justify:/;

/** What an organization lets an allow of its policies mean at the machine. */
export type Allows = "pass" | "grant";

/**
 * A decision as a verdict. An allow lets the client go on as it would have: its own questions to the person at the
 * machine stay, unless the organization says that policy answers them.
 */
// Guarantee: what needs an approval is never left to the person at the machine, who may be the one that asked.
export function verdictOf(outcome: ToolOutcome, about: { allows: Allows; canAsk: boolean }): Verdict {
  if (outcome.answered) {
    if (outcome.raw !== undefined) {
      const output = JSON.parse(outcome.raw) as Json;
      return { say: "rewrite", reason: "This must not be done with what stands in its input. Leave that out.", output };
    }
    return about.allows === "grant" ? { say: "allow", reason: "Policy allows this." } : { say: "pass" };
  }
  const { refusal, pending, denied, needs = [] } = outcome;
  const id = refusal.headers["x-lumos-decision"];
  const decision = id === undefined ? "" : ` (decision ${id})`;
  if (denied) {
    const why = denied.reason === undefined || denied.reason === "" ? "" : ` ${sentence(denied.reason)}`;
    return { say: "deny", reason: `A person looked at this and said no.${why} ${denied.url}${decision}` };
  }
  if (pending) {
    return {
      say: "deny",
      reason: `${sentence(refusal.message)} It waits for a person at ${pending.url} - do exactly the same again once it is approved.${decision}`,
    };
  }
  const own = needs.length > 0 && needs.every((need) => AT_THE_MACHINE.test(need));
  if (own && about.canAsk) return { say: "ask", reason: `${sentence(refusal.message)}${decision}` };
  return { say: "deny", reason: `Lumos: ${sentence(refusal.message)}${decision}` };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
