import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Homes, PLANTED, makeHomes } from "../../../test/homes.ts";
import type { Found, Inventory } from "../types.ts";
import { scan } from "./scan.ts";

const KEY = Buffer.alloc(32, 7);

describe("a scan", () => {
  let homes: Homes;
  let whole: Inventory;
  const ask = () => ({
    home: homes.home,
    projects: [homes.project],
    system: homes.system,
    key: KEY,
    lumos: ["http://127.0.0.1:4400"],
  });
  before(() => {
    homes = makeHomes();
    whole = scan(ask());
  });
  after(() => homes.end());
  const one = (name: string): Found => {
    const found = whole.found.filter((each) => each.name === name);
    assert.equal(found.length, 1, `${name}: ${found.length}`);
    return found[0] as Found;
  };

  test("every client's servers are found, in the layout of every system", () => {
    const rows: [string, string, string][] = [
      ["github", "claude-code", "url:api.github.test/mcp"],
      ["fs", "claude-code", "npm:@modelcontextprotocol/server-filesystem"],
      ["helper", "claude-code", "pypi:helper-mcp"],
      ["bare", "claude-code", "program:bare-mcp"],
      ["memory", "claude-desktop", "docker:mcp/memory"],
      ["mac", "claude-desktop", "npm:mac-mcp"],
      ["win", "claude-desktop", "npm:win-mcp"],
      ["zapier", "cursor", "url:mcp.zapier.test/api/mcp/s/-/mcp"],
      ["pg", "cursor", "npm:pg-mcp"],
      ["plain", "vscode", "url:tools.acme.test/mcp"],
      ["old", "vscode", "program:old-mcp"],
      ["winvs", "vscode", "url:vs.test/sse"],
      ["docs", "codex", "url:docs.test/mcp"],
      ["local", "codex", "npm:local-mcp"],
      ["g", "gemini-cli", "url:g.test/mcp"],
      ["e", "gemini-cli", "program:node"],
      ["anti", "antigravity", "url:anti.test/mcp"],
      ["wind", "windsurf", "url:wind.test/-/sse"],
      ["k", "kiro", "pypi:k-mcp"],
      ["near", "opencode", "program:bun"],
      ["far", "opencode", "url:far.test/mcp"],
      ["q", "amazon-q", "program:bash"],
      ["qa", "amazon-q", "program:qa-mcp"],
      ["cop", "copilot", "url:cop.test/mcp"],
      ["z", "zed", "program:z-mcp"],
      ["cont", "continue", "npm:cont-mcp"],
      ["goo", "goose", "pypi:goo-mcp"],
      ["lm", "lm-studio", "url:lm.test/mcp"],
      ["team", "claude-code", "npm:team-mcp"],
      ["cur", "cursor", "url:cur.test/mcp"],
      ["vs", "vscode", "program:vs-mcp"],
      ["dotted", "vscode", "program:dotted-mcp"],
      ["dev", "vscode", "program:dev-mcp"],
      ["cx", "codex", "program:cx-mcp"],
      ["gp", "gemini-cli", "url:gp.test/sse"],
      ["kp", "kiro", "program:kp-mcp"],
      ["qp", "amazon-q", "program:qp-mcp"],
      ["op", "opencode", "program:op-mcp"],
      ["corp", "claude-code", "url:corp.test/mcp"],
      ["macorp", "claude-code", "program:macorp"],
      ["wincorp", "claude-code", "program:wincorp"],
      ["must", "codex", "url:must.test/mcp"],
    ];
    for (const [name, client, target] of rows) {
      const found = one(name);
      assert.deepEqual([found.kind, found.client, found.target], ["server", client, target], name);
    }
    assert.deepEqual(whole.broken, []);
    assert.equal(whole.truncated, false);
  });

  test("hooks and skills are found too", () => {
    const hooks = whole.found
      .filter(({ kind }) => kind === "hook")
      .map(({ client, name, target }) => `${client} ${name} ${target}`);
    for (const wanted of [
      "claude-code PreToolUse program:check.sh",
      "claude-code PreToolUse url:127.0.0.1:4400/hooks/claude-code",
      "claude-code Stop program:curl",
      "cursor beforeShellExecution program:guard.sh",
      "codex PreToolUse program:lumos",
      "gemini-cli BeforeTool program:node",
      "windsurf pre_run_command program:python3",
      "copilot preToolUse program:a.sh",
      "copilot preToolUse program:guard.sh",
      "claude-code PostToolUse program:npm",
      "windsurf pre_mcp_tool_use program:w",
    ])
      assert.ok(hooks.includes(wanted), `${wanted} in\n${hooks.join("\n")}`);
    const skills = whole.found.filter(({ kind }) => kind === "skill").map(({ name, digest }) => [name, digest !== ""]);
    assert.deepEqual(skills.toSorted(), [
      ["broken", false],
      ["notes", true],
      ["repo", true],
      ["shared", true],
    ]);
  });

  test("what leads to Lumos is told apart, and what is odd is flagged", () => {
    assert.equal(one("lumos").class, "lumos");
    assert.deepEqual(
      whole.found.filter((each) => each.kind === "hook" && each.class === "lumos").map(({ client }) => client),
      ["claude-code", "codex"],
    );
    const rows: [string, string[]][] = [
      ["github", ["secret-in-settings"]],
      ["fs", ["unpinned"]],
      ["helper", []],
      ["plain", ["plain-http"]],
      ["ref", []],
      ["docs", []],
      ["g", ["auto-approved"]],
      ["off", ["disabled"]],
      ["k", ["auto-approved", "unpinned"]],
      ["q", ["fetch-and-run", "shell"]],
      ["team", ["secret-in-settings", "unpinned"]],
      ["mac", ["secret-in-settings"]],
      ["corp", ["managed"]],
    ];
    for (const [name, flags] of rows) assert.deepEqual(one(name).flags.toSorted(), flags, name);
  });

  test("no value of a variable, header or argument that could be a secret is told, and no hash of it without a key", () => {
    const told = JSON.stringify(whole);
    for (const [name, value] of Object.entries(PLANTED)) assert.ok(!told.includes(value), name);
    assert.ok(!told.includes(homes.folder), "nor where the home is");
    const team = one("team").env[0];
    assert.equal(team?.name, "TEAM_TOKEN");
    assert.match(team?.hash ?? "", /^[0-9a-f]{16}$/);
    const other = scan({ ...ask(), key: Buffer.alloc(32, 8) }).found.find(({ name }) => name === "team");
    assert.notEqual(other?.env[0]?.hash, team?.hash);
    assert.equal(one("ref").headers[0]?.hash, "", "a reference is no value");
    assert.deepEqual(one("mac").runs, ["npx", "mac-mcp@1.0.0", "--api-key", "[masked]"]);
    assert.deepEqual(one("win").runs, ["cmd", "/c", "npx", "-y", "win-mcp", "--password=[masked]"]);
    assert.deepEqual(one("memory").runs, ["docker", "run", "-i", "--rm", "-e", "API=[masked]", "mcp/memory"]);
  });

  test("a scan starts nothing and asks nobody: it reads files", () => {
    const marker = join(homes.folder, "started");
    homes.write("home", ".kimi/mcp.json", JSON.stringify({ mcpServers: { t: { command: "touch", args: [marker] } } }));
    const found = scan(ask());
    assert.ok(found.found.some(({ target }) => target === "program:touch"));
    assert.throws(() => execFileSync("ls", [marker], { stdio: "ignore" }));
  });

  test("what cannot be read is reported by its place, and the rest is found all the same", () => {
    const deep = "[".repeat(200_000);
    homes.write("home", ".cursor/mcp.json", `{"mcpServers": {"a": {"command": "${PLANTED.password}" `);
    homes.write("home", ".codex/config.toml", `x = "${PLANTED.github}`);
    homes.write("home", ".continue/config.yaml", `a: [${PLANTED.slack}\n b`);
    homes.write("home", ".gemini/settings.json", deep);
    homes.write("home", ".kiro/settings/mcp.json", Buffer.from([0xff, 0x00, 0x81, 0xfe]));
    homes.write(
      "home",
      ".lmstudio/mcp.json",
      Buffer.from(`\ufeff${JSON.stringify({ mcpServers: { wide: { command: "w" } } })}`, "utf16le"),
    );
    homes.write("home", ".config/amp/settings.json", "");
    homes.write(
      "home",
      ".qwen/settings.json",
      JSON.stringify({ mcpServers: [1, null, "x", { command: 5 }, { command: "" }] }),
    );
    homes.write(
      "home",
      ".junie/mcp/mcp.json",
      `{"mcpServers":{"__proto__":{"command":"p"},"constructor":{"command":"c"}}}`,
    );
    const found = scan(ask());
    const broken = new Map(found.broken.map(({ place, problem }) => [place, problem]));
    assert.match(broken.get("~/.cursor/mcp.json") ?? "", /not valid JSON, line 1/);
    assert.match(broken.get("~/.codex/config.toml") ?? "", /not valid TOML/);
    assert.match(broken.get("~/.continue/config.yaml") ?? "", /not valid YAML/);
    assert.match(broken.get("~/.gemini/settings.json") ?? "", /JSON/);
    assert.match(broken.get("~/.kiro/settings/mcp.json") ?? "", /not text/);
    assert.ok(found.found.some(({ name }) => name === "wide"));
    assert.ok(found.found.some(({ name }) => name === "constructor"));
    for (const value of Object.values(PLANTED)) assert.ok(!JSON.stringify(found).includes(value));
  });

  test("no link leads a scan out of the folder it was told to look through", () => {
    const outside = join(homes.folder, "outside.json");
    writeFileSync(outside, JSON.stringify({ mcpServers: { outside: { command: "o" } } }));
    mkdirSync(join(homes.home, ".factory"), { recursive: true });
    symlinkSync(outside, join(homes.home, ".factory", "mcp.json"));
    // A folder that is inside of itself, and dotfiles that lie elsewhere in the home.
    const cache = join(homes.home, ".claude", "plugins", "cache");
    symlinkSync(cache, join(cache, "loop"));
    symlinkSync(homes.home, join(cache, "home"));
    symlinkSync(homes.folder, join(cache, "up"));
    homes.write("home", "dotfiles/mcp.json", JSON.stringify({ mcpServers: { dotted2: { command: "d" } } }));
    mkdirSync(join(homes.home, ".config", "crush"), { recursive: true });
    homes.write("home", "dotfiles/crush.json", JSON.stringify({ mcp: { linked: { command: "l" } } }));
    symlinkSync(join(homes.home, "dotfiles", "crush.json"), join(homes.home, ".config", "crush", "crush.json"));
    execFileSync("sh", ["-c", `mkfi""fo "$0"`, join(homes.home, ".claude", "mcp.json")]);
    const found = scan(ask());
    assert.ok(!JSON.stringify(found).includes("outside"));
    assert.ok(found.broken.some(({ place, problem }) => place === "~/.factory/mcp.json" && /link/.test(problem)));
    assert.equal(found.found.filter(({ name }) => name === "linked").length, 1);
    assert.equal(found.found.filter(({ name }) => name === "helper").length, 1);
  });

  test("a home without anything, and none at all, have nothing", () => {
    const empty = join(homes.folder, "empty");
    mkdirSync(empty);
    for (const home of [empty, join(homes.folder, "never")])
      assert.deepEqual(scan({ home, projects: [], key: KEY, lumos: [] }), {
        found: [],
        broken: [],
        files: 0,
        truncated: false,
        at: new Map(),
      });
  });
});
