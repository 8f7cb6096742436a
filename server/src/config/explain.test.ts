import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { ORGANIZATIONS, scratch } from "../../test/scratch.ts";
import { type Loaded, explainKey, loadConfiguration } from "./index.ts";

const ACME = join(ORGANIZATIONS, "acme");

function acme(env: Record<string, string> = {}): Loaded {
  const result = loadConfiguration({ file: ACME, env, cwd: "/" });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function explain(loaded: Loaded, key: string) {
  const result = explainKey(loaded, key, ACME);
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.value.length, 1);
  const { value, from, key: shown } = result.value[0] as { value: unknown; from: string; key: string };
  return { value, from, shown };
}

test("a value is told with its place and the variable that it did not come from", () => {
  assert.deepEqual(explain(acme(), "server.listen"), {
    value: "127.0.0.1:4400",
    from: "lumos.yaml:6:11, ${ACME_LISTEN} is not set, so its default",
    shown: "server.listen",
  });
});

test("a value from the environment names its variable", () => {
  const loaded = acme({ ACME_LISTEN: "h:1", LUMOS_DATA: "/d", ACME_DATABASE: "" });
  assert.equal(explain(loaded, "server.listen").from, "lumos.yaml:6:11, from ${ACME_LISTEN}");
  assert.deepEqual(explain(loaded, "server.data"), {
    value: "/d",
    from: "environment LUMOS_DATA",
    shown: "server.data",
  });
  assert.equal(explain(acme({ LUMOS_LISTEN: "[::1]:0" }), "server.listen").value, "[::1]:0");
});

test("a value that nobody wrote is a built-in default", () => {
  using folder = scratch({
    "lumos.yaml": "version: 1\norganization: { id: a, name: A }\nproviders: [{ id: o, api: openai }]\n",
  });
  const result = loadConfiguration({ file: folder.path, env: {}, cwd: "/" });
  assert.ok(result.ok);
  assert.deepEqual(explain(result.value, "server.listen"), {
    value: "127.0.0.1:4400",
    from: "built-in default",
    shown: "server.listen",
  });
  assert.deepEqual(explain(result.value, "providers.o.baseUrl"), {
    value: "https://api.openai.com/v1",
    from: "built-in default",
    shown: "providers[0].baseUrl",
  });
  assert.deepEqual(explain(result.value, "providers.o.regions"), {
    value: undefined,
    from: "not set",
    shown: "providers[0].regions",
  });
  assert.deepEqual(explain(result.value, "server.rootKey"), {
    value: undefined,
    from: "not set",
    shown: "server.rootKey",
  });
});

test("an object is found by its id, with points in it, and by its place", () => {
  const loaded = acme();
  assert.deepEqual(explain(loaded, "users.alice@acme.test.region"), {
    value: "US",
    from: "lumos.yaml:42:63",
    shown: "users[1].region",
  });
  assert.deepEqual(explain(loaded, "models[0].price.input").value, 10);
  assert.deepEqual(explain(loaded, "models.north-frontier.price.input").value, 10);
  assert.deepEqual(explain(loaded, "routes.cheap").value, { id: "cheap", models: ["south-mini", "cellar-guarded"] });
  assert.deepEqual(explain(loaded, "routes.smart.models[1]").value, "south-frontier");
  assert.deepEqual(explain(loaded, "servers.crm.tools.send_mail.effect").value, "egress");
  assert.match(explain(loaded, "policies.cap.cyber").from, /^policies\/models\.cedar:9:1$/);
  assert.match(explain(loaded, "policies.cap.cyber.text").from, /^policies\/models\.cedar:9:1$/);
});

test("a key that does not exist brings the one that was probably meant", () => {
  const refusal = (key: string) => {
    const result = explainKey(acme(), key);
    assert.ok(!result.ok, key);
    return `${result.error.message}; ${result.error.suggestion}`;
  };
  assert.equal(refusal("provders"), "there is no `provders` at the top; did you mean `providers`?");
  assert.equal(refusal("providers.nort.baseUrl"), "there is no `nort` in `providers`; did you mean `providers.north`?");
  assert.equal(
    refusal("users.alice@acme.tst.region"),
    "there is no `alice@acme` in `users`; did you mean `users.alice@acme.test`?",
  );
  assert.equal(
    refusal("servers.crm.comand"),
    "there is no `comand` in `servers[1]`; did you mean `servers.crm.command`?",
  );
  assert.equal(refusal("server.lisen"), "there is no `lisen` in `server`; did you mean `server.listen`?");
  assert.match(refusal("models[99]"), /`models` has 5 entries/);
  for (const odd of [
    "__proto__",
    "constructor",
    "users.__proto__",
    "server.listen.x",
    "server..listen",
    ".",
    "[0]",
    "models[-1]",
    "models[0]x",
    "x".repeat(100_000),
  ])
    assert.match(refusal(odd), /there is no/, odd.slice(0, 20));
});

test("without a key every value is told", () => {
  const result = explainKey(acme());
  assert.ok(result.ok);
  const keys = result.value.map(({ key }) => key);
  for (const key of [
    "version",
    "organization.id",
    "server.listen",
    "models[4].price.output",
    "routes[0].models",
    "policies[20].text",
    "guardrails.unavailable",
  ])
    assert.ok(keys.includes(key), key);
  assert.equal(new Set(keys).size, keys.length);
});

// Guarantee: no key, no secret, no password in an address, and nothing that came from a variable whose name
// says that it is one of these, is shown.
test("no key, no secret, no password in an address, and nothing that came from a variable whose name says that it is one of these, is shown", () => {
  using folder = scratch({
    "lumos.yaml": `version: 1
organization: { id: a, name: "\${CRM_TOKEN}" }
server: { database: "postgres://lumos:verysecret@db/lumos" }
providers: [{ id: p, api: openai, key: verysecret }]
alerts: [{ id: h, kind: webhook, url: "https://h/x?a=b&token=verysecret", secret: verysecret, events: [] }]
servers:
  - { id: d, kind: postgres, url: "postgres://u:very@secret@h/db?sslpassword=verysecret" }
  - { id: m, kind: mcp, transport: stdio, command: [crm, --token, "\${CRM_TOKEN}"] }
`,
  });
  const env = { CRM_TOKEN: "verysecret", LUMOS_ROOT_KEY: Buffer.alloc(32, "verysecret").toString("base64") };
  const result = loadConfiguration({ file: folder.path, env, cwd: "/" });
  assert.ok(result.ok, JSON.stringify(result));
  const keys = [
    undefined,
    "providers",
    "providers.p",
    "providers.p.key",
    "alerts.h",
    "servers",
    "server",
    "server.database",
    "server.rootKey",
    "servers.m.command[2]",
  ];
  for (const key of keys) {
    const told = explainKey(result.value, key);
    assert.ok(told.ok, String(key));
    assert.doesNotMatch(inspect(told.value, { depth: 9 }), /very|dmVyeXNlY3Jld/, String(key));
  }
  const one = explainKey(result.value, "servers.d.url");
  assert.ok(one.ok);
  assert.equal(one.value[0]?.value, "postgres://u:[secret]@h/db?sslpassword=[secret]");
});
