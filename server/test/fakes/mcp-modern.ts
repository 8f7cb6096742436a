import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { type McpSeen, makeMcpTools } from "./mcp-tools.ts";

export interface FakeMcp {
  url: string;
  seen: McpSeen & { headers: Record<string, string | string[] | undefined>[]; bodies: string[] };
  toolsChanged(): void;
  close(): Promise<void>;
}

/** The official library's server over HTTP; `legacy` says whether it also serves the older era, without sessions. */
export async function startModernMcp(options: { legacy?: "stateless" | "reject" } = {}): Promise<FakeMcp> {
  const seen: FakeMcp["seen"] = { calls: [], cancelled: 0, headers: [], bodies: [] };
  const handler = createMcpHandler(() => makeMcpTools(seen), { legacy: options.legacy ?? "reject" });
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    seen.headers.push({ ...request.headers });
    seen.bodies.push(body);
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === "string") headers.set(name, value);
    const answer = await handler.fetch(
      new Request(new URL(request.url ?? "/", urlOf(server)), {
        method: request.method ?? "POST",
        headers,
        signal: gone.signal,
        ...(body !== "" && { body }),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.flushHeaders();
    if (answer.body) for await (const chunk of answer.body) response.write(chunk);
    response.end();
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${urlOf(server)}/mcp`,
    seen,
    toolsChanged: () => handler.notify.toolsChanged(),
    async close() {
      await handler.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
