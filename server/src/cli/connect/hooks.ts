import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConnectedClient, FileEdit, Places, Scope, Setting } from "./clients.ts";
import { type Edit, jsonListEntries, jsonMembers, together, tomlTables, wholeFile } from "./edits.ts";

/* What makes a client tell Lumos of what it does: one entry an event, in the client's own settings. */

const SERVER = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const TIMEOUT_S = 15;

const TOOLS = ["PreToolUse", "PostToolUse", "PostToolUseFailure"];
const CLAUDE_EVENTS = [
  ...TOOLS,
  "PermissionRequest",
  "UserPromptSubmit",
  "UserPromptExpansion",
  "PreModelSwitch",
  "SessionStart",
  "SessionEnd",
  "SubagentStart",
  "SubagentStop",
  "ConfigChange",
];
const CODEX_EVENTS = [
  "PreToolUse",
  "PermissionRequest",
  "PostToolUse",
  "UserPromptSubmit",
  "SessionStart",
  "SubagentStart",
  "SubagentStop",
];
const GEMINI_EVENTS = ["BeforeTool", "AfterTool", "BeforeAgent", "SessionStart", "SessionEnd"];
const CURSOR_EVENTS = [
  "preToolUse",
  "beforeShellExecution",
  "beforeMCPExecution",
  "beforeReadFile",
  "beforeSubmitPrompt",
  "postToolUse",
  "afterMCPExecution",
  "sessionStart",
  "sessionEnd",
  "subagentStart",
];
const COPILOT_EVENTS = [
  "preToolUse",
  "permissionRequest",
  "postToolUse",
  "postToolUseFailure",
  "userPromptSubmitted",
  "sessionStart",
  "sessionEnd",
  "subagentStart",
];
const WINDSURF_EVENTS = [
  "pre_user_prompt",
  "pre_read_code",
  "pre_write_code",
  "pre_run_command",
  "pre_mcp_tool_use",
  "post_mcp_tool_use",
];

/** Where the shim finds Lumos. For a whole machine no key is in it: each person has their own. */
function shimSettings(places: Places, client: string, scope: Scope, { url, keyFile }: Setting): FileEdit {
  const managed = scope === "managed";
  const named = managed ? `~/.config/lumos/connect/${client}-hooks.key` : keyFile;
  const text = `${JSON.stringify({ client, url, keyFile: named }, null, 2)}\n`;
  return { path: settingsPath(places, client, scope), edit: wholeFile(text), ...(managed ? { mode: 0o644 } : {}) };
}

function settingsPath(places: Places, client: string, scope: Scope): string {
  if (scope === "managed") return join(places.root, "etc", "lumos", "hooks", `${client}.json`);
  return join(dirname(places.own), "hooks", `${client}.json`);
}

/** The program of a hook. No address and no key are in it: others on the machine can read command lines. */
function shim(places: Places, client: string, scope: Scope, event?: string): string {
  const words = [
    process.execPath,
    join(SERVER, "bin", "lumos-hook.mjs"),
    `--client=${client}`,
    `--config=${settingsPath(places, client, scope)}`,
    ...(event === undefined ? [] : [`--event=${event}`]),
  ];
  return words.map((word) => quotedFor(places, word)).join(" ");
}

