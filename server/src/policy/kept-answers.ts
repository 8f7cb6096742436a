import type { Guardrails } from "../config/index.ts";
import type { Chain } from "../identity/index.ts";
import { bounded, canonicalJson, sha256 } from "../kernel/index.ts";
import { modelAction } from "./rulings/candidates.ts";
import { type Narrowing, narrowed, narrowingOf } from "./rulings/guardrails.ts";
import { fit } from "./rulings/facts.ts";
import { outcomeOf } from "./rulings/ladder.ts";
import type { ActiveSet } from "./sets/active.ts";
import type { State } from "./sets/states.ts";
import type { Decision, Facts, PolicyRoom, Ruling } from "./types.ts";

const MAX_KEPT = 10_000;

/** Answers kept: what was ruled, without the facts of the call it was ruled for. */
export type Answer = Pick<Decision, "outcome" | "rulings" | "asked"> & { narrowing?: Narrowing };

export type Input = Parameters<PolicyRoom["decide"]>[0];

/** Answers to calls about models, given again where everything that the policies read is the same. */
export function keepAnswers() {
  const kept = bounded<Answer>(MAX_KEPT);
  const chainKeys = new WeakMap<Chain, string>();
  const narrower = new WeakMap<Answer, { guardrails: Guardrails | undefined; findings: string; answer: Answer }>();

  // Guarantee: a kept answer is never given to another principal, action, landscape or policy set.
  const keyOf = (state: State, active: ActiveSet, input: Input, facts: Facts) => {
    const action = modelAction(facts);
    const key = active.factsKey(action);
    // Who asks with what cannot be evaluated hears so each time.
    if (!key || !fit(facts)) return undefined;
    let chain = chainKeys.get(input.chain);
    if (chain === undefined) {
      chain = sha256(canonicalJson({ print: input.chain.fingerprint, links: input.chain.links }));
      chainKeys.set(input.chain, chain);
    }
    let candidates = "";
    for (const model of input.candidates) {
      // Of another landscape than the one we decide with: an answer about it is no answer for later.
      if (state.landscape.models.get(model.id) !== model) return undefined;
      candidates += `${model.id} `;
    }
    const supported = input.supported ? `s${input.supported.join(" ")}` : "-";
    return `${state.serial} ${action} ${chain} ${input.onPending === "wait" ? "w" : "f"} ${supported}|${candidates}|${key(facts)}`;
  };

  /** The same object for the same answer and findings, so that what is told about it is found once. */
  const narrow = (answer: Answer, input: Input): Answer => {
    const { guardrails, assessment } = input;
    const { brought } = assessment;
    const { injection, jailbreak } = assessment.risk;
    const findings = `${assessment.assessed} ${assessment.unjudged ?? ""} ${injection} ${jailbreak} ${assessment.dataClasses.join()} ${brought ? `${brought.injection} ${brought.dataClasses.join()}` : ""}`;
    const last = narrower.get(answer);
    if (last?.guardrails === guardrails && last?.findings === findings) return last.answer;
    const narrowing = narrowingOf(guardrails, assessment, input.chain.links[0]?.ref ?? "", input.supported);
    if (!narrowing) return answer;
    const rulings = narrowed(answer.rulings, narrowing);
    const outcome = outcomeOf(rulings, input.onPending ?? "fallback");
    const less = { outcome, rulings, asked: answer.asked && { ...answer.asked, guardrails: narrowing }, narrowing };
    narrower.set(answer, { guardrails, findings, answer: less });
    return less;
  };

  return {
    keyOf,
    narrow,
    get: (key: string): Answer | undefined => kept.get(key),
    keep(key: string, answer: Answer): void {
      if (!answer.rulings.some(failed)) kept.set(key, freeze(answer));
    },
    clear: (): void => kept.clear(),
  };
}

/** A kept answer is shared by calls. */
function freeze(answer: Answer): Answer {
  for (const ruling of answer.rulings) {
    for (const reason of ruling.reasons) Object.freeze(reason);
    Object.freeze(ruling.reasons);
    if (ruling.outcome !== "blocked") Object.freeze(ruling.obligations);
    if (ruling.outcome === "pending") Object.freeze(ruling.needs);
    Object.freeze(ruling);
  }
  Object.freeze(answer.rulings);
  return answer;
}

/** Not an answer to the question that its key stands for: facts that no policy reads may be why. */
export function failed(ruling: Ruling<unknown>): boolean {
  return ruling.reasons.some(({ policy }) => policy === "engine-unavailable" || policy === "not-evaluated");
}
