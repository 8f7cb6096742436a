import type { Dialect } from "../types.ts";
import { CLAUDE_BLOCK, CLAUDE_CONTEXT, CLAUDE_FIELDS, CLAUDE_MCP } from "./claude-code.ts";

/*
 * Claude Code's shape with less in it, as the schemas in codex 0.169.0 have it: `ask` is an error, and so are a bare
 * `allow` and a deny without a reason. To say nothing is an empty object.
 */

export const codex: Dialect = {
  client: "codex",
  title: "Codex",
  evidence: "package",
  answers: "json",
  fields: CLAUDE_FIELDS,
  events: {
    SessionStart: { kind: "session.started" },
    SessionEnd: { kind: "session.ended" },
    UserPromptSubmit: { kind: "prompt.submitted", answers: { deny: CLAUDE_BLOCK } },
    PreToolUse: {
      kind: "tool.requested",
      answers: {
        // The one `allow` it takes: with another input.
        rewrite: {
          hookSpecificOutput: { hookEventName: "$event", permissionDecision: "allow", updatedInput: "$output" },
        },
        deny: {
          hookSpecificOutput: {
            hookEventName: "$event",
            permissionDecision: "deny",
            permissionDecisionReason: "$reason",
          },
        },
      },
    },
    PermissionRequest: {
      kind: "permission.requested",
      answers: {
        allow: { hookSpecificOutput: { hookEventName: "$event", decision: { behavior: "allow" } } },
        deny: { hookSpecificOutput: { hookEventName: "$event", decision: { behavior: "deny", message: "$reason" } } },
      },
    },
    // It refuses to have results replaced: what must not be seen is kept back whole.
    PostToolUse: { kind: "tool.completed", answers: { warn: CLAUDE_CONTEXT, hold: CLAUDE_BLOCK } },
    SubagentStart: { kind: "subagent.started" },
    SubagentStop: { kind: "subagent.ended" },
    Stop: { kind: "model.responded" },
    Interrupt: { kind: "notification" },
    PreCompact: { kind: "notification" },
    PostCompact: { kind: "notification" },
  },
  shells: { Bash: "command", shell: "command", shell_command: "command", exec_command: "cmd" },
  reads: ["update_plan", "view_image"],
  egress: ["web_search"],
  writes: ["apply_patch", "write_stdin"],
  mcp: CLAUDE_MCP,
  unattended: ["bypassPermissions", "dontAsk"],
  autonomy: { plan: 0, default: 1, acceptEdits: 2, dontAsk: 3, bypassPermissions: 4 },
  fails: {
    default: "open",
    canClose: true,
    note: "Anything but exit code 2 with a text on stderr lets it go on; the shim ends with exit code 2 where the organization closes.",
  },
};
