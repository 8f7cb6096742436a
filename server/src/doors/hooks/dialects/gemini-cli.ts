import type { Dialect } from "../types.ts";
import { CLAUDE_FIELDS } from "./claude-code.ts";

/* As the documentation bundled with Gemini CLI 0.61.0 has it. An allow is an empty object: to decide is to narrow. */

const DENY = { decision: "deny", reason: "$reason" };
/** It is laid over the input: a member that is taken out whole would stay, and none is. */
const REWRITE = { hookSpecificOutput: { hookEventName: "$event", tool_input: "$output" } };
const CONTEXT = { hookSpecificOutput: { hookEventName: "$event", additionalContext: "$context" } };

export const geminiCli: Dialect = {
  client: "gemini-cli",
  title: "Gemini CLI",
  evidence: "package",
  answers: "json",
  fields: {
    ...CLAUDE_FIELDS,
    useId: ["tool_call_id"],
    server: ["mcp_context.server_name"],
    serverTool: ["mcp_context.tool_name"],
    serverUrl: ["mcp_context.url"],
  },
  events: {
    SessionStart: { kind: "session.started" },
    SessionEnd: { kind: "session.ended" },
    BeforeAgent: { kind: "prompt.submitted", answers: { deny: DENY } },
    AfterAgent: { kind: "model.responded" },
    BeforeModel: {
      kind: "model.requested",
      fields: { model: ["llm_request.model"], prompt: ["llm_request.messages"] },
      answers: { deny: DENY },
    },
    AfterModel: { kind: "model.responded", fields: { model: ["llm_request.model"] } },
    BeforeToolSelection: { kind: "notification" },
    BeforeTool: { kind: "tool.requested", answers: { allow: { decision: "allow" }, deny: DENY, rewrite: REWRITE } },
    AfterTool: {
      kind: "tool.completed",
      answers: {
        warn: CONTEXT,
        // The reason of a deny stands in place of the result.
        redact: { decision: "deny", reason: "$text" },
        hold: DENY,
      },
    },
    Notification: { kind: "notification" },
    PreCompress: { kind: "notification" },
  },
  shells: { run_shell_command: "command" },
  reads: ["read_file", "read_many_files", "list_directory", "glob", "search_file_content", "grep_search"],
  egress: ["web_fetch", "google_web_search"],
  writes: ["write_file", "replace", "save_memory", "activate_skill"],
  mcp: /^mcp_{1,2}(.+?)_{1,2}(.+)$/s,
  skill: { tool: "activate_skill", name: "name" },
  unattended: [],
  autonomy: {},
  fails: {
    default: "open",
    canClose: true,
    note: "Exit code 2 blocks, others warn; an answer must be JSON and nothing else on stdout.",
  },
};
