import { join } from "node:path";
import type { ConnectedClient, Places, Setting } from "./clients.ts";
import { editorFolder } from "./clients.ts";
import { jsonMembers, tomlTables } from "./edits.ts";

/* The gateway as one MCP server of a client, under the name `lumos`: by it the hooks know what comes through Lumos. */

const FROM_ENVIRONMENT = "Bearer ${LUMOS_TOKEN}";
const NAME = "lumos";

function bearer({ key }: Setting): { Authorization: string } {
  return { Authorization: `Bearer ${key}` };
}

function inUsersFile(
  client: { name: string; title: string; next: string },
  path: (places: Places) => string,
  entry: (setting: Setting) => readonly [path: string[], value: unknown],
): ConnectedClient {
  return {
    ...client,
    part: "mcp",
    scopes: ["user"],
    onlyUser: "The key stands in this file, and one in a project would be shared",
    files: (places, _scope, setting) => [{ path: path(places), secret: true, edit: jsonMembers([entry(setting)]) }],
    next: () => [client.next],
  };
}

export const WITH_MCP: readonly ConnectedClient[] = [
  {
    name: "claude-code",
    title: "Claude Code",
    part: "mcp",
    scopes: ["user", "project", "managed"],
    files: (places, scope, setting) => {
      const url = `${setting.url}/mcp`;
      const shared = { type: "http", url, headers: { Authorization: FROM_ENVIRONMENT } };
      const member = ["mcpServers", NAME];
      if (scope === "project") return [{ path: join(places.cwd, ".mcp.json"), edit: jsonMembers([[member, shared]]) }];
      if (scope === "managed") {
        const path = join(places.root, "etc", "claude-code", "managed-mcp.json");
        return [{ path, edit: jsonMembers([[member, shared]]), mode: 0o644 }];
      }
      const own = { type: "http", url, headers: bearer(setting) };
      const folder = places.env["CLAUDE_CONFIG_DIR"] || places.home;
      return [{ path: join(folder, ".claude.json"), secret: true, edit: jsonMembers([[member, own]]) }];
    },
    next: (_places, _setting, scope) => [
      "Start claude anew.",
      ...(scope === "user" ? [] : ["LUMOS_TOKEN in the environment is the key: none is in a file that is shared."]),
    ],
  },
  {
    name: "codex",
    title: "Codex",
    part: "mcp",
    scopes: ["user"],
    onlyUser: "Codex keeps its MCP servers for the user",
    files: (places, _scope, { url }) => {
      const tables = [
        "[mcp_servers.lumos]",
        `url = ${JSON.stringify(`${url}/mcp`)}`,
        `bearer_token_env_var = "LUMOS_TOKEN"`,
        "",
      ].join("\n");
      const path = join(places.env["CODEX_HOME"] || join(places.home, ".codex"), "config.toml");
      return [{ path, edit: tomlTables("mcp_servers.lumos", {}, tables) }];
    },
    next: (places) => [
      `export LUMOS_TOKEN="$(cat ${join(places.own, "codex-mcp.key")})"   # then start codex in the same shell`,
    ],
  },
  inUsersFile(
    { name: "gemini-cli", title: "Gemini CLI", next: "Start gemini anew." },
    ({ env, home }) => join(env["GEMINI_CLI_HOME"] || home, ".gemini", "settings.json"),
    (setting) => [["mcpServers", NAME], { httpUrl: `${setting.url}/mcp`, headers: bearer(setting) }],
  ),
  inUsersFile(
    { name: "cursor", title: "Cursor", next: "Restart Cursor." },
    ({ home }) => join(home, ".cursor", "mcp.json"),
    (setting) => [["mcpServers", NAME], { url: `${setting.url}/mcp`, headers: bearer(setting) }],
  ),
  inUsersFile(
    { name: "copilot", title: "GitHub Copilot CLI", next: "Start copilot anew." },
    ({ env, home }) => join(env["COPILOT_HOME"] || join(home, ".copilot"), "mcp-config.json"),
    (setting) => [
      ["mcpServers", NAME],
      { type: "http", url: `${setting.url}/mcp`, headers: bearer(setting), tools: ["*"] },
    ],
  ),
  inUsersFile(
    { name: "windsurf", title: "Windsurf", next: "Restart Windsurf." },
    ({ home }) => join(home, ".codeium", "windsurf", "mcp_config.json"),
    (setting) => [["mcpServers", NAME], { serverUrl: `${setting.url}/mcp`, headers: bearer(setting) }],
  ),
  inUsersFile(
    { name: "vscode", title: "VS Code", next: "Restart VS Code." },
    (places) => join(editorFolder(places), "mcp.json"),
    (setting) => [["servers", NAME], { type: "http", url: `${setting.url}/mcp`, headers: bearer(setting) }],
  ),
  inUsersFile(
    { name: "opencode", title: "OpenCode", next: "Start opencode anew." },
    ({ env, home }) => join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "opencode", "opencode.json"),
    (setting) => [
      ["mcp", NAME],
      { type: "remote", url: `${setting.url}/mcp`, headers: bearer(setting), enabled: true },
    ],
  ),
];
