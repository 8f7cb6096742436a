import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ORGANIZATIONS, scratch } from "../../test/scratch.ts";
import { type Loaded, type Problem, formatProblem, loadConfiguration } from "./index.ts";

const HEAD = "version: 1\norganization: { id: a, name: A }\n";
const ACME = join(ORGANIZATIONS, "acme");

function load(files: Record<string, string | Uint8Array>, env: Record<string, string | undefined> = {}) {
  using folder = scratch(files);
  const result = loadConfiguration({ file: join(folder.path, "lumos.yaml"), env, cwd: folder.path });
  return { result, path: folder.path };
}

function loaded(text: string, env: Record<string, string | undefined> = {}): Loaded {
  const { result } = load({ "lumos.yaml": text }, env);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function problems(text: string, env: Record<string, string | undefined> = {}): Problem[] {
  const { result } = load({ "lumos.yaml": text }, env);
  assert.ok(!result.ok);
  return result.error;
}

const told = (all: Problem[]) => all.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);

test("acme loads as it stands", () => {
  const result = loadConfiguration({ file: join(ACME, "lumos.yaml"), env: {}, cwd: "/" });
  assert.ok(result.ok, JSON.stringify(result));
  const { declaration, server, file, warnings } = result.value;
  assert.equal(file, join(ACME, "lumos.yaml"));
  assert.deepEqual(server, {
    listen: { host: "127.0.0.1", port: 4400 },
    data: join(ACME, ".lumos"),
    database: "sqlite",
    policyEngine: "fast",
    rootKey: undefined,
  });
  assert.deepEqual(declaration.organization, { id: "acme", name: "Acme Corp", region: "US" });
  const counts = Object.fromEntries(Object.entries(declaration.objects).map(([kind, list]) => [kind, list.length]));
  assert.deepEqual(counts, {
    tiers: 3,
    providers: 3,
    models: 5,
    routes: 3,
    judges: 0,
    teams: 4,
    users: 7,
    applications: 1,
    agents: 3,
    workflows: 3,
    programs: 1,
    servers: 4,
    connections: 4,
    budgets: 3,
    limits: 0,
    alerts: 1,
    detectors: 0,
    policies: 21,
  });
  assert.deepEqual(
    declaration.objects.tiers.map(({ id }) => id),
    ["frontier", "guarded", "economy"],
  );
  assert.equal(declaration.objects.providers[0]?.key, "none");
  assert.equal(declaration.objects.alerts[0] !== undefined && "secret" in declaration.objects.alerts[0], false);
  const billing = declaration.objects.servers.find(({ id }) => id === "billing");
  assert.equal(billing?.kind === "openapi" && billing.spec, join(ACME, "billing.openapi.yaml"));
  assert.deepEqual(
    declaration.objects.policies.map(({ file }) => file).filter((name, index, all) => all.indexOf(name) === index),
    ["agents.cedar", "data.cedar", "models.cedar", "tools.cedar"],
  );
  assert.deepEqual(warnings, []);
});

test("acme takes its values from the environment", () => {
  const env = {
    ACME_LISTEN: "[::1]:0",
    ACME_DATA: "/var/lib/acme",
    ACME_DATABASE: "postgres://u:p@db/lumos",
    ACME_NORTH_KEY: "sk-north",
    ACME_SIEM_SECRET: "s",
  };
  const result = loadConfiguration({ file: ACME, env, cwd: "/" });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(result.value.server.listen, { host: "::1", port: 0 });
  assert.equal(result.value.server.data, "/var/lib/acme");
  assert.equal(result.value.server.database, "postgres://u:p@db/lumos");
  assert.equal(result.value.declaration.objects.providers[0]?.key, "sk-north");
  assert.equal(result.value.declaration.objects.alerts[0]?.secret, "s");
});

test("files are looked for in order: named, LUMOS_CONFIG, the working directory, the user's own, the starter", () => {
  const file = (id: string) => `version: 1\norganization: { id: ${id}, name: x }\n`;
  using folder = scratch({
    "named.yaml": file("named"),
    "variable/lumos.yaml": file("variable"),
    "cwd/lumos.yaml": file("cwd"),
    "xdg/lumos/lumos.yaml": file("xdg"),
    "home/.config/lumos/lumos.yaml": file("home"),
    "empty/x": "",
  });
  const at = (name: string) => join(folder.path, name);
  const which = (asked: { file?: string; env?: Record<string, string>; cwd?: string }) => {
    const result = loadConfiguration({ env: {}, cwd: at("empty"), ...asked });
    assert.ok(result.ok, JSON.stringify(result));
    return result.value.declaration.organization.id;
  };
  const env = { LUMOS_CONFIG: at("variable"), XDG_CONFIG_HOME: at("xdg"), HOME: at("home") };
  assert.equal(which({ file: at("named.yaml"), env, cwd: at("cwd") }), "named");
  assert.equal(which({ file: "../named.yaml", env, cwd: at("cwd") }), "named");
  assert.equal(which({ env, cwd: at("cwd") }), "variable");
  assert.equal(which({ env: { ...env, LUMOS_CONFIG: "" }, cwd: at("cwd") }), "cwd");
  assert.equal(which({ env: { ...env, LUMOS_CONFIG: "" } }), "xdg");
  assert.equal(which({ env: { HOME: at("home") } }), "home");
  assert.equal(which({}), "home");
});

