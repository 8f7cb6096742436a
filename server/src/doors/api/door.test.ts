import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, type Reply } from "../../../test/api-world.ts";

function refusedWith(reply: Reply, status: number, code: string, param?: string): void {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.body.error.code, code);
  if (param !== undefined) assert.equal(reply.body.error.param, param);
}

describe("the management API's door", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());
  const owner = () => ({ key: world.keys.owner });
  const post = (raw: string | Buffer, headers: Record<string, string> = {}) =>
    world.ask("POST", "/api/v1/teams", { ...owner(), raw, headers });

  test("every answer carries its headers, whatever it says", async () => {
    for (const path of ["/api/v1/whoami", "/api/v1/nothing", "/api/v1/openapi.json", "/api/v1/providers/x"]) {
      const { headers } = await world.ask("GET", path, owner());
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cache-control"], "no-store");
      assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
      assert.match(String(headers["x-request-id"]), /^[0-9a-f-]{36}$/);
      assert.equal(headers["content-type"], "application/json");
      assert.equal(headers["access-control-allow-origin"], undefined);
      assert.equal(headers["set-cookie"], undefined);
    }
  });

  test("a request's own id comes back, unless it could be something else", async () => {
    const ask = async (id: string) =>
      (await world.ask("GET", "/api/v1/whoami", { headers: { "x-request-id": id } })).headers["x-request-id"];
    assert.equal(await ask("trace-17.a"), "trace-17.a");
    for (const id of ["a b", "<script>", "x".repeat(65), '"']) assert.notEqual(await ask(id), id);
  });

  test("a credential is a bearer token or an api key, and two that differ are none", async () => {
    const status = async (headers: Record<string, string>) =>
      (await world.ask("GET", "/api/v1/whoami", { headers })).status;
    const { owner: key, member } = world.keys;
    assert.equal(await status({ "x-api-key": key }), 200);
    assert.equal(await status({ authorization: `bearer ${key}` }), 200);
    assert.equal(await status({ authorization: `Bearer ${key}`, "x-api-key": key }), 200);
    assert.equal(await status({ authorization: `Bearer ${key}`, "x-api-key": member }), 401);
    assert.equal(await status({ authorization: `Basic ${key}` }), 401);
    assert.equal(await status({ authorization: key }), 401);
    assert.equal(await status({ authorization: `Bearer ${"x".repeat(5_000)}` }), 401);
    assert.equal((await world.ask("GET", `/api/v1/whoami?key=${key}`)).status, 401, "never in an address");
  });

  test("a known path says which methods it takes", async () => {
    const reply = await world.ask("PATCH", "/api/v1/agents/bot", owner());
    refusedWith(reply, 405, "method_not_allowed");
    assert.equal(reply.headers.allow, "DELETE, GET, PUT");
    assert.equal((await world.ask("OPTIONS", "/api/v1/agents")).headers.allow, "GET, POST");
    refusedWith(await world.ask("POST", "/api/v1/openapi.json", owner()), 405, "method_not_allowed");
  });

  test("an operation's own path is not an id, and an id may read like one", async () => {
    const policy = { id: "check", text: '@id("check") @stage("draft")\npermit (principal, action, resource);' };
    assert.equal((await world.ask("POST", "/api/v1/policies", { ...owner(), body: policy })).status, 201);
    assert.equal((await world.ask("GET", "/api/v1/policies/check", owner())).body.id, "check");
    const check = await world.ask("POST", "/api/v1/policies/check", { ...owner(), body: { policies: [] } });
    assert.deepEqual(check.body, { problems: [] });
    refusedWith(await world.ask("GET", "/api/v1/decisions/feeds", owner()), 404, "not_found");
  });

  test("nothing in a path is resolved, and no segment hides a separator", async () => {
    for (const path of [
      "/api/v1/agents/../users",
      "/api/v1/agents/..%2fusers",
      "/api/v1/agents/%2e%2e",
      "/api/v1/agents/bot%2f",
      "/api/v1/agents/bot%00",
      "/api/v1/agents/bot%0d%0ax: y",
      "/api/v1/agents/bot%5c..",
      "/api/v1//agents",
      "/api/v1/agents/",
      "/api/v1/agents//bot",
      "/api/v1/AGENTS",
      "/api/v1/agents/%zz",
      "/api/v1/agents/%ff",
      "/api/v1/agents/b%C3%B6t",
      "/api/v1/agents/%E2%80%AEtob",
      "/api/v1/agents/__proto__",
      "/api/v1/agents/constructor",
      `/api/v1/agents/${"a".repeat(5_000)}`,
      "/api/v1/",
      "/api/v1/agents/bot;x=1",
    ]) {
      refusedWith(await world.ask("GET", path.replace(" ", "%20"), owner()), 404, "not_found");
    }
    assert.equal((await world.ask("GET", "/api/v1/agents/%62ot", owner())).status, 200);
  });

  test("a body that is not a JSON object is refused and says so", async () => {
    const deep = `${'{"a":'.repeat(65)}1${"}".repeat(65)}`;
    const bad: [string | Buffer, RegExp][] = [
      ["{", /JSON/],
      ["nope", /JSON/],
      ['{"id":"a"}}', /JSON/],
      ['{"id":"a', /JSON/],
      ["[]", /object/],
      ["null", /object/],
      ['"text"', /object/],
      [deep, /deeper/],
      [`${"[".repeat(100_000)}`, /deeper/],
      ['{"id":"a","id":"b"}', /twice/],
      ['{"id":"a","\\u0069d":"b"}', /twice/],
      ['{"id":"a","__proto__":{"name":"x"}}', /no object may have/],
      ['{"id":"a","x":{"\\u005f_proto__":1}}', /no object may have/],
      [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), /UTF-8/],
      ["\ufeff{}", /JSON|required|expected|id/],
      [`[${"1,".repeat(200_001)}1]`, /too many/],
    ];
    for (const [raw, text] of bad) {
      const reply = await post(raw);
      refusedWith(reply, 400, "invalid_request");
      assert.match(reply.body.error.message, text);
    }
    // A comma or a quote inside a text is text.
    assert.equal((await post('{"id":"quoted","name":"a\\",\\"id\\":{["}')).status, 201);
  });

  test("a member that is not known, or wrong, is named", async () => {
    const ask = (body: unknown) => world.ask("POST", "/api/v1/agents", { ...owner(), body });
    refusedWith(await ask({ id: "a", owner: "x", nope: 1 }), 400, "invalid_request", "nope");
    refusedWith(await ask({ id: "a", owner: "x", constructor: 1 }), 400, "invalid_request", "constructor");
    refusedWith(await ask({ id: "a", owner: "x", autonomy: 5 }), 400, "invalid_request", "autonomy");
    refusedWith(await ask({ id: "a", owner: "x", teams: ["ok", ""] }), 400, "invalid_request", "teams[1]");
    refusedWith(await ask({ owner: "x" }), 400, "invalid_request", "id");
    refusedWith(await ask({ id: "../x", owner: "x" }), 400, "invalid_request", "id");
    refusedWith(await ask({ id: "a\u202e", owner: "x" }), 400, "invalid_request", "id");
    refusedWith(await ask({ id: "a", owner: "x", ["n".repeat(10_000)]: 1 }), 400, "invalid_request");
    refusedWith(await ask({ id: "a", owner: "x", teams: Array(10_001).fill("eng") }), 400, "invalid_request", "teams");
    const other = { id: "other", owner: "x" };
    const put = await world.ask("PUT", "/api/v1/agents/bot", {
      ...owner(),
      headers: { "if-match": '"1"' },
      body: other,
    });
    refusedWith(put, 400, "invalid_request", "id");
  });

  test("only JSON is taken, as it is", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=utf-16"]) {
      refusedWith(await post("{}", { "content-type": type }), 415, "unsupported_media_type");
    }
    refusedWith(await post("{}", { "content-encoding": "gzip" }), 415, "unsupported_media_type");
    assert.equal((await post('{"id":"typed"}', { "content-type": "application/json; charset=utf-8" })).status, 201);
    const withBody = await world.ask("GET", "/api/v1/teams", { ...owner(), body: {} });
    refusedWith(withBody, 400, "invalid_request");
    const withQuery = await world.ask("POST", "/api/v1/teams?x=1", { ...owner(), body: { id: "q" } });
    refusedWith(withQuery, 400, "invalid_request");
  });

  test("a body beyond the limit is refused, announced or not", async () => {
    const large = JSON.stringify({ id: "large", name: "x".repeat(1_048_576) });
    refusedWith(await post(large), 413, "too_large");
    const answer = await raw(world, [
      "POST /api/v1/teams HTTP/1.1",
      "host: x",
      `authorization: Bearer ${world.keys.owner}`,
      "content-type: application/json",
      "transfer-encoding: chunked",
      "",
      ...Array.from({ length: 20 }, () => `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}`),
    ]);
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.equal((await world.ask("GET", "/api/v1/whoami", owner())).status, 200);
  });

  test("a caller who is refused is answered before its body is read", async () => {
    const answer = await raw(world, [
      "POST /api/v1/teams HTTP/1.1",
      "host: x",
      "content-type: application/json",
      "content-length: 1000000",
      "",
      "{",
    ]);
    assert.match(answer, /^HTTP\/1\.1 401 /);
    assert.match(answer, /\r\nconnection: close\r\n/i);
  });

  test("a query is as strict as a body", async () => {
    for (const query of ["limit=1&limit=1", "nope=1", "__proto__=1", "limit[]=1", "after=", "limit=1.0", "limit=%00"]) {
      refusedWith(await world.ask("GET", `/api/v1/teams?${query}`, owner()), 400, "invalid_request");
    }
    assert.equal((await world.ask("GET", "/api/v1/teams?limit=1", owner())).body.items.length, 1);
  });

  test("what breaks inside stays inside: no internal text leaves with an error", async () => {
    const spoil = (spec: string) =>
      world.store.transact((tx) =>
        tx.updateTable("objects").set({ spec }).where("org", "=", "acme").where("id", "=", "ops").execute(),
      );
    await spoil('{"id":"ops","name":"inner');
    const reply = await world.ask("GET", "/api/v1/teams/ops", owner());
    await spoil('{"id":"ops"}');
    assert.equal(reply.status, 500);
    assert.deepEqual(reply.body, {
      error: {
        code: "internal",
        message: "Something went wrong inside Lumos.",
        docs: "docs/reference/errors.md#internal",
      },
    });
    assert.match(world.log.join(""), /"event":"api\.failed"/);
  });
});

function raw(world: ApiWorld, lines: string[]): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(new URL(world.url).port), "127.0.0.1", () => socket.write(lines.join("\r\n")));
    socket.on("data", (part) => (text += part.toString()));
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}
