import { Agent, type Dispatcher } from "undici";
import { TIMES } from "./limits.ts";

/** One HTTP exchange, as it comes in. */
export interface ExchangeHears {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  data(chunk: Buffer): void;
  end(): void;
  /** `what` is a sentence without the server's name: "cannot be reached". */
  failed(what: string): void;
}

export interface Exchange {
  abort(): void;
}

export interface HttpAsk {
  url: URL;
  method: "GET" | "POST" | "DELETE" | "PUT" | "PATCH" | "HEAD";
  headers: Readonly<Record<string, string>>;
  body?: string | Buffer | undefined;
}

/** HTTP to upstreams: no redirect is followed by itself, no environment's proxy is used, nothing is kept of cookies. */
export interface Http {
  exchange(ask: HttpAsk, hears: ExchangeHears): Exchange;
  close(): Promise<void>;
}

export function makeHttp(): Http {
  const agent = new Agent({
    pipelining: 1,
    connect: { timeout: TIMES.connect },
    keepAliveTimeout: 30_000,
    allowH2: false,
    // How long a call may take is counted by who makes it: streams may be silent for hours.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    exchange({ url, method, headers, body }, hears) {
      const listening = new Listening(hears);
      const path = url.pathname + url.search;
      try {
        agent.dispatch({ origin: url.origin, path, method, headers: { ...headers }, body: body ?? null }, listening);
      } catch (error) {
        // What cannot even be sent: whoever asked hears of it as of any failure, once it holds the exchange.
        queueMicrotask(() => listening.onResponseError(undefined, error as Error));
      }
      return listening;
    },
    close: () => agent.destroy(),
  };
}

class Listening implements Dispatcher.DispatchHandler, Exchange {
  readonly #hears: ExchangeHears;
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;

  constructor(hears: ExchangeHears) {
    this.#hears = hears;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error("aborted"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#over) return;
    const flat: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
    this.#hears.head(status, flat);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over) this.#hears.data(chunk);
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#over = true;
    this.#hears.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error & { code?: string }): void {
    if (this.#over) return;
    this.#over = true;
    this.#hears.failed(whatFailed(error));
  }

  abort(): void {
    this.#over = true;
    this.#controller?.abort(new Error("aborted"));
  }
}

/** A socket's error in words that tell nothing about the network behind Lumos. */
function whatFailed(error: Error & { code?: string }): string {
  switch (error.code) {
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "UND_ERR_CONNECT_TIMEOUT":
      return "cannot be reached";
    case "UND_ERR_HEADERS_OVERFLOW":
      return "answered more than the limit";
    default:
      return error.name === "HTTPParserError" || (error.code ?? "").startsWith("HPE_")
        ? "answered something that is not HTTP"
        : "broke the connection";
  }
}
