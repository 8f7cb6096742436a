import { equal, match, ok } from "node:assert/strict";
import { once } from "node:events";
import { after, before, suite, test } from "node:test";
import { conformanceWorld } from "../fakes/mcp/conformance.ts";
import { type Asked, type Json, type McpFixture, type McpWorld, RpcFailure } from "../fakes/mcp/server.ts";
import { type McpOrganization, startMcpOrganization } from "../mcp-world.ts";
import { eventually } from "../registry-world.ts";

/* What becomes of open streams and calls under way when a right is withdrawn, or a server dies. */

const PROTOCOL = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

const POLICIES = `
@id("open") @why("Open.")
permit (principal, action, resource);
@id("closed") @why("Bob uses nothing of this server.")
forbid (principal == Lumos::User::"bob@o.test", action, resource in Lumos::Server::"one");
@id("closed.reading") @why("Bob reads nothing of this server.")
forbid (principal == Lumos::User::"bob@o.test", action, resource == Lumos::Server::"one");
`;

const SLOW = { name: "slow", description: "Works on", inputSchema: { type: "object" } };

/** Works until it is told to stop, and keeps tasks. */
function slowWorld(heard: { begun: number; ended: number }) {
  return ({ tell }: Pick<McpFixture, "tell">): McpWorld => {
    const world = conformanceWorld({ tell });
    const list = world.methods["tools/list"];
    const call = world.methods["tools/call"];
    const slow = async ({ signal }: Asked) => {
      heard.begun += 1;
      if (!signal.aborted) await once(signal, "abort");
      heard.ended += 1;
      return { content: [] };
    };
    const task = { taskId: "t-1", status: "working", createdAt: "2026-01-01T00:00:00Z", ttl: 60_000 };
    return {
      ...world,
      capabilities: { ...world.capabilities, tasks: { requests: { tools: { call: {} } }, cancel: {}, list: {} } },
      methods: {
        ...world.methods,
        "tools/list": async (asked) => {
          const { tools } = ((await list?.(asked)) ?? { tools: [] }) as { tools: unknown[] };
          return { tools: [...tools, SLOW] };
        },
        "tools/call": async (asked) => {
          if (asked.params["task"] !== undefined) return { task };
          return asked.params["name"] === "slow" ? slow(asked) : ((await call?.(asked)) ?? {});
        },
        "tasks/get": ({ params }) => {
          if (params["taskId"] !== "t-1") throw new RpcFailure(-32_602, "No such task");
          return { ...task, status: "completed" };
        },
        "tasks/result": () => ({
          content: [{ type: "text", text: "the task is done" }],
          _meta: { "io.modelcontextprotocol/related-task": { taskId: "t-1" } },
        }),
      },
    };
  };
}

function textReader(answer: Response) {
  const body = answer.body as ReadableStream<Uint8Array<ArrayBuffer>>;
  return body.pipeThrough(new TextDecoderStream()).getReader();
}

