import type { ApprovalsRoom, Sought } from "./approvals/index.ts";
import type { Chain } from "./identity/index.ts";
import type { ToolCall } from "./kernel/index.ts";
import type { Decision, Told } from "./policy/index.ts";
import { type Assessment, makePlaceholders, redactText } from "./risk/index.ts";
import type { Thing } from "./tool-uses.ts";

/** A number that JavaScript would round: two that differ would look alike. */
const LONG_NUMBER = /\d{16,}/;
const MAX_DETAILS = 40;
const MAX_VALUE = 300;

/** Asks a person about a use of a tool, or finds the answer that was given to this very call. */
export function askPerson(
  rooms: { approvals: ApprovalsRoom },
  about: {
    call: ToolCall;
    chain: Chain;
    thing: Thing;
    assessment: Assessment;
    session: string;
    decision: Decision<Told>;
    /** What it is about besides the call: the result that is held. */
    held?: { result: string; needs: readonly string[]; why: string };
  },
): Promise<Sought> {
  const { call, chain, thing, decision, held } = about;
  const { ask } = call;
  const [ruling] = decision.rulings;
  const pending = ruling?.outcome === "pending" ? ruling : undefined;
  const content = { arguments: ask.arguments, ...(LONG_NUMBER.test(ask.raw) ? { raw: ask.raw } : {}) };
  const { server } = thing.use;
  const resource = ask.tool === "" ? server.id : `${server.id}/${ask.tool}`;
  const reasons = (ruling?.reasons ?? [])
    .filter(({ effect, obligation }) => effect === "forbid" && obligation !== undefined)
    .map(({ policy, why }) => ({ policy, why }));
  return rooms.approvals.seek({
    org: chain.org,
    chain,
    decision: call.id,
    session: about.session,
    action: held ? "release_result" : ask.action,
    resource,
    server: server.id,
    content: held ? { ...content, result: held.result } : content,
    snapshot: decision.snapshot,
    needs: held?.needs ?? pending?.needs ?? [],
    ttlMs: pending?.ttlMs,
    reasons: held ? [{ policy: "guardrail.tools.injection", why: held.why }] : reasons,
    shown: { title: `${resource}: ${thing.use.operations.join(", ")}`, details: detailsOf(about) },
  });
}

// Guarantee: who decides about a call sees its arguments without the secrets and personal data in them.
function detailsOf({
  call,
  assessment,
}: {
  call: ToolCall;
  assessment: Assessment;
}): { name: string; value: string }[] {
  const { texts } = call.ask;
  const placeholderFor = makePlaceholders({ avoid: [] });
  const details = texts.slice(0, MAX_DETAILS).map(({ place, text }, part) => {
    const shown = redactText(text, assessment.spans?.[part] ?? [], placeholderFor);
    return { name: place, value: shown.length > MAX_VALUE ? `${shown.slice(0, MAX_VALUE)}…` : shown };
  });
  for (const [name, value] of Object.entries(call.ask.arguments)) {
    if (details.length >= MAX_DETAILS) break;
    if (typeof value === "number" || typeof value === "boolean")
      details.push({ name: name.slice(0, 100), value: String(value) });
  }
  return details;
}
