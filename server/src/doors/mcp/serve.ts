import type { IncomingMessage, ServerResponse } from "node:http";
import type { PeerAnswer } from "../../execution/index.ts";
import type { Chain } from "../../identity/index.ts";
import { asFault, isFault } from "../../kernel/index.ts";
import { type Envelope, LEGACY, UNNAMED, header } from "./envelope.ts";
import { greetingFor, initializeResult } from "./hello.ts";
import { type Message } from "./message.ts";
import { answer } from "./methods.ts";
import { type RpcReply, makeReply } from "./reply.ts";
import { sendError, sendTaken } from "./send.ts";
import type { Session } from "./sessions.ts";
import { type Outlet, eventAt, makeOutlet } from "./stream.ts";
import { listen, listenEnd, onPath } from "./subscribe.ts";
import type { Arrival, Asker, Door, Exchange } from "./types.ts";
import { INTERNAL_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, REFUSED, noticeText } from "./wire.ts";

/** Who sent something, to which path. */
interface Who {
  scope: string | undefined;
  arrival: Arrival;
  chain: Chain;
  owner: string;
}

type Request = Message & { kind: "request" };

/** A connection that broke may come back for the answer; a call nobody comes back for is given up. */
const COMES_BACK_MS = 60_000;
const MOST_RUNNING = 256;

/** One message of the newer era: all that is to be known of it stands in it. */
export async function servedModern(
  door: Door,
  who: Who & { envelope: Envelope },
  message: Message,
  res: ServerResponse,
): Promise<void> {
  // Closing the response is the only thing a client has to say beside its requests.
  if (message.kind !== "request") return sendTaken(res);
  const { envelope, ...rest } = who;
  const asker: Asker = { ...rest, ...envelope, modern: true, session: undefined };
  const stop = new AbortController();
  const outlet = makeOutlet({ id: "modern", pulse: door.pulse, kept: false });
  const streams = acceptsStream(who.arrival);
  const reply = makeReply(res, { id: message.id, outlet, streams, modern: true });
  res.once("close", () => {
    if (!reply.over) stop.abort();
  });
  const x = exchangeOf(asker, message, reply, stop);
  if (message.method !== "subscriptions/listen") return answered(door, x);
  const unwatch = door.identity.watch(who.chain, () => outlet.cut());
  const unheard = door.onClose(() => outlet.end(listenEnd(message.id)));
  res.once("close", () => {
    unwatch();
    unheard();
  });
  await listen(door, x, (stopped) => void res.once("close", stopped));
}

/** One message of the older era, which belongs to a session. */
export async function servedLegacy(door: Door, who: Who, message: Message, res: ServerResponse): Promise<void> {
  if (message.kind === "request" && message.method === "initialize") return initialize(door, who, message, res);
  const session = sessionOf(door, who, res, message.kind === "request" ? message.id : "null");
  if (!session) return;
  if (message.kind === "response") {
    session.answered(message.id, peerAnswer(message));
    return sendTaken(res);
  }
  if (message.kind === "notification") {
    noticed(session, message);
    return sendTaken(res);
  }
  if (session.running.has(message.id))
    return sendError(res, 400, { code: INVALID_REQUEST, message: "A request with this id is running." }, message.id);
  if (session.running.size >= MOST_RUNNING)
    return sendError(
      res,
      429,
      { code: REFUSED, message: "Too many requests of this session are running." },
      message.id,
    );
  const asker: Asker = { ...who, ...spoken(session), modern: false, session };
  return inSession(door, asker, session, message, res);
}

function spoken(session: Session): Pick<Asker, "capabilities" | "rawCapabilities" | "clientInfo" | "logLevel"> {
  const { capabilities, rawCapabilities, clientInfo, logLevel } = session;
  return { capabilities, rawCapabilities, clientInfo, logLevel };
}

async function inSession(
  door: Door,
  asker: Asker,
  session: Session,
  message: Request,
  res: ServerResponse,
): Promise<void> {
  const stop = new AbortController();
  let away: NodeJS.Timeout | undefined;
  const id = door.random.bytes(9).toString("hex");
  const outlet = makeOutlet({
    id,
    pulse: door.pulse,
    kept: true,
    detached: () => {
      if (!reply.over) away ??= setTimeout(() => stop.abort(), COMES_BACK_MS).unref();
    },
  });
  const reply: RpcReply = makeReply(res, {
    id: message.id,
    outlet,
    streams: acceptsStream(asker.arrival),
    modern: false,
  });
  session.running.set(message.id, stop);
  session.streams.set(id, outlet);
  res.once("close", () => {
    // Before it became a stream there was no id to come back with.
    if (!reply.over && !outlet.open) stop.abort();
  });
  try {
    await answered(door, exchangeOf(asker, message, reply, stop));
  } finally {
    clearTimeout(away);
    session.running.delete(message.id);
    if (outlet.over && outlet.told > 0) setTimeout(() => session.streams.delete(id), COMES_BACK_MS).unref();
    else session.streams.delete(id);
  }
}

async function answered(door: Door, x: Exchange): Promise<void> {
  try {
    await answer(door, x);
  } catch (error) {
    const fault = asFault(error);
    if (!isFault(error)) door.log.error("mcp.failed", { method: x.method.slice(0, 100), error: fault });
    x.reply.error({ code: INTERNAL_ERROR, message: fault.message, data: { code: fault.code } });
  }
}

