import type { Credential } from "../credentials/types.ts";
import type { Exchange, Http } from "../exchange.ts";
import { upstreamFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { RawJson } from "../types.ts";
import { type Answer, beginning } from "./http-begin.ts";
import { isEvents, readEvents, readWhole } from "./http-reading.ts";
import type { Failure, Wire, WireHears } from "./wire.ts";

export interface HttpWire extends Wire {
  /** Begins the stream of messages that answer nothing (older era). */
  listen(): void;
  /** Forgets the session: the next exchange begins one. */
  forget(): void;
}

export interface HttpWireParts {
  server: string;
  url: URL;
  http: Http;
  credential: Credential;
  hears: WireHears;
  /** What every message carries: the revision, once it is known. */
  headers(): Readonly<Record<string, string>>;
}

const HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "user-agent": "lumos",
};
const SESSION = /^[\x21-\x7e]{1,1024}$/;
/** How often the rest of one answer is asked for, and how often a stream of notices in vain. */
const MAX_RESUMED = 20;
const MAX_VAIN = 8;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** Between an answer and the end of its stream. */
const LINGER_MS = 500;
const LEAVE_MS = 2_000;
const SEND_MS = 15_000;

/** What is known of a request that is under way. */
interface Posted {
  id: number;
  headers: Readonly<Record<string, string>>;
  inSession: boolean;
  resumed: number;
  ask: { stopped(): boolean; fail(failure: Failure): void; take(exchange: Exchange): void };
}

/** Streamable HTTP, both eras: a request is a POST, and its answer JSON or a stream of events. */
export function httpWire(parts: HttpWireParts): HttpWire {
  const { server, hears } = parts;
  const running = new Map<number, { stop(): void }>();
  /** Those whose answer is here and whose stream is not over yet. */
  const lingering = new Set<{ stop(): void }>();
  const timers = new Set<NodeJS.Timeout>();
  const news = {
    wanted: false,
    vain: 0,
    lastId: undefined as string | undefined,
    stream: undefined as Exchange | undefined,
  };
  let session: string | undefined;
  let closed = false;

  const begin = beginning({
    ...parts,
    closed: () => closed,
    headers: () => ({ ...HEADERS, ...parts.headers(), ...(session !== undefined && { "mcp-session-id": session }) }),
  });

  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!closed) run();
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  function post(id: number, text: RawJson, headers: Readonly<Record<string, string>>): void {
    let current: Exchange | undefined;
    let stopped = false;
    const stop = () => {
      stopped = true;
      current?.abort();
    };
    running.set(id, { stop });
    const ask: Posted["ask"] = {
      stopped: () => stopped,
      fail: (failure) => {
        if (!stopped) hears.failed(id, failure);
      },
      take: (exchange) => {
        current = exchange;
        if (stopped) exchange.abort();
      },
    };
    void begin({ ...ask, method: "POST", headers, body: text }, (status, got) => {
      const inSession = session !== undefined;
      const given = got["mcp-session-id"];
      // The modern era has no sessions, whatever its server says.
      const modern = headers["mcp-method"] !== undefined;
      if (!modern && !inSession && given !== undefined && SESSION.test(given)) session = given;
      const posted = { id, headers, inSession, resumed: 0, ask };
      if (isEvents(status, got)) return events(posted);
      return readWhole({ server, hears }, { id, status, headers: got, inSession, fail: ask.fail });
    });
  }

  /** The stream of one request. Where it ends too early and named its events, the rest is asked for (SEP-1699). */
  function events(posted: Posted): Answer {
    const { id, ask } = posted;
    const { fail } = ask;
    const place = { id: undefined as string | undefined, retryMs: RETRY_MS };
    const broken = () => fail({ kind: "fault", fault: upstreamFault(server, "broke off its answer") });
    return readEvents(
      { server, hears },
      {
        of: id,
        max: posted.headers["mcp-method"] === "subscriptions/listen" ? Infinity : LIMITS.stream,
        fail,
        told: (event) => {
          place.id = event.id;
          if (event.retryMs !== undefined) place.retryMs = Math.min(event.retryMs, MAX_RETRY_MS);
        },
        over: () => {
          const last = place.id;
          if (!running.has(id)) return;
          if (last === undefined || session === undefined || posted.resumed >= MAX_RESUMED) return broken();
          later(place.retryMs, () => {
            if (!running.has(id)) return;
            const headers = { ...posted.headers, accept: "text/event-stream", "last-event-id": last };
            void begin({ ...ask, method: "GET", headers }, (status, got) =>
              isEvents(status, got) ? events({ ...posted, resumed: posted.resumed + 1 }) : void broken(),
            );
          });
        },
      },
    );
  }

  function listen(): void {
    if (closed || !news.wanted || session === undefined) return;
    const of = session;
    let retryMs = RETRY_MS;
    const again = () => {
      news.stream = undefined;
      news.vain += 1;
      if (news.vain > MAX_VAIN || session !== of) return;
      later(Math.min(MAX_RETRY_MS, retryMs * 2 ** (news.vain - 1)), listen);
    };
    const ask = {
      method: "GET" as const,
      headers: { accept: "text/event-stream", ...(news.lastId !== undefined && { "last-event-id": news.lastId }) },
      stopped: () => session !== of,
      fail: again,
      take: (exchange: Exchange) => (news.stream = exchange),
    };
    void begin(ask, (status, got) => {
      // It has no such stream, or none any more: nothing is lost that it would have sent.
      if (!isEvents(status, got)) return void (status >= 500 ? again() : undefined);
      return readEvents(
        { server, hears },
        {
          of: undefined,
          max: Infinity,
          over: again,
          fail: ({ fault }) => hears.ended(fault),
          told: (event) => {
            if (event.id !== undefined) news.lastId = event.id;
            if (event.retryMs !== undefined) retryMs = Math.min(event.retryMs, MAX_RETRY_MS);
            if (!event.empty) news.vain = 0;
          },
        },
      );
    });
  }

  /** What nobody waits for the answer of. */
  function sendAway(ask: {
    method: "POST" | "DELETE";
    headers: Readonly<Record<string, string>>;
    body?: RawJson;
    ms: number;
  }): Promise<void> {
    return new Promise((resolve) => {
      let current: Exchange | undefined;
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        current?.abort();
        resolve();
      }, ask.ms);
      timer.unref();
      const on = { stopped: () => false, fail: done, take: (exchange: Exchange) => (current = exchange) };
      void begin({ ...ask, ...on }, () => ({ data: () => true, end: done, cut: done }));
    });
  }

  return {
    listen() {
      news.wanted = true;
      listen();
    },
    forget() {
      session = undefined;
      news.lastId = undefined;
      news.stream?.abort();
      news.stream = undefined;
    },
    request: ({ id, text, headers }) => post(id, text, headers),
    send(text, headers) {
      if (!closed) void sendAway({ method: "POST", headers, body: text, ms: SEND_MS });
    },
    release(id, why) {
      const entry = running.get(id);
      running.delete(id);
      if (!entry) return;
      if (why === "given up") return entry.stop();
      // A server ends the stream itself right after its answer; the connection can be used again then.
      lingering.add(entry);
      later(LINGER_MS, () => {
        lingering.delete(entry);
        entry.stop();
      });
    },
    async close() {
      if (closed) return;
      for (const { stop } of [...running.values(), ...lingering]) stop();
      running.clear();
      lingering.clear();
      news.stream?.abort();
      for (const timer of timers) clearTimeout(timer);
      if (session !== undefined) await sendAway({ method: "DELETE", headers: {}, ms: LEAVE_MS });
      closed = true;
    },
  };
}
