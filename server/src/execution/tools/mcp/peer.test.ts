import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type FakeMcp, startModernMcp } from "../../../../test/fakes/mcp-modern.ts";
import {
  fakeProgram,
  LIVE,
  makePeersWorld,
  type PeersWorld,
  referenceServer,
  startEverything,
} from "../../../../test/peers-world.ts";
import type { ConnectedMcp } from "../../../registry/index.ts";
import type { Peer, PeerAnswer, PeerMessage } from "../types.ts";

const call = (peer: Peer, tool: string, args: unknown, more: object = {}) =>
  peer.request({
    method: "tools/call",
    params: JSON.stringify({ name: tool, arguments: args, ...more }),
    signal: LIVE,
  });
const textOf = (answer: PeerAnswer) =>
  "result" in answer ? JSON.parse(answer.result).content[0].text : assert.fail(answer.error);

describe("an MCP server", () => {
  let world: PeersWorld;
  beforeEach(() => {
    world = makePeersWorld();
  });
  afterEach(() => world.close());

  const around = async (
    run: (server: ConnectedMcp) => Promise<void>,
    start: () => Promise<[ConnectedMcp, () => Promise<void>]>,
  ) => {
    const [server, stop] = await start();
    try {
      await run(server);
    } finally {
      await world.close();
      await stop();
    }
  };
  const nothing = async () => {};
  const REFERENCE: Record<string, () => Promise<[ConnectedMcp, () => Promise<void>]>> = {
    "as a child process": async () => [
      world.server({ transport: "stdio", command: referenceServer("everything", "stdio") }),
      nothing,
    ],
    "over Streamable HTTP": async () => {
      const { url, close } = await startEverything("streamableHttp");
      return [world.server({ transport: "http", url }), close];
    },
    "over HTTP with one stream": async () => {
      const { url, close } = await startEverything("sse");
      return [world.server({ transport: "sse", url }), close];
    },
  };

  for (const [how, start] of Object.entries(REFERENCE)) {
    test(`the reference server ${how} is spoken to in its own era`, () =>
      around(async (server) => {
        const peer = world.open(server);
        const hello = await peer.hello(LIVE);
        assert.deepEqual([hello.era, hello.protocol], ["legacy", "2025-11-25"]);
        assert.match(hello.instructions ?? "", /Everything Server/);
        const list = await peer.request({ method: "tools/list", params: undefined, signal: LIVE });
        assert.ok("result" in list && JSON.parse(list.result).tools.length > 10);
        assert.equal(textOf(await call(peer, "echo", { message: "hi" })), "Echo: hi");

        const notices: PeerMessage[] = [];
        const params = { name: "trigger-long-running-operation", arguments: { duration: 0.2, steps: 2 } };
        await peer.request({
          method: "tools/call",
          params: JSON.stringify({ ...params, _meta: { progressToken: "mine" } }),
          signal: LIVE,
          onNotice: (notice) => notices.push(notice),
        });
        assert.deepEqual(
          notices.map(({ method, params: told }) => [method, JSON.parse(told ?? "").progressToken]),
          [
            ["notifications/progress", "mine"],
            ["notifications/progress", "mine"],
          ],
        );
        const [status] = world.peers.status("acme");
        assert.deepEqual([status?.state, status?.era], ["connected", "legacy"]);
      }, start));

    test(`the reference server ${how} asks the caller for what only it can give`, () =>
      around(async (server) => {
        const peer = world.open(server, { capabilities: '{"sampling":{},"elicitation":{}}' });
        const asked: PeerMessage[] = [];
        const answer = await peer.request({
          method: "tools/call",
          params: JSON.stringify({ name: "trigger-sampling-request", arguments: { prompt: "Well?" } }),
          signal: LIVE,
          onRequest: async (request) => {
            asked.push(request);
            return { result: '{"role":"assistant","content":{"type":"text","text":"sampled"},"model":"m"}' };
          },
        });
        assert.equal(asked[0]?.method, "sampling/createMessage");
        assert.match(textOf(answer), /sampled/);
      }, start));
  }

  test("the reference file server reads what it may", async () => {
    const server = world.server({ transport: "stdio", command: referenceServer("filesystem", "/tmp") });
    const answer = await call(world.open(server), "list_allowed_directories", {});
    assert.match(textOf(answer), /\/tmp/);
  });
});

