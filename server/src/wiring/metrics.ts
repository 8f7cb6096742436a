import type { Metrics } from "../observe/index.ts";
import type { PolicyRoom, Recheck } from "../policy/index.ts";
import type { PseudonymsRoom } from "../pseudonyms/index.ts";
import type { ExpiryWatch } from "../record/index.ts";
import type { Routing, Tried } from "../routing/index.ts";
import { FLAGS, type SessionsRoom } from "../sessions/index.ts";

/* What the metrics tell of rooms that know nothing of metrics. */

export function tellPolicy(metrics: Metrics, policy: PolicyRoom, recheck: Recheck | undefined): void {
  const asked = "Evaluations of policies that the reference engine was asked again, by what came of it.";
  for (const result of ["same", "mismatch", "unanswered", "skipped"] as const)
    metrics.counter("lumos_policy_rechecks_total", asked, () => recheck?.counts[result] ?? 0, `result="${result}"`);
  for (const engine of ["fast", "reference"] as const) {
    const help = "The engine that policies are decided with now.";
    metrics.gauge("lumos_policy_engine", help, () => (policy.engine === engine ? 1 : 0), `engine="${engine}"`);
  }
}

export function tellSessions(metrics: Metrics, sessions: SessionsRoom): void {
  const { counts } = sessions;
  metrics.gauge("lumos_sessions", "Sessions in the memory of this process.", () => counts().known);
  metrics.gauge("lumos_sessions_unwritten", "Sessions that differ from what is stored.", () => counts().unwritten);
  const unread = "Calls whose session's past could not be read in time.";
  metrics.counter("lumos_sessions_unread_total", unread, () => counts().unread);
  const lost = "Changes to sessions that were let go of because the store was away for too long.";
  metrics.counter("lumos_sessions_lost_total", lost, () => counts().lost);
  const flagged = "Sessions that came to be flagged.";
  for (const flag of FLAGS)
    metrics.counter("lumos_session_flags_total", flagged, () => counts().flags[flag], `flag="${flag}"`);
}

export function tellPseudonyms(metrics: Metrics, { counts }: PseudonymsRoom): void {
  const known = "Values whose pseudonym is in the memory of this process; no value is in it.";
  metrics.gauge("lumos_pseudonyms", known, () => counts().values);
  const unkept = "Calls in which something was redacted that cannot come back.";
  metrics.counter("lumos_pseudonyms_unkept_total", unkept, () => counts().unkept);
}

export function tellCircuits(metrics: Metrics, routing: Pick<Routing, "circuits">): void {
  for (const state of ["open", "half_open"] as const) {
    const help = "Circuits of models and keys that are not closed.";
    metrics.gauge("lumos_circuits", help, () => routing.circuits()[state], `state="${state}"`);
  }
}

export function tellEndings(metrics: Metrics, expiry: ExpiryWatch): void {
  for (const end of ["soon", "expired"] as const) {
    const help = "Policies that switch themselves off within 14 days, and those that have.";
    metrics.gauge("lumos_policies_ending", help, () => expiry.counts()[end], `end="${end}"`);
  }
}

/** A try as the metrics count it. */
export function upstreamTry({
  model,
  ok,
  failure,
  status,
  firstByteMs,
}: Tried): Parameters<Metrics["upstreamTried"]>[0] {
  const answered = (status ?? 0) < 300;
  // With a good status and no failure before it, an answer that is not well broke off on the way.
  const result = failure ?? (answered ? (ok ? "ok" : "broken") : String(status));
  return { model: model.id, provider: model.provider.id, result, firstByteMs };
}