function exchangeOf(asker: Asker, { id, method, params }: Request, reply: RpcReply, stop: AbortController): Exchange {
  return { asker, id, method, params, reply, signal: stop.signal, abort: () => stop.abort() };
}

async function initialize(door: Door, who: Who, message: Request, res: ServerResponse): Promise<void> {
  const { params } = message;
  const capabilities = params.value["capabilities"];
  const asked = {
    capabilities: (typeof capabilities === "object" && capabilities !== null ? capabilities : {}) as Record<
      string,
      unknown
    >,
    rawCapabilities: params.members().get("capabilities") ?? "{}",
    clientInfo: params.members().get("clientInfo") ?? UNNAMED,
  };
  const { owner, scope } = who;
  const session = door.sessions.open({ ...asked, owner, scope, protocol: LEGACY[0] });
  const asker: Asker = { ...who, ...asked, modern: false, session, logLevel: undefined };
  const greeting = await greetingFor(door, asker);
  if (!greeting) {
    door.sessions.end(session);
    return sendError(res, 404, { code: METHOD_NOT_FOUND, message: "There is nothing at this path." }, message.id);
  }
  const { protocol, result } = initializeResult(greeting, params.value["protocolVersion"]);
  session.protocol = protocol;
  const { org } = who.chain;
  session.leaving.add(
    door.changes.hear(org, ({ server, list }) => {
      if (onPath(who, server)) session.outlet.send(noticeText(`notifications/${list}/list_changed`, undefined));
    }),
  );
  session.leaving.add(door.identity.watch(who.chain, () => door.sessions.end(session)));
  session.leaving.add(() => door.peers.leave({ org, chain: who.chain, session: session.id }));
  const outlet = makeOutlet({ id: "hello", pulse: door.pulse, kept: false });
  const reply = makeReply(res, { id: message.id, outlet, streams: false, modern: false });
  reply.result(result, { "mcp-session-id": session.id });
}

/** What is not a POST: the stream of a session, and its end. */
export async function listenOn(door: Door, who: Who, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== "GET" && req.method !== "DELETE") {
    return sendError(res, 405, { code: INVALID_REQUEST, message: "This path takes POST, GET and DELETE." }, "null", {
      allow: "POST, GET, DELETE",
    });
  }
  if (req.method === "GET" && header(req.headers, "mcp-session-id") === undefined) {
    const message = "A stream belongs to a session. Begin with initialize, or use subscriptions/listen.";
    return sendError(res, 405, { code: INVALID_REQUEST, message }, "null", { allow: "POST" });
  }
  const session = sessionOf(door, who, res, "null");
  if (!session) return;
  if (req.method === "DELETE") {
    door.sessions.end(session);
    return sendTaken(res, 204);
  }
  if (!acceptsStream(who.arrival))
    return sendError(res, 406, { code: INVALID_REQUEST, message: "Accept text/event-stream." });
  const last = header(req.headers, "last-event-id");
  const at = last === undefined ? undefined : eventAt(last);
  const outlet: Outlet = (at && session.streams.get(at.stream)) ?? session.outlet;
  // One stream is enough, and two would each miss something.
  if (outlet === session.outlet && outlet.open && at === undefined)
    return sendError(res, 409, { code: INVALID_REQUEST, message: "This session has a stream already." });
  outlet.attach(res, { "mcp-session-id": session.id }, at && at.stream === outlet.id ? at.after : -1);
}

// Guarantee: the session id of somebody else is one that does not exist.
function sessionOf(door: Door, who: Who, res: ServerResponse, id: string): Session | undefined {
  const { headers } = who.arrival;
  const version = header(headers, "mcp-protocol-version");
  if (version !== undefined && !LEGACY.some((known) => known === version)) {
    const message = `Unsupported protocol version. Supported: ${LEGACY.join(", ")}.`;
    sendError(res, 400, { code: INVALID_REQUEST, message }, id);
    return undefined;
  }
  const named = header(headers, "mcp-session-id");
  if (named === undefined) {
    sendError(res, 400, { code: INVALID_REQUEST, message: "Mcp-Session-Id is missing: begin with initialize." }, id);
    return undefined;
  }
  const session = door.sessions.find(named, who.owner, who.scope);
  if (!session) sendError(res, 404, { code: REFUSED, message: "There is no such session." }, id);
  return session;
}

function noticed(session: Session, { method, params }: Message & { kind: "notification" }): void {
  if (method === "notifications/initialized") return;
  if (method === "notifications/cancelled") {
    const id = params.members().get("requestId");
    if (id !== undefined) session.running.get(id)?.abort();
    return;
  }
  // Roots that changed, and what later revisions tell: to the servers this session speaks with.
  for (const peer of session.opened.values()) if (peer.ended === undefined) peer.notify({ method, params: params.raw });
}

function peerAnswer({ result, error }: Message & { kind: "response" }): PeerAnswer {
  return result === undefined ? { error: error ?? "{}" } : { result };
}

function acceptsStream({ headers }: Arrival): boolean {
  const accept = headers.accept ?? "";
  return accept.includes("text/event-stream") || accept.includes("*/*");
}
