import type { Dialect } from "../types.ts";

/*
 * What the plugin that `lumos connect` writes sends: OpenCode has no hooks of its own but functions in its process,
 * named here as it names them. A deny is an error that the plugin throws.
 */

const DENY = { deny: "$reason" };

export const opencode: Dialect = {
  client: "opencode",
  title: "OpenCode",
  evidence: "documentation",
  answers: "throw",
  fields: {
    event: "hook",
    session: ["input.sessionID"],
    useId: ["input.callID"],
    agent: ["input.agent"],
    mode: [],
    tool: ["input.tool"],
    input: ["output.args", "input.args"],
    result: ["output.output"],
    prompt: ["prompt"],
    model: ["input.model.modelID"],
    server: [],
    serverTool: [],
    serverUrl: [],
  },
  events: {
    "chat.message": { kind: "prompt.submitted", answers: { deny: DENY } },
    "tool.execute.before": { kind: "tool.requested", answers: { deny: DENY } },
    "tool.execute.after": {
      kind: "tool.completed",
      answers: { redact: { output: "$text" }, hold: { output: "$reason" }, warn: { append: "$context" } },
    },
    "permission.ask": {
      kind: "permission.requested",
      answers: { allow: { status: "allow" }, deny: { status: "deny" } },
    },
    "session.created": { kind: "session.started" },
    "session.idle": { kind: "notification" },
    "session.deleted": { kind: "session.ended" },
  },
  shells: { bash: "command" },
  reads: ["read", "glob", "grep", "list", "todoread", "todowrite"],
  egress: ["webfetch", "websearch"],
  writes: ["write", "edit", "patch", "task", "skill"],
  mcp: undefined,
  skill: { tool: "skill", name: "name" },
  unattended: [],
  autonomy: {},
  fails: {
    default: "closed",
    canClose: true,
    note: "The plugin decides: it throws where the organization closes.",
  },
};
