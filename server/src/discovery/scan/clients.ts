/*
 * Where clients keep what they connect to and run, as data. A row is one kind of file; every layout of it is tried on every
 * machine, for a home may come from another system (a backup, a container, WSL).
 *
 * In a path `~/` is the home, `config:` the folder for settings on Linux, macOS and Windows, `local:` the one for data,
 * `system:` the machine's own on each, `./` a project. `*` is one name, `**` up to six folders.
 */

/** Steps to a map (or list) of servers in a parsed file; `*` is every member. */
type Steps = readonly string[];

export interface Row {
  client: string;
  scope: "user" | "managed" | "project";
  format: "json" | "toml" | "yaml";
  paths: readonly string[];
  servers?: readonly Steps[];
  hooks?: readonly Steps[];
}

export interface SkillRow {
  client: string;
  scope: "user" | "project";
  /** Folders in which each folder with a SKILL.md is a skill. */
  paths: readonly string[];
}

const MCP: readonly Steps[] = [["mcpServers"]];
const HOOKS: readonly Steps[] = [["hooks"]];

export const ROWS: readonly Row[] = [
  // Claude Code
  {
    client: "claude-code",
    scope: "user",
    format: "json",
    paths: ["~/.claude.json", "~/.claude/.claude.json"],
    servers: [["mcpServers"], ["projects", "*", "mcpServers"]],
  },
  {
    client: "claude-code",
    scope: "user",
    format: "json",
    paths: ["~/.claude/settings.json", "~/.claude/settings.local.json", "~/.claude/mcp.json"],
    servers: MCP,
    hooks: HOOKS,
  },
  {
    client: "claude-code",
    scope: "user",
    format: "json",
    paths: [
      "~/.claude/plugins/cache/**/.mcp.json",
      "~/.claude/plugins/cache/**/.claude-plugin/plugin.json",
      "~/.claude/plugins/cache/**/hooks/hooks.json",
      "~/.claude/plugins/marketplaces/**/.mcp.json",
    ],
    // A plugin's .mcp.json may hold the servers themselves.
    servers: [["mcpServers"], []],
    hooks: HOOKS,
  },
  {
    client: "claude-code",
    scope: "managed",
    format: "json",
    paths: [
      "system:etc/claude-code/managed-settings.json",
      "system:etc/claude-code/managed-settings.d/*",
      "system:etc/claude-code/managed-mcp.json",
      "system:Library/Application Support/ClaudeCode/managed-settings.json",
      "system:Library/Application Support/ClaudeCode/managed-mcp.json",
      "system:Program Files/ClaudeCode/managed-settings.json",
      "system:Program Files/ClaudeCode/managed-mcp.json",
      "system:ProgramData/ClaudeCode/managed-settings.json",
      "system:ProgramData/ClaudeCode/managed-mcp.json",
    ],
    servers: [["mcpServers"], ["managedMcpServers"]],
    hooks: HOOKS,
  },
  {
    client: "claude-code",
    scope: "project",
    format: "json",
    paths: ["./.mcp.json", "./.claude/settings.json", "./.claude/settings.local.json", "./.claude/mcp.json"],
    servers: MCP,
    hooks: HOOKS,
  },
  // Claude Desktop
  {
    client: "claude-desktop",
    scope: "user",
    format: "json",
    paths: ["config:Claude/claude_desktop_config.json", "local:Claude/claude_desktop_config.json"],
    servers: MCP,
  },
  // Cursor
  { client: "cursor", scope: "user", format: "json", paths: ["~/.cursor/mcp.json"], servers: MCP },
  { client: "cursor", scope: "user", format: "json", paths: ["~/.cursor/hooks.json"], hooks: HOOKS },
  {
    client: "cursor",
    scope: "managed",
    format: "json",
    paths: [
      "system:etc/cursor/hooks.json",
      "system:Library/Application Support/Cursor/hooks.json",
      "system:ProgramData/Cursor/hooks.json",
    ],
    hooks: HOOKS,
  },
  { client: "cursor", scope: "project", format: "json", paths: ["./.cursor/mcp.json"], servers: MCP },
  { client: "cursor", scope: "project", format: "json", paths: ["./.cursor/hooks.json"], hooks: HOOKS },
  // VS Code and its relatives
  {
    client: "vscode",
    scope: "user",
    format: "json",
    paths: [
      "config:Code/User/mcp.json",
      "config:Code/User/profiles/*/mcp.json",
      "config:Code - Insiders/User/mcp.json",
      "config:VSCodium/User/mcp.json",
      "~/.vscode-server/data/User/mcp.json",
      "~/.vscode/mcp.json",
    ],
    servers: [["servers"], ["mcpServers"]],
  },
  {
    client: "vscode",
    scope: "user",
    format: "json",
    paths: [
      "config:Code/User/settings.json",
      "config:Code/User/profiles/*/settings.json",
      "config:Code - Insiders/User/settings.json",
      "config:VSCodium/User/settings.json",
      "~/.vscode-server/data/Machine/settings.json",
    ],
    servers: [["mcp", "servers"], ["mcp.servers"]],
  },
  {
    client: "vscode",
    scope: "project",
    format: "json",
    paths: ["./.vscode/mcp.json"],
    servers: [["servers"], ["mcpServers"]],
  },
  {
    client: "vscode",
    scope: "project",
    format: "json",
    paths: ["./.vscode/settings.json"],
    servers: [["mcp", "servers"], ["mcp.servers"]],
  },
  {
    client: "vscode",
    scope: "project",
    format: "json",
    paths: ["./.devcontainer/devcontainer.json", "./.devcontainer/*/devcontainer.json", "./.devcontainer.json"],
    servers: [
      ["customizations", "vscode", "mcp", "servers"],
      ["customizations", "vscode", "settings", "mcp", "servers"],
      ["customizations", "vscode", "settings", "mcp.servers"],
    ],
  },
  // Codex
  {
    client: "codex",
    scope: "user",
    format: "toml",
    paths: ["~/.codex/config.toml", "~/.codex/*.config.toml"],
    servers: [["mcp_servers"], ["profiles", "*", "mcp_servers"]],
    hooks: HOOKS,
  },
  { client: "codex", scope: "user", format: "json", paths: ["~/.codex/hooks.json"], hooks: HOOKS },
  {
    client: "codex",
    scope: "managed",
    format: "toml",
    paths: [
      "system:etc/codex/config.toml",
      "system:etc/codex/managed_config.toml",
      "system:etc/codex/requirements.toml",
      "system:ProgramData/OpenAI/Codex/requirements.toml",
    ],
    servers: [["mcp_servers"]],
    hooks: HOOKS,
  },
  {
    client: "codex",
    scope: "project",
    format: "toml",
    paths: ["./.codex/config.toml"],
    servers: [["mcp_servers"]],
    hooks: HOOKS,
  },
  { client: "codex", scope: "project", format: "json", paths: ["./.codex/hooks.json"], hooks: HOOKS },
  // Gemini CLI, and Qwen Code that came of it
  {
    client: "gemini-cli",
    scope: "user",
    format: "json",
    paths: ["~/.gemini/settings.json", "~/.gemini/extensions/*/gemini-extension.json"],
    servers: MCP,
    hooks: HOOKS,
  },
  {
    client: "gemini-cli",
    scope: "user",
    format: "json",
    paths: ["~/.gemini/extensions/*/hooks/hooks.json"],
    hooks: HOOKS,
  },
  {
    client: "gemini-cli",
    scope: "managed",
    format: "json",
    paths: [
      "system:etc/gemini-cli/settings.json",
      "system:Library/Application Support/GeminiCli/settings.json",
      "system:ProgramData/gemini-cli/settings.json",
    ],
    servers: [["mcpServers"], ["requiredMcpServers"]],
    hooks: HOOKS,
  },
  {
    client: "gemini-cli",
    scope: "project",
    format: "json",
    paths: ["./.gemini/settings.json"],
    servers: MCP,
    hooks: HOOKS,
  },
  { client: "qwen-code", scope: "user", format: "json", paths: ["~/.qwen/settings.json"], servers: MCP },
  // Windsurf
  {
    client: "windsurf",
    scope: "user",
    format: "json",
    paths: [
      "~/.codeium/windsurf/mcp_config.json",
      "~/.codeium/windsurf-next/mcp_config.json",
      "~/.codeium/mcp_config.json",
    ],
    servers: MCP,
  },
  {
    client: "windsurf",
    scope: "user",
    format: "json",
    paths: ["~/.codeium/windsurf/hooks.json"],
    hooks: HOOKS,
  },
  {
    client: "windsurf",
    scope: "managed",
    format: "json",
    paths: [
      "system:etc/windsurf/hooks.json",
      "system:Library/Application Support/Windsurf/hooks.json",
      "system:ProgramData/Windsurf/hooks.json",
    ],
    hooks: HOOKS,
  },
  { client: "windsurf", scope: "project", format: "json", paths: ["./.windsurf/hooks.json"], hooks: HOOKS },
  // Kiro, Amazon Q
  {
    client: "kiro",
    scope: "user",
    format: "json",
    paths: ["~/.kiro/settings/mcp.json", "~/.kiro/agents/*"],
    servers: MCP,
    hooks: HOOKS,
  },
  { client: "kiro", scope: "project", format: "json", paths: ["./.kiro/settings/mcp.json"], servers: MCP },
  {
    client: "amazon-q",
    scope: "user",
    format: "json",
    paths: [
      "~/.aws/amazonq/mcp.json",
      "~/.aws/amazonq/default.json",
      "~/.aws/amazonq/cli-agents/*",
      "~/.aws/amazonq/agents/*",
    ],
    servers: MCP,
    hooks: HOOKS,
  },
  {
    client: "amazon-q",
    scope: "project",
    format: "json",
    paths: ["./.amazonq/mcp.json", "./.amazonq/default.json", "./.amazonq/cli-agents/*"],
    servers: MCP,
    hooks: HOOKS,
  },
  // OpenCode
  {
    client: "opencode",
    scope: "user",
    format: "json",
    paths: ["~/.config/opencode/opencode.json", "~/.config/opencode/opencode.jsonc", "~/.config/opencode/config.json"],
    servers: [["mcp"]],
  },
  {
    client: "opencode",
    scope: "project",
    format: "json",
    paths: ["./opencode.json", "./opencode.jsonc", "./.opencode/opencode.json"],
    servers: [["mcp"]],
  },
  // Antigravity
  {
    client: "antigravity",
    scope: "user",
    format: "json",
    paths: [
      "~/.gemini/antigravity/mcp_config.json",
      "config:Antigravity/User/mcp.json",
      "config:Antigravity/User/settings.json",
    ],
    servers: [["mcpServers"], ["servers"], ["mcp", "servers"]],
  },
  // GitHub Copilot
  {
    client: "copilot",
    scope: "user",
    format: "json",
    paths: [
      "~/.copilot/mcp-config.json",
      "~/.copilot/config.json",
      "config:github-copilot/mcp.json",
      "~/.config/github-copilot/intellij/mcp.json",
    ],
    servers: [["mcpServers"], ["servers"]],
    hooks: HOOKS,
  },
  { client: "copilot", scope: "user", format: "json", paths: ["~/.copilot/hooks/*"], hooks: HOOKS },
  {
    client: "copilot",
    scope: "project",
    format: "json",
    paths: ["./.github/mcp.json", "./.github/copilot/mcp.json", "./.copilot/mcp-config.json"],
    servers: [["mcpServers"], ["servers"]],
  },
  { client: "copilot", scope: "project", format: "json", paths: ["./.github/hooks/*"], hooks: HOOKS },
  // Others
  {
    client: "zed",
    scope: "user",
    format: "json",
    paths: ["~/.config/zed/settings.json", "config:Zed/settings.json"],
    servers: [["context_servers"]],
  },
  { client: "zed", scope: "project", format: "json", paths: ["./.zed/settings.json"], servers: [["context_servers"]] },
  {
    client: "cline",
    scope: "user",
    format: "json",
    paths: [
      "config:Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
      "~/.cline/data/settings/cline_mcp_settings.json",
    ],
    servers: MCP,
  },
  {
    client: "roo-code",
    scope: "user",
    format: "json",
    paths: ["config:Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json"],
    servers: MCP,
  },
  { client: "roo-code", scope: "project", format: "json", paths: ["./.roo/mcp.json"], servers: MCP },
  {
    client: "continue",
    scope: "user",
    format: "yaml",
    paths: ["~/.continue/config.yaml", "~/.continue/mcpServers/*"],
    servers: MCP,
  },
  { client: "continue", scope: "project", format: "yaml", paths: ["./.continue/mcpServers/*"], servers: MCP },
  {
    client: "goose",
    scope: "user",
    format: "yaml",
    paths: ["~/.config/goose/config.yaml", "config:Block/goose/config/config.yaml"],
    servers: [["extensions"]],
  },
  { client: "lm-studio", scope: "user", format: "json", paths: ["~/.lmstudio/mcp.json"], servers: MCP },
  {
    client: "amp",
    scope: "user",
    format: "json",
    paths: ["~/.config/amp/settings.json"],
    servers: [["amp.mcpServers"]],
  },
  { client: "kimi", scope: "user", format: "json", paths: ["~/.kimi/mcp.json"], servers: MCP },
  { client: "crush", scope: "user", format: "json", paths: ["~/.config/crush/crush.json"], servers: [["mcp"]] },
  { client: "junie", scope: "user", format: "json", paths: ["~/.junie/mcp/mcp.json"], servers: MCP },
  { client: "junie", scope: "project", format: "json", paths: ["./.junie/mcp/mcp.json"], servers: MCP },
  { client: "factory", scope: "user", format: "json", paths: ["~/.factory/mcp.json"], servers: MCP },
];