suite("what is withdrawn", { timeout: 120_000 }, () => {
  const heard = { begun: 0, ended: 0 };
  let organization: McpOrganization;
  before(async () => {
    organization = await startMcpOrganization({
      servers: {
        one: { world: slowWorld(heard) },
        old: { world: slowWorld(heard), era: "legacy" },
        frail: { world: slowWorld(heard), era: "modern" },
      },
      policies: POLICIES,
    });
  });
  after(() => organization?.end());

  interface More {
    key: string;
    server?: string;
    headers?: Record<string, string>;
  }
  const post = (body: Json, { key, server, headers }: More) =>
    fetch(organization.url(server), {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const modern = (method: string, params: Json, more: More) => {
    const name = params["name"] ?? params["uri"];
    const headers = {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(typeof name === "string" ? { "mcp-name": name } : {}),
    };
    const envelope = { [PROTOCOL]: "2026-07-28", [CAPABILITIES]: {} };
    return post({ jsonrpc: "2.0", id: 7, method, params: { ...params, _meta: envelope } }, { ...more, headers });
  };
  const older = async (more: More) => {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    const answer = await post({ jsonrpc: "2.0", id: 1, method: "initialize", params }, more);
    const said = await answer.text();
    const session = answer.headers.get("mcp-session-id") ?? "";
    const headers = { "mcp-session-id": session, "mcp-protocol-version": "2025-11-25" };
    return {
      said,
      headers,
      ask: async (method: string, asked: Json) =>
        (await post({ jsonrpc: "2.0", id: 2, method, params: asked }, { ...more, headers })).text(),
    };
  };
  const owner = () => ({ authorization: `Bearer ${organization.lumos.identity.localToken().reveal()}` });
  const revoke = async (key: string) => {
    const { lumos } = organization;
    const answer = await fetch(`${lumos.url}/api/v1/keys?limit=100`, { headers: owner() });
    const { items } = (await answer.json()) as { items: { id: string; revokedAt: number | null }[] };
    // The id of a key stands in it.
    const found = items.find(({ id }) => key.includes(id));
    ok(found, JSON.stringify(items).slice(0, 300));
    const gone = await fetch(`${lumos.url}/api/v1/keys/${found.id}`, {
      method: "DELETE",
      headers: owner(),
    });
    equal(gone.status, 204);
  };

  test("a revoked right ends a tool call that is under way", async () => {
    for (const server of ["one", "old"]) {
      const key = await organization.lumos.key("user:ann@o.test");
      const before = { ...heard };
      const call = modern("tools/call", { name: "slow", arguments: {} }, { key, server });
      await eventually(() => heard.begun === before.begun + 1);
      await revoke(key);
      const said = await (await call).text();
      match(said, /"error"|"isError":true/, said);
      await eventually(() => heard.ended === before.ended + 1);
      equal((await modern("tools/list", {}, { key, server })).status, 401);
    }
  });

  test("a revoked key's open streams end, of both eras", async () => {
    const key = await organization.lumos.key("user:ann@o.test");
    const listening = await modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, { key });
    equal(listening.headers.get("content-type"), "text/event-stream");
    const { headers } = await older({ key });
    const stream = await fetch(organization.url(), {
      headers: { authorization: `Bearer ${key}`, accept: "text/event-stream", ...headers },
    });
    equal(stream.status, 200);
    await revoke(key);
    // They would never end by themselves.
    for (const open of [listening, stream]) await open.text().catch(() => "cut");
    const again = await fetch(organization.url(), {
      headers: { authorization: `Bearer ${key}`, accept: "text/event-stream", ...headers },
    });
    equal(again.status, 401);
  });

  test("who opened the connection that lists tools may go: others are told of changes all the same", async () => {
    const first = await organization.lumos.key("user:ann@o.test");
    await (await modern("tools/list", {}, { key: first, server: "one" })).text();
    await revoke(first);
    const key = await organization.lumos.key("user:ann@o.test");
    const listening = await modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, { key });
    const reader = textReader(listening);
    let said = "";
    organization.servers["one"]?.tell("notifications/tools/list_changed");
    while (!said.includes("tools/list_changed")) {
      const { value, done } = await reader.read();
      ok(!done, `the stream ended: ${said}`);
      said += value;
    }
    await reader.cancel();
  });

  test("a changed right reaches open streams as a changed list", async () => {
    const key = await organization.lumos.key("user:ann@o.test");
    const listening = await modern("subscriptions/listen", { notifications: { toolsListChanged: true } }, { key });
    const reader = textReader(listening);
    const before = await (await modern("tools/list", {}, { key })).text();
    match(before, /frail__slow/);
    const made = await fetch(`${organization.lumos.url}/api/v1/connections`, {
      method: "POST",
      headers: { ...owner(), "content-type": "application/json" },
      body: JSON.stringify({ id: "bobs", from: "user:bob@o.test", to: "server:frail" }),
    });
    equal(made.status, 201, await made.text());
    let said = "";
    while (!said.includes("tools/list_changed")) {
      const { value, done } = await reader.read();
      ok(!done, `the stream ended: ${said}`);
      said += value;
    }
    await reader.cancel();
    ok(!(await (await modern("tools/list", {}, { key })).text()).includes("frail__slow"));
  });

  test("the address of a resource that is hidden is one that nobody has", async () => {
    const key = await organization.lumos.key("user:bob@o.test");
    const words = async (uri: string, server?: string) => {
      const answer = await modern("resources/read", { uri }, { key, ...(server === undefined ? {} : { server }) });
      return `${answer.status} ${(await answer.text()).replaceAll(uri, "URI")}`;
    };
    for (const server of [undefined, "one"])
      equal(await words("lumos+one:test://static-text", server), await words("lumos+one:test://nowhere", server));
    equal(await words("test://static-text", "one"), await words("test://nowhere", "one"));
    equal(await words("test://static-text", "one"), await words("test://static-text", "nothing"));
    ok(!(organization.servers["one"]?.heard ?? []).some(({ method }) => method === "resources/read"));
  });

  test("tasks of a server of the older era are begun, looked at and fetched through Lumos", async () => {
    const key = await organization.lumos.key("user:ann@o.test");
    const client = await older({ key, server: "old" });
    match(client.said, /"tasks":/);
    match(await client.ask("tools/call", { name: "slow", arguments: {}, task: { ttl: 60_000 } }), /"taskId":"t-1"/);
    match(await client.ask("tasks/get", { taskId: "t-1" }), /"status":"completed"/);
    match(await client.ask("tasks/get", { taskId: "t-2" }), /No such task/);
    match(await client.ask("tasks/result", { taskId: "t-1" }), /the task is done/);
  });

  test("a server that dies while it works is said to have failed, and is recorded", async () => {
    const key = await organization.lumos.key("user:ann@o.test");
    for (const server of ["old", "one"]) {
      const before = heard.begun;
      const call = modern("tools/call", { name: "slow", arguments: {} }, { key, server });
      await eventually(() => heard.begun === before + 1);
      await organization.servers[server]?.end();
      const answer = await call;
      const said = await answer.text();
      match(said, /"code":-32603/, said);
      match(said, /upstream_failed/);
      ok(!said.includes("127.0.0.1"), "the address of a server is nobody's business");
      const id = answer.headers.get("x-lumos-decision") ?? /"decision":"([^"]+)"/.exec(said)?.[1];
      const why = await fetch(`${organization.lumos.url}/api/v1/decisions/${id}`, { headers: owner() });
      const { result, code } = (await why.json()) as Json;
      equal(result, "failed");
      equal(code, "upstream_failed");
    }
  });
});
