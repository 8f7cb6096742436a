import { equal, match, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { Asked, Json, McpWorld } from "../fakes/mcp/server.ts";
import { type McpOrganization, startMcpOrganization } from "../mcp-world.ts";

/* What servers say beside their results, and what callers say beside their arguments. */

const KEY = "AKIAQ7XK2M9PL4ZT8WBN";
const tool = (name: string) => ({ name, description: `The tool ${name}.`, inputSchema: { type: "object" } });

const POLICIES = `
@id("open") @why("Open.")
permit (principal, action, resource);
@id("taint") @why("Nothing leaves after what was read.")
forbid (principal, action in Lumos::Action::"use_tool", resource is Lumos::Tool)
when { context.base.taint.contains("mcp:web") && resource.effect == "egress" };
`;

/** Tells all it has to tell while it works, and answers with nothing. */
const talking = (): McpWorld => ({
  info: { name: "web", version: "1" },
  capabilities: { tools: {}, resources: {}, logging: {} },
  methods: {
    "logging/setLevel": () => ({}),
    "tools/list": () => ({ tools: [tool("look"), tool("fail"), tool("ask")] }),
    "tools/call": async (asked: Asked) => {
      if (asked.params["name"] === "ask") {
        const answers = await asked.need({
          q: {
            method: "elicitation/create",
            params: { message: `Is ${KEY} yours?`, requestedSchema: { type: "object", properties: {} } },
          },
        });
        return { content: [{ type: "text", text: JSON.stringify(answers) }] };
      }
      asked.notify("notifications/message", { level: "error", data: `the key is ${KEY}` });
      const token = (asked.params["_meta"] as Json | undefined)?.["progressToken"];
      if (token !== undefined)
        asked.notify("notifications/progress", { progressToken: token, progress: 1, message: `with ${KEY}` });
      if (asked.params["name"] === "fail") throw new Error("no");
      return { content: [] };
    },
    "resources/list": () => ({ resources: [{ uri: "web://a", name: "a", description: `open with ${KEY}` }] }),
    "resources/templates/list": () => ({ resourceTemplates: [] }),
  },
});
const called: Json[] = [];
const mail = (): McpWorld => ({
  info: { name: "mail", version: "1" },
  capabilities: { tools: {} },
  methods: {
    "tools/list": () => ({ tools: [tool("send")] }),
    "tools/call": ({ params }: Asked) => {
      called.push(params);
      return { content: [{ type: "text", text: "sent" }] };
    },
  },
});

suite("what is said beside results and arguments", () => {
  let organization: McpOrganization;
  before(async () => {
    organization = await startMcpOrganization({
      servers: {
        web: { world: talking, era: "legacy", more: "tools: { look: { effect: read }, fail: { effect: read } }" },
        mail: { world: mail, more: "tools: { send: { effect: egress } }" },
      },
      policies: POLICIES,
      more: "guardrails: { tools: { injection: taint, secrets: redact } }",
    });
  });
  after(() => organization?.end());

  const post = async (key: string, server: string | undefined, body: Json, headers: Record<string, string> = {}) => {
    const answer = await fetch(organization.url(server), {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...body }),
    });
    return { headers: answer.headers, text: await answer.text() };
  };
  const begin = async (key: string, server: string | undefined, capabilities: Json = {}) => {
    const params = { protocolVersion: "2025-11-25", capabilities, clientInfo: { name: "x", version: "1" } };
    const { headers } = await post(key, server, { id: 1, method: "initialize", params });
    return { "mcp-session-id": headers.get("mcp-session-id") ?? "" };
  };
  const call = (name: string, more: Json = {}) => ({
    id: 2,
    method: "tools/call",
    params: { name, arguments: {}, _meta: { progressToken: "p" }, ...more },
  });

  // Guarantee: what a server says beside its results is looked at like a result, and marks the session like one.
  test("what a server says beside its results is looked at like a result, and marks the session like one", async () => {
    for (const name of ["look", "fail"]) {
      const key = await organization.lumos.key(name === "look" ? "user:ann@o.test" : "user:bob@o.test");
      const there = await begin(key, "web");
      const { text } = await post(key, "web", call(name), there);
      match(text, /notifications\/message/);
      match(text, /notifications\/progress/);
      ok(!text.includes(KEY), text);
      const other = await begin(key, "mail");
      match((await post(key, "mail", call("send"), other)).text, /Nothing leaves after what was read/);
    }
  });

  // Guarantee: what was read over one connection is known on every other of the same caller.
  test("what was read over one connection is known on every other of the same caller", async () => {
    const key = await organization.lumos.key("user:cid@o.test");
    const sends = async () => (await post(key, "mail", call("send"), await begin(key, "mail"))).text;
    match(await sends(), /sent/);
    const before = called.length;
    await post(key, "web", call("look"), await begin(key, "web"));
    match(await sends(), /Nothing leaves after what was read/);
    equal(called.length, before);
  });

  test("a list of resources holds nothing that is taken out of results", async () => {
    const key = await organization.lumos.key("user:ann@o.test");
    for (const path of ["web", undefined]) {
      const there = await begin(key, path);
      const { text } = await post(key, path, { id: 3, method: "resources/list", params: {} }, there);
      match(text, /web:\/\/a/);
      ok(!text.includes(KEY), text);
    }
  });

  // Guarantee: what a server needs to know of the user is looked at before anyone is asked.
  test("what a server needs to know of the user is looked at before anyone is asked", async () => {
    const key = await organization.lumos.key("user:ann@o.test");
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } },
    };
    const headers = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "ask" };
    const { text } = await post(key, "web", call("ask", { _meta: meta }), headers);
    match(text, /input_required/);
    ok(!text.includes(KEY), text);
  });
});
