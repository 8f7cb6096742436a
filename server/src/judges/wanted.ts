import type { JudgingRule } from "../config/index.ts";
import type { Context } from "../context/index.ts";
import type { ModelCall } from "../kernel/index.ts";
import { type Assessment, DOMAINS, type Domain } from "../risk/index.ts";
import type { Because } from "./types.ts";

const ABOVE = 50;
/** What stands in a call says nothing of these, or detectors are sure of it already. */
const NOT_DOUBTFUL: ReadonlySet<Domain> = new Set(["privacy"]);
const UNTRUSTED: ReadonlySet<string> = new Set(["document", "tool_result"]);

/** Why guardrails want this call judged; undefined where they do not. */
export function wantedBecause(
  rule: JudgingRule | undefined,
  about: {
    call: Pick<ModelCall, "ask">;
    context: Pick<Context, "sessionRisk" | "taint">;
    assessment: Pick<Assessment, "assessed" | "risk">;
  },
): Exclude<Because, "policy" | "tried" | "review"> | undefined {
  const { ask } = about.call;
  // What is only counted or turned into vectors asks nobody for anything.
  if (!rule || ask.operation !== "generate") return undefined;
  switch (rule.when ?? "suspicious") {
    case "never":
      return undefined;
    case "always":
      return "always";
    case "suspicious":
      return isSuspicious(rule.above ?? ABOVE, about) ? "suspicious" : undefined;
  }
}

function isSuspicious(above: number, { call, context, assessment }: Parameters<typeof wantedBecause>[1]): boolean {
  if (!assessment.assessed || context.sessionRisk >= above) return true;
  const { ask } = call;
  // Somebody else's words in front of tools need less to be looked at.
  const acting = ask.tools && (context.taint.length > 0 || ask.texts.some(({ channel }) => UNTRUSTED.has(channel)));
  const bar = acting ? above / 2 : above;
  return DOMAINS.some((domain) => !NOT_DOUBTFUL.has(domain) && assessment.risk[domain] >= bar);
}