test("a file that is asked for and missing is a problem, never another file", () => {
  using folder = scratch({ "lumos.yaml": HEAD });
  const named = loadConfiguration({ file: "gone.yaml", env: {}, cwd: folder.path });
  assert.ok(!named.ok);
  assert.deepEqual(told(named.error), ["0:0 : there is no such file"]);
  const variable = loadConfiguration({ env: { LUMOS_CONFIG: "gone.yaml" }, cwd: folder.path });
  assert.ok(!variable.ok);
  assert.deepEqual(told(variable.error), ["0:0 : there is no such file (LUMOS_CONFIG names it)"]);
});

test("a file that is there and cannot be read is a problem, never the starter", () => {
  using folder = scratch();
  symlinkSync("/dev/zero", join(folder.path, "lumos.yaml"));
  const device = loadConfiguration({ env: {}, cwd: folder.path });
  assert.ok(!device.ok);
  assert.match(device.error[0]?.message ?? "", /not a file/);
  mkdirSync(join(folder.path, "xdg/lumos/lumos.yaml"), { recursive: true });
  const directory = loadConfiguration({
    env: { XDG_CONFIG_HOME: join(folder.path, "xdg") },
    cwd: join(folder.path, "xdg"),
  });
  assert.ok(!directory.ok);
});

test("every problem of a file is told at once, in its order, with what was probably meant", () => {
  const text = [
    "version: 2",
    "organization: { id: a b, name: A }",
    "tires: []",
    "server: { listn: 1.2.3.4 }",
    "tiers: [{ id: frontier }]",
    "providers:",
    "  - { id: p, api: opneai, key: 5 }",
    "models:",
    "  - { id: m, provider: q, upstream: x, teir: frontier, price: { input: -1, output: 2, cahced: 1 } }",
    "  - { id: n, provider: p, upstream: x, tier: fronteir }",
    "routes:",
    "  - { id: r, models: [mm, n, n] }",
    "agents: { id: x }",
    "users: [{ id: u, roles: [onwer], teams: x }]",
  ].join("\n");
  const found = problems(text);
  assert.deepEqual(
    told(found).map((line) => line.slice(0, 110)),
    [
      "1:10 version: this Lumos reads files of version 1",
      "2:21 organization.id: an id is 1 to 128 letters, digits or . _ @ + - and starts with a letter or digit",
      "3:1 tires: `tires` is not a key here; known are `version`, `organization`, `server`, `tiers`, `providers`, `models`".slice(
        0,
        110,
      ),
      "4:11 server.listn: `listn` is not a key here; known are `listen`, `data`, `database`, `policyEngine`, `publicU",
      "7:19 providers[0].api: this must be one of `openai`, `azure`, `anthropic`, `gemini`, `vertex`, `bedrock`, `mis",
      "7:32 providers[0].key: this must be text, not a number",
      "9:5 models[0].tier: `tier` is required",
      "9:40 models[0].teir: `teir` is not a key here; known are `id`, `provider`, `upstream`, `tier`, `regions`, `pri",
      "9:72 models[0].price.input: an amount of dollars is at least 0, has at most 9 decimals and is below 9007199",
      "9:87 models[0].price.cahced: `cahced` is not a key here; known are `input`, `output`, `cachedInput`, `cacheWri",
      "10:46 models[1].tier: there is no tier `fronteir`",
      "12:23 routes[0].models[0]: there is no model `mm`",
      "12:30 routes[0].models[2]: `n` is listed twice",
      "13:1 agents: `agents` must be a list",
      "14:26 users[0].roles[0]: this must be one of `owner`, `security_admin`, `policy_author`, `approver`, `identity_admin`".slice(
        0,
        110,
      ),
      "14:41 users[0].teams: this must be a list, not text",
    ],
  );
  const suggestions = found.map(({ suggestion }) => suggestion).filter((one) => one?.startsWith("did you mean"));
  assert.deepEqual(suggestions, [
    "did you mean `tiers`?",
    "did you mean `listen`?",
    "did you mean `openai`?",
    "did you mean `tier`?",
    "did you mean `frontier`?",
    "did you mean `m`?",
    "did you mean `owner`?",
  ]);
  assert.equal(new Set(found.map(({ file }) => file)).size, 1);
});

