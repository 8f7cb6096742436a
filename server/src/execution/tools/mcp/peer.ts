import { type Fault, asFault } from "../../../kernel/index.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";
import { goneFault, upstreamFault } from "../faults.ts";
import { TIMES } from "../limits.ts";
import type { Connect } from "../parts.ts";
import type { Hello, PeerAnswer, PeerAsk, RawJson } from "../types.ts";
import { type Channel, Failed, makeChannel } from "./channel.ts";
import { derivedHeaders, toolHeaders } from "./derived.ts";
import { wrap } from "./envelope.ts";
import { makeHearers } from "./hearers.ts";
import { MODERN, discover, initialize, tellsOf } from "./hello.ts";
import { type HttpWire, httpWire } from "./http.ts";
import { errorJson, membersOf, textOf } from "./message.ts";
import { sseWire } from "./sse.ts";
import { stdioWire } from "./stdio.ts";
import { type Watching, makeWatching } from "./watching.ts";
import type { Wire, WireHears } from "./wire.ts";

/** A connection that stands. */
interface Link {
  channel: Channel;
  hello: Hello;
  http: HttpWire | undefined;
  watching: Watching | undefined;
}

/** An MCP server of either era, over HTTP, HTTP with one stream, or a child process. Nothing is read that only passes. */
export const mcpPeer: Connect<ConnectedMcp> = (server, parts) => {
  const { owner } = parts;
  const tools = toolHeaders(parts.definition);
  const hearers = makeHearers((error) => parts.log.error("tools.listener_failed", { server: server.id, error }));
  const helloMs = server.transport === "stdio" ? TIMES.helloStdio : TIMES.hello;
  const forever = new AbortController();
  let linking: Promise<Link> | undefined;
  let link: Link | undefined;
  let again: Promise<void> | undefined;
  let protocol: string | undefined;
  let logLevel: RawJson | undefined;
  let ended: string | undefined;
  let wire: HttpWire | undefined;
  const channels = new Set<Channel>();

  const isModern = () => protocol === MODERN;
  const revision = (): Record<string, string> => (protocol === undefined ? {} : { "mcp-protocol-version": protocol });

  function openChannel(): Channel {
    const channel: Channel = makeChannel({
      server: server.id,
      clock: parts.clock,
      wire: (hears) => wireOf(hears),
      tellsCancel: () => !(isModern() && server.transport === "http"),
      headers: (method) => (isModern() && method !== undefined ? { "mcp-method": method } : {}),
      onNotice: (notice) => hearers.notice(notice),
      onRequest: (request) => hearers.request(request),
      onEnd: (fault) => {
        channels.delete(channel);
        if (link?.channel === channel) over(fault);
      },
    });
    channels.add(channel);
    return channel;
  }

  function wireOf(hears: WireHears): Wire {
    const { http } = parts;
    if (server.transport === "stdio")
      return stdioWire({ server: server.id, hears, start: () => parts.children.start(server, parts.story) });
    const credential = parts.credentialFor(server, owner);
    const url = new URL(server.url ?? "");
    if (server.transport === "sse") return sseWire({ server: server.id, url, http, credential, hears });
    return (wire = httpWire({ server: server.id, url, http, credential, hears, headers: revision }));
  }

  function over(fault: Fault): void {
    ended ??= fault.message;
    link?.watching?.stop();
  }

  async function connect(): Promise<Link> {
    const times = { signal: forever.signal, timeoutMs: helloMs };
    let channel = openChannel();
    const known = parts.era.known();
    if (server.transport !== "sse" && known !== "legacy") {
      const found = await modernHello(channel, known);
      if (found) return linked(channel, found);
      // Some programs end at a question they do not know; they are started once more.
      if (channel.ended) channel = openChannel();
    }
    try {
      const hello = await initialize(channel, owner, { server: server.id, ...times });
      return linked(channel, hello);
    } catch (error) {
      parts.era.found(undefined);
      throw error instanceof Failed ? error.failure.fault : error;
    }
  }

  async function modernHello(channel: Channel, known: Hello["era"] | undefined): Promise<Hello | undefined> {
    const patient = known === "modern" || server.transport === "http";
    protocol = MODERN;
    try {
      // A child process of the older era may leave a question it does not know without an answer.
      const timeoutMs = patient ? helloMs : Math.min(helloMs, TIMES.probe);
      return await discover(channel, owner, { signal: forever.signal, timeoutMs });
    } catch (error) {
      if (server.transport === "stdio" && !forever.signal.aborted) return undefined;
      throw error;
    } finally {
      protocol = undefined;
    }
  }

  function linked(channel: Channel, hello: Hello): Link {
    protocol = hello.protocol;
    parts.era.found(hello.era);
    const made: Link = { channel, hello, http: wire, watching: undefined };
    if (hello.era === "legacy") {
      channel.notify("notifications/initialized", undefined, {});
      wire?.listen();
    } else made.watching = watch(made);
    link = made;
    made.watching?.look();
    if (channel.ended) over(channel.ended);
    return made;
  }

  function watch(of: Link): Watching {
    return makeWatching({
      hello: of.hello,
      wanted: () => hearers.listening > 0,
      tell: (notice) => hearers.notice(notice),
      async listen(params, signal, onNotice) {
        await send(of, { method: "subscriptions/listen", params, signal, onNotice });
      },
    });
  }

  function linkUp(): Promise<Link> {
    linking ??= connect().catch((error: unknown) => {
      const fault = asFault(error);
      ended ??= fault.message;
      for (const channel of channels) void channel.end(fault);
      throw fault;
    });
    return linking;
  }

  /** The session is gone at the other end, and with it nothing of ours: another one is begun. */
  function begin(of: Link): Promise<void> {
    again ??= (async () => {
      of.http?.forget();
      protocol = undefined;
      try {
        const about = { server: server.id, signal: forever.signal, timeoutMs: helloMs };
        of.hello = await initialize(of.channel, owner, about);
        protocol = of.hello.protocol;
        of.channel.notify("notifications/initialized", undefined, {});
        of.http?.listen();
      } catch (error) {
        const fault = error instanceof Failed ? error.failure.fault : asFault(error);
        void of.channel.end(fault);
        throw fault;
      } finally {
        again = undefined;
      }
    })();
    return again;
  }

  function send(of: Link, ask: PeerAsk): Promise<PeerAnswer> {
    const modern = of.hello.era === "modern";
    const envelope = modern ? { protocol: of.hello.protocol, ...tellsOf(owner), logLevel } : undefined;
    const { params, callersToken } = wrap(ask.params, of.channel.nextToken(), envelope);
    const headers = modern && of.http ? derivedHeaders({ method: ask.method, params }, of.hello.protocol, tools) : {};
    const timeoutMs = ask.method === "subscriptions/listen" ? undefined : (ask.timeoutMs ?? TIMES.request);
    return of.channel.ask({ ...ask, params, callersToken, headers, timeoutMs });
  }

  /** What the modern era has no request for, and the older one does. */
  function ownAnswer(of: Link, { method, params }: PeerAsk): PeerAnswer | undefined {
    if (method === "ping") return { result: "{}" };
    if (method === "logging/setLevel") {
      logLevel = membersOf(params).get("level");
      return { result: "{}" };
    }
    if (method !== "resources/subscribe" && method !== "resources/unsubscribe") return undefined;
    const uri = textOf(membersOf(params).get("uri"));
    if (uri === undefined) return { error: errorJson(-32_602, "Name the resource.") };
    if (method === "resources/unsubscribe") of.watching?.unsubscribe(uri);
    else if (!of.watching?.subscribe(uri)) return { error: errorJson(-32_603, "Too many resources are watched.") };
    return { result: "{}" };
  }

  return {
    server,
    hello: async (signal) => (await unlessGone(linkUp(), signal)).hello,
    async request(ask) {
      const of = await unlessGone(linkUp(), ask.signal);
      const own = of.hello.era === "modern" ? ownAnswer(of, ask) : undefined;
      if (own) return own;
      try {
        if (again) await again;
        return await send(of, ask);
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        if (error.failure.kind !== "session" || ask.signal.aborted) throw error.failure.fault;
      }
      try {
        await begin(of);
        return await send(of, ask);
      } catch (error) {
        throw error instanceof Failed ? error.failure.fault : error;
      }
    },
    notify(notice) {
      linkUp().then(
        ({ hello, channel }) => {
          const headers: Record<string, string> = hello.era === "modern" ? { "mcp-method": notice.method } : {};
          if (hello.era === "legacy" || !LEGACY_NOTICES.has(notice.method))
            channel.notify(notice.method, notice.params, headers);
        },
        () => {},
      );
    },
    onNotice(hear) {
      const stop = hearers.onNotice(hear);
      link?.watching?.look();
      return () => {
        stop();
        link?.watching?.look();
      };
    },
    onRequest: (answer) => hearers.onRequest(answer),
    get ended() {
      return ended;
    },
    async close() {
      const fault = upstreamFault(server.id, "is no longer used by this session");
      ended ??= fault.message;
      forever.abort();
      link?.watching?.stop();
      hearers.clear();
      await Promise.all([...channels].map((channel) => channel.end(fault)));
    },
  };
};

/** What the modern era no longer has. */
const LEGACY_NOTICES = new Set(["notifications/initialized", "notifications/roots/list_changed"]);

/** The wait ends when the caller is gone; what is waited for goes on for others. */
function unlessGone<T>(wanted: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(goneFault());
  return new Promise((resolve, reject) => {
    const gone = () => reject(goneFault());
    signal.addEventListener("abort", gone, { once: true });
    wanted.then(resolve, reject).finally(() => signal.removeEventListener("abort", gone));
  });
}
