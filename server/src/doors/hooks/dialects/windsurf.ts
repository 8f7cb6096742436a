import type { Dialect } from "../types.ts";

/* As Windsurf's documentation of Cascade hooks has it: the only answer is exit code 2, before something is done. */

const DENY = { exitCode: 2, stderr: "$reason" };

export const windsurf: Dialect = {
  client: "windsurf",
  title: "Windsurf",
  evidence: "documentation",
  answers: "exit",
  fields: {
    event: "agent_action_name",
    session: ["trajectory_id"],
    useId: [],
    agent: [],
    mode: [],
    tool: [],
    input: [],
    result: [],
    prompt: ["tool_info.user_prompt"],
    model: ["model_name"],
    server: ["tool_info.mcp_server_name"],
    serverTool: ["tool_info.mcp_tool_name"],
    serverUrl: [],
  },
  events: {
    pre_user_prompt: { kind: "prompt.submitted", answers: { deny: DENY } },
    pre_read_code: {
      kind: "tool.requested",
      tool: "read_code",
      open: ["tool_info.file_path"],
      answers: { deny: DENY },
    },
    pre_write_code: {
      kind: "tool.requested",
      tool: "write_code",
      open: ["tool_info.file_path", "tool_info.edits"],
      answers: { deny: DENY },
    },
    pre_run_command: {
      kind: "tool.requested",
      tool: "run_command",
      open: ["tool_info.command_line"],
      answers: { deny: DENY },
    },
    pre_mcp_tool_use: {
      kind: "tool.requested",
      fields: { tool: ["tool_info.mcp_tool_name"], input: ["tool_info.mcp_tool_arguments"] },
      answers: { deny: DENY },
    },
    post_read_code: { kind: "tool.completed", tool: "read_code", open: ["tool_info.file_path"] },
    post_write_code: { kind: "tool.completed", tool: "write_code", open: ["tool_info.file_path"] },
    post_run_command: { kind: "tool.completed", tool: "run_command", open: ["tool_info.command_line"] },
    post_mcp_tool_use: {
      kind: "tool.completed",
      fields: {
        tool: ["tool_info.mcp_tool_name"],
        input: ["tool_info.mcp_tool_arguments"],
        result: ["tool_info.mcp_result"],
      },
    },
    post_cascade_response: { kind: "model.responded" },
    post_cascade_response_with_transcript: { kind: "model.responded" },
    post_setup_worktree: { kind: "notification" },
  },
  shells: { run_command: "command_line" },
  reads: ["read_code"],
  egress: [],
  writes: ["write_code"],
  mcp: undefined,
  unattended: [],
  autonomy: {},
  fails: {
    default: "open",
    canClose: true,
    note: "Only exit code 2 before something is done stops it; every other end lets it go on.",
  },
};
