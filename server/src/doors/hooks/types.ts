import type { Json, ToolEffect } from "../../kernel/index.ts";

/** The clients that have a dialect; `sdk` is Lumos's own. */
export const HOOK_CLIENTS = [
  "claude-code",
  "codex",
  "cursor",
  "gemini-cli",
  "copilot",
  "windsurf",
  "opencode",
  "sdk",
] as const;
export type HookClient = (typeof HOOK_CLIENTS)[number];

/** What can happen in a client, whatever the client calls it. */
export const HOOK_KINDS = [
  "session.started",
  "session.ended",
  "prompt.submitted",
  "tool.requested",
  "permission.requested",
  "tool.completed",
  "tool.failed",
  "model.requested",
  "model.responded",
  "model.switch",
  "subagent.started",
  "subagent.ended",
  "config.changed",
  "mcp.inventory",
  "usage.reported",
  "skill.activated",
  "notification",
  "unknown",
] as const;
export type HookKind = (typeof HOOK_KINDS)[number];

/** Kinds that are decided about before the client goes on. */
export const GATES: ReadonlySet<HookKind> = new Set([
  "prompt.submitted",
  "tool.requested",
  "permission.requested",
  "model.requested",
  "model.switch",
]);

/** Kinds that bring what a tool gave. */
export const BRINGS: ReadonlySet<HookKind> = new Set(["tool.completed", "tool.failed", "model.responded"]);

/** What a payload is read for. A path has dots: `tool_info.command_line`; the first that is there counts. */
export interface Fields {
  event: string;
  session: readonly string[];
  useId: readonly string[];
  /** The subagent it happens in. */
  agent: readonly string[];
  /** How much the client may do without asking. */
  mode: readonly string[];
  tool: readonly string[];
  /** An object, or JSON text of one. */
  input: readonly string[];
  result: readonly string[];
  prompt: readonly string[];
  model: readonly string[];
  /** The MCP server a tool is of, as the client's configuration names it. */
  server: readonly string[];
  serverTool: readonly string[];
  /** Where that server is. */
  serverUrl: readonly string[];
  /** What a tool does more than is known of it. */
  effect?: readonly string[];
}

/**
 * What is answered, as JSON in which texts stand for what is said: `$event` for the event's own name, `$reason`,
 * `$context`, `$output` and `$text`, the output as a text. What is left out the client does not know.
 */
export interface Answers {
  /** Goes ahead without asking the person at the machine. */
  allow?: Json;
  /** Goes ahead with `$output` as its input. */
  rewrite?: Json;
  deny?: Json;
  /** The person at the machine is asked. */
  ask?: Json;
  /** Something is said to the model beside what a tool gave. */
  warn?: Json;
  /** What a tool gave is replaced. */
  redact?: Json;
  /** What a tool gave is kept from the model; `$output` has its form, with nothing of it left. */
  hold?: Json;
}

export interface EventRow {
  kind: HookKind;
  fields?: Partial<Fields>;
  /** The tool it is about, where the payload names none. */
  tool?: string;
  /** Members of the payload that are the tool's input, where they lie open in it. */
  open?: readonly string[];
  /** Where it does not name an MCP server, another event of the same use does: that one is decided about. */
  serverLater?: true;
  answers?: Answers;
}

/** Where a claim about a client was read. */
export type Evidence = "package" | "documentation" | "own";

/** One client: what it sends, what it understands, what it can enforce, how it fails. */
export interface Dialect {
  client: HookClient;
  title: string;
  /** `package`: in what its maker publishes. `documentation`: on a page, not verified against the client. */
  evidence: Evidence;
  /** `json`: the answer is the body. `exit`: an exit code and a text, which the shim carries out. `throw`: a plugin's. */
  answers: "json" | "exit" | "throw";
  fields: Fields;
  events: Readonly<Record<string, EventRow>>;
  /** Tools that run a command, and where in their input it stands. */
  shells: Readonly<Record<string, string>>;
  /** Its own tools that only read; `egress`: those that reach out. Others write. */
  reads: readonly string[];
  egress: readonly string[];
  /** Its own tools that write: with these and those above it is known which tools are its own. */
  writes: readonly string[];
  /** How the name of an MCP server's tool is written: `mcp__SERVER__TOOL`. */
  mcp: RegExp | undefined;
  /** `registered`: a server it names is one of the registry's, which it reaches by itself. Else it is a name of its own. */
  reaches?: "registered";
  /** The tool that loads a skill, and where in its input the skill is named. */
  skill?: { tool: string; name: string };
  /** Modes of work in which nobody is asked at the machine. */
  unattended: readonly string[];
  /** How much it does by itself in each mode, 0 to 4. */
  autonomy: Readonly<Record<string, number>>;
  /** What becomes of what it asked when Lumos cannot be reached. */
  fails: { default: "open" | "closed"; canClose: boolean; note: string };
}

/** A payload, read. */
export interface HookEvent {
  client: HookClient;
  kind: HookKind;
  /** The client's own name of it; "" where it has none that may be shown. */
  native: string;
  row: EventRow;
  session: string | undefined;
  useId: string | undefined;
  agent: string | undefined;
  mode: string | undefined;
  model: string | undefined;
  tool: HookTool | undefined;
  /** A text, or messages. */
  prompt: unknown;
  /** What a tool gave. */
  result: unknown;
  /** Of a model that the application asks itself: the other members of what it says. */
  more?: Readonly<Record<string, unknown>>;
}

export interface HookTool {
  /** As the client names it. */
  name: string;
  input: Record<string, unknown>;
  /** What whoever carries it out says that it does. It only ever adds to what is known. */
  effect?: ToolEffect;
  /** It is an MCP server's: which one and which tool, in the client's configuration. */
  mcp?: { server: string; tool: string; url?: string };
}

/** What Lumos says to an event. */
export type Verdict =
  | { say: "pass" }
  | { say: "allow"; reason: string }
  | { say: "rewrite"; reason: string; output: Json }
  | { say: "deny"; reason: string }
  | { say: "ask"; reason: string }
  | { say: "warn"; context: string }
  | { say: "redact"; output: Json; context: string }
  | { say: "hold"; reason: string; output: Json };
