import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { inspect } from "node:util";
import { collectProblems } from "./problems.ts";
import { type WrittenServer, readListen, settleServer } from "./settings.ts";

function settle(env: Record<string, string>, written: WrittenServer = {}) {
  const problems = collectProblems();
  const settings = settleServer(written, env, { file: "/etc/lumos", cwd: "/home/me" }, problems);
  return { settings, problems: problems.list() };
}
const at = { file: "/etc/lumos/lumos.yaml", line: 3, column: 5 };

test("without a word the server listens on this machine and keeps its data beside the file", () => {
  assert.deepEqual(settle({}).settings, {
    listen: { host: "127.0.0.1", port: 4400 },
    data: "/etc/lumos/.lumos",
    database: "sqlite",
    policyEngine: "fast",
    rootKey: undefined,
  });
});

test("the environment goes before the file; each path is relative to where it was written", () => {
  const written = {
    listen: { value: "h:1", at },
    data: { value: "data", at },
    database: { value: "postgres://a/b", at },
  };
  assert.deepEqual(settle({}, written).settings.data, "/etc/lumos/data");
  const { settings, problems } = settle(
    { LUMOS_LISTEN: "0.0.0.0:80", LUMOS_DATA: "data", LUMOS_DATABASE: "sqlite" },
    written,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(settings, {
    listen: { host: "0.0.0.0", port: 80 },
    data: "/home/me/data",
    database: "sqlite",
    policyEngine: "fast",
    rootKey: undefined,
  });
});

test("an empty variable is as good as none", () => {
  const written = { listen: { value: "h:1", at } };
  assert.deepEqual(settle({ LUMOS_LISTEN: "", LUMOS_ROOT_KEY: "" }, written).settings.listen, { host: "h", port: 1 });
});

test("an address is a host and a port", () => {
  assert.deepEqual(readListen("127.0.0.1:0"), { host: "127.0.0.1", port: 0 });
  assert.deepEqual(readListen("[::1]:4400"), { host: "::1", port: 4400 });
  assert.deepEqual(readListen("[fe80::1%eth0]:1"), { host: "fe80::1%eth0", port: 1 });
  assert.deepEqual(readListen("gateway.internal:65535"), { host: "gateway.internal", port: 65_535 });
  for (const bad of [
    "",
    "4400",
    ":4400",
    "h",
    "h:",
    "h:65536",
    "h:1x",
    "::1:80",
    "[::1]",
    "[h]:1",
    "[:]:1",
    "http://h:1",
    "h:1/x",
    "h :1",
    "h:-1",
    "u@h:1",
    "h:1\n",
  ])
    assert.equal(readListen(bad), undefined, bad);
});

test("a wrong value is told at its place in the file, or by its variable", () => {
  const fromFile = settle({}, { listen: { value: "nonsense", at } }).problems;
  assert.deepEqual(
    fromFile.map(({ line, path }) => [line, path]),
    [[3, "server.listen"]],
  );
  const fromEnvironment = settle({
    LUMOS_LISTEN: "x",
    LUMOS_DATABASE: "mysql://u:hunter2@h",
    LUMOS_DATA: "a\0b",
  }).problems;
  assert.deepEqual(fromEnvironment.map(({ file, path }) => `${file} ${path}`).sort(), [
    "environment LUMOS_DATA",
    "environment LUMOS_DATABASE",
    "environment LUMOS_LISTEN",
  ]);
  assert.doesNotMatch(JSON.stringify(fromEnvironment), /hunter2/);
});

test("a root key is 32 bytes in base64 and is not shown", () => {
  const key = randomBytes(32).toString("base64");
  const { settings, problems } = settle({ LUMOS_ROOT_KEY: key });
  assert.deepEqual(problems, []);
  assert.equal(settings.rootKey?.reveal(), key);
  assert.doesNotMatch(
    inspect(settings, { depth: 9 }) + JSON.stringify(settings),
    new RegExp(key.slice(0, 12).replaceAll("+", "\\+")),
  );
});

test("a root key of another size or alphabet is refused and not repeated", () => {
  const bad = [randomBytes(31), randomBytes(33), randomBytes(16)].map((bytes) => bytes.toString("base64"));
  for (const key of [
    ...bad,
    "hunter2",
    `${randomBytes(32).toString("base64")}\n`,
    randomBytes(32).toString("hex"),
    `${"A".repeat(42)}B=`,
  ]) {
    const { settings, problems } = settle({ LUMOS_ROOT_KEY: key });
    assert.equal(settings.rootKey, undefined);
    assert.equal(problems.length, 1, key);
    assert.equal(JSON.stringify(problems).includes(key), false);
  }
});

test("a root key's file or command is one of three ways to give it, read without a shell", () => {
  const from = (env: Record<string, string>) => settle(env).settings.rootKeyFrom;
  assert.equal(from({ LUMOS_ROOT_KEY_FILE: "" }), undefined);
  assert.deepEqual(from({ LUMOS_ROOT_KEY_FILE: "/run/secrets/key" }), { kind: "file", file: "/run/secrets/key" });
  const argv = ["vault", "read", "a b"];
  assert.deepEqual(from({ LUMOS_ROOT_KEY_COMMAND: JSON.stringify(argv) }), { kind: "command", argv });
  assert.deepEqual(from({ LUMOS_ROOT_KEY_COMMAND: "pass  show 'x'" }), {
    kind: "command",
    argv: ["pass", "show", "'x'"],
  });
  for (const env of [
    { LUMOS_ROOT_KEY_COMMAND: "[1]" },
    { LUMOS_ROOT_KEY_COMMAND: "[" },
    { LUMOS_ROOT_KEY_COMMAND: "[]" },
    { LUMOS_ROOT_KEY_COMMAND: "  " },
    { LUMOS_ROOT_KEY_FILE: "a\0b" },
    { LUMOS_ROOT_KEY_FILE: "a", LUMOS_ROOT_KEY_COMMAND: "b" },
    { LUMOS_ROOT_KEY: randomBytes(32).toString("base64"), LUMOS_ROOT_KEY_FILE: "a" },
  ]) {
    const { settings, problems } = settle(env);
    assert.equal(settings.rootKeyFrom, undefined);
    assert.equal(problems.length, 1, JSON.stringify(env));
  }
});

test("who decides policies is one of three", () => {
  assert.equal(settle({ LUMOS_POLICY_ENGINE: "both" }).settings.policyEngine, "both");
  assert.equal(settle({}, { policyEngine: { value: "reference", at } }).settings.policyEngine, "reference");
  const { settings, problems } = settle({ LUMOS_POLICY_ENGINE: "quick" });
  assert.equal(settings.policyEngine, "fast");
  assert.deepEqual(
    problems.map(({ path }) => path),
    ["LUMOS_POLICY_ENGINE"],
  );
});
