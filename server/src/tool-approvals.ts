import type { ApprovalsRoom, Sought } from "./approvals/index.ts";
import type { Approvable } from "./approving.ts";
import type { Chain } from "./identity/index.ts";
import { type ToolCall, isRecord, mayTell } from "./kernel/index.ts";
import { type Assessment, makePlaceholders, redactText } from "./risk/index.ts";
import type { Thing } from "./tool-uses.ts";

/** More than the room shows: it says how many more there are. */
const MAX_DETAILS = 2_000;
const MAX_VALUE = 300;
const MAX_DEPTH = 64;
const PLAIN = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** The use of a tool that a person is asked about. */
interface Asked {
  call: ToolCall;
  chain: Chain;
  thing: Thing;
  assessment: Assessment;
  session: string;
}

/** What of it an approval is bound to, and what whoever decides is shown. */
export function useApproval(about: Asked): Approvable {
  const { call, chain, thing } = about;
  const { ask } = call;
  const { server, operations } = thing.use;
  const resource = ask.tool === "" ? server.id : `${server.id}/${ask.tool}`;
  return {
    chain,
    decision: call.id,
    session: about.session,
    action: ask.action,
    resource,
    server: server.id,
    content: {
      arguments: ask.arguments,
      ...(roundsNumbers(ask.raw) ? { raw: ask.raw } : {}),
      ...(ask.beside ? { beside: ask.beside } : {}),
      // Guarantee: an approval ends with the definition of the tool and the place of its server that were shown.
      ...(thing.tool ? { definition: thing.tool.hash } : {}),
      ...(thing.server ? { server: thing.server.mark } : {}),
    },
    shown: { title: `${resource}: ${operations.join(", ")}`, details: detailsOf(about) },
  };
}

const STRING = /"(?:[^"\\]|\\.)*"/g;
const NUMBER = /-?\d[\d.eE+-]*/g;

// Guarantee: an approval of one number is none of another that reads the same once it is rounded.
/** Two numbers that differ may look alike in JavaScript; then the approval is bound to how they were written. */
export function roundsNumbers(raw: string): boolean {
  const numbers = raw.replace(STRING, "").match(NUMBER) ?? [];
  return numbers.some((text) => text.length > 15 || String(Number(text)) !== text);
}

/** Asks a person about a result that is held, or finds the answer that was given about this very one. */
export function askToRelease(
  rooms: { approvals: Pick<ApprovalsRoom, "seek"> },
  about: Asked & { snapshot: string; held: { result: string; needs: readonly string[]; why: string } },
): Promise<Sought> {
  const { chain, snapshot, held } = about;
  const use = useApproval(about);
  return rooms.approvals.seek({
    ...use,
    org: chain.org,
    action: "release_result",
    content: { use: use.content, result: held.result },
    snapshot,
    needs: held.needs,
    ttlMs: undefined,
    reasons: [{ policy: "guardrail.tools.injection", why: held.why }],
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
  const details = texts.slice(0, MAX_DETAILS).map(({ path, place, text, encoding }, part) => {
    const shown = redactText(text, assessment.spans?.[part] ?? [], placeholderFor);
    return { name: encoding === "name" && path.at(-1) === text ? `${place} (its name)` : place, value: cut(shown) };
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
        const told = PLAIN.test(name) && !mayTell(name) ? name : "*";
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
