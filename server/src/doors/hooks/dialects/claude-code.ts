import type { Answers, Dialect, Fields } from "../types.ts";

/* Events, fields and answers as the types of claude-agent-sdk 0.3.329 name them. */

export const CLAUDE_FIELDS: Fields = {
  event: "hook_event_name",
  session: ["session_id"],
  useId: ["tool_use_id"],
  agent: ["agent_id"],
  mode: ["permission_mode"],
  tool: ["tool_name"],
  input: ["tool_input"],
  result: ["tool_response"],
  prompt: ["prompt"],
  model: ["model"],
  server: ["mcp_server.name"],
  serverTool: [],
  serverUrl: [],
};

export const CLAUDE_MCP = /^mcp__(.+?)__(.+)$/s;

const permission = (decision: string) => ({
  hookSpecificOutput: {
    hookEventName: "$event",
    permissionDecision: decision,
    permissionDecisionReason: "$reason",
  },
});

const PERMISSION: Answers = { allow: permission("allow"), deny: permission("deny"), ask: permission("ask") };

/** Whether another input is taken without a decision is not said, and nothing is granted for it: so it is shown. */
const REWRITE = {
  hookSpecificOutput: {
    hookEventName: "$event",
    permissionDecision: "ask",
    permissionDecisionReason: "Lumos took something out of the input.",
    updatedInput: "$output",
  },
};

export const CLAUDE_BLOCK = { decision: "block", reason: "$reason" };

/** What is said to the model beside a tool's result. */
export const CLAUDE_CONTEXT = { hookSpecificOutput: { hookEventName: "$event", additionalContext: "$context" } };

export const claudeCode: Dialect = {
  client: "claude-code",
  title: "Claude Code",
  evidence: "package",
  answers: "json",
  fields: CLAUDE_FIELDS,
  events: {
    SessionStart: { kind: "session.started" },
    SessionEnd: { kind: "session.ended" },
    UserPromptSubmit: { kind: "prompt.submitted", answers: { deny: CLAUDE_BLOCK } },
    UserPromptExpansion: { kind: "prompt.submitted", answers: { deny: CLAUDE_BLOCK } },
    PreToolUse: { kind: "tool.requested", answers: { ...PERMISSION, rewrite: REWRITE } },
    PermissionRequest: {
      kind: "permission.requested",
      answers: {
        allow: { hookSpecificOutput: { hookEventName: "$event", decision: { behavior: "allow" } } },
        deny: { hookSpecificOutput: { hookEventName: "$event", decision: { behavior: "deny", message: "$reason" } } },
      },
    },
    PostToolUse: {
      kind: "tool.completed",
      answers: {
        warn: CLAUDE_CONTEXT,
        redact: {
          hookSpecificOutput: {
            hookEventName: "$event",
            updatedToolOutput: "$output",
            additionalContext: "$context",
          },
        },
        hold: {
          ...CLAUDE_BLOCK,
          hookSpecificOutput: { hookEventName: "$event", updatedToolOutput: "$output" },
        },
      },
    },
    PostToolUseFailure: {
      kind: "tool.failed",
      fields: { result: ["error"] },
      answers: { warn: CLAUDE_CONTEXT },
    },
    PreModelSwitch: { kind: "model.switch", fields: { model: ["to_model"] }, answers: PERMISSION },
    PostModelSwitch: { kind: "notification" },
    Stop: { kind: "model.responded" },
    StopFailure: { kind: "notification" },
    MessageDisplay: { kind: "model.responded" },
    SubagentStart: { kind: "subagent.started" },
    SubagentStop: { kind: "subagent.ended" },
    ConfigChange: { kind: "config.changed" },
    InstructionsLoaded: { kind: "config.changed" },
    Notification: { kind: "notification" },
    PermissionDenied: { kind: "notification" },
    PostToolBatch: { kind: "notification" },
    PreCompact: { kind: "notification" },
    PostCompact: { kind: "notification" },
    Setup: { kind: "notification" },
    TeammateIdle: { kind: "notification" },
    TaskCreated: { kind: "notification" },
    TaskCompleted: { kind: "notification" },
    Elicitation: { kind: "notification" },
    ElicitationResult: { kind: "notification" },
    WorktreeCreate: { kind: "notification" },
    WorktreeRemove: { kind: "notification" },
    CwdChanged: { kind: "notification" },
    FileChanged: { kind: "notification" },
    DirectoryAdded: { kind: "notification" },
  },
  shells: { Bash: "command", PowerShell: "command" },
  reads: ["Read", "Glob", "Grep", "LS", "NotebookRead", "TodoWrite", "ToolSearch", "BashOutput", "AskUserQuestion"],
  egress: ["WebFetch", "WebSearch"],
  writes: ["Write", "Edit", "MultiEdit", "NotebookEdit", "Task", "Agent", "Skill", "KillShell", "ExitPlanMode"],
  mcp: CLAUDE_MCP,
  skill: { tool: "Skill", name: "skill" },
  unattended: ["bypassPermissions", "dontAsk", "auto"],
  autonomy: { plan: 0, default: 1, acceptEdits: 2, auto: 3, dontAsk: 3, bypassPermissions: 4 },
  fails: {
    default: "open",
    canClose: true,
    note: 'With onFailure: "block" (2.1.295 and later) a failure closes; not for Stop, SubagentStop, TaskCompleted and TeammateIdle.',
  },
};
