import type { AskedAnswer } from "../../record/index.ts";
import type { Reason } from "../../policy/index.ts";
import { obligationObject } from "./supported.ts";

/** One decision as AuthZEN writes it. */
export interface DecisionBody {
  decision: boolean;
  context: Record<string, unknown>;
}

const REASONS = { allowed: "allowed", pending: "approval_required", blocked: "policy_blocked" } as const;

/**
 * What an asker hears. Which policies decided is for those who may ask about others: they enforce the answer;
 * who asks about itself hears the sentence that is meant for it.
 */
export function decisionBody(answer: AskedAnswer, about: { entitled: boolean; asked: string }): DecisionBody {
  const { outcome, chosen } = answer;
  const sentences = sentencesOf(answer.reasons);
  const context: Record<string, unknown> = { id: answer.id, reason: REASONS[outcome] };
  if (outcome !== "allowed") context["reason_user"] = { en: sentences };
  if (about.entitled) Object.assign(context, forAdmins(answer.reasons));
  if (outcome === "allowed" && chosen !== undefined && chosen.tier !== "") {
    context["model"] = chosen.id;
    context["tier"] = chosen.tier;
  }
  const topic = `${about.asked.slice(0, 200)} (decision ${answer.id})`;
  const duties = outcome === "pending" ? answer.needs.filter(isStepUp) : answer.obligations;
  if (duties.length > 0) {
    context["obligations"] = duties.map((one, place) => obligationObject(one, place, { topic, body: sentences }));
  }
  if (outcome === "pending") context["pending"] = pendingOf(answer);
  return { decision: outcome === "allowed", context };
}

/** Something in a batch that could not be asked at all. */
export function errorBody(error: { status: number; message: string }, id: string | undefined): DecisionBody {
  return { decision: false, context: { ...(id === undefined ? {} : { id }), error } };
}

function forAdmins(reasons: readonly Reason[]): Record<string, unknown> {
  const policies = [...new Set(reasons.filter(({ effect }) => effect !== "none").map(({ policy }) => policy))];
  const texts = [...new Set(reasons.map(adminSentence))];
  return {
    ...(texts.length > 0 ? { reason_admin: { en: texts.join(" ") } } : {}),
    ...(policies.length > 0 ? { policies } : {}),
  };
}

function adminSentence({ policy, effect, principal, obligation, unsupported, errored }: Reason): string {
  const who = principal === "" ? "" : ` for ${principal}`;
  if (effect === "permit") return `${policy} permits it${who}.`;
  if (effect === "none")
    return policy === "no-permit" ? `Nothing permits it${who}.` : `It could not be evaluated${who}.`;
  if (errored) return `${policy} could not be evaluated${who}, which forbids.`;
  if (unsupported) return `${policy} asks${who} for ${obligation}, which the asker did not say it can carry out.`;
  return obligation === undefined ? `${policy} forbids it${who}.` : `${policy} asks${who} for ${obligation}.`;
}

/** A question asks no person, for nobody knows which call it is about: it names what is missing, and promises nothing. */
function pendingOf({ needs, ttlMs }: AskedAnswer): Record<string, unknown> {
  return {
    needs: needs.map((need) => ({ type: need.slice(0, need.indexOf(":")), of: need.slice(need.indexOf(":") + 1) })),
    ...(ttlMs === undefined ? {} : { ttl_s: Math.round(ttlMs / 1_000) }),
    requestable: false,
  };
}

function isStepUp(need: string): boolean {
  return need.startsWith("stepup:");
}

function sentencesOf(reasons: readonly Reason[]): string {
  const texts = reasons.filter(({ effect }) => effect !== "permit").map(({ why }) => why.trim());
  const told = [...new Set(texts)].filter((text) => text !== "").slice(0, 3);
  return told.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(" ") || "No policy permits this.";
}