test("a problem reads as one line with its place", () => {
  const problem = {
    file: "/x/lumos.yaml",
    line: 3,
    column: 5,
    path: "routes[0]",
    message: "no",
    suggestion: "did you mean `yes`?",
  };
  assert.equal(formatProblem(problem, "/x"), "lumos.yaml:3:5 routes[0]: no; did you mean `yes`?");
  assert.equal(formatProblem({ ...problem, line: 0, path: "" }, "/y"), "/x/lumos.yaml: no; did you mean `yes`?");
});

test("a file without version or organization says so", () => {
  assert.deepEqual(told(problems("server: {}")), [
    "1:1 version: `version` is required",
    "1:1 organization: `organization` is required",
  ]);
  assert.match(problems('version: "1.0"\norganization: { id: a, name: b }')[0]?.message ?? "", /version 1/);
});

test("a reference may stand for a number, a switch or a choice", () => {
  const text = `${HEAD}providers: [{ id: p, api: "\${API}", selfHosted: "\${SELF}", retentionDays: "\${DAYS}" }]\nagents: [{ id: b, owner: u, autonomy: "\${AUTO:-3}" }]\nusers: [{ id: u }]\n`;
  const { declaration } = loaded(text, { API: "sandbox", SELF: "true", DAYS: "7" });
  assert.deepEqual(declaration.objects.providers[0], { id: "p", api: "sandbox", selfHosted: true, retentionDays: 7 });
  assert.equal(declaration.objects.agents[0]?.autonomy, 3);
  const wrong = problems(text, { API: "x", SELF: "maybe", DAYS: "1e3" });
  assert.deepEqual(
    wrong.map(({ path }) => path),
    ["providers[0].api", "providers[0].selfHosted", "providers[0].retentionDays"],
  );
  assert.match(wrong[1]?.message ?? "", /true or false, not text \(the value comes from `SELF`\)/);
});

test("what is written as text is not read as a number", () => {
  assert.match(
    problems(`${HEAD}agents: [{ id: b, owner: u, autonomy: "3" }]\nusers: [{ id: u }]`)[0]?.message ?? "",
    /whole number|a number/,
  );
});

test("a reference that gives nothing leaves an optional key out and a required one missing", () => {
  const text = `${HEAD}providers: [{ id: p, api: openai, key: "\${KEY:-}", baseUrl: "\${URL}" }]\n`;
  assert.deepEqual(loaded(text, { URL: "" }).declaration.objects.providers, [{ id: "p", api: "openai" }]);
  const required = problems('version: 1\norganization: { id: a, name: "${NAME}" }', { NAME: "" });
  assert.deepEqual(told(required), ["2:24 organization.name: `name` is required"]);
});

// Guarantee: no text of a problem repeats a value, only keys, ids and what the schema knows; a value may be a secret.
test("no text of a problem repeats a value, only keys, ids and what the schema knows; a value may be a secret", () => {
  const secret = "sk-verysecret";
  const text = `${HEAD}server: { database: "postgrs://u:\${S}@h/db", listen: "\${S}" }
providers:
  - { id: p, api: "\${S}", key: "\${S}\\n", baseUrl: "https://u:\${S}@h" }
  - { id: q, api: openai, key: { sk: 1 }, baseUrl: "${secret}" }
alerts: [{ id: x, kind: "\${S}", url: "\${S}", secret: "${secret}\u00e9", events: [] }]
servers: [{ id: s, kind: "\${S}", url: "\${S}" }, { id: t, kind: postgres, url: "mysql://u:${secret}@h" }, { id: o, kind: openapi, spec: ./x, baseUrl: "http://${secret}@h" }]
`;
  const found = problems(text, { S: secret, LUMOS_ROOT_KEY: secret, LUMOS_DATABASE: secret });
  assert.ok(found.length >= 12, String(found.length));
  assert.doesNotMatch(JSON.stringify(found), /verysecret/);
});

test("a credential of several lines is refused, for it would end up in a header", () => {
  const text = `${HEAD}providers: [{ id: p, api: openai, key: "\${KEY}" }]`;
  assert.match(problems(text, { KEY: "a\r\nx-admin: 1" })[0]?.message ?? "", /one line/);
  assert.equal(loaded(text, { KEY: "a\"'${X}: {" }).declaration.objects.providers[0]?.key, "a\"'${X}: {");
});

