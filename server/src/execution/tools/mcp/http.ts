import { asFault } from "../../../kernel/index.ts";
import type { Credential } from "../credentials/types.ts";
import type { Exchange, Http } from "../exchange.ts";
import { upstreamFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { RawJson } from "../types.ts";
import { readMessage } from "./message.ts";
import { sseReader } from "./sse-reader.ts";
import type { Failure, Wire, WireHears } from "./wire.ts";

export interface HttpWire extends Wire {
  /** What the older era keeps between requests. */
  session(): string | undefined;
  /** Begins, or goes on with, the stream of messages that answer nothing (older era). */
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
const MAX_REDIRECTS = 2;
/** How often the rest of one answer is asked for, and how often a stream of notices in vain. */
const MAX_RESUMED = 20;
const MAX_VAIN = 8;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** Between an answer and the end of its stream. */
const LINGER_MS = 500;
const CLOSE_MS = 2_000;
const SEND_MS = 15_000;
/** What is read of an answer that is none. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Streamable HTTP, both eras: a request is a POST, and its answer JSON or a stream of events. */
export function httpWire(parts: HttpWireParts): HttpWire {
  const { server, http, credential, hears } = parts;
  const running = new Map<number, { stop(): void }>();
  /** Those whose answer is here and whose stream is not over yet. */
  const lingering = new Set<{ stop(): void }>();
  const timers = new Set<NodeJS.Timeout>();
  let url = parts.url;
  let session: string | undefined;
  let listening: Exchange | undefined;
  let wantsListening = false;
  let vain = 0;
  let lastEventId: string | undefined;
  let closed = false;

  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!closed) run();
    }, ms);
    timer.unref();
    timers.add(timer);
  };
  const faultOf = (what: string, internal?: string): Failure => ({
    kind: "fault",
    fault: upstreamFault(server, what, internal),
  });

  /** One exchange with the credential, tried again once where it was refused and there is another. */
  async function begin(
    ask: {
      method: "GET" | "POST" | "DELETE";
      headers: Readonly<Record<string, string>>;
      body?: RawJson;
      stopped(): boolean;
      fail(failure: Failure): void;
      take(exchange: Exchange): void;
    },
    answer: (status: number, headers: Readonly<Record<string, string>>) => Answer | undefined,
    again = { credential: true, redirects: 0 },
  ): Promise<void> {
    let own: Record<string, string>;
    try {
      own = await credential.headers();
    } catch (error) {
      return ask.fail({ kind: "fault", fault: asFault(error) });
    }
    if (closed || ask.stopped()) return;
    let reading: Answer | undefined;
    let over = false;
    const target = url;
    const exchange = http.exchange(
      {
        url: target,
        method: ask.method,
        headers: {
          ...HEADERS,
          ...parts.headers(),
          ...ask.headers,
          ...(session !== undefined && { "mcp-session-id": session }),
          ...own,
        },
        body: ask.body,
      },
      {
        head: (status, headers) => {
          if (status === 401 && again.credential) {
            over = true;
            exchange.abort();
            credential.refused(own).then(
              (worth) =>
                worth
                  ? void begin(ask, answer, { ...again, credential: false })
                  : ask.fail({
                      kind: "status",
                      status,
                      fault: upstreamFault(server, "does not accept Lumos's credential"),
                    }),
              (error: unknown) => ask.fail({ kind: "fault", fault: asFault(error) }),
            );
            return;
          }
          if (status === 307 || status === 308) {
            // Guarantee: a redirect never takes a call, or a credential, to another origin than the declared one.
            const next = URL.parse(headers["location"] ?? "", target);
            over = true;
            exchange.abort();
            if (next === null || next.origin !== parts.url.origin || again.redirects >= MAX_REDIRECTS)
              return ask.fail(faultOf("wants to send calls elsewhere, which is not followed"));
            url = next;
            return void begin(ask, answer, { ...again, redirects: again.redirects + 1 });
          }
          reading = answer(status, headers);
          if (!reading) {
            over = true;
            exchange.abort();
          }
        },
        data: (chunk) => {
          if (!over && reading?.data(chunk) === false) {
            over = true;
            exchange.abort();
          }
        },
        end: () => {
          if (over) return;
          over = true;
          reading?.end();
        },
        failed: (what) => {
          if (over) return;
          over = true;
          if (reading) reading.cut(what);
          else ask.fail(faultOf(what));
        },
      },
    );
    ask.take({
      abort: () => {
        over = true;
        exchange.abort();
      },
    });
  }

  function post(id: number, text: RawJson, headers: Readonly<Record<string, string>>): void {
    let current: Exchange | undefined;
    let stopped = false;
    running.set(id, {
      stop: () => {
        stopped = true;
        current?.abort();
      },
    });
    const fail = (failure: Failure) => {
      if (!stopped) hears.failed(id, failure);
    };
    const ask = {
      stopped: () => stopped,
      fail,
      take: (exchange: Exchange) => {
        current = exchange;
        if (stopped) exchange.abort();
      },
    };
    void begin({ ...ask, method: "POST", headers, body: text }, (status, got) => {
      const had = session;
      const given = got["mcp-session-id"];
      if (given !== undefined && SESSION.test(given) && session === undefined) session = given;
      return reads(id, status, got, { had, headers, ask, fail });
    });
  }

  /** What is made of an answer to a request. */
  function reads(
    id: number,
    status: number,
    got: Readonly<Record<string, string>>,
    on: {
      had: string | undefined;
      headers: Readonly<Record<string, string>>;
      ask: Omit<Parameters<typeof begin>[0], "method" | "body" | "headers">;
      fail(failure: Failure): void;
    },
  ): Answer | undefined {
    const type = (got["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
    if (status >= 200 && status < 300) {
      if (type === "text/event-stream") return events(id, on, 0);
      if (type === "application/json") return whole(LIMITS.message, (bytes) => hearBytes(id, bytes, on.fail), on.fail);
      const fault = upstreamFault(server, "answered nothing that the protocol knows", `status ${status} type ${type}`);
      on.fail({ kind: "status", status, fault });
      return undefined;
    }
    if (status === 404 && on.had !== undefined) {
      on.fail({ kind: "session", fault: upstreamFault(server, "no longer knows the session") });
      return undefined;
    }
    const sentence =
      status === 401 || status === 403
        ? "does not accept Lumos's credential"
        : status === 429
          ? "is asked too often"
          : `answered with status ${status}`;
    const failure: Failure = { kind: "status", status, fault: upstreamFault(server, sentence) };
    if (type !== "application/json") {
      on.fail(failure);
      return undefined;
    }
    // An error of the protocol may come with a status of its own.
    const reads = (bytes: Buffer) => {
      const message = readMessage(bytes, LIMITS.depth);
      if (message.kind === "refusal" && status !== 401) hears.message({ ...message, id: String(id) }, id);
      else on.fail(failure);
    };
    return whole(MAX_ERROR_BYTES, reads, () => on.fail(failure));
  }

  function hearBytes(of: number | undefined, bytes: Buffer, fail: (failure: Failure) => void): void {
    const message = readMessage(bytes, LIMITS.depth);
    if (message.kind === "malformed") fail(faultOf(`answered something malformed: ${message.because}`));
    else hears.message(message, of);
  }

  function whole(max: number, read: (bytes: Buffer) => void, fail: (failure: Failure) => void): Answer {
    const chunks: Buffer[] = [];
    let size = 0;
    return {
      data(chunk) {
        size += chunk.length;
        if (size <= max) chunks.push(chunk);
        else fail(faultOf("answered more than the limit"));
        return size <= max;
      },
      end: () => read(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
      cut: (what) => fail(faultOf(what)),
    };
  }

  /** The stream of one request. Where it ends too early and named its events, the rest is asked for (SEP-1699). */
  function events(id: number, on: Parameters<typeof reads>[3], resumed: number): Answer {
    let size = 0;
    let eventId: string | undefined;
    let retryMs = RETRY_MS;
    const reader = sseReader(LIMITS.message, (event) => {
      eventId = event.id;
      if (event.retryMs !== undefined) retryMs = Math.min(event.retryMs, MAX_RETRY_MS);
      if (event.data !== "" && event.event === "message") hearBytes(id, Buffer.from(event.data), on.fail);
    });
    const over = () => {
      if (!running.has(id)) return;
      if (eventId === undefined || session === undefined || resumed >= MAX_RESUMED)
        return on.fail(faultOf("broke off its answer"));
      const last = eventId;
      later(retryMs, () => {
        const headers = { ...on.headers, accept: "text/event-stream", "last-event-id": last };
        if (!running.has(id)) return;
        void begin({ ...on.ask, method: "GET", headers }, (status, got) => {
          if (status === 200 && (got["content-type"] ?? "").startsWith("text/event-stream"))
            return events(id, on, resumed + 1);
          on.fail(faultOf("broke off its answer"));
          return undefined;
        });
      });
    };
    return {
      data(chunk) {
        size += chunk.length;
        const endless = on.headers["mcp-method"] === "subscriptions/listen";
        if (reader.push(chunk) && (endless || size <= LIMITS.stream)) return true;
        on.fail(faultOf("answered more than the limit"));
        return false;
      },
      end: over,
      cut: over,
    };
  }

  function listen(): void {
    if (closed || !wantsListening || session === undefined) return;
    const of = session;
    const headers = {
      accept: "text/event-stream",
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
    };
    let retryMs = RETRY_MS;
    const again = () => {
      listening = undefined;
      vain += 1;
      if (vain > MAX_VAIN || session !== of) return;
      later(Math.min(MAX_RETRY_MS, retryMs * 2 ** (vain - 1)), listen);
    };
    const ask = {
      method: "GET" as const,
      headers,
      stopped: () => session !== of,
      fail: again,
      take: (exchange: Exchange) => (listening = exchange),
    };
    void begin(ask, (status, got) => {
      const stream = status === 200 && (got["content-type"] ?? "").startsWith("text/event-stream");
      // It has no such stream, or none any more: nothing is lost that it would have sent.
      if (!stream) return void (status >= 500 ? again() : undefined);
      const reader = sseReader(LIMITS.message, (event) => {
        if (event.id !== undefined) lastEventId = event.id;
        if (event.retryMs !== undefined) retryMs = Math.min(event.retryMs, MAX_RETRY_MS);
        if (event.data === "") return;
        vain = 0;
        const end = ({ fault }: Failure) => hears.ended(fault);
        if (event.event === "message") hearBytes(undefined, Buffer.from(event.data), end);
      });
      return {
        data(chunk) {
          const fits = reader.push(chunk);
          if (!fits) hears.ended(upstreamFault(server, "sent more than the limit"));
          return fits;
        },
        end: again,
        cut: again,
      };
    });
  }

  function sendAway(
    method: "POST" | "DELETE",
    headers: Readonly<Record<string, string>>,
    body?: RawJson,
  ): Promise<void> {
    return new Promise((resolve) => {
      let current: Exchange | undefined;
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(
        () => {
          current?.abort();
          resolve();
        },
        method === "DELETE" ? CLOSE_MS : SEND_MS,
      );
      timer.unref();
      const ask = {
        method,
        headers,
        ...(body !== undefined && { body }),
        stopped: () => false,
        fail: done,
        take: (exchange: Exchange) => (current = exchange),
      };
      void begin(ask, () => ({ data: () => true, end: done, cut: done }));
    });
  }

  return {
    session: () => session,
    listen() {
      wantsListening = true;
      listen();
    },
    forget() {
      session = undefined;
      lastEventId = undefined;
      listening?.abort();
      listening = undefined;
    },
    request: ({ id, text, headers }) => post(id, text, headers),
    send(text, headers) {
      if (!closed) void sendAway("POST", headers, text);
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
      listening?.abort();
      for (const timer of timers) clearTimeout(timer);
      const leaving = session === undefined ? undefined : sendAway("DELETE", {});
      closed = leaving === undefined;
      await leaving;
      closed = true;
    },
  };
}

/** Reads an answer's body; `data` is false where no more is wanted. */
interface Answer {
  data(chunk: Buffer): boolean;
  end(): void;
  cut(what: string): void;
}
