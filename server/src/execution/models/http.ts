import { Pool, type Dispatcher } from "undici";
import type { Upstream, UpstreamExchange, UpstreamFailure, UpstreamListener } from "../types.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** As many calls as callers may have open at once: a limit for calls is policy, not plumbing. */
const CONNECTIONS_PER_ORIGIN = 16_384;
const MAX_ORIGINS = 256;
/** What is read of an answer's headers; the rest is not even copied. */
const READ_HEADERS = [
  "content-type",
  "retry-after",
  "retry-after-ms",
  "x-request-id",
  "request-id",
  "openai-processing-ms",
  "openai-version",
  "openai-model",
];

/**
 * Providers over HTTP: one pool an origin, raw chunks, no stream objects. A slow caller pauses the socket it
 * is read from, a caller that went away aborts it.
 */
export function httpUpstream(): Upstream {
  const pools = new Map<string, Pool>();

  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) {
      if (pools.size >= MAX_ORIGINS) dropOldest(pools);
      pool = new Pool(origin, {
        connections: CONNECTIONS_PER_ORIGIN,
        pipelining: 1,
        connect: { timeout: CONNECT_TIMEOUT_MS },
        keepAliveTimeout: 30_000,
        keepAliveMaxTimeout: 300_000,
        allowH2: false,
      });
      pools.set(origin, pool);
    }
    return pool;
  };

  return {
    send(request, listener) {
      const listening = new Listening(listener);
      poolOf(request.origin).dispatch(
        {
          path: request.path,
          method: "POST",
          headers: request.headers,
          body: request.body,
          headersTimeout: request.timeouts.headersMs,
          bodyTimeout: request.timeouts.idleMs,
        },
        listening,
      );
      return listening;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

class Listening implements Dispatcher.DispatchHandler, UpstreamExchange {
  readonly #listener: UpstreamListener;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted = false;
  #over = false;

  constructor(listener: UpstreamListener) {
    this.#listener = listener;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(new Error("aborted"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#over) return;
    const flat: Record<string, string> = {};
    for (const name of READ_HEADERS) {
      const value = headers[name];
      if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
    }
    this.#listener.head(status, flat);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return;
    if (!this.#listener.data(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.failed(failureOf(error, this.#aborted));
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort(new Error("aborted"));
  }
}

/** A socket's error in words that tell nothing about the network behind Lumos. */
function failureOf(error: Error & { code?: string }, aborted: boolean): UpstreamFailure {
  if (aborted) return { kind: "aborted", detail: "stopped" };
  switch (error.code) {
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "UND_ERR_CONNECT_TIMEOUT":
      return { kind: "unreachable", detail: "cannot be reached" };
    case "UND_ERR_HEADERS_TIMEOUT":
      return { kind: "timeout", detail: "did not answer in time" };
    case "UND_ERR_BODY_TIMEOUT":
      return { kind: "timeout", detail: "fell silent" };
    case "UND_ERR_HEADERS_OVERFLOW":
    case "UND_ERR_RES_EXCEEDED_MAX_SIZE":
      return { kind: "too_large", detail: "answered more than the limit" };
    default:
      return error.name === "HTTPParserError" || (error.code ?? "").startsWith("HPE_")
        ? { kind: "malformed", detail: "answered something that is not HTTP" }
        : { kind: "cut", detail: "broke the connection" };
  }
}

function dropOldest(pools: Map<string, Pool>): void {
  const oldest = pools.entries().next().value;
  if (!oldest) return;
  pools.delete(oldest[0]);
  void oldest[1].close();
}
