import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld } from "../../test/api-world.ts";
import { fakeProgram, referenceServer } from "../../test/peers-world.ts";

describe("servers that tools come from", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());

  const declare = (spec: object) =>
    world.ask("POST", "/api/v1/servers", { key: world.keys.owner, body: { kind: "mcp", transport: "stdio", ...spec } });
  const check = (id: string, key = world.keys.owner) => world.ask("POST", `/api/v1/servers/${id}/check`, { key });

  test("are connected to, and say what they are and what they offer", async () => {
    assert.equal((await declare({ id: "files", command: referenceServer("filesystem", "/tmp") })).status, 201);
    const { status, body } = await check("files");
    assert.equal(status, 200, JSON.stringify(body));
    const { ms, isolation, ...told } = body;
    assert.deepEqual(told, {
      ok: true,
      era: "legacy",
      protocol: "2025-11-25",
      name: "secure-filesystem-server",
      tools: 14,
    });
    assert.ok(ms >= 0 && isolation.length > 0);
    const seen = await world.ask("GET", "/api/v1/server-status", { key: world.keys.auditor });
    assert.deepEqual(
      seen.body.items.map((one: { server: string; state: string }) => [one.server, one.state]),
      [["files", "ended"]],
    );
    const foreign = await world.ask("GET", "/api/v1/server-status", { key: world.foreign.owner });
    assert.deepEqual(foreign.body.items, []);
  });

  test("that cannot be started say why, without the secrets they were given", async () => {
    const env = { TOKEN: "env-secret" };
    const command = fakeProgram("mcp-raw-stdio.ts", "complains");
    assert.equal((await declare({ id: "broken", command, env })).status, 201);
    const { body } = await check("broken");
    assert.equal(body.ok, false);
    assert.match(body.failure, /The server broken has ended/);
    assert.match(body.said, /cannot log in with \[secret\]/);
    const status = await world.ask("GET", "/api/v1/server-status", { key: world.keys.owner });
    const shown = await world.ask("GET", "/api/v1/servers/broken", { key: world.keys.owner });
    assert.doesNotMatch(JSON.stringify([body, status.body, shown.body]) + world.log.join(""), /env-secret|hunter2/);
  });

  test("are checked by those who may alone", async () => {
    assert.equal((await check("files", world.keys.developer)).status, 403);
    assert.equal((await check("nowhere")).status, 404);
    assert.equal((await check("files", world.foreign.owner)).status, 404);
  });
});
