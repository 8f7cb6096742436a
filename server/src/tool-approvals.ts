import type { ApprovalsRoom, Sought } from "./approvals/index.ts";
import type { Chain } from "./identity/index.ts";
import { type ToolCall, isRecord } from "./kernel/index.ts";
import type { Decision, Told } from "./policy/index.ts";
import { type Assessment, makePlaceholders, redactText } from "./risk/index.ts";
import type { Thing } from "./tool-uses.ts";

/** A number that JavaScript would round: two that differ would look alike. */
const LONG_NUMBER = /\d{16,}/;
/** More than the room shows: it says how many more there are. */
const MAX_DETAILS = 2_000;
const MAX_VALUE = 300;
const MAX_DEPTH = 64;
const PLAIN = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

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
// Guarantee: who decides about a call sees every argument there is room for, and how much there is no room for.
function detailsOf({
  call,
  assessment,
}: {
  call: ToolCall;
  assessment: Assessment;
}): { name: string; value: string }[] {
  const { texts } = call.ask;
  const placeholderFor = makePlaceholders({ avoid: [] });
  const details = texts.slice(0, MAX_DETAILS).map(({ place, text, encoding }, part) => {
    const shown = redactText(text, assessment.spans?.[part] ?? [], placeholderFor);
    return { name: encoding === "name" ? `${place} (its name)` : place, value: cut(shown) };
  });
  const read = new Set(texts.map(({ path }) => JSON.stringify(path)));
  return [...details, ...restOf(call.ask.arguments, read).slice(0, Math.max(0, MAX_DETAILS - details.length))];
}

/** What is no text: numbers, switches, and what is empty. */
function restOf(args: unknown, read: ReadonlySet<string>): { name: string; value: string }[] {
  const rest: { name: string; value: string }[] = [];
  const walk = (path: (string | number)[], place: string, value: unknown) => {
    if (rest.length > MAX_DETAILS || path.length > MAX_DEPTH) return;
    if (Array.isArray(value) && value.length > 0) {
      for (const [at, item] of value.entries()) walk([...path, at], `${place}[${at}]`, item);
    } else if (isRecord(value) && (path.length === 0 || Object.keys(value).length > 0)) {
      for (const [name, item] of Object.entries(value)) {
        // A name may be what a caller has to say; then it is among the texts.
        const told = PLAIN.test(name) ? name : "*";
        walk([...path, name], place === "" ? told : `${place}.${told}`, item);
      }
    } else if ((typeof value !== "string" || value === "") && !read.has(JSON.stringify(path))) {
      rest.push({ name: place, value: JSON.stringify(value) });
    }
  };
  walk([], "", args);
  return rest;
}

function cut(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}… (${text.length} characters)` : text;
}
