import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { connect } from "node:net";
import { after, before, suite, test } from "node:test";
import { conformanceWorld } from "../fakes/mcp/conformance.ts";
import type { Asked, McpFixture, McpWorld } from "../fakes/mcp/server.ts";
import { type McpOrganization, startMcpOrganization } from "../mcp-world.ts";

/* Callers that lie, steal, forge and flood, at the MCP door. */

const PROTOCOL = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
type Json = { [name: string]: unknown };

const POLICIES = `
@id("open") @why("Open.")
permit (principal, action, resource);
@id("closed") @why("Bob uses nothing of this server.")
forbid (principal == Lumos::User::"bob@o.test", action, resource in Lumos::Server::"one");
`;

/** Says a lot while it works, so that somebody who does not read can be seen. */
function loudWorld({ tell }: Pick<McpFixture, "tell">): McpWorld {
  const world = conformanceWorld({ tell });
  const call = world.methods["tools/call"];
  const loud = async (asked: Asked) => {
    const token = (asked.params["_meta"] as Json)["progressToken"];
    for (let at = 0; at < 400 && !asked.signal.aborted; at++) {
      asked.notify("notifications/progress", { progressToken: token, progress: at, message: "x".repeat(65_536) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { content: [{ type: "text", text: "said it all" }] };
  };
  return {
    ...world,
    methods: {
      ...world.methods,
      "tools/call": async (asked) =>
        asked.params["name"] === "test_logging_tool" ? loud(asked) : ((await call?.(asked)) ?? {}),
    },
  };
}

suite("hostile callers of the MCP door", () => {
  let organization: McpOrganization;
  let ann: string;
  let bob: string;
  before(async () => {
    organization = await startMcpOrganization({
      servers: { one: { world: loudWorld }, old: { world: conformanceWorld, era: "legacy" } },
      policies: POLICIES,
    });
    ann = await organization.lumos.key("user:ann@o.test");
    bob = await organization.lumos.key("user:bob@o.test");
  });
  after(() => organization?.end());

  const post = (body: string | Json, more: { key?: string; headers?: Record<string, string>; server?: string } = {}) =>
    fetch(organization.url(more.server ?? "one"), {
      method: "POST",
      headers: {
        authorization: `Bearer ${more.key ?? ann}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...more.headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const modern = (
    method: string,
    params: Json,
    more: { key?: string; headers?: Record<string, string>; server?: string; capabilities?: Json } = {},
  ) => {
    const name = params["name"] ?? params["uri"];
    return post(
      {
        jsonrpc: "2.0",
        id: 7,
        method,
        params: { ...params, _meta: { [PROTOCOL]: "2026-07-28", [CAPABILITIES]: more.capabilities ?? {} } },
      },
      {
        ...more,
        headers: {
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": method,
          ...(typeof name === "string" ? { "mcp-name": name } : {}),
          ...more.headers,
        },
      },
    );
  };
  const initialize = async (key: string, server = "one") => {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    const answer = await post({ jsonrpc: "2.0", id: 1, method: "initialize", params }, { key, server });
    equal(answer.status, 200);
    await answer.text();
    return answer.headers.get("mcp-session-id") ?? "";
  };
  const errorOf = async (answer: Response) => {
    const body = (await answer.json()) as { error?: { code: number; message: string } };
    return [answer.status, body.error?.code];
  };
  const arrived = (method: string) => organization.servers["one"]?.heard.filter((one) => one.method === method).length;

  test("a header that says something else than the body ends the call", async () => {
    const before = arrived("tools/call");
    const call = { name: "test_simple_text", arguments: {} };
    deepEqual(
      await errorOf(await modern("tools/call", call, { headers: { "mcp-name": "test_error_handling" } })),
      [400, -32_020],
    );
    deepEqual(
      await errorOf(await modern("tools/call", call, { headers: { "mcp-method": "tools/list" } })),
      [400, -32_020],
    );
    deepEqual(
      await errorOf(await modern("tools/call", call, { headers: { "mcp-protocol-version": "2027-01-01" } })),
      [400, -32_020],
    );
    deepEqual(
      await errorOf(
        await modern(
          "tools/call",
          { name: "test_x_mcp_header", arguments: { region: "eu" } },
          { headers: { "mcp-param-region": "us" } },
        ),
      ),
      [400, -32_020],
    );
    equal(arrived("tools/call"), before);
  });

  test("a header that repeats an argument says what the argument says", async () => {
    const call = (region: string, header: string) =>
      modern(
        "tools/call",
        { name: "test_x_mcp_header", arguments: { region } },
        { headers: header === "" ? {} : { "mcp-param-region": header } },
      );
    for (const said of ["us", "", "=?base64?!?=", "=?base64?dXM=?="])
      deepEqual(await errorOf(await call("eu", said)), [400, -32_020], said);
    for (const said of ["eu", "=?base64?ZXU=?="]) equal((await call("eu", said)).status, 200, said);
  });

  test("what is wrong with a header is told only of a tool that the caller may see", async () => {
    const call = { name: "test_x_mcp_header", arguments: { region: "eu" } };
    const answer = await modern("tools/call", call, { key: bob });
    deepEqual(await errorOf(answer), [200, -32_602]);
  });

  test("arguments are read by policy only when they fit the definition that was approved", async () => {
    const before = arrived("tools/call");
    const { lumos } = organization;
    const owner = { authorization: `Bearer ${lumos.identity.localToken().reveal()}` };
    for (const [given, ruled] of [
      [{ region: 7 }, false],
      [{ region: "eu", more: 1 }, true],
    ] as const) {
      const call = { name: "test_x_mcp_header", arguments: given };
      const answer = await modern("tools/call", call, { headers: { "mcp-param-region": String(given.region) } });
      const said = await answer.text();
      const id = answer.headers.get("x-lumos-decision");
      const why = (await (await fetch(`${lumos.url}/api/v1/decisions/${id}`, { headers: owner })).json()) as Json;
      equal((why["reasons"] as unknown[]).length > 0, ruled, `${said} ${JSON.stringify(why)}`);
    }
    equal(arrived("tools/call"), (before ?? 0) + 1);
  });

  test("a method that nobody here knows is decided about as a write, recorded and inspected too", async () => {
    const before = arrived("extension/echo");
    const answer = await modern("extension/echo", { a: 1 });
    equal(answer.status, 404);
    const id = answer.headers.get("x-lumos-decision");
    const { lumos } = organization;
    const owner = { authorization: `Bearer ${lumos.identity.localToken().reveal()}` };
    equal((await fetch(`${lumos.url}/api/v1/decisions/${id}`, { headers: owner })).status, 200);
    equal(arrived("extension/echo"), (before ?? 0) + 1);
    const told = (await (await fetch(`${lumos.url}/api/v1/decisions/${id}`, { headers: owner })).json()) as Json;
    match(JSON.stringify(told), /"effect":"write"/);
    await modern("extension/echo", { a: 1 }, { key: bob });
    equal(arrived("extension/echo"), (before ?? 0) + 1);
  });

  test("what a list shows is what a call would be allowed to name, and it is answered from what was approved; a list shows a tool to nobody whom every call of it would be refused for who it is", async () => {
    const names = async (key: string) => {
      const answer = await modern("tools/list", {}, { key, server: "" });
      const { result } = (await answer.json()) as { result: { tools: { name: string }[]; cacheScope: string } };
      equal(result.cacheScope, "private");
      return result.tools.map(({ name }) => name);
    };
    const anns = await names(ann);
    const bobs = await names(bob);
    deepEqual(
      bobs,
      anns.filter((name) => !name.startsWith("one__")),
    );
    for (const name of anns.filter((one) => one.endsWith("simple_text"))) {
      const mayBob = bobs.includes(name);
      const answer = await modern("tools/call", { name, arguments: {} }, { key: bob, server: "" });
      equal(/simple text response/.test(await answer.text()), mayBob, name);
    }
  });

  test("an address that two servers listed is never read from one of them by chance", async () => {
    const read = async (uri: string, key: string) =>
      (await modern("resources/read", { uri }, { key, server: "" })).text();
    match(await read("test://static-text", ann), /"code":-32602/);
    match(await read("lumos+old:test://static-text", ann), /static text resource/);
    // For him there is only one.
    match(await read("test://static-text", bob), /static text resource/);
    match(await read("lumos+one:test://static-text", bob), /"code":-32602/);
  });

  test("nobody holds more than a bounded number of subscriptions open", async () => {
    const stop = new AbortController();
    const open = (at: number) =>
      fetch(organization.url("one"), {
        method: "POST",
        signal: stop.signal,
        headers: {
          authorization: `Bearer ${ann}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "subscriptions/listen",
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: at,
          method: "subscriptions/listen",
          params: {
            notifications: { toolsListChanged: true },
            _meta: { [PROTOCOL]: "2026-07-28", [CAPABILITIES]: {} },
          },
        }),
      });
    const streams: Response[] = [];
    for (let at = 0; at < 33; at++) streams.push(await open(at));
    const kinds = streams.map(({ headers }) => headers.get("content-type"));
    deepEqual(kinds, [...Array.from({ length: 32 }, () => "text/event-stream"), "application/json"]);
    stop.abort();
  });

  test("a header cannot name the tool that is decided about", async () => {
    // Older clients send no such headers: they count for nothing.
    const session = await initialize(ann);
    const headers = { "mcp-session-id": session, "mcp-name": "test_error_handling", "mcp-method": "ping" };
    const call = { jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "test_simple_text" } };
    match(await (await post(call, { headers })).text(), /simple text response/);
  });

  test("bodies that are huge, deep, doubled, broken or many are refused and reach nobody", async () => {
    const before = organization.servers["one"]?.heard.length;
    const huge = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "x".repeat(4_300_000) },
    });
    equal((await post(huge)).status, 413);
    const deep = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${'{"a":'.repeat(100)}1${"}".repeat(100)}}`;
    deepEqual(await errorOf(await post(deep)), [400, -32_600]);
    const doubled =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"test_simple_text","name":"test_error_handling"}}';
    deepEqual(await errorOf(await post(doubled)), [400, -32_600]);
    deepEqual(await errorOf(await post('{"jsonrpc":"2.0","id":1')), [400, -32_700]);
    deepEqual(await errorOf(await post('[{"jsonrpc":"2.0","id":1,"method":"ping"}]')), [400, -32_600]);
    deepEqual(await errorOf(await post('{"jsonrpc":"2.0","id":{},"method":"ping"}')), [400, -32_600]);
    deepEqual(await errorOf(await post('{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}')), [400, -32_600]);
    equal((await post("{}", { headers: { "content-type": "text/plain" } })).status, 415);
    equal(organization.servers["one"]?.heard.length, before);
  });

  test("the session id of somebody else is one that does not exist", async () => {
    const session = await initialize(ann, "old");
    const ping = { jsonrpc: "2.0", id: 2, method: "ping" };
    equal((await post(ping, { headers: { "mcp-session-id": session }, server: "old" })).status, 200);
    const stolen = await post(ping, { headers: { "mcp-session-id": session }, server: "old", key: bob });
    const made = await post(ping, { headers: { "mcp-session-id": "none" }, server: "old", key: bob });
    deepEqual([stolen.status, await stolen.text()], [made.status, await made.text()]);
    equal(stolen.status, 404);
    // Nor is it of any other path.
    equal((await post(ping, { headers: { "mcp-session-id": session }, server: "one" })).status, 404);
    const stream = { authorization: `Bearer ${bob}`, accept: "text/event-stream", "mcp-session-id": session };
    equal((await fetch(organization.url("old"), { headers: stream })).status, 404);
    equal((await fetch(organization.url("old"), { method: "DELETE", headers: stream })).status, 404);
    equal((await post(ping, { headers: { "mcp-session-id": session }, server: "old" })).status, 200);
  });

  test("a page of another site cannot speak to this door, whatever its name resolves to", async () => {
    for (const origin of [
      "http://evil.example",
      "null",
      "http://localhost.evil.example",
      "http://127.0.0.1.evil.example",
    ])
      equal((await modern("tools/list", {}, { headers: { origin } })).status, 403, origin);
    equal((await modern("tools/list", {}, { headers: { origin: "http://localhost:6274" } })).status, 200);
  });

  test("whoever has no key hears only that one is needed", async () => {
    for (const key of ["", "nonsense"]) {
      const answer = await modern("tools/call", { name: "test_simple_text" }, { key });
      equal(answer.status, 401);
      match(answer.headers.get("www-authenticate") ?? "", /^Bearer /);
    }
  });

  test("a tool that is not there and one that the caller may not know of are refused in the same words: what is not for a caller at all, and what is not there, get one answer", async () => {
    const body = async (answer: Response) => [answer.status, (await answer.text()).replaceAll(/nothing|one/g, "X")];
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    const hello = { jsonrpc: "2.0", id: 1, method: "initialize", params };
    for (const ask of [
      (server: string) => modern("tools/call", { name: "test_simple_text", arguments: {} }, { key: bob, server }),
      (server: string) => modern("tools/list", {}, { key: bob, server }),
      (server: string) => modern("server/discover", {}, { key: bob, server }),
      (server: string) => modern("resources/read", { uri: "test://static-text" }, { key: bob, server }),
      (server: string) => modern("prompts/get", { name: "test_simple_prompt" }, { key: bob, server }),
      (server: string) => modern("extension/unknown", {}, { key: bob, server }),
      (server: string) => post(hello, { key: bob, server }),
    ])
      deepEqual(await body(await ask("one")), await body(await ask("nothing")));
    const listed = await modern("tools/list", {}, { key: bob, server: "" });
    ok(!(await listed.text()).includes("one__"));
    const before = arrived("tools/call");
    deepEqual(
      await errorOf(
        await modern("tools/call", { name: "one__test_simple_text", arguments: {} }, { key: bob, server: "" }),
      ),
      await errorOf(
        await modern("tools/call", { name: "two__test_simple_text", arguments: {} }, { key: bob, server: "" }),
      ),
    );
    equal(arrived("tools/call"), before);
  });

  test("a server's own state comes back only from the caller it was given to", async () => {
    const tool = { name: "test_input_required_result_request_state", arguments: {} };
    const capabilities = { elicitation: {} };
    type Round = { result?: { requestState?: string; resultType?: string }; error?: { code: number } };
    const round = async (params: Json, key = ann) =>
      (await (await modern("tools/call", params, { key, capabilities })).json()) as Round;
    const first = await round(tool);
    const state = first.result?.requestState ?? "";
    notEqual(state, "");
    const answers = { confirm: { action: "accept", content: { ok: true } } };
    const again = { ...tool, inputResponses: answers, requestState: state };
    equal((await round({ ...again, requestState: `${state}A` })).error?.code, -32_602);
    equal((await round({ ...again, requestState: `A${state.slice(1)}` })).error?.code, -32_602);
    equal((await round({ ...again, name: "test_input_required_result_tampered_state" })).error?.code, -32_602);
    const bobs = await round({ ...again }, await organization.lumos.key("user:ann@o.test"));
    equal(bobs.error?.code, -32_602, "another key of the same person");
    equal((await round(again)).result?.resultType, "complete");
  });

  test("a state of a call that waits here is used once", async () => {
    const tool = { name: "test_elicitation", arguments: { message: "Color?" } };
    const capabilities = { elicitation: {} };
    const round = async (params: Json) =>
      (await (await modern("tools/call", params, { server: "old", capabilities })).json()) as Json;
    const first = (await round(tool))["result"] as { requestState: string; inputRequests: Json };
    const [key] = Object.keys(first.inputRequests);
    const inputResponses = { [key ?? ""]: { action: "accept", content: { response: "red" } } };
    const other = {
      name: tool.name,
      arguments: { message: "Another?" },
      inputResponses,
      requestState: first.requestState,
    };
    equal(((await round(other))["error"] as Json)["code"], -32_602, "other arguments");
    const again = { ...tool, inputResponses, requestState: first.requestState };
    match(JSON.stringify(await round(again)), /red/);
    equal(((await round(again))["error"] as Json)["code"], -32_602);
  });

  test(
    "a client that does not read never makes the process hold more than a bounded share of its messages",
    { timeout: 60_000 },
    async () => {
      const { hostname, port } = new URL(organization.lumos.url);
      const body = JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name: "test_logging_tool",
          arguments: {},
          _meta: { [PROTOCOL]: "2026-07-28", [CAPABILITIES]: {}, progressToken: 1 },
        },
      });
      const socket = connect(Number(port), hostname);
      socket.pause();
      socket.write(
        [
          "POST /mcp/one HTTP/1.1",
          "host: localhost",
          `authorization: Bearer ${ann}`,
          "content-type: application/json",
          "accept: application/json, text/event-stream",
          "mcp-protocol-version: 2026-07-28",
          "mcp-method: tools/call",
          "mcp-name: test_logging_tool",
          `content-length: ${Buffer.byteLength(body)}`,
          "",
          body,
        ].join("\r\n"),
      );
      const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
      for (let at = 0; at < 40; at++) {
        await modern("tools/call", { name: "test_simple_text", arguments: {} });
        const held = process.memoryUsage().arrayBuffers + process.memoryUsage().external - before;
        ok(held < 24 * 1_048_576, `${held} bytes are held`);
      }
      socket.destroy();
    },
  );
});
