import type { Guardrails } from "../../config/index.ts";
import type { Assessment } from "../../risk/index.ts";
import type { Way } from "../explain/changes.ts";
import type { Change } from "../explain/facts.ts";
import { MODEL_PATH, isInteractive, isSupported, mergeObligations } from "./obligations.ts";
import type { Facts, Obligation, Reason, Ruling } from "../types.ts";

/** What guardrails add to the policies for one call. */
export interface Narrowing {
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
  assessment: Pick<Assessment, "assessed" | "dataClasses" | "unjudged" | "risk" | "brought">,
  principal: string,
  supported?: readonly string[],
): Ruling<C>[] {
  const narrowing = narrowingOf(guardrails, assessment, principal, supported);
  return narrowing ? narrowed(rulings, narrowing) : rulings;
}

/** Rulings with what guardrails add to them. */
export function narrowed<C>(rulings: readonly Ruling<C>[], { forbids, obligations }: Narrowing): Ruling<C>[] {
  return rulings.map((ruling): Ruling<C> => {
    if (forbids.length > 0) {
      const before = ruling.reasons.filter((reason) => reason.effect !== "permit");
      return { outcome: "blocked", candidate: ruling.candidate, reasons: [...before, ...forbids] };
    }
    if (ruling.outcome === "blocked") return ruling;
    const asked = obligations.filter(isInteractive);
    const duties = asked.length === 0 ? obligations : obligations.filter((one) => !isInteractive(one));
    const less = { ...ruling, obligations: mergeObligations([...ruling.obligations, ...duties]) };
    return asked.length === 0 ? less : waiting(less, asked);
  });
}

/** Connections may ask for a person too. */
function waiting<C>(ruling: Exclude<Ruling<C>, { outcome: "blocked" }>, asked: readonly Obligation[]): Ruling<C> {
  const { candidate, obligations } = ruling;
  const before = ruling.outcome === "pending" ? ruling.needs : [];
  const ttl = ruling.outcome === "pending" && ruling.ttlMs !== undefined ? { ttlMs: ruling.ttlMs } : {};
  const reasons = [
    ...asked.map((obligation): Reason => ({
      policy: "connection.approvals",
      effect: "forbid",
      why: "The connection says that a person looks at this first.",
      severity: "",
      principal: "",
      obligation,
    })),
    ...ruling.reasons,
  ];
  return {
    outcome: "pending",
    candidate,
    needs: mergeObligations([...before, ...asked]),
    obligations,
    reasons,
    ...ttl,
  };
}

/** What the guardrails say about what was found; undefined where they say nothing. */
export function narrowingOf(
  guardrails: Guardrails | undefined,
  assessment: Pick<Assessment, "assessed" | "dataClasses" | "unjudged" | "risk" | "brought">,
  principal: string,
  supported: readonly string[] = MODEL_PATH,
): Narrowing | undefined {
  const input = guardrails?.input ?? {};
  const found = (name: string) => assessment.dataClasses.includes(name);
  const forbids: Reason[] = [];
  const obligations: Obligation[] = [];
  const forbid = (policy: string, why: string) =>
    forbids.push({ policy, effect: "forbid", why, severity: "high", principal });

  // Guarantee: where the organization says so, a call that could not be assessed does not run.
  if (!assessment.assessed && whenUnavailable(guardrails) === "block") {
    forbid("guardrail.unavailable", "The content could not be assessed, and this organization blocks such calls.");
  }
  // Guarantee: where a judge must look and cannot be asked, its rule decides, and it blocks where nothing is said.
  if (assessment.unjudged !== undefined) {
    const why = `The judge ${assessment.unjudged} must look at this call and could not be asked.`;
    forbid("guardrail.judge", why);
  }
  // Guarantee: where the organization says so, a call whose texts order a model to set its rules aside does not run.
  if (input.injection === "block" && isAttack(assessment.risk, guardrails)) {
    forbid(
      "guardrail.input.injection",
      "The request reads like an attempt to override what the model was told. Reword it, or leave out the text that does.",
    );
  }
  if (input.secrets === "block" && found("secret")) {
    forbid("guardrail.input.secrets", "A secret was found in the request. Take it out and send it again.");
  }
  if (input.pii === "block" && found("pii.customer")) {
    forbid("guardrail.input.pii", "Personal data was found in the request. Take it out and send it again.");
  }
  // Guarantee: what a guardrail on tools blocks in what they answer reaches no model.
  const { tools = {} } = guardrails ?? {};
  const { brought } = assessment;
  const inData = (name: string) => brought?.dataClasses.includes(name) === true;
  if (tools.injection === "block" && brought && brought.injection >= (guardrails?.thresholds?.injection ?? BLOCK_AT)) {
    const why = "What a tool or a document brought reads like orders to the model. Leave it out.";
    forbid("guardrail.tools.injection", why);
  }
  if (tools.secrets === "block" && inData("secret")) {
    const why = "A secret was found in what a tool or a document brought. Take it out and send it again.";
    forbid("guardrail.tools.secrets", why);
  }
  if (tools.pii === "block" && inData("pii.customer")) {
    const why = "Personal data was found in what a tool or a document brought. Take it out and send it again.";
    forbid("guardrail.tools.pii", why);
  }
  // Guarantee: whoever cannot carry out what a guardrail asks for is refused.
  const redact = (policy: string, name: string, found: string) => {
    const obligation = `redact:${name}`;
    if (isSupported(obligation, supported)) {
      if (!obligations.includes(obligation)) obligations.push(obligation);
      return;
    }
    const why = `${found} (Nothing here can carry out ${obligation}.)`;
    forbids.push({ policy, effect: "forbid", why, severity: "high", principal, obligation, unsupported: true });
  };
  if (input.pii === "redact" && found("pii.customer"))
    redact("guardrail.input.pii", "pii.customer", "Personal data was found in the request.");
  if (tools.secrets === "redact" && inData("secret"))
    redact("guardrail.tools.secrets", "secret", "A secret was found in what a tool or a document brought.");
  if (tools.pii === "redact" && inData("pii.customer"))
    redact("guardrail.tools.pii", "pii.customer", "Personal data was found in what a tool or a document brought.");
  return forbids.length === 0 && obligations.length === 0 ? undefined : { forbids, obligations };
}

