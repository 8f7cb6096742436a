import type { Answers, Dialect, EventRow, HookKind } from "../types.ts";
import { HOOK_KINDS } from "../types.ts";

/* Lumos's own events, for applications with the SDK: the canonical names and one answer. */

const GATE: Answers = {
  allow: { decision: "allow" },
  deny: { decision: "deny", reason: "$reason" },
  rewrite: { decision: "allow", arguments: "$output" },
};

function row(kind: HookKind): EventRow {
  if (kind === "tool.completed" || kind === "tool.failed" || kind === "model.responded") {
    return {
      kind,
      answers: {
        warn: { decision: "allow", context: "$context" },
        redact: { decision: "replace", output: "$output", context: "$context" },
        hold: { decision: "hold", reason: "$reason" },
      },
    };
  }
  return { kind, answers: GATE };
}

export const sdk: Dialect = {
  client: "sdk",
  title: "Lumos SDK",
  evidence: "own",
  answers: "json",
  fields: {
    event: "event",
    session: ["session"],
    useId: ["use"],
    agent: ["agent"],
    mode: ["mode"],
    tool: ["tool"],
    input: ["arguments"],
    result: ["result"],
    prompt: ["prompt"],
    model: ["model"],
    server: ["server"],
    serverTool: ["tool"],
    serverUrl: [],
    effect: ["effect"],
  },
  events: Object.fromEntries(HOOK_KINDS.filter((kind) => kind !== "unknown").map((kind) => [kind, row(kind)])),
  shells: {},
  reads: [],
  egress: [],
  writes: [],
  mcp: undefined,
  reaches: "registered",
  unattended: [],
  autonomy: { plan: 0, default: 1, acceptEdits: 2, auto: 3, bypassPermissions: 4 },
  fails: {
    default: "closed",
    canClose: true,
    note: "The SDK refuses where Lumos does not answer, unless it was told otherwise.",
  },
};
