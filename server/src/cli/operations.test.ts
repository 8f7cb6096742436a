import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { lumos, startApi, temporary } from "../../test/cli/program.ts";

const agent = (version = 3) => ({
  kind: "agents",
  id: "release-bot",
  version,
  origin: "api",
  createdAt: 1_800_000_000_000,
  updatedAt: 1_800_000_000_000,
  spec: { id: "release-bot", owner: "ada", teams: ["eng", "ops"], autonomy: 2 },
});

describe("commands made from operations", () => {
  test("the singular and the plural of a noun are the same command", async () => {
    await using api = await startApi({ "GET /agents": { body: { items: [agent()], next: null } } });
    for (const noun of ["agent", "agents"]) {
      const ran = await lumos([noun, "list", "--json"], { env: api.env });
      assert.equal(ran.code, 0, ran.err);
      assert.deepEqual(JSON.parse(ran.out), { items: [agent()], next: null });
    }
  });

  test("without a terminal a list is rows with tabs, every column in its place", async () => {
    await using api = await startApi({ "GET /agents": { body: { items: [agent()], next: null } } });
    const ran = await lumos(["agent", "list"], { env: api.env });
    const cells = ran.out.trimEnd().split("\t");
    assert.equal(cells[0], "release-bot");
    assert.ok(cells.includes("eng,ops"));
    assert.ok(cells.includes(""), "what is not set keeps its place");
  });

  test("Guarantee: text from elsewhere cannot steer the terminal", async () => {
    const evil = { ...agent(), spec: { id: "a", owner: "ada", name: "x\u001b[2Jy\nz" } };
    await using api = await startApi({ "GET /agents": { body: { items: [evil], next: null } } });
    const ran = await lumos(["agent", "list"], { env: api.env });
    assert.equal(ran.out.trimEnd().split("\n").length, 1);
    assert.ok(!ran.out.includes("\u001b"));
  });

  test("a page that is not the last says how to go on, and --all follows", async () => {
    await using api = await startApi({
      "GET /agents": ({ path }) => ({
        body: path.includes("after=a1")
          ? { items: [{ ...agent(), id: "a2" }], next: null }
          : { items: [agent()], next: "a1" },
      }),
    });
    const one = await lumos(["agents", "list", "--limit", "1"], { env: api.env });
    assert.match(one.err, /lumos agents list --after a1/);
    const all = await lumos(["agents", "list", "--all", "--json"], { env: api.env });
    const { items, next } = JSON.parse(all.out) as { items: { id: string }[]; next: unknown };
    assert.deepEqual([items.map(({ id }) => id), next], [["release-bot", "a2"], null]);
  });

  test("flags become the members of the input: lists by repetition or commas, numbers as numbers", async () => {
    await using api = await startApi({ "POST /agents": { status: 201, body: agent(1) } });
    const args = [
      "agent",
      "create",
      "release-bot",
      "--owner",
      "ada",
      "--teams",
      "eng,ops",
      "--teams",
      "core",
      "--autonomy",
      "2",
    ];
    const ran = await lumos(args, { env: api.env });
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual(api.received[0]?.body, {
      id: "release-bot",
      owner: "ada",
      teams: ["eng", "ops", "core"],
      autonomy: 2,
    });
    assert.match(ran.err, /Created release-bot, version 1/);
  });

  test("an object comes whole from a file or from standard input, in YAML or JSON", async () => {
    await using api = await startApi({ "POST /agents": { status: 201, body: agent(1) } });
    await using folder = temporary();
    writeFileSync(join(folder.path, "a.yaml"), "id: release-bot\nowner: ada\n");
    const fromFile = await lumos(["agent", "create", "--file", "a.yaml"], { env: api.env, cwd: folder.path });
    assert.equal(fromFile.code, 0, fromFile.err);
    const input = '{"id":"release-bot","owner":"ada"}';
    const fromInput = await lumos(["agent", "create", "--file", "-", "--purpose", "releases"], { env: api.env, input });
    assert.equal(fromInput.code, 0, fromInput.err);
    assert.deepEqual(
      api.received.map(({ body }) => body),
      [
        { id: "release-bot", owner: "ada" },
        { id: "release-bot", owner: "ada", purpose: "releases" },
      ],
    );
  });

  test("an update by flags keeps the rest and names the version it read", async () => {
    await using api = await startApi({
      "GET /agents/release-bot": { body: agent(), etag: '"3"' },
      "PUT /agents/release-bot": { body: agent(4), etag: '"4"' },
    });
    const ran = await lumos(["agent", "update", "release-bot", "--autonomy", "1", "--unset", "teams"], {
      env: api.env,
    });
    assert.equal(ran.code, 0, ran.err);
    const put = api.received[1];
    assert.equal(put?.headers["if-match"], '"3"');
    assert.deepEqual(put?.body, { owner: "ada", autonomy: 1 });
  });

  test("--if-match is sent as it was said, and a version that is not current is exit code 1", async () => {
    await using api = await startApi({
      "PUT /agents/release-bot": {
        status: 412,
        body: { error: { code: "precondition_failed", message: "The version you named is not the current one." } },
      },
    });
    const args = ["agent", "update", "release-bot", "--file", "-", "--if-match", "2"];
    const ran = await lumos(args, { env: api.env, input: "owner: ada" });
    assert.equal(ran.code, 1);
    assert.deepEqual(
      api.received.map(({ method, headers }) => [method, headers["if-match"]]),
      [["PUT", '"2"']],
    );
  });

  test("Guarantee: without a terminal nothing is asked and nothing is destroyed; --yes says it was meant", async () => {
    await using api = await startApi({ "DELETE /agents/release-bot": { status: 204 } });
    const refused = await lumos(["agent", "delete", "release-bot"], { env: api.env });
    assert.equal(refused.code, 2);
    assert.match(refused.last, /--yes/);
    assert.equal(api.received.length, 0);
    const done = await lumos(["agent", "delete", "release-bot", "--yes"], { env: api.env });
    assert.equal(done.code, 0, done.err);
    assert.equal(api.received.length, 1);
  });

  test("get prints YAML that --file takes back", async () => {
    await using api = await startApi({ "GET /agents/release-bot": { body: agent() } });
    const ran = await lumos(["agent", "get", "release-bot"], { env: api.env });
    assert.match(ran.out, /^# version 3, origin api, .*\nid: release-bot\nowner: ada\n/);
  });

  test("ids with odd marks stay one part of the path", async () => {
    await using api = await startApi({});
    await lumos(["agent", "get", "../keys?x=1"], { env: api.env });
    assert.equal(api.received[0]?.path, "/agents/..%2Fkeys%3Fx%3D1");
  });
});

describe("keys", () => {
  const issued = {
    key: "lmk_test_secretsecret",
    id: "ab12",
    principal: "agent:release-bot",
    expiresAt: 1_800_000_000_000,
    scopes: ["call"],
  };

  test("a new key is printed once, as JSON or alone on standard output", async () => {
    await using api = await startApi({ "POST /keys": { status: 201, body: issued } });
    const args = ["key", "create", "--principal", "agent:release-bot", "--expires", "30d"];
    const json = await lumos([...args, "--json"], { env: api.env });
    assert.deepEqual(JSON.parse(json.out), issued);
    const plain = await lumos(args, { env: api.env });
    assert.equal(plain.out, `${issued.key}\n`);
    assert.ok(!plain.err.includes(issued.key), "the key is on standard output alone");
    assert.deepEqual(api.received[0]?.body, { principal: "agent:release-bot", expires: "30d" });
  });

  test("a missing flag is a usage error that ends with the command that helps", async () => {
    const ran = await lumos(["key", "create"]);
    assert.equal(ran.code, 2);
    assert.match(ran.err, /--principal is missing/);
    assert.equal(ran.last, "lumos help key create");
  });
});

test("--org names the organization, the token is sent as a bearer", async () => {
  await using api = await startApi({ "GET /whoami": { body: { principal: "user:ada" } } });
  const ran = await lumos(["whoami", "--org", "acme"], { env: api.env });
  assert.equal(ran.code, 0, ran.err);
  assert.equal(api.received[0]?.headers["x-lumos-organization"], "acme");
  assert.equal(api.received[0]?.headers.authorization, "Bearer lmk_test_abcdefghijklmnop");
});

test("a large answer through a pipe arrives whole", async () => {
  const items = Array.from({ length: 20_000 }, (_, place) => ({
    ...agent(),
    id: `a${place}`,
    spec: { id: `a${place}`, owner: "ada", purpose: "x".repeat(100) },
  }));
  await using api = await startApi({ "GET /agents": { body: { items, next: null } } });
  const ran = await lumos(["agents", "list", "--json"], { env: api.env });
  assert.equal((JSON.parse(ran.out) as { items: unknown[] }).items.length, items.length);
});
