import type { Does, TextPart, ToolAsk, ToolCall, ToolEffect } from "../../kernel/index.ts";
import { clientToolDoes } from "../../effects/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { textsOf } from "./texts.ts";
import type { Dialect, HookEvent, HookTool } from "./types.ts";

/** What a request says of itself before its body is read. */
export type Arrival = Omit<ToolCall, "kind" | "ask" | "problem">;

/** Under this name, or one that begins with it, `lumos connect` writes the gateway into clients. */
const OWN = "lumos";
/** What the gateway puts between a server's name and a tool's. */
const BETWEEN = "__";
/** Before the name of a server that only the client's configuration knows: no id of the registry looks like it. */
const ELSEWHERE = "mcp:";
/** What a prompt is decided as: the reading use of this tool of its client. */
const PROMPT = "prompt";
const MODEL = "model";

/** Which tool behind the gateway a client means, where its name says so. The gateway is who knows. */
export interface Behind {
  /** As the client names the server. */
  name: string;
  server: string | undefined;
  tool: string | undefined;
}

export function behindGateway(
  { mcp }: HookTool,
  landscape: Pick<Landscape, "servers">,
  publicUrl?: string,
): Behind | undefined {
  if (!mcp) return undefined;
  const { server: said, tool, url } = mcp;
  const path = gatewayPath(url, publicUrl);
  // A client that says where a server is has said more than its name.
  if (url !== undefined && publicUrl !== undefined && path === undefined) return undefined;
  const name = path === undefined ? said : path === "" ? OWN : path;
  if (landscape.servers.has(name)) return { name, server: name, tool };
  if (name !== OWN && !name.startsWith(`${OWN}-`)) return undefined;
  const own = name.slice(OWN.length + 1);
  if (landscape.servers.has(own)) return { name, server: own, tool };
  const at = tool.indexOf(BETWEEN);
  const server = at > 0 ? tool.slice(0, at) : "";
  // Long and ambiguous names are cut by the gateway: then the arguments alone tell which call it is.
  return landscape.servers.has(server)
    ? { name, server, tool: tool.slice(at + BETWEEN.length) }
    : { name, server: undefined, tool: undefined };
}

/** What follows `/mcp/` in an address of ours, "" for all servers; undefined for an address that is not ours. */
function gatewayPath(url: string | undefined, publicUrl: string | undefined): string | undefined {
  if (url === undefined || publicUrl === undefined) return undefined;
  const base = `${publicUrl.replace(/\/+$/, "")}/mcp`;
  if (url === base || url === `${base}/`) return "";
  return url.startsWith(`${base}/`) ? url.slice(base.length + 1).replace(/[/?#].*$/s, "") : undefined;
}

/** The use of a client's own tool, or of one that it reaches without Lumos. */
export function useOf(
  dialect: Dialect,
  event: HookEvent,
  tool: HookTool,
  landscape: Pick<Landscape, "servers">,
): Pick<ToolAsk, "action" | "server" | "tool" | "does"> {
  const declared = declaredDoes(landscape, dialect.client, tool.name);
  if (dialect.reaches === "registered") {
    const server = tool.mcp?.server;
    if (server !== undefined && server !== "") return { action: "call_tool", server, tool: tool.name };
    const does = alsoDoing(declared ?? doing("write"), tool.effect);
    return { action: "call_tool", server: dialect.client, tool: tool.name, does };
  }
  if (tool.mcp) return { action: "call_tool", server: `${ELSEWHERE}${tool.mcp.server}`, tool: tool.mcp.tool };
  const command = dialect.shells[tool.name];
  const does = command === undefined ? (declared ?? ownDoes(dialect, tool)) : commandDoes(tool, command);
  return {
    action: command === undefined ? "call_tool" : "run_command",
    server: event.client,
    tool: tool.name,
    ...(does === undefined ? {} : { does }),
  };
}

/** What the organization says that a tool of a client does. */
function declaredDoes({ servers }: Pick<Landscape, "servers">, client: string, tool: string): Does | undefined {
  const tools = servers.get(client)?.tools;
  const effect = tools && Object.hasOwn(tools, tool) ? tools[tool]?.effect : undefined;
  return effect === undefined ? undefined : doing(effect);
}

/** What a command does, as its words say: text, or a list of words. */
function commandDoes({ name, input }: HookTool, member: string): Does {
  const shell = /powershell/i.test(name) ? "powershell" : "shell";
  return clientToolDoes("", shell, { command: input[member] }) ?? doing("destructive");
}

// Guarantee: what a client's own tool is given makes its use graver, and never less grave.
/** What a tool of the client's own does at least, and what its paths, addresses and patches say beside. */
function ownDoes(dialect: Dialect, { name, input }: HookTool): Does | undefined {
  const least = leastDoes(dialect, name);
  const read = least && clientToolDoes(dialect.client, name, input);
  if (!read) return least;
  const more = read.operations.filter((one) => one !== "read" && one !== "network");
  return { ...read, operations: [...new Set([...least.operations, ...more])] };
}

function leastDoes(dialect: Dialect, name: string): Does | undefined {
  if (dialect.reads.includes(name)) return doing("read");
  if (dialect.egress.includes(name)) return doing("egress");
  return dialect.writes.includes(name) ? doing("write") : undefined;
}

function doing(operation: string): Does {
  return { operations: [operation], objects: [], hosts: [], unbounded: false, batch: 1 };
}

// Guarantee: what an application says that its tool does makes the tool graver, and never less grave.
function alsoDoing(does: Does, effect: ToolEffect | undefined): Does {
  if (effect === undefined || effect === "read") return does;
  const operations = [...new Set([...does.operations, effect])].filter((one) => one !== "read");
  return { ...does, operations };
}

/** The call that is decided about. */
export function toolCall(
  arrival: Arrival,
  event: HookEvent,
  use: Pick<ToolAsk, "action" | "server" | "tool" | "does">,
  input: Record<string, unknown>,
  channel: TextPart["channel"] = "assistant",
): ToolCall {
  return {
    ...arrival,
    kind: "hook",
    ask: {
      ...use,
      format: formatOf(event),
      arguments: input,
      raw: JSON.stringify(input),
      ...textsOf(input, channel),
      ...(event.useId === undefined ? {} : { useId: event.useId }),
    },
  };
}

function formatOf({ client }: Pick<HookEvent, "client">): string {
  return client === "sdk" ? "sdk" : `hook.${client}`;
}

/** A prompt, or what is sent to a model around Lumos, as the reading use of a tool of its client. */
export function promptCall(arrival: Arrival, event: HookEvent): ToolCall {
  const tool = event.kind === "model.requested" ? MODEL : PROMPT;
  const use = { action: "call_tool" as const, server: event.client, tool, does: doing("read") };
  return toolCall(arrival, event, use, { prompt: event.prompt ?? "" }, "prompt");
}
