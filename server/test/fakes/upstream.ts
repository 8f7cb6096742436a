import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { answerTo } from "./answer.ts";
import { type Behaviour, askedFor } from "./behaviour.ts";
import { deliver } from "./deliver.ts";
import { formatOf } from "./formats.ts";
import { type Json, parseJson } from "./json.ts";
import { openaiError } from "./openai.ts";

export type { Behaviour } from "./behaviour.ts";
export type { Json } from "./json.ts";

/** What came in, as it came in. */
export interface Received {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: Buffer;
  /** The body as JSON with every field it had; undefined when it is none. */
  json: Json | undefined;
  /** The client went away before the answer was complete. */
  aborted: boolean;
  /** Resolves when the answer is complete or the connection is gone. */
  closed: Promise<void>;
}

export interface UpstreamOptions {
  /** 0, the default: any free one. */
  port?: number;
  /** Answered by `/v1/models`. */
  models?: string[];
  /** Requests without this key (bearer, x-api-key, x-goog-api-key or ?key=) get 401. */
  key?: string;
  /** How many requests are kept; the oldest go first. Default 1,000. */
  maxReceived?: number;
  /** A larger request body gets 413. Default 64 MiB. */
  maxBodyBytes?: number;
}

export interface Upstream {
  /** `http://127.0.0.1:PORT`, without `/v1`. The same after `stop` and `start`. */
  url: string;
  port: number;
  received: Received[];
  /** Each of these answers one request, in order, before any script. */
  queue(...behaviours: Behaviour[]): void;
  /** Asked for every request the queue does not answer. It wins over model name and marker, field by field. */
  script(choose: (request: Received) => Behaviour | undefined): void;
  /** Forgets what was received, queued and scripted. */
  reset(): void;
  /** Resolves when that many requests were received since the start or the last reset. */
  arrived(count: number): Promise<void>;
  /** From now on connections are refused; open ones are cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A small real server on loopback that speaks the providers' formats and misbehaves on request. */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const { maxReceived = 1_000, maxBodyBytes = 64 * 1024 * 1024 } = options;
  const models = options.models ?? ["fake-model", "fake-mini"];
  const received: Received[] = [];
  const queued: Behaviour[] = [];
  let choose: (request: Received) => Behaviour | undefined = () => undefined;
  let count = 0;
  let waiting: { count: number; resume: () => void }[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, maxBodyBytes);
    const closing = Promise.withResolvers<void>();
    const gone = new AbortController();
    let cutByUs = false;
    const cut = (): void => {
      cutByUs = true;
      response.socket?.destroy();
    };
    const entry: Received = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: body ?? Buffer.alloc(0),
      json: body === undefined ? undefined : parseJson(body.toString("utf8")),
      aborted: false,
      closed: closing.promise,
    };
    response.once("close", () => {
      entry.aborted = !response.writableFinished && !cutByUs;
      gone.abort();
      closing.resolve();
    });
    if (received.length >= maxReceived) received.shift();
    received.push(entry);
    count += 1;
    for (const one of waiting.filter((some) => some.count <= count)) one.resume();
    waiting = waiting.filter((some) => some.count > count);

    const format = formatOf(entry.method, entry.path, entry.json ?? null, models);
    const scripted = queued.shift() ?? choose(entry);
    if (body === undefined)
      return sendJson(response, 413, (format?.error ?? openaiError)(413, "the body is too large"));
    if (format === undefined && scripted?.raw === undefined) {
      return sendJson(response, 404, openaiError(404, `nothing at ${entry.method} ${entry.path}`));
    }
    const known = format ?? { model: "", stream: undefined, body: () => null, error: openaiError };
    if (options.key !== undefined && !presents(entry, options.key)) {
      return sendJson(response, 401, known.error(401, "the key is not known here"));
    }
    if (entry.json === undefined && entry.method === "POST" && scripted?.raw === undefined) {
      return sendJson(response, 400, known.error(400, "the body is not JSON"));
    }
    const json = entry.json ?? null;
    const behaviour = { ...askedFor(known.model, json), ...scripted };
    const said = answerTo(json, known.model, count, behaviour);
    await deliver(response, { format: known, answer: said, behaviour, gone: gone.signal, cut });
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => response.socket?.destroy());
  };
  let server: Server | undefined = await listen(listener, options.port ?? 0);
  const port = (server.address() as AddressInfo).port;

  const stop = async (): Promise<void> => {
    const open = server;
    server = undefined;
    if (open === undefined) return;
    open.closeAllConnections();
    await new Promise((resume) => open.close(resume));
  };

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    queue: (...behaviours) => void queued.push(...behaviours),
    script: (next) => void (choose = next),
    reset: () => {
      received.length = 0;
      queued.length = 0;
      count = 0;
      choose = () => undefined;
    },
    arrived: (wanted) =>
      count >= wanted ? Promise.resolve() : new Promise((resume) => void waiting.push({ count: wanted, resume })),
    stop,
    start: async () => void (server ??= await listen(listener, port)),
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}

function listen(listener: (request: IncomingMessage, response: ServerResponse) => void, port: number): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, listener);
  return new Promise((resume, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => resume(server));
  });
}

/** Undefined: larger than allowed. The rest is read and dropped, so that the client can hear the answer. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks);
}

function presents(entry: Received, key: string): boolean {
  const { authorization, "x-api-key": anthropic, "x-goog-api-key": gemini } = entry.headers;
  const query = new URL(entry.path, "http://fake").searchParams.get("key");
  return [authorization, anthropic, gemini, query].some((value) => value === key || value === `Bearer ${key}`);
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: "string" }, key: { type: "string" } } });
  const upstream = await startUpstream({
    port: Number(values.port ?? 0),
    maxReceived: 100,
    ...(values.key !== undefined && { key: values.key }),
  });
  process.stdout.write(`${upstream.port}\n`);
}
