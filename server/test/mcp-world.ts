import { type IncomingMessage, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Log } from "../src/kernel/index.ts";
import { type McpFixture, type McpWorld, startMcp } from "./fakes/mcp/server.ts";
import { type TestLumos, startTestLumos } from "./lumos.ts";
import { scratch } from "./scratch.ts";

/** An organization with MCP servers of a test's own behind the real server. */
export interface McpOrganization {
  lumos: TestLumos;
  servers: Readonly<Record<string, McpFixture>>;
  /** Where a server, or all of them, are reached. */
  url(server?: string): string;
  end(): Promise<void>;
}

export interface ServerOf {
  world: (fixture: Pick<McpFixture, "tell">) => McpWorld;
  era?: "both" | "modern" | "legacy";
  /** More of its declaration: `pin: review`. */
  more?: string;
}

export async function startMcpOrganization(options: {
  servers: Readonly<Record<string, ServerOf>>;
  policies?: string;
  /** More of lumos.yaml. */
  more?: string;
  log?: Log;
}): Promise<McpOrganization> {
  const servers: Record<string, McpFixture> = {};
  for (const [id, { world, era }] of Object.entries(options.servers))
    servers[id] = await startMcp(world, era === undefined ? {} : { era });
  const declared = Object.entries(options.servers).map(
    ([id, { more }]) =>
      `  - { id: ${id}, kind: mcp, transport: http, url: "${servers[id]?.url}"${more === undefined ? "" : `, ${more}`} }`,
  );
  const policies = options.policies ?? '@id("open") @why("Open.")\npermit (principal, action, resource);\n';
  const folder = scratch({
    "lumos.yaml": `
version: 1
organization: { id: o, name: O }
users: [{ id: ann@o.test }, { id: bob@o.test }, { id: cid@o.test }]
servers:
${declared.join("\n")}
${options.more ?? ""}
policies: ./policies
`,
    "policies/all.cedar": policies,
  });
  const lumos = await startTestLumos({
    file: join(folder.path, "lumos.yaml"),
    ...(options.log ? { log: options.log } : {}),
  });
  return {
    lumos,
    servers,
    url: (server) => `${lumos.url}/mcp${server === undefined ? "" : `/${server}`}`,
    async end() {
      await lumos.end();
      for (const server of Object.values(servers)) await server.end();
      folder[Symbol.dispose]();
    },
  };
}

export interface Bearing {
  url: string;
  end(): Promise<void>;
}

/** Passes everything on with a credential, for programs that cannot be given one. */
export async function startBearing(target: string, key: string): Promise<Bearing> {
  const { hostname, port } = new URL(target);
  const server = createServer((req, res) => {
    const headers = { ...req.headers, authorization: `Bearer ${key}` };
    const out = request({ hostname, port, path: req.url, method: req.method, headers }, (answer: IncomingMessage) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      res.flushHeaders();
      answer.pipe(res);
      answer.on("error", () => res.destroy());
    });
    out.on("error", () => res.destroy());
    res.on("close", () => out.destroy());
    req.pipe(out);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async end() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
