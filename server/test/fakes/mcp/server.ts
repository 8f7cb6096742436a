import { randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Envelope, eraOf } from "../../../src/doors/mcp/envelope.ts";
import { type Message, readMessage } from "../../../src/doors/mcp/message.ts";

/* A small MCP server of either era, or of both, that does what a test has it do. */

export type Json = { [name: string]: unknown };

/** One request, with what its era lets a server do meanwhile. */
export interface Asked {
  method: string;
  params: Json;
  modern: boolean;
  capabilities: Json;
  headers: IncomingMessage["headers"];
  /** Ends when the client has cancelled or is gone. */
  signal: AbortSignal;
  notify(method: string, params: Json): void;
  /** Wants answers of the client: a newer one gets them asked by what `need` throws, an older one on its stream. */
  need(requests: Record<string, { method: string; params: Json }>, state?: string): Promise<Record<string, Json>>;
}

export class RpcFailure extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

class InputRequired extends Error {
  readonly result: Json;

  constructor(result: Json) {
    super("input required");
    this.result = result;
  }
}

export interface McpWorld {
  info: Json;
  capabilities: Json;
  instructions?: string;
  /** By method. What is not here is not found. */
  methods: Readonly<Record<string, (asked: Asked) => Promise<Json> | Json>>;
}

export interface McpFixture {
  url: string;
  /** Every message that came in. */
  heard: { method: string; params: Json; headers: IncomingMessage["headers"] }[];
  /** Tells everyone who listens. */
  tell(method: string, params?: Json): void;
  end(): Promise<void>;
}

interface Session {
  id: string;
  capabilities: Json;
  streams: Set<ServerResponse>;
  waiting: Map<string, (answer: Json) => void>;
  running: Map<string, AbortController>;
}