/** What becomes of a call that could not be assessed. Where nothing is to act on what is found, nothing is missed. */
// Guarantee: a guard that acts is not turned off by a text that cannot be assessed, unless the organization says so.
function whenUnavailable({ input = {}, tools = {}, unavailable }: Guardrails = {}): "allow" | "block" {
  const actions = [input.injection, input.secrets, input.pii, tools.injection, tools.secrets, tools.pii];
  const acts = actions.some((action) => action === "block" || action === "redact");
  return unavailable ?? (acts ? "block" : "allow");
}

/** Scores from here on block, where the organization names no other. */
const BLOCK_AT = 80;

/** Each of the two sorts of attacks against its own threshold. */
function isAttack({ injection, jailbreak }: Assessment["risk"], guardrails: Guardrails | undefined): boolean {
  const { thresholds } = guardrails ?? {};
  return injection >= (thresholds?.injection ?? BLOCK_AT) || jailbreak >= (thresholds?.jailbreak ?? BLOCK_AT);
}

/** Whether a guardrail would still forbid with other facts; undefined for the id of a policy. */
export function stillStands(id: string, facts: Facts): boolean | undefined {
  switch (id) {
    case "guardrail.input.secrets":
    case "guardrail.tools.secrets":
      return facts.dataClasses.includes("secret");
    case "guardrail.input.pii":
    case "guardrail.tools.pii":
      return facts.dataClasses.includes("pii.customer");
    // At which score is the organization's; only none at all is surely below it.
    case "guardrail.input.injection":
      return facts.risk.injection > 0 || facts.risk.jailbreak > 0;
    case "guardrail.tools.injection":
      return facts.risk.injection > 0;
    case "guardrail.unavailable":
      return !facts.assessed;
    case "guardrail.judge":
      return true;
    default:
      return undefined;
  }
}

/** The changes that would lift what a guardrail forbids. */
export function waysPastGuardrail(id: string): Way[] {
  const without = (name: string): Way => {
    const words = `dataClasses does not contain ${name}`;
    const apply: Change["apply"] = (situation) => ({
      ...situation,
      facts: { ...situation.facts, dataClasses: situation.facts.dataClasses.filter((one) => one !== name) },
    });
    return [{ words, caller: words, apply }];
  };
  if (id === "guardrail.input.secrets" || id === "guardrail.tools.secrets") return [without("secret")];
  if (id === "guardrail.input.pii" || id === "guardrail.tools.pii") return [without("pii.customer")];
  if (id === "guardrail.judge") return [];
  if (id === "guardrail.tools.injection") {
    const words = "risk.injection of what tools and documents brought is below what the organization blocks from";
    const calm: Change["apply"] = (situation) => ({
      ...situation,
      facts: { ...situation.facts, risk: { ...situation.facts.risk, injection: 0 } },
    });
    return [[{ words, caller: words, apply: calm }]];
  }
  if (id === "guardrail.input.injection") {
    const words = "risk.injection and risk.jailbreak are below what the organization blocks from";
    const calm: Change["apply"] = (situation) => ({
      ...situation,
      facts: { ...situation.facts, risk: { ...situation.facts.risk, injection: 0, jailbreak: 0 } },
    });
    return [[{ words, caller: words, apply: calm }]];
  }
  const apply: Change["apply"] = (situation) => ({ ...situation, facts: { ...situation.facts, assessed: true } });
  return [[{ words: "assessed is true", apply }]];
}
