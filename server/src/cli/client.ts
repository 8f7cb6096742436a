import { FAULTS, type Fault, type FaultCode, fault, isRecord } from "../kernel/index.ts";
import type { Target } from "./target.ts";

export interface Reply {
  status: number;
  body: unknown;
  /** From the ETag. */
  version: number | undefined;
}

export interface Request {
  method: string;
  /** Below /api/v1. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  ifMatch?: number;
  /** For what takes as long as there is data. */
  timeoutMs?: number;
}

/** The management API of one server, asked as one person. Refusals are thrown as the faults they name. */
export interface Client {
  readonly url: string;
  send(request: Request): Promise<Reply>;
  /** Server-sent events, until the signal ends; goes on after a break where it stopped. */
  events(request: Request, signal: AbortSignal, onBreak: (error: Fault) => void): AsyncIterable<ServerEvent>;
}

export interface ServerEvent {
  id: string | undefined;
  event: string;
  data: string;
}

const TIMEOUT_MS = 60_000;
const MAX_REPLY_BYTES = 256 * 1_048_576;
const MAX_EVENT_CHARACTERS = 4 * 1_048_576;
const RETRY_MS = 1_000;

export function makeClient(
  target: Target,
  options: { program: string; org: string | undefined; version: string },
): Client {
  const headersOf = (request: Request): Record<string, string> => ({
    accept: "application/json",
    "user-agent": `lumos-cli/${options.version}`,
    ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token.reveal()}` }),
    ...(options.org === undefined ? {} : { "x-lumos-organization": options.org }),
    ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    ...(request.ifMatch === undefined ? {} : { "if-match": `"${request.ifMatch}"` }),
  });
  const ask = async (request: Request, headers: Record<string, string>, signal: AbortSignal): Promise<Response> => {
    const url = new URL(`${target.url}/api/v1${request.path}`);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.append(name, value);
    try {
      return await fetch(url, {
        method: request.method,
        headers,
        signal,
        redirect: "error",
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
    } catch (error) {
      throw unreachable(target, options.program, error);
    }
  };
  const refusal = async (reply: Response): Promise<Fault> =>
    faultOf(reply.status, await readBody(reply), options.program);

  return {
    url: target.url,
    async send(request) {
      const reply = await ask(request, headersOf(request), AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS));
      if (!reply.ok) throw await refusal(reply);
      const version = /^(?:W\/)?"(\d{1,15})"$/.exec(reply.headers.get("etag") ?? "")?.[1];
      return {
        status: reply.status,
        body: await readBody(reply),
        version: version === undefined ? undefined : Number(version),
      };
    },
    async *events(request, signal, onBreak) {
      let last: string | undefined;
      let opened = false;
      while (!signal.aborted) {
        try {
          const headers = {
            ...headersOf(request),
            accept: "text/event-stream",
            ...(last ? { "last-event-id": last } : {}),
          };
          const reply = await ask(request, headers, signal);
          if (!reply.ok) throw await refusal(reply);
          opened = true;
          for await (const event of readEvents(reply)) {
            last = event.id ?? last;
            yield event;
          }
        } catch (error) {
          if (signal.aborted) return;
          const known =
            error instanceof Error && "code" in error ? (error as Fault) : unreachable(target, options.program, error);
          // What was never open, or was refused, will not mend by asking again.
          if (!opened || (known.code !== "server_unreachable" && !FAULTS[known.code]?.retryable)) throw known;
          onBreak(known);
        }
        await pause(RETRY_MS, signal);
      }
    },
  };
}

async function* readEvents(reply: Response): AsyncIterable<ServerEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of reply.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_EVENT_CHARACTERS)
      throw fault("upstream_failed", { public: "The server sent an event that is too large." });
    for (;;) {
      const end = /\r?\n\r?\n/.exec(text);
      if (!end) break;
      const event = eventOf(text.slice(0, end.index));
      text = text.slice(end.index + end[0].length);
      if (event) yield event;
    }
  }
}

function eventOf(block: string): ServerEvent | undefined {
  const event: ServerEvent = { id: undefined, event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const match = /^(id|event|data): ?(.*)$/.exec(line);
    if (match?.[1] === "id") event.id = match[2];
    if (match?.[1] === "event") event.event = match[2] ?? "";
    if (match?.[1] === "data") data.push(match[2] ?? "");
  }
  if (data.length === 0 && event.id === undefined) return undefined;
  return { ...event, data: data.join("\n") };
}

async function readBody(reply: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of reply.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > MAX_REPLY_BYTES)
      throw fault("too_large", { public: "The server's answer is larger than this program reads." });
    chunks.push(chunk as Uint8Array);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What the server refused, with the exit code that belongs to its code. */
function faultOf(status: number, body: unknown, program: string): Fault {
  const error = isRecord(body) && isRecord(body["error"]) ? body["error"] : {};
  const said = error["code"];
  const code: FaultCode =
    typeof said === "string" && Object.hasOwn(FAULTS, said) ? (said as FaultCode) : codeOf(status);
  const text = (name: string) => (typeof error[name] === "string" ? error[name] : undefined);
  const param = text("param");
  const fix = text("fix") ?? fixOf(code, program);
  const data = isRecord(error["data"]) ? error["data"] : undefined;
  return fault(code, {
    public: text("message") ?? `The server answered with status ${status}.`,
    ...(param === undefined ? {} : { param }),
    ...(fix === undefined ? {} : { fix }),
    ...(data === undefined ? {} : { data }),
  });
}

/** For answers of something that is not Lumos: a proxy, another program on that port. */
function codeOf(status: number): FaultCode {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 412) return "precondition_failed";
  if (status === 429) return "rate_limited";
  return status >= 400 && status < 500 ? "invalid_request" : status === 503 ? "unavailable" : "internal";
}

function fixOf(code: FaultCode, program: string): string | undefined {
  if (code === "unauthenticated")
    return "export LUMOS_TOKEN=...   # a key with the scope manage; on the server's own machine none is needed";
  if (code === "precondition_failed") return "Run the same command again: it reads the current version.";
  if (code === "internal" || code === "unavailable") return `${program} doctor`;
  return undefined;
}

function unreachable(target: Target, program: string, cause: unknown): Fault {
  if (cause instanceof Error && cause.name === "TimeoutError") {
    return fault("server_unreachable", {
      public: `${target.url} did not answer in time.`,
      fix: `${program} doctor`,
      cause,
    });
  }
  return fault("server_unreachable", {
    public: `No Lumos server answers at ${target.url}.`,
    fix: target.local ? `${program} up` : `curl -sS ${target.url}/healthz`,
    cause,
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
