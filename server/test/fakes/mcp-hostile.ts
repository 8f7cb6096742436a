import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How it behaves when a tool is called; until then it is a decent server of the older era. */
export type Hostility =
  | "endless-stream"
  | "endless-event"
  | "endless-body"
  | "wrong-id"
  | "unasked-answers"
  | "deep-json"
  | "twice-named"
  | "not-json"
  | "redirect-elsewhere"
  | "redirect-here"
  | "unauthorized"
  | "session-lost-once"
  | "session-always-lost"
  | "slow-loris"
  | "flood"
  | "cut"
  | "resumed"
  | "bad-type";

export interface HostileMcp {
  url(hostility: Hostility): string;
  /** Requests by what they did: `POST tools/call`, `GET`. */
  seen: { what: string; headers: IncomingMessage["headers"] }[];
  close(): Promise<void>;
}

/** A server of the protocol that means harm, one kind an address. */
export async function startHostileMcp(elsewhere = "http://127.0.0.1:9/mcp"): Promise<HostileMcp> {
  const seen: HostileMcp["seen"] = [];
  let sessions = 0;
  const lost = new Set<string>();
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hostility = request.url?.split("/")[1] as Hostility;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === "" ? {} : (JSON.parse(text) as { id?: number; method?: string });
    seen.push({ what: [request.method, body.method].filter(Boolean).join(" "), headers: request.headers });
    const json = (status: number, value: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    };
    const answer = (result: unknown) => json(200, { jsonrpc: "2.0", id: body.id, result });
    const session = String(request.headers["mcp-session-id"] ?? "");

    if (request.method === "GET") {
      if (hostility !== "resumed" || request.headers["last-event-id"] === undefined) return json(405, {});
      response.writeHead(200, { "content-type": "text/event-stream" });
      const late = { jsonrpc: "2.0", id: Number(request.headers["last-event-id"]), result: { content: [] } };
      return void response.end(`data: ${JSON.stringify(late)}\n\n`);
    }
    if (request.method === "DELETE") return json(200, {});
    if (body.id === undefined) return void response.writeHead(202).end();
    if (body.method === "server/discover")
      return json(400, { jsonrpc: "2.0", id: null, error: { code: -32_000, message: "no session" } });
    if (body.method === "initialize") {
      sessions += 1;
      const result = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "hostile", version: "1" } };
      return json(200, { jsonrpc: "2.0", id: body.id, result }, { "mcp-session-id": `s${sessions}` });
    }

    const stream = () => response.writeHead(200, { "content-type": "text/event-stream" });
    const pump = (chunk: string) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    switch (hostility) {
      case "endless-stream":
        stream();
        return pump(
          `data: ${JSON.stringify({ jsonrpc: "2.0", method: "x", params: { pad: "x".repeat(1_000_000) } })}\n\n`,
        );
      case "endless-event":
        stream();
        return pump("x".repeat(65_536));
      case "endless-body":
        response.writeHead(200, { "content-type": "application/json" });
        return pump("[".repeat(65_536));
      case "wrong-id":
        return json(200, { jsonrpc: "2.0", id: 4_242, result: { stolen: true } });
      case "unasked-answers":
        stream();
        return pump(`data: ${JSON.stringify({ jsonrpc: "2.0", id: 999_999, result: {} })}\n\n`);
      case "deep-json":
        return json(200, `{"jsonrpc":"2.0","id":${body.id},"result":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`);
      case "twice-named":
        return json(200, `{"jsonrpc":"2.0","id":${body.id},"result":{"a":1,"a":2}}`);
      case "not-json":
        return json(200, `{"jsonrpc":"2.0","id":${body.id},"result":{}},{"more":1}`);
      case "redirect-elsewhere":
        return json(307, "", { location: elsewhere });
      case "redirect-here":
        return json(308, "", {
          location: request.url === "/redirect-here/mcp" ? "/redirect-here/other" : "/redirect-here/mcp",
        });
      case "unauthorized":
        return json(401, { error: "invalid_token" }, { "www-authenticate": "Bearer" });
      case "session-lost-once":
        if (session !== "" && !lost.has("once")) {
          lost.add("once");
          return json(404, { jsonrpc: "2.0", id: null, error: { code: -32_001, message: "Session not found" } });
        }
        return answer({ content: [], session });
      case "session-always-lost":
        return json(404, { jsonrpc: "2.0", id: null, error: { code: -32_001, message: "Session not found" } });
      case "slow-loris": {
        stream();
        const timer = setInterval(() => response.write(":"), 10);
        response.on("close", () => clearInterval(timer));
        return;
      }
      case "flood":
        stream();
        return pump(
          `data: ${JSON.stringify({ jsonrpc: "2.0", method: "notifications/message", params: {} })}\n\n`.repeat(50),
        );
      case "cut":
        stream();
        response.write('data: {"jsonrpc"');
        return void setTimeout(() => response.destroy(), 20);
      case "resumed":
        stream();
        return void response.end(`id: ${body.id}\nretry: 5\ndata:\n\n`);
      case "bad-type":
        response.writeHead(200, { "content-type": "text/html" });
        return void response.end("<p>hi</p>");
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (hostility) => `http://127.0.0.1:${port}/${hostility}/mcp`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