describe("an MCP server of the modern era", () => {
  let world: PeersWorld;
  let fake: FakeMcp;
  beforeEach(async () => {
    world = makePeersWorld();
    fake = await startModernMcp();
  });
  afterEach(async () => {
    await world.close();
    await fake.close();
  });
  const open = () => world.open(world.server({ transport: "http", url: fake.url }));

  test("is found out by asking, and every request carries its envelope and the headers its body says", async () => {
    world.definitions.set(
      "route",
      JSON.stringify({
        inputSchema: { type: "object", properties: { region: { type: "string", "x-mcp-header": "Region" } } },
      }),
    );
    const peer = open();
    assert.deepEqual(await peer.hello(LIVE).then(({ era, protocol }) => [era, protocol]), ["modern", "2026-07-28"]);
    const theirs = { "io.modelcontextprotocol/protocolVersion": "1999-01-01", kept: 1 };
    assert.equal(textOf(await call(peer, "route", { region: "Köln" }, { _meta: theirs })), "to Köln");
    const headers = fake.seen.headers.at(-1) ?? {};
    const encoded = `=?base64?${Buffer.from("Köln").toString("base64")}?=`;
    assert.deepEqual(
      ["mcp-protocol-version", "mcp-method", "mcp-name", "mcp-param-region", "mcp-session-id"].map(
        (name) => headers[name],
      ),
      ["2026-07-28", "tools/call", "route", encoded, undefined],
    );
    const { _meta } = JSON.parse(fake.seen.bodies.at(-1) ?? "").params;
    assert.equal(_meta["io.modelcontextprotocol/protocolVersion"], "2026-07-28");
    assert.equal(_meta.kept, 1);
  });

  test("tells progress under the caller's own token", async () => {
    const notices: PeerMessage[] = [];
    const params = JSON.stringify({ name: "slow", arguments: { steps: 2 }, _meta: { progressToken: 7 } });
    const onNotice = (notice: PeerMessage) => notices.push(notice);
    const answer = await open().request({ method: "tools/call", params, signal: LIVE, onNotice });
    assert.equal(textOf(answer), "done");
    assert.deepEqual(
      notices.map(({ params: told }) => JSON.parse(told ?? "").progressToken),
      [7, 7],
    );
  });

  test("asks for input as a result that passes as it is", async () => {
    const peer = world.open(world.server({ transport: "http", url: fake.url }), {
      capabilities: '{"elicitation":{"form":{}}}',
    });
    const answer = await call(peer, "sure", {});
    assert.ok("result" in answer);
    assert.equal(JSON.parse(answer.result).resultType, "input_required");
  });

  test("hears that a caller gave up", async () => {
    const gone = new AbortController();
    const params = JSON.stringify({ name: "slow", arguments: { steps: 500 }, _meta: { progressToken: 1 } });
    const asked = open().request({ method: "tools/call", params, signal: gone.signal, onNotice: () => gone.abort() });
    await assert.rejects(asked, /given up/);
    while (fake.seen.cancelled === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  test("tells that its tools changed to those who listen", async () => {
    const peer = open();
    await peer.hello(LIVE);
    const heard = new Promise<PeerMessage>((resolve) => void peer.onNotice(resolve));
    const timer = setInterval(() => fake.toolsChanged(), 20);
    const notice = await heard;
    clearInterval(timer);
    assert.equal(notice.method, "notifications/tools/list_changed");
    assert.doesNotMatch(notice.params ?? "", /subscriptionId/);
  });

  test("as a child process is found out too", async () => {
    const peer = world.open(world.server({ transport: "stdio", command: fakeProgram("mcp-modern-stdio.ts") }));
    assert.equal((await peer.hello(LIVE)).era, "modern");
    assert.equal(textOf(await call(peer, "echo", { message: "hi" })), "hi");
  });
});
