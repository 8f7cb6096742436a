import type { PeerAnswer, PeerMessage, RawJson } from "../../execution/index.ts";
import type { Performed } from "../../govern-tool.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import { type Capable, lacks } from "./capabilities.ts";
import type { HeldCall } from "./held.ts";
import type { Bound } from "./seal.ts";
import { type Said, askable, makeSaid } from "./said.ts";
import { lookingCall } from "./ask.ts";
import { NOBODY } from "./sessions.ts";
import type { Asker, Door, Exchange } from "./types.ts";
import {
  INTERNAL_ERROR,
  INVALID_PARAMS,
  REFUSED,
  RESOURCE_NOT_FOUND,
  errorJson,
  memberOf,
  membersOf,
  noticeText,
  objectOf,
  withMember,
  withoutMember,
} from "./wire.ts";

/** One request on its way to a server. */
export interface Carried {
  server: ConnectedServer;
  method: string;
  params: RawJson;
  signal: AbortSignal;
  /** What a state of the server is sealed to. */
  bound: Bound;
  /** Of a newer client: where what an older server asks back waits. */
  held: HeldCall | undefined;
}

/** A client and its server could ask each other for ever. */
const MOST_ROUNDS = 10;
const INPUT_REQUIRED = '"input_required"';

/** Carries a request to a server and back, and between the two eras what either asks of the other on the way. */
export async function carry(door: Door, x: Exchange, carried: Carried): Promise<Performed> {
  const { asker } = x;
  const peer = door.peerFor(asker, carried.server);
  const { params } = carried;
  const said = makeSaid(door, asker, carried.server);
  const ask = (with_: RawJson) =>
    peer.request({
      method: carried.method,
      params: with_,
      signal: carried.signal,
      onNotice: (notice) => passNotice(x, carried.held, notice, said),
      onRequest: async (request) => {
        const may = await askable(door, asker, carried.server, request);
        return "answer" in may ? may.answer : askBack(x, carried, may.request);
      },
    });
  let answer = await ask(params);
  await said.told();
  for (let round = 0; ; round++) {
    if ("error" in answer)
      return { kind: "error", result: asker.modern ? errorInNewWords(answer.error) : answer.error };
    if (memberOf(answer.result, "resultType") !== INPUT_REQUIRED) return finished(asker, carried.method, answer.result);
    if (asker.modern) return unfinished(door, carried.bound, answer.result);
    if (round >= MOST_ROUNDS) return tooManyRounds();
    // Guarantee: what a server needs to know of the user is looked at before anyone is asked.
    const questions = await door.governSaid({
      call: lookingCall(door, asker),
      chain: asker.chain,
      server: carried.server.id,
      said: answer.result,
    });
    if (questions === undefined) return mayNotAsk();
    answer = await ask(
      await answered(x, carried, params, { questions, state: memberOf(answer.result, "requestState") }),
    );
    await said.told();
  }
}

const LEVELS = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

function passNotice(x: Exchange, held: HeldCall | undefined, notice: PeerMessage, said: Said): void {
  const say = (params: RawJson | undefined) =>
    void (held ? held.reply : x.reply)?.say(noticeText(notice.method, params), "expendable");
  if (notice.method === "notifications/progress") {
    const token = x.params.meta["progressToken"];
    if (token === undefined) return;
    said.pass(notice, (params) => say(withMember(params ?? "{}", "progressToken", JSON.stringify(token))));
    return;
  }
  if (notice.method === "notifications/message" && !wantsLog(x.asker, notice.params)) return;
  said.pass(notice, say);
}

/** A newer client hears only what it asked for; an older one everything until it says less. */
export function wantsLog(
  { modern, logLevel }: Pick<Asker, "modern" | "logLevel">,
  params: RawJson | undefined,
): boolean {
  if (logLevel === undefined) return !modern;
  const level = /^"(\w+)"$/.exec(memberOf(params ?? "{}", "level") ?? "")?.[1] ?? "";
  return LEVELS.indexOf(level) >= LEVELS.indexOf(logLevel);
}

