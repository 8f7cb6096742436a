import { type Answered, sleep } from "./door.ts";
import { LumosBlocked, LumosPending } from "./errors.ts";
import type { Allowed, Approval, Decision, Json, Pending, Waiting } from "./types.ts";

const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 10_000;

/** An answer of Lumos to a question, as a decision. `again` asks the very same once more. */
// Guarantee: an answer in words that are not known here is not an allow.
export function decisionOf<What>(
  answer: Answered,
  valueOf: (answer: Answered) => { value: What; rewritten: boolean } | undefined,
  again: (waiting: Waiting) => Promise<Decision<What>>,
): Decision<What> {
  const id = textOf(answer["id"]);
  const reason = textOf(answer["reason"]) || "Lumos does not allow this.";
  const approval = approvalOf(answer["approval"]);
  if (answer["decision"] === "allow") {
    const given = valueOf(answer);
    if (given) return { outcome: "allowed", id, ...given, taint: textsOf(answer["taint"]) };
  }
  if (answer["decision"] === "pending" && approval) {
    const pending: Pending<What> = {
      outcome: "pending",
      id,
      reason,
      approval,
      wait: (waiting = {}) => waitFor(pending, again, waiting),
    };
    return pending;
  }
  const retryAfter = answer["retryAfter"];
  return {
    outcome: "blocked",
    id,
    code: textOf(answer["code"]) || "policy_blocked",
    reason,
    ...(approval ? { approval } : {}),
    ...(typeof retryAfter === "number" ? { retryAfterS: retryAfter } : {}),
  };
}

/** Asks the same again until a person has spoken, the time is up, or whoever waits has gone. */
async function waitFor<What>(
  pending: Pending<What>,
  again: (waiting: Waiting) => Promise<Decision<What>>,
  waiting: Waiting,
): Promise<Decision<What>> {
  const { signal, timeoutMs, everyMs } = waiting;
  const until = Math.min(pending.approval.expiresAt, Date.now() + (timeoutMs ?? Number.POSITIVE_INFINITY));
  let decision: Decision<What> = pending;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LAST_LOOK_MS)) {
    signal?.throwIfAborted();
    const left = until - Date.now();
    if (left <= 0) return decision;
    await sleep(Math.min(everyMs ?? pause, left), signal);
    signal?.throwIfAborted();
    decision = await again(waiting);
    if (decision.outcome !== "pending") return decision;
  }
}

/** The allowed decision, or what it says instead as an error. */
export function orThrow<What>(decision: Decision<What>): Allowed<What> {
  if (decision.outcome === "allowed") return decision;
  if (decision.outcome === "pending") throw new LumosPending(decision as Pending<unknown>);
  throw new LumosBlocked(decision);
}

function approvalOf(value: Json | undefined): Approval | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { id, state, url, expiresAt, needs } = value;
  if (typeof id !== "string" || typeof expiresAt !== "number") return undefined;
  return { id, state: textOf(state), url: textOf(url), expiresAt, needs: textsOf(needs) };
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