test("an address with credentials is refused everywhere but at a database", () => {
  const text = `${HEAD}providers: [{ id: p, api: openai, baseUrl: "https://u:p@h/v1" }]
alerts: [{ id: x, kind: webhook, url: "https://u@h", events: [] }]
servers: [{ id: d, kind: postgres, url: "postgres://u:p@h/db" }, { id: m, kind: mcp, transport: http, url: "file:///etc/passwd" }]`;
  assert.deepEqual(
    problems(text).map(({ path }) => path),
    ["providers[0].baseUrl", "alerts[0].url", "servers[1].url"],
  );
});

test("an unencrypted address of another machine is a warning", () => {
  const { warnings } = loaded(`${HEAD}providers:
  - { id: a, api: openai, baseUrl: "http://gpu.internal/v1" }
  - { id: b, api: openai, baseUrl: "http://127.0.0.1:1/v1" }
  - { id: c, api: openai, baseUrl: "http://[::1]:1/v1" }
  - { id: d, api: openai, baseUrl: "http://localhost/v1" }
  - { id: e, api: openai, baseUrl: "http://localhost.evil.test/v1" }
  - { id: f, api: openai, baseUrl: "http://127.0.0.1.evil.test/v1" }
`);
  assert.deepEqual(
    warnings.map(({ path, line }) => [path, line]),
    [
      ["providers[0].baseUrl", 4],
      ["providers[4].baseUrl", 8],
      ["providers[5].baseUrl", 9],
    ],
  );
});

test("a secret that stands in the file itself is a warning", () => {
  const { warnings } = loaded(
    `${HEAD}providers: [{ id: p, api: openai, key: sk-1 }, { id: q, api: openai, key: "\${K}" }]\nalerts: [{ id: x, kind: webhook, url: "https://h", secret: s, events: [] }]`,
    { K: "sk-2" },
  );
  assert.deepEqual(
    warnings.map(({ path, line }) => [path, line]),
    [
      ["providers[0].key", 3],
      ["alerts[0].secret", 4],
    ],
  );
  assert.doesNotMatch(JSON.stringify(warnings), /sk-/);
});

test("paths that no file system takes are problems", () => {
  const long = "x".repeat(4_000);
  assert.match(
    problems(`${HEAD}servers: [{ id: b, kind: openapi, spec: ${long} }]`)[0]?.message ?? "",
    /there is no file/,
  );
  assert.match(
    problems(`${HEAD}servers: [{ id: b, kind: openapi, spec: "a\\0b" }]`)[0]?.message ?? "",
    /there is no file/,
  );
  assert.match(problems(`${HEAD}policies: ${long}`)[0]?.message ?? "", /there is no directory/);
  for (const file of [long, "a\0b"]) {
    const result = loadConfiguration({ env: { LUMOS_CONFIG: file }, cwd: "/" });
    assert.ok(!result.ok);
    assert.equal(result.error.length, 1);
  }
});

test("an OpenAPI document is found beside the file and must be there", () => {
  const text = `${HEAD}servers: [{ id: b, kind: openapi, spec: ./api.yaml }]`;
  const { result, path } = load({ "lumos.yaml": text, "api.yaml": "openapi: 3.1.0" });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(result.value.declaration.objects.servers, [
    { id: "b", kind: "openapi", spec: join(path, "api.yaml"), document: "openapi: 3.1.0" },
  ]);
  const missing = problems(text);
  assert.deepEqual([missing[0]?.line, missing[0]?.path], [3, "servers[0].spec"]);
  assert.match(missing[0]?.message ?? "", /there is no file/);
});

test("the digest is one for equal declarations and changes with any value, a key included", () => {
  const text = (key: string, order: string) =>
    `${HEAD}# ${order}\nproviders: [${order === "a" ? `{ id: p, api: openai, key: ${key} }` : `{ key: ${key}, api: openai, id: p }`}]`;
  const digest = loaded(text("k1", "a")).digest;
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.equal(loaded(text("k1", "b")).digest, digest);
  assert.notEqual(loaded(text("k2", "a")).digest, digest);
});

test("loading twice and side by side gives equal answers", async () => {
  const all = await Promise.all(
    Array.from({ length: 8 }, async () => loadConfiguration({ file: ACME, env: {}, cwd: "/" })),
  );
  assert.equal(new Set(all.map((one) => one.ok && one.value.digest)).size, 1);
});

test("a file that changes between two loads is read anew", () => {
  using folder = scratch({ "lumos.yaml": HEAD });
  const first = loadConfiguration({ env: {}, cwd: folder.path });
  writeFileSync(join(folder.path, "lumos.yaml"), `${HEAD}tiers: [{ id: t }]`);
  const second = loadConfiguration({ env: {}, cwd: folder.path });
  assert.ok(first.ok && second.ok);
  assert.notEqual(first.value.digest, second.value.digest);
});