/** What an older server asks while it works. */
async function askBack(x: Exchange, { held, signal }: Carried, request: PeerMessage): Promise<PeerAnswer> {
  const { asker, reply } = x;
  if (lacks(asker.capabilities, request)) return NOBODY;
  if (held) return held.ask(request);
  if (!asker.session) return NOBODY;
  return asker.session.ask(request.method, request.params, { send: (text) => reply.say(text) }, signal);
}

/** Has an older client answer what a newer server needs, and puts that into the next request. */
async function answered(
  x: Exchange,
  { signal }: Carried,
  params: RawJson,
  { questions, state }: { questions: RawJson; state: RawJson | undefined },
): Promise<RawJson> {
  const members = membersOf(questions);
  const wanted = [...(membersOf(members?.get("inputRequests") ?? "{}") ?? [])];
  const answers = await Promise.all(
    wanted.map(async ([key, raw]): Promise<[string, RawJson]> => {
      const method = memberOf(raw, "method");
      const request = {
        method: String(method === undefined ? "" : JSON.parse(method)),
        params: memberOf(raw, "params"),
      };
      const session = x.asker.session;
      const answer =
        !session || lacks(x.asker.capabilities, request)
          ? NOBODY
          : await session.ask(request.method, request.params, { send: (text) => x.reply.say(text) }, signal);
      return [key, "result" in answer ? answer.result : declined(request)];
    }),
  );
  const again = answers.length > 0 ? withMember(params, "inputResponses", objectOf(answers)) : params;
  return state === undefined ? withoutMember(again, "requestState") : withMember(again, "requestState", state);
}

/** The newer era has no error for a single answer: who does not answer declines. */
function declined({ method }: Capable): RawJson {
  if (method === "roots/list") return '{"roots":[]}';
  if (method === "elicitation/create") return '{"action":"cancel"}';
  return '{"role":"assistant","content":{"type":"text","text":""},"model":"none","stopReason":"refused"}';
}

// Guarantee: a server's own state comes back only from the caller it was given to.
function unfinished(door: Door, bound: Bound, result: RawJson): Performed {
  const state = memberOf(result, "requestState");
  if (state === undefined || !state.startsWith('"')) return { kind: "unfinished", result };
  const sealed = door.states.seal({ kind: "upstream", value: JSON.parse(state) as string }, { ...bound, digest: "" });
  return { kind: "unfinished", result: withMember(result, "requestState", JSON.stringify(sealed)) };
}

/** Results that the newer era wants to say how long they hold. */
const CACHEABLE = new Set([
  "resources/read",
  "resources/list",
  "resources/templates/list",
  "prompts/list",
  "tools/list",
]);

function finished(asker: Asker, method: string, result: RawJson): Performed {
  return { kind: "result", result: asker.modern ? inNewWords(method, result) : withoutMember(result, "resultType") };
}

/** A result as the newer era wants it; what is there already stays. */
export function inNewWords(method: string, result: RawJson, ttlMs?: number): RawJson {
  let said = memberOf(result, "resultType") === undefined ? withMember(result, "resultType", '"complete"') : result;
  if (!CACHEABLE.has(method)) return said;
  const own = memberOf(said, "ttlMs");
  if (own === undefined || (ttlMs !== undefined && !(Number(own) <= ttlMs)))
    said = withMember(said, "ttlMs", String(own === undefined ? (ttlMs ?? 0) : ttlMs));
  // Guarantee: what one caller may see is never kept for another.
  return memberOf(said, "cacheScope") === '"private"' ? said : withMember(said, "cacheScope", '"private"');
}

/** The newer era has no code of its own for a resource that is not there. */
function errorInNewWords(error: RawJson): RawJson {
  const old = memberOf(error, "code") === String(RESOURCE_NOT_FOUND);
  return old ? withMember(error, "code", String(INVALID_PARAMS)) : error;
}

function mayNotAsk(): Performed {
  return { kind: "error", result: errorJson({ code: REFUSED, message: "What the server asks may not be asked." }) };
}

function tooManyRounds(): Performed {
  const message = `The server still asks for input after ${MOST_ROUNDS} rounds.`;
  return { kind: "error", result: errorJson({ code: INTERNAL_ERROR, message }) };
}