export const SKILL_ROWS: readonly SkillRow[] = [
  { client: "claude-code", scope: "user", paths: ["~/.claude/skills", "~/.claude/plugins/cache/**/skills"] },
  { client: "cursor", scope: "user", paths: ["~/.cursor/skills"] },
  { client: "codex", scope: "user", paths: ["~/.codex/skills"] },
  { client: "copilot", scope: "user", paths: ["~/.copilot/skills"] },
  { client: "gemini-cli", scope: "user", paths: ["~/.gemini/skills", "~/.gemini/extensions/*/skills"] },
  { client: "opencode", scope: "user", paths: ["~/.config/opencode/skills"] },
  { client: "agents", scope: "user", paths: ["~/.agents/skills"] },
  { client: "claude-code", scope: "project", paths: ["./.claude/skills"] },
  { client: "cursor", scope: "project", paths: ["./.cursor/skills"] },
  { client: "codex", scope: "project", paths: ["./.codex/skills"] },
  { client: "copilot", scope: "project", paths: ["./.github/skills"] },
  { client: "agents", scope: "project", paths: ["./.agents/skills"] },
];

const SETTINGS = ["~/.config/", "~/Library/Application Support/", "~/AppData/Roaming/"];
const DATA = ["~/.local/share/", "~/AppData/Local/"];

/** A path of a row as the paths it stands for, each below `~/`, `./` or `/` (the machine's own). */
export function layoutsOf(path: string): string[] {
  if (path.startsWith("config:")) return SETTINGS.map((folder) => folder + path.slice("config:".length));
  if (path.startsWith("local:")) return DATA.map((folder) => folder + path.slice("local:".length));
  if (path.startsWith("system:")) return [`/${path.slice("system:".length)}`];
  return [path];
}
