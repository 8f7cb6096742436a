import type { Guardrails } from "../../config/index.ts";
import type { Assessment } from "../../risk/index.ts";
import type { Way } from "../explain/changes.ts";
import type { Obligation, Reason, Ruling } from "../types.ts";

/** What guardrails add to the policies for one call. */
export interface Standing {
  forbids: readonly Reason[];
  obligations: readonly Obligation[];
}

/**
 * An organization's guardrails on what goes in, beside its policies: they only ever narrow. The answer is the
 * same array when they have nothing to say, so that the usual call pays nothing.
 */
export function guarded<C>(
  rulings: Ruling<C>[],
  guardrails: Guardrails | undefined,
  assessment: Pick<Assessment, "assessed" | "dataClasses">,
  principal: string,
): Ruling<C>[] {
  const standing = standingOf(guardrails, assessment, principal);
  return standing ? narrowed(rulings, standing) : rulings;
}

/** Rulings with what guardrails add to them. */
export function narrowed<C>(rulings: readonly Ruling<C>[], { forbids, obligations }: Standing): Ruling<C>[] {
  return rulings.map((ruling): Ruling<C> => {
    if (forbids.length > 0) {
      const before = ruling.reasons.filter((reason) => reason.effect !== "permit");
      return { outcome: "blocked", candidate: ruling.candidate, reasons: [...before, ...forbids] };
    }
    if (ruling.outcome === "blocked") return ruling;
    return { ...ruling, obligations: [...new Set([...ruling.obligations, ...obligations])].sort() };
  });
}

/** What the guardrails say about what was found; undefined where they say nothing. */
export function standingOf(
  guardrails: Guardrails | undefined,
  assessment: Pick<Assessment, "assessed" | "dataClasses">,
  principal: string,
): Standing | undefined {
  const input = guardrails?.input ?? {};
  const found = (name: string) => assessment.dataClasses.includes(name);
  const forbids: Reason[] = [];
  const obligations: Obligation[] = [];
  const forbid = (policy: string, why: string) =>
    forbids.push({ policy, effect: "forbid", why, severity: "high", principal });

  // Guarantee: where the organization says so, a call that could not be assessed does not run.
  if (!assessment.assessed && guardrails?.unavailable === "block") {
    forbid("guardrail.unavailable", "The content could not be assessed, and this organization blocks such calls.");
  }
  if (input.secrets === "block" && found("secret")) {
    forbid("guardrail.input.secrets", "A secret was found in the request. Take it out and send it again.");
  }
  if (input.pii === "block" && found("pii.customer")) {
    forbid("guardrail.input.pii", "Personal data was found in the request. Take it out and send it again.");
  }
  if (input.pii === "redact" && found("pii.customer")) obligations.push("redact:pii.customer");
  return forbids.length === 0 && obligations.length === 0 ? undefined : { forbids, obligations };
}

/** The changes that would lift what a guardrail forbids; undefined for the id of a policy. */
export function waysPastGuardrail(id: string): Way[] | undefined {
  const without = (name: string): Way => [
    {
      words: `dataClasses does not contain ${name}`,
      apply: (facts) => ({ ...facts, dataClasses: facts.dataClasses.filter((one) => one !== name) }),
    },
  ];
  switch (id) {
    case "guardrail.input.secrets":
      return [without("secret")];
    case "guardrail.input.pii":
      return [without("pii.customer")];
    case "guardrail.unavailable":
      return [[{ words: "assessed is true", apply: (facts) => ({ ...facts, assessed: true }) }]];
    default:
      return undefined;
  }
}
