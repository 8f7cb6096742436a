import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { type Log, fault, isUuidV7 } from "../kernel/index.ts";
import { type DecisionDoor, METADATA } from "./decisions/door.ts";
import { type McpDoor, mcpPath } from "./mcp/door.ts";
import type { ModelDoor } from "./models/door.ts";
import { modelPath } from "./models/paths.ts";
import type { RegistryDoor } from "./registry/door.ts";
import { approvalPage } from "./page.ts";

export type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void;

export interface Doors {
  models: ModelDoor;
  api: { handle: Handler };
  decisions: DecisionDoor;
  hooks: { handle: Handler };
  registry: RegistryDoor;
  mcp: Pick<McpDoor, "handle">;
  ready(): Promise<{ ok: boolean; detail?: string }>;
  metrics: Handler;
  console: string;
}

export interface Listening {
  url: string;
  /** Stops taking calls, lets those in flight end within the time, then cuts the rest. */
  drain(withinMs: number): Promise<{ cut: number }>;
}

/** Longer than a load balancer keeps an idle connection, so that it never closes one we believe open. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 300_000;
const MAX_CONNECTIONS = 20_000;

/** One HTTP server in front of every door. */
export async function listen(
  parts: { doors: Doors; log: Log },
  address: { host: string; port: number },
): Promise<Listening> {
  const { doors, log } = parts;
  const draining = { now: false };
  let inFlight = 0;

  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS },
    (req, res) => {
      inFlight += 1;
      res.on("close", () => {
        inFlight -= 1;
      });
      if (draining.now) res.setHeader("connection", "close");
      try {
        const answered = handlerFor(doors, req, draining)(req, res);
        if (answered) answered.catch((error: unknown) => broken(res, log, error));
      } catch (error) {
        broken(res, log, error);
      }
    },
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  });
  await bind(server, address);

  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return {
    url: `http://${host}:${port}`,
    async drain(withinMs) {
      draining.now = true;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      let cut = 0;
      const timer = setTimeout(() => {
        cut = inFlight;
        server.closeAllConnections();
      }, withinMs);
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      await closed;
      clearTimeout(timer);
      clearInterval(idle);
      return { cut };
    },
  };
}

function handlerFor(doors: Doors, req: IncomingMessage, draining: { now: boolean }): Handler {
  const url = req.url ?? "/";
  const path = pathOf(url);
  // Some clients end a path with a slash.
  const asked = modelPath(path.replace(/(?<=.)\/$/, ""), url.slice(path.length), req.headers);
  if (asked?.kind === "call") return only("POST", req, (request, res) => doors.models.call(asked, request, res));
  if (asked?.kind === "refused") return (_req, res) => doors.models.refused(asked, res);
  if (asked) return only("GET", req, (request, res) => doors.models.models(asked, request, res));
  const mcp = mcpPath(path);
  if (mcp) return (request, res) => doors.mcp.handle(mcp.server, request, res);
  if (path.startsWith("/api/v1/")) return doors.api.handle;
  if (path.startsWith("/access/v1/")) return doors.decisions.handle;
  if (path.startsWith("/hooks/")) return doors.hooks.handle;
  if (path === METADATA) return only("GET", req, doors.decisions.metadata);
  if (doors.registry.isAt(path)) return doors.registry.handle;
  if (path === "/healthz") return plain(200, "ok\n");
  if (path === "/readyz") {
    return async (_req, res) => {
      const ready = draining.now ? { ok: false, detail: "draining" } : await doors.ready();
      plain(ready.ok ? 200 : 503, ready.ok ? "ready\n" : `${ready.detail ?? "not ready"}\n`)(_req, res);
    };
  }
  if (path === "/metrics") return doors.metrics;
  if (path === "/") return page(doors.console);
  const approval = /^\/approvals\/([^/]+)$/.exec(path)?.[1];
  if (approval !== undefined && isUuidV7(approval)) return only("GET", req, page(approvalPage(approval)));
  return json(404, "not_found", "There is nothing at this path.");
}

function only(method: string, req: IncomingMessage, handler: Handler): Handler {
  if (req.method === method) return handler;
  return (_req, res) => {
    res.setHeader("allow", method);
    json(405, "method_not_allowed", `This path takes ${method}.`)(_req, res);
  };
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

function plain(status: number, text: string, type = "text/plain; charset=utf-8"): Handler {
  return (_req, res) => {
    res.writeHead(status, { "content-type": type, "content-length": String(Buffer.byteLength(text)) });
    res.end(text);
  };
}

function page(html: string): Handler {
  return (_req, res) => {
    res.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-length": String(Buffer.byteLength(html)),
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    res.end(html);
  };
}

function json(status: number, code: string, message: string): Handler {
  return (_req, res) => plain(status, JSON.stringify({ error: { code, message } }), "application/json")(_req, res);
}

/** The last net: nothing internal goes out, the connection ends. */
function broken(res: ServerResponse, log: Log, error: unknown): void {
  log.error("a door failed inside", { error });
  if (res.headersSent || res.destroyed) res.destroy();
  else json(500, "internal", "Something went wrong inside Lumos.")(res.req, res);
}

function bind(server: Server, address: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(listenFault(error, address));
    });
    server.listen({ host: address.host, port: address.port, exclusive: true }, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

function listenFault(error: NodeJS.ErrnoException, address: { host: string; port: number }): Error {
  const where = `${address.host}:${address.port}`;
  if (error.code === "EADDRINUSE") {
    return fault("port_taken", {
      public: `Another program listens on ${where}.`,
      fix: `LUMOS_LISTEN=${address.host}:${address.port + 1} npm start`,
      cause: error,
    });
  }
  return fault("port_taken", {
    public: `Lumos cannot listen on ${where}: ${error.code === "EACCES" ? "ports below 1024 need a privilege" : "this machine has no such address"}.`,
    fix: "LUMOS_LISTEN=127.0.0.1:4400 npm start",
    cause: error,
  });
}
