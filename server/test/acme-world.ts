import { chmodSync, cpSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { type Json, type McpFixture, startMcp } from "./fakes/mcp/server.ts";
import { ACME, type TestLumos, startTestLumos } from "./lumos.ts";
import { referenceServer } from "./peers-world.ts";
import { type TestPostgres, startPostgres } from "./postgres.ts";
import { scratch } from "./scratch.ts";

/* The organization of the acceptance cases with everything that its lumos.yaml names behind it. */

export interface AcmeWorld {
  lumos: TestLumos;
  crm: McpFixture;
  /** What the CRM answers and was told. */
  mailed: Json[];
  updated: Json[];
  /** The CRM's tools, which a test may change. */
  tools: Json[];
  /** Requests that reached the billing API: `POST /invoices`. */
  billed: string[];
  postgres: TestPostgres;
  warehouse: string;
  /** A folder that the files server serves. */
  files: string;
  keys: Readonly<Record<"triage" | "release" | "sam" | "alice" | "bob", string>>;
  /** Headers of the triage bot for Sam, and of others for themselves. */
  as(who: "triage" | "release" | "sam" | "alice" | "bob", more?: Record<string, string>): Record<string, string>;
  client(headers: Record<string, string>, server?: string): Promise<Client>;
  /** What the management API answers to the machine's owner, or to the holder of a key. */
  api(method: string, path: string, body?: unknown, key?: string): Promise<{ status: number; body: Json }>;
  end(): Promise<void>;
}

const tool = (name: string, takes: Record<string, string>) => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: {
    type: "object",
    properties: Object.fromEntries(Object.entries(takes).map(([one, type]) => [one, { type }])),
    required: Object.keys(takes),
  },
});

export async function startAcme(): Promise<AcmeWorld> {
  const folder = scratch({ "files/hello.txt": "marzipan", "bin/npx": "" });
  // The server of files runs as a user of its own.
  for (const path of ["", "files", "bin"]) chmodSync(join(folder.path, path), 0o755);
  cpSync(dirname(ACME), join(folder.path, "acme"), { recursive: true });
  const files = join(folder.path, "files");
  const [node = "", program = ""] = referenceServer("filesystem");
  writeFileSync(join(folder.path, "bin/npx"), `#!/bin/sh\nshift 2\nexec "${node}" "${program}" "$@"\n`);
  chmodSync(join(folder.path, "bin/npx"), 0o755);

  const mailed: Json[] = [];
  const updated: Json[] = [];
  const tools: Json[] = [
    tool("find_contact", { name: "string" }),
    tool("update_contact", { id: "string", phone: "string" }),
    tool("delete_contact", { id: "string" }),
    tool("send_mail", { to: "string", body: "string" }),
  ];
  const crm = await startMcp(() => ({
    info: { name: "crm", version: "1" },
    capabilities: { tools: { listChanged: true } },
    methods: {
      "tools/list": () => ({ tools }),
      "tools/call": ({ params }) => {
        const { name } = params;
        if (name === "send_mail") mailed.push(params);
        if (name === "update_contact") updated.push(params);
        const text = name === "find_contact" ? "Rossi, extension 12" : "done";
        return { content: [{ type: "text", text }] };
      },
    },
  }));

  const billed: string[] = [];
  const billing = createServer((req, res) => {
    billed.push(`${req.method} ${req.url}`);
    req.resume();
    const answer =
      req.method === "GET" ? [{ id: "i1", customer: "Rossi", amount: 12 }] : { id: "i2", customer: "Rossi", amount: 5 };
    res
      .writeHead(req.method === "POST" ? 201 : 200, { "content-type": "application/json" })
      .end(JSON.stringify(answer));
  });
  const billingUrl = await listening(billing);

  const postgres = await startPostgres();
  const warehouse = await postgres.database();
  await postgres.query(
    warehouse,
    "create table orders (id int primary key, total int); insert into orders select n, n from generate_series(1, 20) n",
  );

  const lumos = await startTestLumos({
    file: join(folder.path, "acme/lumos.yaml"),
    path: `${join(folder.path, "bin")}:/usr/local/bin:/usr/bin:/bin`,
    environment: {
      ACME_FILES: files,
      ACME_CRM: crm.url,
      ACME_WAREHOUSE: warehouse,
      ACME_BILLING: billingUrl,
    },
  });
  const keys = {
    triage: await lumos.key("agent:triage-bot"),
    release: await lumos.key("agent:release-bot"),
    sam: await lumos.key("user:sam@acme.test"),
    alice: await lumos.key("user:alice@acme.test"),
    bob: await lumos.key("user:bob@acme.test"),
  };
  return {
    lumos,
    crm,
    mailed,
    updated,
    tools,
    billed,
    postgres,
    warehouse,
    files,
    keys,
    as(who, more = {}) {
      const user = { triage: keys.sam, release: keys.alice }[who as string];
      return {
        authorization: `Bearer ${keys[who]}`,
        ...(user === undefined ? {} : { "x-lumos-on-behalf-of": user }),
        ...more,
      };
    },
    async client(headers, server) {
      const client = new Client({ name: "agent", version: "1" }, { versionNegotiation: { mode: "auto" } });
      const url = new URL(`${lumos.url}/mcp${server === undefined ? "" : `/${server}`}`);
      await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
      return client;
    },
    async api(method, path, body, key) {
      const answer = await fetch(`${lumos.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key ?? lumos.identity.localToken().reveal()}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Json };
    },
    async end() {
      await lumos.end();
      await crm.end();
      billing.closeAllConnections();
      await new Promise((resolve) => billing.close(resolve));
      await postgres.stop();
      folder[Symbol.dispose]();
    },
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
