import type { RawJson } from "../../execution/index.ts";
import type { Performed, ToolOutcome } from "../../govern-tool.ts";
import { canonicalJson, fault, isRecord, sha256 } from "../../kernel/index.ts";
import { type Wanted, callOf } from "./ask.ts";
import { approvalAnswer, approvalInput, waitForPerson } from "./approval.ts";
import { carry } from "./carry.ts";
import { withoutEnvelope } from "./envelope.ts";
import type { HeldCall } from "./held.ts";
import { refusalWords } from "./refuse.ts";
import type { Bound, State } from "./seal.ts";
import type { Door, Exchange, Use } from "./types.ts";
import { INVALID_PARAMS, memberOf, membersOf, objectOf, withMember, withoutMember } from "./wire.ts";

/** Has the use decided about and carried out, and answers the request. */
export async function use(door: Door, x: Exchange, wanted: Wanted): Promise<void> {
  const bound = boundOf(x, wanted);
  const back = cameBack(door, x, bound);
  if (back === "forged") {
    x.reply.error({
      code: INVALID_PARAMS,
      message: "Invalid params: this requestState is not of this request, or is over.",
    });
    return;
  }
  const params = paramsFor(x, wanted, back);
  const it: Use = { x, wanted, bound, params };
  if (back?.kind === "held") return goOn(door, it, back.value);
  if (back?.kind === "approval") {
    const said = await approvalAnswer(door, it, back.value);
    if (said === "given-up") return;
  }
  await begin(door, it);
}

async function begin(door: Door, it: Use): Promise<void> {
  const { x } = it;
  if (!x.asker.modern) return end(door, it, await governed(door, it, x.signal, undefined));
  const held = door.held.begin(x.asker.owner);
  held.reply = x.reply;
  held.outcome = governed(door, it, held.abort.signal, held);
  await untilAskedOrOver(door, it, held, held.outcome);
}

function governed(door: Door, it: Use, signal: AbortSignal, held: HeldCall | undefined): Promise<ToolOutcome> {
  const { x, wanted } = it;
  return door.governTool(callOf(door, x, wanted), {
    signal,
    perform: ({ chain, raw, signal: stop }): Promise<Performed> => {
      const server = door.registry.landscape(chain.org)?.servers.get(wanted.server);
      if (!server) throw fault("not_found");
      const params = wanted.kind === "tool" && raw !== wanted.raw ? withMember(it.params, "arguments", raw) : it.params;
      return carry(door, x, { server, method: x.method, params, signal: stop, bound: it.bound, held });
    },
  });
}

/** A newer client's call runs until it is over, or until its server asks back: then the client is sent to ask. */
async function untilAskedOrOver(door: Door, it: Use, held: HeldCall, outcome: Promise<ToolOutcome>): Promise<void> {
  const { x } = it;
  const gone = () => held.abort.abort();
  if (x.signal.aborted) gone();
  x.signal.addEventListener("abort", gone, { once: true });
  const over = outcome.then(() => "over" as const);
  const first = await Promise.race([over, held.asked().then(() => "asked" as const)]);
  x.signal.removeEventListener("abort", gone);
  if (first === "over" || x.signal.aborted) return end(door, it, await outcome);
  held.reply = undefined;
  if (!door.held.keep(held)) {
    held.abort.abort();
    return end(door, it, await outcome);
  }
  const asks = [...held.asks].map(([key, { method, params }]): [string, RawJson] => [
    key,
    `{"method":${JSON.stringify(method)}${params === undefined ? "" : `,"params":${params}`}}`,
  ]);
  const state = door.states.seal({ kind: "held", value: held.id }, it.bound);
  x.reply.result(
    `{"resultType":"input_required","inputRequests":${objectOf(asks)},"requestState":${JSON.stringify(state)}}`,
  );
}

/** The client is back with answers for a call that waited. */
async function goOn(door: Door, it: Use, id: string): Promise<void> {
  const held = door.held.take(id, it.x.asker.owner);
  if (!held?.outcome) {
    it.x.reply.error({ code: INVALID_PARAMS, message: "Invalid params: this requestState is over." });
    return;
  }
  held.reply = it.x.reply;
  const answers = membersOf(it.x.params.members().get("inputResponses") ?? "{}") ?? new Map<string, RawJson>();
  for (const [key, answer] of answers) held.answer(key, { result: answer });
  await untilAskedOrOver(door, it, held, held.outcome);
}

async function end(door: Door, it: Use, outcome: ToolOutcome): Promise<void> {
  const { x } = it;
  if (outcome.answered) {
    const { performed, headers } = outcome;
    if (!performed) throw fault("internal", { internal: "a call that was carried out has no result" });
    if (performed.kind === "error") x.reply.error(performed.result, { headers });
    else x.reply.result(performed.result, headers);
    return;
  }
  const { refusal, pending, denied } = outcome;
  if (pending) {
    const input = approvalInput(door, it, pending);
    if (input !== undefined) return x.reply.result(input, refusal.headers);
    const told = await waitForPerson(door, it, pending);
    if (told?.state === "approved" && !x.signal.aborted) return begin(door, it);
    return refuse(it, outcome, told?.state === "denied" ? told : pending);
  }
  refuse(it, outcome, denied);
}

function refuse(it: Use, outcome: ToolOutcome & { answered: false }, approval: typeof outcome.pending): void {
  const { x, wanted } = it;
  const about = { kind: wanted.kind, name: wanted.said, modern: x.asker.modern };
  const words = refusalWords(outcome.refusal, about, approval);
  const { headers } = outcome.refusal;
  if ("result" in words) x.reply.result(words.result, headers);
  else x.reply.error(words.error, { headers, ...(outcome.refusal.code === "unauthenticated" ? { status: 401 } : {}) });
}

function boundOf({ asker, method }: Exchange, wanted: Wanted): Bound {
  let digest: string | undefined;
  return {
    owner: asker.owner,
    method,
    server: wanted.server,
    name: wanted.name,
    // Most calls need none.
    get digest() {
      return (digest ??= sha256(canonicalJson(wanted.arguments)));
    },
  };
}

function cameBack(door: Door, { asker, params }: Exchange, bound: Bound): State | "forged" | undefined {
  const state = params.value["requestState"];
  if (state === undefined || !asker.modern) return undefined;
  if (typeof state !== "string") return "forged";
  const { owner, method, server, name } = bound;
  const upstream = door.states.open(state, { owner, method, server, name, digest: "" });
  return upstream ?? door.states.open(state, bound) ?? "forged";
}

/** The client's params with the server's own names, and without what was between the client and us. */
function paramsFor(x: Exchange, wanted: Wanted, back: State | undefined): RawJson {
  let params = withoutEnvelope(x.params) ?? "{}";
  const field = x.method === "resources/read" ? "uri" : "name";
  if (wanted.said !== wanted.name && isRecord(x.params.value) && typeof x.params.value[field] === "string")
    params = withMember(params, field, JSON.stringify(wanted.name));
  if (x.method === "completion/complete" && wanted.said !== wanted.name) params = renamedRef(params, wanted.name);
  if (back === undefined) return params;
  if (back.kind === "upstream") return withMember(params, "requestState", JSON.stringify(back.value));
  return withoutMember(withoutMember(params, "requestState"), "inputResponses");
}

function renamedRef(params: RawJson, name: string): RawJson {
  const ref = memberOf(params, "ref") ?? "{}";
  const field = memberOf(ref, "uri") === undefined ? "name" : "uri";
  return withMember(params, "ref", withMember(ref, field, JSON.stringify(name)));
}
