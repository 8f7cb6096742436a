import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import type { Io } from "../../src/cli/io.ts";
import { runCommands } from "../../src/cli/run.ts";
import { operations } from "../../src/operations/index.ts";
import { type Homes, PLANTED, makeHomes } from "../homes.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";

const ORGANIZATION = `
version: 1
organization: { id: acme, name: Acme }
teams: [{ id: eng }]
users:
  - { id: boss@acme.test, roles: [owner] }
  - { id: sec@acme.test, roles: [security_admin] }
  - { id: ann@acme.test, teams: [eng] }
  - { id: sue@acme.test }
servers:
  - { id: far, kind: mcp, transport: http, url: "https://far.test/mcp" }
  - { id: cop, kind: mcp, transport: http, url: "https://cop.test/mcp" }
  - { id: pg, kind: mcp, transport: stdio, command: [npx, -y, "pg-mcp@1.0.0"] }
  - { id: docs, kind: mcp, transport: http, url: "https://docs.test/mcp" }
  - { id: node, kind: mcp, transport: stdio, command: [node, server.js] }
`;

describe("discovery", () => {
  let lumos: TestLumos;
  let homes: Homes;
  const keys: Record<string, string> = {};
  before(async () => {
    homes = makeHomes();
    const file = join(homes.folder, "lumos.yaml");
    writeFileSync(file, ORGANIZATION);
    lumos = await startTestLumos({ file });
    for (const who of ["boss", "sec", "ann", "sue"])
      keys[who] = await lumos.key(`user:${who}@acme.test`, { scopes: ["call", "manage"] });
  });
  after(async () => {
    await lumos.end();
    homes.end();
  });

  const cli = async (who: string, ...args: string[]) => {
    let out = "";
    let err = "";
    const io: Io = {
      out: async (text) => void (out += text),
      say: (text) => void (err += `${text}\n`),
      stdin: Readable.from([]),
      env: { HOME: homes.home, LUMOS_URL: lumos.url, LUMOS_TOKEN: keys[who] },
      cwd: homes.folder,
      terminal: { in: false, out: false, err: false, columns: 200, colour: false },
      gone: new AbortController().signal,
    };
    const code = await runCommands(args, io, async () => operations);
    return { code, out, err };
  };
  const api = async (who: string, method: string, path: string, body?: unknown) => {
    const reply = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${keys[who] ?? ""}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every shape
    return { status: reply.status, body: (await reply.json()) as any };
  };
  const inventory = async (query = "") =>
    (await api("sec", "GET", `/discovery/inventory?limit=200${query}`)).body.items;
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  const named = async (name: string): Promise<any> =>
    (await inventory()).find((one: { name: string }) => one.name === name);

  test("a scan without --push writes and sends nothing", async () => {
    const { code, out } = await cli("ann", "scan", "--project", homes.project, "--json");
    assert.equal(code, 0);
    assert.ok(JSON.parse(out).found.length > 40);
    assert.deepEqual(await inventory(), []);
    assert.ok(!readdirSync(join(homes.home, ".config")).includes("lumos"));
  });

  test("what is pushed is classed by what is declared, and nothing planted reaches the server", async () => {
    const { code, out, err } = await cli("ann", "scan", "--push", "--project", homes.project);
    assert.equal(code, 0, err);
    assert.equal((await named("far")).class, "approved");
    assert.equal((await named("pg")).class, "approved", "whatever its version is");
    assert.equal((await named("zapier")).class, "unknown");
    assert.equal((await named("e")).class, "unknown", "an interpreter is nothing to know a server by");
    const everything = [out, err, JSON.stringify(await inventory())];
    everything.push(JSON.stringify((await api("sec", "GET", "/changes?limit=200")).body));
    everything.push(JSON.stringify((await api("sec", "GET", "/incidents?limit=200")).body));
    const tables = ["discovered", "incidents", "records", "idempotency"] as const;
    for (const name of tables)
      everything.push(JSON.stringify(await lumos.store.read.selectFrom(name).selectAll().execute()));
    for (const [what, value] of Object.entries(PLANTED))
      for (const text of everything) assert.ok(!text.includes(value), what);
  });

  test("what nobody knows becomes an incident, once", async () => {
    const incidents = async () =>
      (await api("sec", "GET", "/incidents?limit=200")).body.items as Record<string, unknown>[];
    const first = await incidents();
    const zapier = first.filter((one) => JSON.stringify(one).includes("mcp.zapier.test"));
    assert.deepEqual(
      zapier.map(({ kind, severity, count }) => [kind, severity, count]),
      [["discovery.unknown-server", "low", 1]],
    );
    const plain = first.find((one) => JSON.stringify(one).includes("tools.acme.test"));
    assert.equal(plain?.["severity"], "medium");
    await cli("ann", "scan", "--push", "--project", homes.project);
    assert.deepEqual(await incidents(), first);
    assert.equal(
      (await api("sec", "GET", `/incidents/${String(zapier[0]?.["id"])}/case?verdict=confirmed`)).status,
      404,
    );
  });

  test("everybody sees what was found on their own machine, and reviewers see all", async () => {
    assert.ok((await api("ann", "GET", "/discovery/inventory")).body.items.length > 0);
    assert.deepEqual((await api("sue", "GET", "/discovery/inventory")).body.items, []);
    assert.ok((await inventory("&class=unknown&kind=server&client=cursor")).length > 0);
  });

  test("what is blocked is grave each time it is still there, and what is gone is gone", async () => {
    const block = { name: "k", target: "pypi:k-mcp", reason: "leaks" };
    assert.equal((await api("sec", "POST", "/shelf/blocks", block)).status, 201);
    for (const count of [1, 2]) {
      await cli("ann", "scan", "--push");
      const { items } = (await api("sec", "GET", "/incidents?kind=discovery.blocked-server")).body;
      assert.deepEqual(
        items.map((one: { severity: string; count: number }) => [one.severity, one.count]),
        [["high", count]],
      );
    }
    homes.write("home", ".kiro/settings/mcp.json", "{}");
    await cli("ann", "scan", "--push");
    assert.equal(await named("k"), undefined);
    assert.equal((await inventory("&gone=true&target=pypi:k-mcp")).length, 1);
    assert.equal((await named("team")).class, "unknown", "a repository that was not looked through is not gone");
  });

  test("a claim that is approved is adopted: the client's entry leads through Lumos", async () => {
    const path = `/discovery/inventory/${(await named("lm")).id}/claim`;
    assert.equal((await api("sue", "POST", path, { why: "mine" })).status, 404, "another's machine");
    const asked = await api("ann", "POST", path, { why: "w" });
    assert.equal(asked.status, 201);
    assert.equal((await api("ann", "POST", path, { why: "w" })).status, 409);
    await api("boss", "POST", `/shelf/requests/${asked.body.id}/approve`, { teams: ["eng"] });
    const before = readFileSync(join(homes.home, ".config/opencode/opencode.jsonc"), "utf8");
    const dry = await cli("ann", "scan", "--adopt", "--dry-run", "--json");
    assert.equal(readFileSync(join(homes.home, ".config/opencode/opencode.jsonc"), "utf8"), before);
    const { adoption } = JSON.parse(dry.out);
    assert.deepEqual(adoption.adopted.map(({ name }: { name: string }) => name).toSorted(), ["cop", "far", "pg"]);
    assert.deepEqual(adoption.left.map(({ name }: { name: string }) => name).toSorted(), ["docs", "lm"]);
    assert.equal((await cli("ann", "scan", "--adopt")).code, 0);
    const text = readFileSync(join(homes.home, ".config/opencode/opencode.jsonc"), "utf8");
    assert.match(text, /two kinds/, "comments stay");
    assert.ok(text.includes(`${lumos.url}/mcp/far`));
    assert.ok(!text.includes(keys["ann"] ?? "-"), "no key is written");
    await cli("ann", "scan", "--push");
    assert.equal((await named("far")).class, "lumos");
    const cop = readFileSync(join(homes.home, ".copilot/mcp-config.json"), "utf8");
    assert.ok(cop.includes(`${lumos.url}/mcp/cop`));
  });

  test("what was rewritten comes back, to the byte where nobody changed the file since", async () => {
    const path = join(homes.home, ".copilot/mcp-config.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("{", '{\n  "mine": 1,'));
    assert.equal((await cli("ann", "scan", "--undo")).code, 0);
    const original = makeHomes();
    try {
      const file = ".config/opencode/opencode.jsonc";
      assert.equal(readFileSync(join(homes.home, file), "utf8"), readFileSync(join(original.home, file), "utf8"));
    } finally {
      original.end();
    }
    const cop = JSON.parse(readFileSync(path, "utf8"));
    assert.deepEqual([cop.mine, cop.mcpServers.cop.url], [1, "https://cop.test/mcp"]);
    const again = await cli("ann", "scan", "--undo");
    assert.match(again.err, /Nothing was rewritten/);
  });

  test("what another program than ours reports is refused where it holds a secret", async () => {
    const one = {
      kind: "server",
      client: "x",
      scope: "user",
      name: "x",
      place: "~/x",
      target: "url:x.test",
      transport: "http",
      runs: [] as string[],
      env: [],
      headers: [],
      flags: [],
      class: "unknown",
      digest: "",
    };
    const machine = "0".repeat(32);
    for (const bad of [
      { runs: [`--token=${PLANTED.github}`] },
      { runs: ["https://u:p@x.test/"] },
      { runs: ["https://x.test/?k=v"] },
    ]) {
      const reply = await api("ann", "POST", "/discovery/reports", { machine, found: [{ ...one, ...bad }] });
      assert.equal(reply.status, 400, JSON.stringify(bad));
      assert.ok(!JSON.stringify(reply.body).includes("ghp_"));
    }
    assert.equal((await api("ann", "POST", "/discovery/reports", { machine, found: [one] })).status, 200);
    assert.equal((await api("ann", "POST", "/discovery/reports", { machine: "x", found: [] })).status, 400);
  });

  test("egress logs become services in use and findings, and a log told twice counts once", async () => {
    const line = (who: string, host: string) =>
      `1760104536.123 200 ${who} TCP_TUNNEL/200 100 CONNECT ${host}:443 - HIER_DIRECT/1.2.3.4 -`;
    const lines = [
      line("10.0.0.1", "api.openai.com"),
      line("10.0.0.2", "api.openai.com"),
      line("10.0.0.2", "notopenai.com"),
      line("10.0.0.9", "claude.ai"),
    ];
    writeFileSync(join(homes.folder, "access.log"), `${lines.join("\n")}\n`);
    const told = await cli("sec", "scan", "egress", "access.log", "access.log", "--json");
    assert.equal(told.code, 0, told.err);
    assert.equal(JSON.parse(told.out).matched, 6);
    assert.equal((await cli("ann", "scan", "egress", "access.log", "--push")).code, 5);
    for (let n = 0; n < 2; n++)
      assert.equal((await cli("sec", "scan", "egress", "access.log", "--except", "10.0.0.9", "--push")).code, 0);
    const { services } = (await api("sec", "GET", "/discovery/services")).body;
    assert.deepEqual(
      services.map((one: Record<string, unknown>) => [one["service"], one["requests"], one["users"], one["bytes"]]),
      [["api.openai.com", 2, 2, 200]],
    );
    const { items } = (await api("sec", "GET", "/incidents?kind=discovery.shadow-ai")).body;
    assert.deepEqual(
      items.map((one: Record<string, unknown>) => [one["severity"], one["count"]]),
      [["medium", 2]],
    );
    assert.doesNotMatch(JSON.stringify(items) + told.out, /10\.0\.0/);
    assert.equal((await cli("sec", "scan", "egress", "none.log")).code, 2);
    assert.equal((await cli("sec", "scan", "egress", "access.log", "--format", "none")).code, 2);
    const shown = await cli("sec", "scan", "egress", "access.log", "--clear");
    assert.match(shown.err, /4 lines, 4 with a host, 3 to AI services/);
  });
});