function quotedFor({ platform }: Places, word: string): string {
  if (/^[\w@%+=:,./~-]+$/.test(word)) return word;
  return platform === "win32" ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** One entry in the list of each event. */
function listed(events: readonly string[], entry: (event: string) => unknown): Edit {
  return jsonListEntries(events.map((event) => [["hooks", event], entry(event)] as const));
}

function grouped(command: unknown, matcher: "*" | undefined = "*"): Record<string, unknown> {
  return { ...(matcher === undefined ? {} : { matcher }), hooks: [command] };
}

function claudeHook(url: string, name: string): (event: string) => unknown {
  const hook = {
    type: "http",
    url: `${url}/hooks/claude-code`,
    headers: { Authorization: `Bearer $${name}` },
    allowedEnvVars: [name],
    timeout: TIMEOUT_S,
    // Guarantee: what Lumos was not asked about does not happen.
    onFailure: "block",
  };
  return (event) => grouped(hook, TOOLS.includes(event) || event === "PermissionRequest" ? "*" : undefined);
}

const NEXT_MANAGED = "Everybody at this machine needs a key of their own: LUMOS_TOKEN in their environment.";
const OWN_KEYS =
  "Everybody at this machine needs a key of their own: LUMOS_TOKEN, or ~/.config/lumos/connect/CLIENT-hooks.key.";

export const HOOKED: readonly ConnectedClient[] = [
  {
    name: "claude-code",
    title: "Claude Code",
    part: "hooks",
    scopes: ["user", "project", "managed"],
    files: (places, scope, setting) => {
      const { url, key } = setting;
      if (scope === "managed") {
        const edit = together(
          jsonMembers([
            [["allowManagedHooksOnly"], true],
            [["allowedHttpHookUrls"], [`${url}/hooks/*`]],
            [["httpHookAllowedEnvVars"], ["LUMOS_TOKEN"]],
          ]),
          listed(CLAUDE_EVENTS, claudeHook(url, "LUMOS_TOKEN")),
        );
        return [{ path: join(places.root, managedClaude(places), "managed-settings.json"), edit, mode: 0o644 }];
      }
      const folder = places.env["CLAUDE_CONFIG_DIR"] || join(places.home, ".claude");
      // The local one of a project is the one that is not committed.
      const path =
        scope === "user" ? join(folder, "settings.json") : join(places.cwd, ".claude", "settings.local.json");
      const edit = together(
        jsonMembers([[["env", "LUMOS_HOOKS_TOKEN"], key]]),
        listed(CLAUDE_EVENTS, claudeHook(url, "LUMOS_HOOKS_TOKEN")),
      );
      return [{ path, edit, secret: true }];
    },
    next: (_places, _setting, scope) => [
      "Start claude anew. It must be 2.1.295 or later: older ones go on when Lumos does not answer.",
      ...(scope === "managed" ? [NEXT_MANAGED] : []),
    ],
  },
  {
    name: "codex",
    title: "Codex",
    part: "hooks",
    scopes: ["user", "managed"],
    onlyUser: "Codex runs hooks of a project only where it is trusted; the user's own hold everywhere",
    files: (places, scope, setting) => {
      const command = { type: "command", command: shim(places, "codex", scope), timeout: TIMEOUT_S };
      const own = shimSettings(places, "codex", scope, setting);
      if (scope === "managed") {
        const tables = [
          "[hooks]",
          `managed_dir = ${JSON.stringify(dirname(own.path))}`,
          "",
          ...CODEX_EVENTS.flatMap((event) => [
            `[[hooks.${event}]]`,
            ...(event.includes("Tool") || event === "PermissionRequest" ? [`matcher = ".*"`] : []),
            "",
            `[[hooks.${event}.hooks]]`,
            `type = "command"`,
            `command = ${JSON.stringify(command.command)}`,
            `timeout = ${TIMEOUT_S}`,
            "",
          ]),
        ].join("\n");
        const edit = tomlTables("hooks", { allow_managed_hooks_only: true }, tables);
        return [own, { path: join(places.root, "etc", "codex", "requirements.toml"), edit, mode: 0o644 }];
      }
      const path = join(places.env["CODEX_HOME"] || join(places.home, ".codex"), "hooks.json");
      const entry = (event: string) =>
        grouped(command, event.includes("Tool") || event === "PermissionRequest" ? "*" : undefined);
      return [own, { path, edit: listed(CODEX_EVENTS, entry) }];
    },
    next: (_places, _setting, scope) =>
      scope === "managed"
        ? [OWN_KEYS]
        : ["Start codex anew and trust the hooks with /hooks: until then it skips them."],
  },
  {
    name: "gemini-cli",
    title: "Gemini CLI",
    part: "hooks",
    scopes: ["user", "project", "managed"],
    files: (places, scope, setting) => {
      const home = places.env["GEMINI_CLI_HOME"] || places.home;
      const path = {
        user: join(home, ".gemini", "settings.json"),
        project: join(places.cwd, ".gemini", "settings.json"),
        managed: join(places.root, "etc", "gemini-cli", "settings.json"),
      }[scope];
      const command = shim(places, "gemini-cli", scope);
      // Milliseconds.
      const hook = { type: "command", name: "lumos", command, timeout: TIMEOUT_S * 1_000 };
      const entry = (event: string) => grouped(hook, event.endsWith("Tool") ? "*" : undefined);
      return [
        shimSettings(places, "gemini-cli", scope, setting),
        { path, edit: listed(GEMINI_EVENTS, entry), ...(scope === "managed" ? { mode: 0o644 } : {}) },
      ];
    },
    next: (_places, _setting, scope) => ["Start gemini anew.", ...(scope === "managed" ? [OWN_KEYS] : [])],
  },
  {
    name: "cursor",
    title: "Cursor",
    part: "hooks",
    scopes: ["user", "project", "managed"],
    files: (places, scope, setting) => {
      const path = {
        user: join(places.home, ".cursor", "hooks.json"),
        project: join(places.cwd, ".cursor", "hooks.json"),
        managed:
          places.platform === "darwin"
            ? join(places.root, "Library", "Application Support", "Cursor", "hooks.json")
            : join(places.root, "etc", "cursor", "hooks.json"),
      }[scope];
      const command = shim(places, "cursor", scope);
      const entry = () => ({ command, timeout: TIMEOUT_S, failClosed: true });
      const edit = together(jsonMembers([[["version"], 1]]), listed(CURSOR_EVENTS, entry));
      return [
        shimSettings(places, "cursor", scope, setting),
        { path, edit, ...(scope === "managed" ? { mode: 0o644 } : {}) },
      ];
    },
    next: (_places, _setting, scope) => ["Restart Cursor.", ...(scope === "managed" ? [OWN_KEYS] : [])],
  },
  {
    name: "copilot",
    title: "GitHub Copilot CLI",
    part: "hooks",
    scopes: ["user", "project", "managed"],
    files: (places, scope, setting) => {
      const home = places.env["COPILOT_HOME"] || join(places.home, ".copilot");
      const path = {
        user: join(home, "hooks", "lumos.json"),
        project: join(places.cwd, ".github", "hooks", "lumos.json"),
        managed: join(places.root, "etc", "github-copilot", "policy.d", "lumos.json"),
      }[scope];
      const hooks = Object.fromEntries(
        COPILOT_EVENTS.map((event) => {
          const words = shim(places, "copilot", scope, event);
          const command = places.platform === "win32" ? { powershell: `& ${words}` } : { bash: words };
          return [event, [{ type: "command", ...command, timeoutSec: TIMEOUT_S }]];
        }),
      );
      const text = `${JSON.stringify({ version: 1, hooks }, null, 2)}\n`;
      return [
        shimSettings(places, "copilot", scope, setting),
        { path, edit: wholeFile(text), ...(scope === "managed" ? { mode: 0o644 } : {}) },
      ];
    },
    next: (_places, _setting, scope) => ["Start copilot anew.", ...(scope === "managed" ? [OWN_KEYS] : [])],
  },
  {
    name: "windsurf",
    title: "Windsurf",
    part: "hooks",
    scopes: ["user", "project", "managed"],
    files: (places, scope, setting) => {
      const path = {
        user: join(places.home, ".codeium", "windsurf", "hooks.json"),
        project: join(places.cwd, ".windsurf", "hooks.json"),
        managed:
          places.platform === "darwin"
            ? join(places.root, "Library", "Application Support", "Windsurf", "hooks.json")
            : join(places.root, "etc", "windsurf", "hooks.json"),
      }[scope];
      const command = shim(places, "windsurf", scope);
      return [
        shimSettings(places, "windsurf", scope, setting),
        {
          path,
          edit: listed(WINDSURF_EVENTS, () => ({ command, show_output: true })),
          ...(scope === "managed" ? { mode: 0o644 } : {}),
        },
      ];
    },
    next: (_places, _setting, scope) => ["Restart Windsurf.", ...(scope === "managed" ? [OWN_KEYS] : [])],
  },
  {
    name: "opencode",
    title: "OpenCode",
    part: "hooks",
    scopes: ["user", "project"],
    files: (places, scope, setting) => {
      const home = join(places.env["XDG_CONFIG_HOME"] || join(places.home, ".config"), "opencode");
      const folder = scope === "user" ? join(home, "plugins") : join(places.cwd, ".opencode", "plugins");
      const settings = settingsPath(places, "opencode", scope);
      const plugin = readFileSync(join(SERVER, "defaults", "hooks", "opencode.js"), "utf8");
      const text = plugin.replace(`"__SETTINGS__"`, () => JSON.stringify(settings));
      return [
        shimSettings(places, "opencode", scope, setting),
        { path: join(folder, "lumos.js"), edit: wholeFile(text) },
      ];
    },
    next: () => ["Start opencode anew: it loads the plugin by itself."],
  },
];

function managedClaude({ platform }: Places): string {
  if (platform === "darwin") return join("Library", "Application Support", "ClaudeCode");
  return platform === "win32" ? join("Program Files", "ClaudeCode") : join("etc", "claude-code");
}