const LISTS: Record<string, string> = {
  "notifications/tools/list_changed": "toolsListChanged",
  "notifications/prompts/list_changed": "promptsListChanged",
  "notifications/resources/list_changed": "resourcesListChanged",
};
const CACHEABLE = new Set([
  "tools/list",
  "prompts/list",
  "resources/list",
  "resources/templates/list",
  "resources/read",
]);
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export async function startMcp(
  make: (fixture: Pick<McpFixture, "tell">) => McpWorld,
  options: { era?: "both" | "modern" | "legacy" } = {},
): Promise<McpFixture> {
  const { era = "both" } = options;
  const heard: McpFixture["heard"] = [];
  const sessions = new Map<string, Session>();
  const listeners = new Set<{ filter: Json; id: string; res: ServerResponse }>();

  const tell = (method: string, params: Json = {}) => {
    for (const { filter, id, res } of listeners) {
      const uris = filter["resourceSubscriptions"];
      const wants =
        method === "notifications/resources/updated"
          ? Array.isArray(uris) && uris.includes(params["uri"])
          : filter[LISTS[method] ?? ""] === true;
      const marked = { ...params, _meta: { "io.modelcontextprotocol/subscriptionId": JSON.parse(id) as unknown } };
      if (wants) event(res, { jsonrpc: "2.0", method, params: marked });
    }
    for (const { streams } of sessions.values())
      for (const res of streams) event(res, { jsonrpc: "2.0", method, ...(params && { params }) });
  };
  const world = make({ tell });

  const answerModern = async (
    message: Message & { kind: "request" },
    envelope: Envelope,
    req: IncomingMessage,
    res: ServerResponse,
  ) => {
    const { id, method } = message;
    const params = message.params.value as Json;
    if (method === "server/discover") {
      const meta = { "io.modelcontextprotocol/serverInfo": world.info };
      const said = {
        supportedVersions: ["2026-07-28"],
        capabilities: world.capabilities,
        ttlMs: 0,
        cacheScope: "public",
      };
      const more = world.instructions === undefined ? {} : { instructions: world.instructions };
      return json(res, 200, {
        jsonrpc: "2.0",
        id: JSON.parse(id),
        result: { resultType: "complete", ...said, ...more, _meta: meta },
      });
    }
    if (method === "subscriptions/listen") {
      const filter = (params["notifications"] ?? {}) as Json;
      const listener = { filter, id, res };
      listeners.add(listener);
      res.on("close", () => listeners.delete(listener));
      const meta = { "io.modelcontextprotocol/subscriptionId": JSON.parse(id) as unknown };
      const ack = { notifications: filter, _meta: meta };
      return event(res, { jsonrpc: "2.0", method: "notifications/subscriptions/acknowledged", params: ack });
    }
    const stop = new AbortController();
    res.on("close", () => stop.abort());
    const answers = (params["inputResponses"] ?? {}) as Record<string, Json>;
    const asked: Asked = {
      method,
      params,
      modern: true,
      capabilities: envelope.capabilities as Json,
      headers: req.headers,
      signal: stop.signal,
      notify: (name, said) => {
        if (name === "notifications/message" && envelope.logLevel === undefined) return;
        event(res, { jsonrpc: "2.0", method: name, params: said });
      },
      need: async (requests, state) => {
        const missing = Object.entries(requests).filter(([key, request]) => !isAnswer(request.method, answers[key]));
        if (missing.length === 0) return answers;
        const inputRequests = Object.fromEntries(missing);
        throw new InputRequired({
          resultType: "input_required",
          inputRequests,
          ...(state === undefined ? {} : { requestState: state }),
        });
      },
    };
    await run(world, asked, JSON.parse(id), res, (result) => ({
      resultType: "complete",
      ...result,
      ...(CACHEABLE.has(method) ? { ttlMs: 0, cacheScope: "public" } : {}),
    }));
  };

  const answerLegacy = async (
    message: Message & { kind: "request" },
    session: Session,
    req: IncomingMessage,
    res: ServerResponse,
  ) => {
    const stop = new AbortController();
    session.running.set(message.id, stop);
    const ask = ({ method, params }: { method: string; params: Json }) => {
      const id = randomUUID();
      return new Promise<Json>((resolve, reject) => {
        session.waiting.set(JSON.stringify(id), (answer) =>
          answer["error"] === undefined
            ? resolve(answer["result"] as Json)
            : reject(new Error((answer["error"] as { message: string }).message)),
        );
        event(res, { jsonrpc: "2.0", id, method, params });
      });
    };
    const asked: Asked = {
      method: message.method,
      params: message.params.value as Json,
      modern: false,
      capabilities: session.capabilities,
      headers: req.headers,
      signal: stop.signal,
      notify: (name, said) => event(res, { jsonrpc: "2.0", method: name, params: said }),
      need: async (requests) => {
        const answers = Object.entries(requests).map(async ([key, request]) => [key, await ask(request)] as const);
        return Object.fromEntries(await Promise.all(answers));
      },
    };
    await run(world, asked, JSON.parse(message.id), res, (result) => result);
    session.running.delete(message.id);
  };

  const legacy = async (message: Message, req: IncomingMessage, res: ServerResponse): Promise<unknown> => {
    if (message.kind === "request" && message.method === "initialize") {
      const capabilities = (message.params.value["capabilities"] ?? {}) as Json;
      const session: Session = {
        id: randomUUID(),
        capabilities,
        streams: new Set(),
        waiting: new Map(),
        running: new Map(),
      };
      sessions.set(session.id, session);
      res.setHeader("mcp-session-id", session.id);
      const said = {
        protocolVersion: message.params.value["protocolVersion"],
        capabilities: world.capabilities,
        serverInfo: world.info,
      };
      const more = world.instructions === undefined ? {} : { instructions: world.instructions };
      return json(res, 200, { jsonrpc: "2.0", id: JSON.parse(message.id), result: { ...said, ...more } });
    }
    const session = sessions.get(String(req.headers["mcp-session-id"]));
    if (!session)
      return failure(res, req.headers["mcp-session-id"] === undefined ? 400 : 404, "null", -32_000, "No such session");
    if (message.kind === "request") return answerLegacy(message, session, req, res);
    if (message.kind === "response") {
      const read = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as unknown));
      session.waiting.get(message.id)?.({ result: read(message.result), error: read(message.error) });
    } else if (message.method === "notifications/cancelled") {
      session.running.get(JSON.stringify(message.params.value["requestId"]))?.abort();
    }
    res.writeHead(202).end();
    return undefined;
  };

  const server = createServer((req, res) => {
    const { origin, host = "" } = req.headers;
    if (!LOCAL.test(host) || (origin !== undefined && !LOCAL.test(origin.replace(/^https?:\/\//, ""))))
      return failure(res, 403, "null", -32_000, "Not from here");
    if (req.method !== "POST") return session(req, res);
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => void arrived(Buffer.concat(chunks), req, res));
  });

  const session = (req: IncomingMessage, res: ServerResponse) => {
    const known = sessions.get(String(req.headers["mcp-session-id"]));
    if (!known || era === "modern") return failure(res, known ? 405 : 404, "null", -32_000, "No such session");
    if (req.method === "DELETE") {
      sessions.delete(known.id);
      return void res.writeHead(200).end();
    }
    known.streams.add(res);
    res.on("close", () => known.streams.delete(res));
    res.writeHead(200, { "content-type": "text/event-stream" });
    res.flushHeaders();
  };

  const arrived = async (bytes: Buffer, req: IncomingMessage, res: ServerResponse): Promise<unknown> => {
    const message = readMessage(bytes);
    if (message.kind === "unreadable") return failure(res, 400, message.id, message.error.code, message.error.message);
    if (message.kind !== "response") {
      const { method, params } = message;
      heard.push({ method, params: params.value as Json, headers: req.headers });
    }
    const found = eraOf(message, req.headers);
    const id = message.kind === "request" ? message.id : "null";
    if (found.era === "legacy" && era !== "modern") return legacy(message, req, res);
    if (found.era === "legacy")
      return failure(res, 400, id, -32_022, "Unsupported protocol version", { supported: ["2026-07-28"] });
    if (era === "legacy") return failure(res, 400, id, -32_000, "Bad Request: Mcp-Session-Id header is required");
    if (found.era === "refused") return failure(res, 400, id, found.error.code, found.error.message, found.error.data);
    if (message.kind === "request") return answerModern(message, found.envelope, req, res);
    res.writeHead(202).end();
    return undefined;
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    heard,
    tell,
    async end() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function run(
  world: McpWorld,
  asked: Asked,
  id: unknown,
  res: ServerResponse,
  complete: (result: Json) => Json,
): Promise<void> {
  const method = Object.hasOwn(world.methods, asked.method) ? world.methods[asked.method] : undefined;
  const done = (status: number, answer: Json) => {
    if (asked.signal.aborted) return void res.end();
    const message = { jsonrpc: "2.0", id, ...answer };
    if (!res.headersSent) return json(res, status, message);
    event(res, message);
    res.end();
  };
  try {
    if (!method) throw new RpcFailure(-32_601, "Method not found");
    done(200, { result: complete(await method(asked)) });
  } catch (error) {
    if (error instanceof InputRequired) return done(200, { result: error.result });
    const { code, message, data } = error instanceof RpcFailure ? error : new RpcFailure(-32_603, String(error));
    const status = !asked.modern ? 200 : code === -32_601 ? 404 : code === -32_021 || code === -32_020 ? 400 : 200;
    done(status, { error: { code, message, ...(data === undefined ? {} : { data }) } });
  }
}

function isAnswer(method: string, answer: Json | undefined): boolean {
  if (typeof answer !== "object" || answer === null) return false;
  if (method === "elicitation/create") {
    return (
      typeof answer["action"] === "string" && (answer["action"] !== "accept" || typeof answer["content"] === "object")
    );
  }
  return method === "roots/list" ? Array.isArray(answer["roots"]) : answer["content"] !== undefined;
}

function event(res: ServerResponse, message: Json): void {
  if (res.destroyed || res.writableEnded) return;
  if (!res.headersSent) res.writeHead(200, { "content-type": "text/event-stream" });
  res.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
}

function json(res: ServerResponse, status: number, message: Json): void {
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(message));
}

function failure(res: ServerResponse, status: number, id: string, code: number, message: string, data?: unknown): void {
  json(res, status, {
    jsonrpc: "2.0",
    id: JSON.parse(id),
    error: { code, message, ...(data === undefined ? {} : { data }) },
  });
}
