import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type FakeTokenService, startTokenService } from "../../../../test/fakes/token-service.ts";
import { LIVE, makePeersWorld, type PeersWorld } from "../../../../test/peers-world.ts";
import { fixedClock, Secret } from "../../../kernel/index.ts";
import type { ConnectedAuth } from "../../../registry/index.ts";

describe("what an upstream is shown", () => {
  const clock = fixedClock(1_000_000);
  let world: PeersWorld;
  let tokens: FakeTokenService;
  let upstream: { url: string; shown: (string | undefined)[]; refuses: Set<string>; close(): Promise<void> };
  beforeEach(async () => {
    world = makePeersWorld({ clock });
    tokens = await startTokenService();
    upstream = await startUpstream();
  });
  afterEach(async () => {
    await world.close();
    await upstream.close();
    await tokens.close();
  });

  const peerWith = (auth: ConnectedAuth) => world.open(world.server({ transport: "http", url: upstream.url, auth }));
  const list = (auth: ConnectedAuth) => ask(peerWith(auth));
  const ask = (peer: ReturnType<typeof peerWith>) => peer.request({ method: "x", params: undefined, signal: LIVE });
  const oauth = (more: object = {}): ConnectedAuth => ({
    kind: "oauth",
    tokenUrl: tokens.url,
    clientId: "lumos client",
    clientSecret: new Secret("s:e/c"),
    ...more,
  });

  test("is a token, a header of its own, or a user and a password", async () => {
    await list({ kind: "bearer", token: new Secret("t-1") });
    assert.equal(upstream.shown.at(-1), "Bearer t-1");
    await list({ kind: "basic", user: "lumos", password: new Secret("p:w") });
    assert.equal(upstream.shown.at(-1), `Basic ${Buffer.from("lumos:p:w").toString("base64")}`);
  });

  // Guarantee: a credential that an upstream says back does not reach whoever asked.
  test("a credential that an upstream says back does not reach whoever asked", async () => {
    const password = "correct-horse-battery";
    for (const auth of [
      { kind: "bearer", token: new Secret(password) },
      { kind: "basic", user: "lumos", password: new Secret(password) },
      oauth(),
    ] as const) {
      const text = JSON.stringify(await list(auth));
      const shown = upstream.shown.at(-1)?.split(" ")[1] ?? "";
      assert.ok(shown !== "" && !text.includes(shown) && !text.includes(password), text);
      assert.match(text, /\[hidden\]/);
    }
  });

  test("is missing where it was never written, and nothing is sent then", async () => {
    await assert.rejects(list({ kind: "bearer", token: undefined }), /has no credential yet/);
    assert.deepEqual(upstream.shown, []);
  });

  test("is a token that is asked for once, kept, and asked for again before its end", async () => {
    const peer = peerWith(oauth({ scope: "read write", resource: "https://crm.test/", audience: "crm" }));
    await Promise.all([ask(peer), ask(peer), ask(peer)]);
    assert.equal(tokens.asked.length, 1);
    const [{ headers, form } = assert.fail()] = tokens.asked;
    assert.equal(headers.authorization, `Basic ${Buffer.from("lumos+client:s%3Ae%2Fc").toString("base64")}`);
    assert.deepEqual(Object.fromEntries(form), {
      grant_type: "client_credentials",
      scope: "read write",
      resource: "https://crm.test/",
      audience: "crm",
    });
    clock.advance(3_600_000 - 50_000);
    await ask(peer);
    assert.equal(tokens.asked.length, 2);
    assert.equal(upstream.shown.at(-1), "Bearer token-2");
  });

  test("is renewed once when it is refused, and no more", async () => {
    const peer = peerWith(oauth());
    await ask(peer);
    upstream.refuses.add("Bearer token-1");
    await ask(peer);
    assert.equal(upstream.shown.at(-1), "Bearer token-2");
    upstream.refuses.add("Bearer token-2").add("Bearer token-3");
    await assert.rejects(ask(peer), /does not accept Lumos's credential/);
    assert.equal(tokens.asked.length, 3);
  });

  test("is never guessed where the token service gives none", async () => {
    for (const answer of [
      { status: 401, body: { error: "invalid_client" } },
      { status: 200, body: {} },
      { status: 200, body: { access_token: "line\nbreak", token_type: "Bearer" } },
      { status: 200, body: { access_token: "x", token_type: "mac" } },
      { status: 302, body: {} },
    ]) {
      tokens.answer = answer;
      await assert.rejects(list(oauth()), /token service gave/);
    }
    assert.deepEqual(upstream.shown, []);
    assert.doesNotMatch(world.log.join(""), /s:e\/c|invalid_client/);
  });
});

/** A server of the older era that only looks at who asks. */
async function startUpstream() {
  const shown: (string | undefined)[] = [];
  const refuses = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization } = request.headers;
      shown.push(authorization);
      if (authorization !== undefined && refuses.has(authorization)) return void response.writeHead(401).end();
      const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as { id?: number });
      if (body.id === undefined) return void response.writeHead(request.method === "GET" ? 405 : 202).end();
      response.writeHead(200, { "content-type": "application/json" });
      const result = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: {}, echo: { authorization } };
      response.end(JSON.stringify({ jsonrpc: "2.0", id: body.id, result }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    shown,
    refuses,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
