import type { Dialect } from "../types.ts";

/* As GitHub's hooks reference has it, in the form with names in camelCase. A prompt cannot be stopped. */

const decision = (word: string) => ({ permissionDecision: word, permissionDecisionReason: "$reason" });

export const copilot: Dialect = {
  client: "copilot",
  title: "GitHub Copilot CLI",
  evidence: "documentation",
  answers: "json",
  fields: {
    // Its payloads do not name their event: the shim does, from the word behind --event.
    event: "hookEventName",
    session: ["sessionId", "session_id"],
    useId: ["toolCallId", "toolUseId"],
    agent: ["agentId"],
    mode: [],
    tool: ["toolName", "tool_name"],
    input: ["toolArgs", "toolInput", "tool_input"],
    result: ["toolResult.textResultForLlm"],
    prompt: ["prompt"],
    model: ["model"],
    server: ["mcpServerName"],
    serverTool: [],
    serverUrl: [],
  },
  events: {
    sessionStart: { kind: "session.started" },
    sessionEnd: { kind: "session.ended" },
    userPromptSubmitted: { kind: "prompt.submitted" },
    userPromptTransformed: { kind: "notification" },
    preToolUse: {
      kind: "tool.requested",
      answers: {
        allow: { permissionDecision: "allow" },
        deny: decision("deny"),
        ask: decision("ask"),
        rewrite: {
          permissionDecision: "ask",
          permissionDecisionReason: "Lumos took something out of the input.",
          modifiedArgs: "$output",
        },
      },
    },
    permissionRequest: {
      kind: "permission.requested",
      answers: { allow: { behavior: "allow" }, deny: { behavior: "deny", message: "$reason" } },
    },
    postToolUse: {
      kind: "tool.completed",
      answers: {
        warn: { additionalContext: "$context" },
        redact: {
          modifiedResult: { resultType: "success", textResultForLlm: "$text" },
          additionalContext: "$context",
        },
        hold: { modifiedResult: { resultType: "success", textResultForLlm: "$reason" } },
      },
    },
    postToolUseFailure: {
      kind: "tool.failed",
      fields: { result: ["error"] },
      answers: { warn: { additionalContext: "$context" } },
    },
    subagentStart: { kind: "subagent.started" },
    subagentStop: { kind: "subagent.ended" },
    agentStop: { kind: "model.responded" },
    errorOccurred: { kind: "notification" },
    notification: { kind: "notification" },
    preCompact: { kind: "notification" },
  },
  shells: { bash: "command", powershell: "command" },
  reads: ["view", "glob", "grep", "rg", "ask_user", "update_todo"],
  egress: ["web_fetch", "web_search"],
  writes: ["create", "edit", "str_replace_editor", "apply_patch", "task"],
  mcp: undefined,
  unattended: [],
  autonomy: {},
  fails: {
    default: "open",
    canClose: true,
    note: "preToolUse of a command closes when it fails, but a timeout opens; other events go on. The shim ends before the timeout.",
  },
};
