import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { type Api, startApi, temporary } from "../../../test/cli/program.ts";
import type { Io } from "../io.ts";
import { runCommands } from "../run.ts";

// Written in two pieces, so that no scanner takes this file for a leak.
const KEY = `lumos_${"abcdefghijklmnopqrstuvwxyz0123456789"}`;
const USER = "user:ada@acme.test";

interface Home {
  path: string;
  run(args: string, env?: Record<string, string>): Promise<{ code: number; out: string; err: string }>;
  put(file: string, text: string, mode?: number): void;
  read(file: string): string | undefined;
  mode(file: string): number;
  /** Every file there is, with what it holds. */
  all(): Record<string, string>;
  api: Api;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The command line in this process: a child for each would take a second. */
async function run(args: readonly string[], cwd: string, env: Record<string, string>) {
  let out = "";
  let err = "";
  const io: Io = {
    out: async (text) => void (out += text),
    say: (text) => void (err += `${text}\n`),
    stdin: Readable.from([]),
    env,
    cwd,
    terminal: { in: false, out: false, err: false, columns: 100, colour: false },
    gone: new AbortController().signal,
  };
  const code = await runCommands(args, io, async () => []);
  return { code, out, err };
}

async function makeHome(): Promise<Home> {
  const folder = temporary();
  const { path } = folder;
  const api = await startApi({
    "POST /keys": { status: 201, body: { key: KEY, id: "abc", principal: USER, expiresAt: 1, scopes: ["call"] } },
    "DELETE /keys/abc": { status: 200, body: {} },
  });
  const at = (file: string) => join(path, file);
  return {
    path,
    api,
    run: (args, env = {}) => run(["connect", ...args.split(" ")], path, { ...api.env, HOME: path, ...env }),
    put: (file, text, mode = 0o644) => {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
      chmodSync(at(file), mode);
    },
    read: (file) => (existsSync(at(file)) ? readFileSync(at(file), "utf8") : undefined),
    mode: (file) => statSync(at(file)).mode & 0o777,
    all: () =>
      Object.fromEntries(
        readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => [join(entry.parentPath, entry.name).slice(path.length + 1), ""] as const)
          .map(([name]) => [name, readFileSync(at(name), "utf8")]),
      ),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const CLAUDE = `{
  // what I like
  "theme": "dark",
  "env": {
    "FOO": "1", /* kept */
    "ANTHROPIC_BASE_URL": "https://elsewhere.test",
  },
}
`;
const CODEX = `# mine
model = "gpt-mine"
notify = [
  ["not a table"],
]

[model_providers.other]
name = "Other"   # kept
base_url = "http://127.0.0.1:1/v1"

[projects."/work"]
trust_level = "trusted"
`;
const ENV = "# mine\nFOO=1\nexport GEMINI_API_KEY=old-one\n";
const VSCODE = `[
\t// mine
\t{ "name": "Other", "vendor": "customendpoint", "models": [] }
]
`;
const CASES: readonly [client: string, more: string, files: Record<string, string>, written: string, says: RegExp][] = [
  [
    "claude-code",
    "--model smart",
    { ".claude/settings.json": CLAUDE },
    ".claude/settings.json",
    /"apiKeyHelper": "cat /,
  ],
  ["codex", "--model smart", { ".codex/config.toml": CODEX }, ".codex/config.toml", /wire_api = "responses"/],
  [
    "gemini-cli",
    "--model smart",
    { ".gemini/.env": ENV, ".gemini/settings.json": '{"security": {"auth": {"selectedType": "oauth-personal"}}}' },
    ".gemini/.env",
    /^GEMINI_API_KEY=lumos_/m,
  ],
  ["copilot", "--model smart", {}, ".config/lumos/connect/copilot.env", /COPILOT_MODEL=smart/],
  [
    "vscode",
    "--model smart",
    { ".config/Code/User/chatLanguageModels.json": VSCODE },
    ".config/Code/User/chatLanguageModels.json",
    /"apiType": "chat-completions"/,
  ],
];

for (const [client, more, files, written, says] of CASES) {
  describe(`connect ${client}`, () => {
    test("writes, keeps what is not its own, and gives every byte back", async () => {
      await using home = await makeHome();
      for (const [file, text] of Object.entries(files)) home.put(file, text);
      const before = home.all();
      const done = await home.run(`${client} --principal ${USER} ${more} --json`);
      assert.equal(done.code, 0, done.err);
      assert.match(home.read(written) ?? "", says);
      assert.match(home.read(written) ?? "", new RegExp(home.api.url));
      for (const line of (files[written] ?? "").split("\n"))
        if (/# mine|kept|what I like/.test(line)) assert.ok(home.read(written)?.includes(line), line);
      assert.ok(!`${done.out}${done.err}`.includes(KEY));

      const again = await home.run(`${client} --json`);
      assert.equal(again.code, 0, again.err);
      assert.ok(
        (JSON.parse(again.out) as { files: { change: string }[] }).files.every((f) => f.change === "unchanged"),
      );
      assert.equal(home.api.received.filter(({ method }) => method === "POST").length, 1);

      const undone = await home.run(`${client} --undo --json`);
      assert.equal(undone.code, 0, undone.err);
      assert.deepEqual(home.all(), before);
      assert.ok(home.api.received.some(({ method, path }) => method === "DELETE" && path === "/keys/abc"));
    });

    test("on a bare home it leaves nothing behind, and a file with a key in it is its owner's alone", async () => {
      await using home = await makeHome();
      const done = await home.run(`${client} --principal ${USER} ${more}`);
      assert.equal(done.code, 0, done.err);
      assert.match(home.read(written) ?? "", says);
      // Guarantee: a file with a key in it is its owner's alone.
      for (const [file, text] of Object.entries(home.all()))
        if (text.includes(KEY)) assert.equal(home.mode(file), 0o600, file);
      assert.equal((await home.run(`${client} --undo`)).code, 0);
      assert.deepEqual(home.all(), {});
      assert.deepEqual(
        readdirSync(home.path).filter((name) => name !== ".config"),
        [],
      );
    });

    test("what others changed since stays when it is undone", async () => {
      await using home = await makeHome();
      for (const [file, text] of Object.entries(files)) home.put(file, text);
      assert.equal((await home.run(`${client} --principal ${USER} ${more}`)).code, 0);
      const mark = written.endsWith("json") ? "// later\n" : "# later\n";
      home.put(written, `${home.read(written) ?? ""}${mark}`, 0o600);
      const undone = await home.run(`${client} --undo`);
      assert.equal(undone.code, 0, undone.err);
      const left = home.read(written) ?? "";
      if (client === "copilot") return;
      assert.ok(left.endsWith(mark));
      assert.ok(!left.includes(home.api.url));
      assert.ok(!left.includes(KEY) && !left.includes("apiKeyHelper"));
      if (client === "claude-code") assert.match(left, /"ANTHROPIC_BASE_URL": "https:\/\/elsewhere.test"/);
      if (client === "codex") assert.match(left, /model = "gpt-mine"/);
      if (client === "gemini-cli") assert.match(left, /^export GEMINI_API_KEY=old-one$/m);
    });

    if (client !== "copilot")
      // Guarantee: what cannot be written back as it was is not touched.
      test("a file that cannot be read is left alone, and no key is made: what cannot be written back as it was is not touched", async () => {
        for (const broken of ['{ "a": [1, }', "\u0000binary"]) {
          if (written.endsWith(".env") && broken.startsWith("{")) continue;
          await using home = await makeHome();
          home.put(written, broken);
          const done = await home.run(`${client} --principal ${USER} ${more}`);
          assert.equal(done.code, 3, done.err);
          assert.match(done.err, /was left as it is/);
          assert.deepEqual(home.all(), { [written]: broken });
          assert.equal(home.api.received.length, 0);
        }
      });

    // Guarantee: no key and no other secret of a settings file is shown.
    test("--dry-run shows the change and makes none; no key and no other secret of a settings file is shown", async () => {
      await using home = await makeHome();
      for (const [file, text] of Object.entries(files)) home.put(file, text);
      const before = home.all();
      const done = await home.run(`${client} --principal ${USER} ${more} --dry-run`);
      assert.equal(done.code, 0, done.err);
      assert.match(done.out, /^\+ /m);
      assert.ok(!done.out.includes("old-one"));
      assert.deepEqual(home.all(), before);
      assert.equal(home.api.received.length, 0);
      home.put("my.key", KEY, 0o600);
      assert.equal((await home.run(`${client} --key my.key ${more}`)).code, 0);
      const undoing = await home.run(`${client} --undo --dry-run`);
      assert.match(undoing.out, /^- /m);
      assert.ok(!undoing.out.includes(KEY));
    });
  });
}

describe("connect", () => {
  test("a project's settings are its local ones", async () => {
    await using home = await makeHome();
    assert.equal((await home.run(`claude-code --scope project --principal ${USER}`)).code, 0);
    assert.match(home.read(".claude/settings.local.json") ?? "", /ANTHROPIC_BASE_URL/);
    assert.equal(
      (await home.run("claude-code --undo")).err.trim(),
      "Claude Code is not connected; nothing was changed.",
    );
    assert.equal((await home.run("claude-code --scope project --undo")).code, 0);
    assert.equal(home.read(".claude/settings.local.json"), undefined);
    for (const client of ["codex", "gemini-cli"]) {
      const refused = await home.run(`${client} --scope project --principal ${USER}`);
      assert.equal(refused.code, 2, refused.err);
    }
  });

  test("--list says which are connected, and which were changed since", async () => {
    await using home = await makeHome();
    await home.run(`codex --principal ${USER}`);
    await home.run(`gemini-cli --principal ${USER}`);
    home.put(".gemini/.env", "FOO=2\n");
    const { items } = JSON.parse((await home.run("--list --json")).out) as {
      items: { client: string; part: string; state: string }[];
    };
    const models = items.filter(({ part }) => part === "models");
    const states = Object.fromEntries(models.map(({ client, state }) => [client, state]));
    assert.deepEqual(states, {
      "claude-code": "not connected",
      codex: "connected",
      "gemini-cli": "changed since",
      copilot: "not connected",
      vscode: "not connected",
    });
  });

  test("Cursor is said to be out of reach, and nothing is written", async () => {
    await using home = await makeHome();
    const done = await home.run(`cursor --principal ${USER}`);
    assert.equal(done.code, 2);
    assert.match(done.err, /its own servers/);
    assert.deepEqual(home.all(), {});
  });

  test("what is missing or wrong is exit code 2", async () => {
    await using home = await makeHome();
    for (const args of [
      "claude",
      "claude-code",
      `copilot --principal ${USER}`,
      "codex --key nowhere",
      "codex --key -",
    ]) {
      const done = await home.run(args);
      assert.equal(done.code, 2, `${args}: ${done.err}`);
      assert.deepEqual(home.all(), {});
    }
  });

  test("settings behind a link stay behind it", async () => {
    await using home = await makeHome();
    home.put("dotfiles/claude.json", "{}\n");
    mkdirSync(join(home.path, ".claude"));
    symlinkSync(join(home.path, "dotfiles/claude.json"), join(home.path, ".claude/settings.json"));
    assert.equal((await home.run(`claude-code --principal ${USER}`)).code, 0);
    assert.match(home.read("dotfiles/claude.json") ?? "", /apiKeyHelper/);
    assert.equal((await home.run("claude-code --undo")).code, 0);
    assert.equal(home.read("dotfiles/claude.json"), "{}\n");
  });

  test("connected anew with another model, the undo still goes back to the beginning", async () => {
    await using home = await makeHome();
    home.put(".codex/config.toml", CODEX);
    await home.run(`codex --principal ${USER} --model one`);
    home.put(".codex/config.toml", `${home.read(".codex/config.toml") ?? ""}\n[later]\na = 1\n`);
    assert.equal((await home.run("codex --model two")).code, 0);
    assert.match(home.read(".codex/config.toml") ?? "", /model = "two"/);
    assert.equal((home.read(".codex/config.toml")?.match(/\[model_providers\.lumos\]/g) ?? []).length, 1);
    assert.equal((await home.run("codex --undo")).code, 0);
    const left = home.read(".codex/config.toml") ?? "";
    assert.ok(left.startsWith(CODEX) && left.includes("[later]") && !left.includes("lumos"), left);
  });

  test("a TOML that a line editor would get wrong is refused", async () => {
    for (const text of [
      'model_providers = { other = { name = "x" } }\n',
      'note = """\nmodel_provider = "in a text"\n"""\n[model_providers]\nlumos = { name = "mine" }\n',
    ]) {
      await using home = await makeHome();
      home.put(".codex/config.toml", text);
      const done = await home.run(`codex --principal ${USER}`);
      assert.equal(done.code, 3, done.err);
      assert.equal(home.read(".codex/config.toml"), text);
    }
  });

  test("a server that is away leaves the key, and says how to end it", async () => {
    await using home = await makeHome();
    await home.run(`codex --principal ${USER}`);
    const undone = await home.run("codex --undo", { LUMOS_URL: "http://127.0.0.1:9" });
    assert.equal(undone.code, 0, undone.err);
    assert.match(undone.err, /key revoke abc/);
    assert.equal(home.read(".codex/config.toml"), undefined);
  });
});
