import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { startApi, temporary } from "../../../test/cli/program.ts";
import { DIALECTS } from "../../doors/hooks/dialects/index.ts";
import { GATES as GATE_KINDS } from "../../doors/hooks/types.ts";
import type { Io } from "../io.ts";
import { runCommands } from "../run.ts";

// Written in two pieces, so that no scanner takes this file for a leak.
const KEY = `lumos_${"abcdefghijklmnopqrstuvwxyz0123456789"}`;
const USER = "user:ada@acme.test";

async function makeHome() {
  const folder = temporary();
  const { path } = folder;
  const api = await startApi({
    "POST /keys": { status: 201, body: { key: KEY, id: "abc", principal: USER, expiresAt: 1, scopes: ["call"] } },
    "DELETE /keys/abc": { status: 200, body: {} },
  });
  const at = (file: string) => join(path, file);
  return {
    api,
    path,
    async run(args: string) {
      let [out, err] = ["", ""];
      const io: Io = {
        out: async (text) => void (out += text),
        say: (text) => void (err += `${text}\n`),
        stdin: Readable.from([]),
        env: { ...api.env, HOME: path, LUMOS_CONNECT_ROOT: join(path, "machine") },
        cwd: path,
        terminal: { in: false, out: false, err: false, columns: 100, colour: false },
        gone: new AbortController().signal,
      };
      const code = await runCommands(["connect", ...args.split(" ")], io, async () => []);
      return { code, out, err };
    },
    put(file: string, text: string) {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
    },
    read: (file: string) => (existsSync(at(file)) ? readFileSync(at(file), "utf8") : undefined),
    mode: (file: string) => statSync(at(file)).mode & 0o777,
    all: () =>
      Object.fromEntries(
        readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
          .map((name) => [name, readFileSync(at(name), "utf8")]),
      ),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const MINE = `{
  // mine
  "theme": "dark",
  "hooks": {
    "PreToolUse": [{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "true" }] }],
    "BeforeTool": [],
    "beforeShellExecution": [{ "command": "./mine.sh" }],
    "pre_run_command": [{ "command": "./mine.sh" }]
  }
}
`;

const CASES: readonly [client: string, file: string, hers: string | undefined, machine: string | undefined][] = [
  ["claude-code", ".claude/settings.json", MINE, "etc/claude-code/managed-settings.json"],
  ["codex", ".codex/hooks.json", MINE, "etc/codex/requirements.toml"],
  ["gemini-cli", ".gemini/settings.json", MINE, "etc/gemini-cli/settings.json"],
  ["cursor", ".cursor/hooks.json", MINE, "etc/cursor/hooks.json"],
  ["copilot", ".copilot/hooks/lumos.json", undefined, "etc/github-copilot/policy.d/lumos.json"],
  ["windsurf", ".codeium/windsurf/hooks.json", MINE, "etc/windsurf/hooks.json"],
  ["opencode", ".config/opencode/plugins/lumos.js", undefined, undefined],
];

for (const [client, file, hers, machine] of CASES) {
  describe(`connect ${client} --hooks`, () => {
    test("writes, keeps what is not its own, and gives every byte back", async () => {
      await using home = await makeHome();
      if (hers !== undefined) home.put(file, hers);
      const before = home.all();
      const done = await home.run(`${client} --hooks --principal ${USER} --json`);
      assert.equal(done.code, 0, done.err);
      assert.ok(!`${done.out}${done.err}`.includes(KEY));
      if (hers !== undefined) assert.match(home.read(file) ?? "", /\/\/ mine[\s\S]*mine\.sh/);
      for (const [name, text] of Object.entries(home.all()))
        if (text.includes(KEY)) assert.equal(home.mode(name), 0o600, name);
      const again = await home.run(`${client} --hooks --json`);
      const { files } = JSON.parse(again.out) as { files: { change: string }[] };
      assert.ok(
        files.every(({ change }) => change === "unchanged"),
        again.out,
      );
      const undone = await home.run(`${client} --hooks --undo`);
      assert.equal(undone.code, 0, undone.err);
      assert.deepEqual(home.all(), before);
    });

    test("what somebody changed since stays when it is undone", async () => {
      if (hers === undefined) return;
      await using home = await makeHome();
      assert.equal((await home.run(`${client} --hooks --principal ${USER}`)).code, 0);
      const written = home.read(file) ?? "";
      home.put(file, written.replace("{", `{\n  "later": 1,`));
      assert.equal((await home.run(`${client} --hooks --undo`)).code, 0);
      const left = JSON.parse(home.read(file) ?? "{}") as Record<string, unknown>;
      assert.deepEqual(left, { later: 1 });
    });

    if (machine !== undefined)
      test("for the whole machine no key is written, everybody can read it, and it goes again", async () => {
        await using home = await makeHome();
        const done = await home.run(`${client} --hooks --scope managed`);
        assert.equal(done.code, 0, done.err);
        const path = `machine/${machine}`;
        assert.equal(home.mode(path), 0o644);
        assert.match(home.read(path) ?? "", /lumos-hook|\/hooks\/claude-code/);
        assert.ok(!JSON.stringify(home.all()).includes(KEY));
        assert.equal(home.api.received.length, 0);
        assert.equal((await home.run(`${client} --hooks --scope managed --undo`)).code, 0);
        assert.deepEqual(home.all(), {});
      });
  });
}

test("no command of a hook holds an address or a key", async () => {
  await using home = await makeHome();
  for (const [client] of CASES) assert.equal((await home.run(`${client} --hooks --principal ${USER}`)).code, 0);
  for (const [, file] of CASES) {
    for (const [, command = ""] of (home.read(file) ?? "").matchAll(/"(?:command|bash)": "([^"]*)"/g)) {
      // Cursor drops a whole file for an address in a command.
      assert.ok(!command.includes("://") && !command.includes(KEY), command);
    }
  }
});

test("Guarantee: what Lumos was not asked about does not happen, in Claude Code and in Cursor", async () => {
  await using home = await makeHome();
  for (const client of ["claude-code", "cursor"]) await home.run(`${client} --hooks --principal ${USER}`);
  const claude = home.read(".claude/settings.json") ?? "";
  assert.equal(claude.match(/"onFailure": "block"/g)?.length, claude.match(/"type": "http"/g)?.length);
  const cursor = home.read(".cursor/hooks.json") ?? "";
  assert.equal(cursor.match(/"failClosed": true/g)?.length, cursor.match(/"command"/g)?.length);
});

test("hooks and the connection of models stand beside each other in one file", async () => {
  await using home = await makeHome();
  home.put(".claude/settings.json", MINE);
  const before = home.all();
  assert.equal((await home.run(`claude-code --principal ${USER} --model smart`)).code, 0);
  assert.equal((await home.run(`claude-code --hooks --principal ${USER}`)).code, 0);
  assert.equal((await home.run("claude-code --undo")).code, 0);
  const between = home.read(".claude/settings.json") ?? "";
  assert.ok(between.includes("/hooks/claude-code") && !between.includes("ANTHROPIC_BASE_URL"));
  assert.equal((await home.run("claude-code --hooks --undo")).code, 0);
  const left = JSON.parse(strip(home.read(".claude/settings.json"))) as Record<string, unknown>;
  // An object that was there when the second came is the second's to leave, empty as it is.
  assert.deepEqual(
    { ...left, env: undefined },
    { ...JSON.parse(strip(before[".claude/settings.json"])), env: undefined },
  );
  assert.deepEqual(left["env"] ?? {}, {});
});

test("--mcp writes the gateway as a server of the client, and takes it back", async () => {
  for (const client of ["claude-code", "codex", "gemini-cli", "cursor", "copilot", "windsurf", "vscode", "opencode"]) {
    await using home = await makeHome();
    const done = await home.run(`${client} --mcp --principal ${USER}`);
    assert.equal(done.code, 0, done.err);
    assert.ok(
      Object.values(home.all()).some((text) => text.includes(`${home.api.url}/mcp`)),
      client,
    );
    for (const [name, text] of Object.entries(home.all()))
      if (text.includes(KEY)) assert.equal(home.mode(name), 0o600, name);
    assert.equal((await home.run(`${client} --mcp --undo`)).code, 0);
    assert.deepEqual(home.all(), {});
  }
});

test("what the shim refuses where nobody answers is what the door decides about", async () => {
  const shim = new URL("../../../bin/lumos-hook.mjs", import.meta.url).href;
  const { GATES } = (await import(shim)) as { GATES: ReadonlySet<string> };
  const asked = Object.values(DIALECTS)
    .filter(({ client }) => client !== "sdk" && client !== "opencode")
    .flatMap(({ events }) => Object.entries(events))
    .flatMap(([event, { kind }]) => (GATE_KINDS.has(kind) ? [event] : []));
  assert.deepEqual([...new Set(asked)].toSorted(), [...GATES].toSorted());
});

function strip(text = ""): string {
  return text.replaceAll(/^\s*\/\/.*$/gm, "");
}
