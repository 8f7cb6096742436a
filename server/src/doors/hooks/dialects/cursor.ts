import type { Answers, Dialect } from "../types.ts";

/*
 * As Cursor's documentation and other programs' tests have it. The same use of a tool comes as two events
 * (preToolUse, and one of its kind); the door decides once.
 */

const permission = (word: string) => ({
  permission: word,
  user_message: "$reason",
  agent_message: "$reason",
});
const GATE: Answers = { allow: { permission: "allow" }, deny: permission("deny"), ask: permission("ask") };

export const cursor: Dialect = {
  client: "cursor",
  title: "Cursor",
  evidence: "documentation",
  answers: "json",
  fields: {
    event: "hook_event_name",
    session: ["conversation_id", "session_id"],
    useId: ["tool_use_id"],
    agent: ["subagent_id"],
    mode: [],
    tool: ["tool_name"],
    input: ["tool_input"],
    result: ["tool_output", "output", "result_json", "tool_response"],
    prompt: ["prompt"],
    model: ["model"],
    server: ["mcp_server_name"],
    serverTool: [],
    serverUrl: ["url"],
  },
  events: {
    sessionStart: { kind: "session.started" },
    sessionEnd: { kind: "session.ended" },
    beforeSubmitPrompt: {
      kind: "prompt.submitted",
      answers: { deny: { continue: false, user_message: "$reason" } },
    },
    // Whether `ask` is heard here is not documented; the events of a kind are asked besides.
    preToolUse: {
      kind: "tool.requested",
      serverLater: true,
      answers: {
        allow: { permission: "allow" },
        deny: permission("deny"),
        rewrite: { permission: "allow", updated_input: "$output" },
      },
    },
    beforeShellExecution: { kind: "tool.requested", tool: "Shell", open: ["command"], answers: GATE },
    beforeMCPExecution: { kind: "tool.requested", answers: GATE },
    beforeReadFile: {
      kind: "tool.requested",
      tool: "Read",
      open: ["file_path"],
      answers: { allow: { permission: "allow" }, deny: permission("deny") },
    },
    beforeTabFileRead: {
      kind: "tool.requested",
      tool: "Read",
      open: ["file_path"],
      answers: { allow: { permission: "allow" }, deny: permission("deny") },
    },
    postToolUse: { kind: "tool.completed", answers: { warn: { additional_context: "$context" } } },
    postToolUseFailure: { kind: "tool.failed", fields: { result: ["error_message", "error"] } },
    afterShellExecution: { kind: "tool.completed", tool: "Shell", open: ["command"] },
    afterMCPExecution: {
      kind: "tool.completed",
      answers: { redact: { updated_mcp_tool_output: "$output" }, hold: { updated_mcp_tool_output: "$reason" } },
    },
    afterFileEdit: { kind: "notification" },
    afterTabFileEdit: { kind: "notification" },
    afterAgentResponse: { kind: "model.responded" },
    afterAgentThought: { kind: "model.responded" },
    stop: { kind: "notification" },
    subagentStart: { kind: "subagent.started" },
    subagentStop: { kind: "subagent.ended" },
    preCompact: { kind: "notification" },
  },
  shells: { Shell: "command", run_terminal_cmd: "command" },
  reads: ["Read", "Grep", "Glob", "LS", "SemanticSearch", "TodoWrite"],
  egress: ["WebFetch", "WebSearch"],
  writes: ["Write", "Edit", "StrReplace", "Delete", "EditNotebook", "Task"],
  mcp: /^MCP:(?:([^:]+):)?(.+)$/s,
  unattended: [],
  autonomy: {},
  fails: {
    default: "open",
    canClose: true,
    note: "Open unless the hook says failClosed: true. `://` in a command makes Cursor drop the whole file.",
  },
};
