import type { CatalogRoom, CatalogTool } from "./catalog/index.ts";
import { doesOf } from "./effects/index.ts";
import type { Chain } from "./identity/index.ts";
import type { DecisionAsk, Does, ToolCall, ToolEffect } from "./kernel/index.ts";
import type { Rooms } from "./govern.ts";
import type { KnownTool, Ruling, Told, ToolUse } from "./policy/index.ts";
import type { ConnectedServer, Landscape } from "./registry/index.ts";
import { type Assessment, DOMAINS } from "./risk/index.ts";

/** What a tool call is about, as the registry and the catalog know it. */
export interface Thing {
  /** Undefined for what nobody declared: a client's own tools, a server that is reached around Lumos. */
  server: ConnectedServer | undefined;
  /** Undefined for resources, and for what is no tool of a declared server. */
  tool: CatalogTool | undefined;
  use: ToolUse;
  effect: ToolEffect;
}

export interface Finding {
  context: Pick<Rooms["context"], "gather">;
  policy: Pick<Rooms["policy"], "decideUses">;
  registry: Pick<Rooms["registry"], "landscape">;
  catalog: Pick<CatalogRoom, "tools">;
}

/** Undefined where there is nothing of that name, or nothing that was approved. */
export function thingFor(
  catalog: Pick<CatalogRoom, "tools">,
  landscape: Landscape,
  { kind, ask }: ToolCall,
): Thing | undefined {
  const server = landscape.servers.get(ask.server);
  // Guarantee: only a hook, which tells what happens elsewhere, is about servers that nobody declared.
  if (!server) return kind === "hook" ? elsewhere(ask) : undefined;
  if (ask.action === "read_resource") return resourceOf(server, ask.tool, ask.does);
  const tool = catalog.tools(landscape.organization.id).get(server.id)?.get(ask.tool);
  if (!tool || tool.state !== "approved") return kind === "hook" && ask.does ? elsewhere(ask, server) : undefined;
  const { does } = ask.does
    ? { does: ask.does }
    : doesOf({ kind: server.kind, action: ask.action, tool: tool.name, args: ask.arguments, effect: tool.effect });
  return { server, tool, use: useOf(server, tool, does, ask.action), effect: effectOf(server, tool, does) };
}

/**
 * What is known of a tool that somebody else asks about; undefined where Lumos has never seen its server's list.
 * `believed`: what the asker says of its arguments counts.
 */
// A question about a tool is answered with the definition that was approved, as its use would be.
export function knownTool(
  catalog: CatalogRoom,
  landscape: Landscape,
  { resource, action, actionProperties }: DecisionAsk,
  believed: boolean,
): KnownTool | undefined {
  if (resource.type !== "tool" || (action !== "call_tool" && action !== "run_command")) return undefined;
  const [id = "", name = ""] = resource.id.split(/\/(.*)/s);
  const server = landscape.servers.get(id);
  const org = landscape.organization.id;
  if (!server || catalog.seenAt(org, id) === undefined) return undefined;
  const tool = catalog.tools(org).get(id)?.get(name);
  if (!tool || tool.state !== "approved") return { approved: false, effect: "write", openWorld: true };
  const args = believed ? argumentsIn(actionProperties.tags) : {};
  const reads = server.kind === "postgres" && (args["sql"] !== undefined || name === "schema");
  const { does } = reads ? doesOf({ kind: server.kind, tool: name, args, effect: tool.effect }) : {};
  const effect = does ? effectOf(server, tool, does) : tool.effect;
  return { approved: true, effect, openWorld: tool.openWorld, ...(does ? { does } : {}) };
}

const ARGUMENT = "arguments.";

function argumentsIn(tags: Readonly<Record<string, string>>): Record<string, unknown> {
  const said = Object.entries(tags).filter(([name]) => name.startsWith(ARGUMENT));
  return Object.fromEntries(
    said.map(([name, value]) => [name.slice(ARGUMENT.length), name === "arguments.limit" ? Number(value) : value]),
  );
}

function useOf(server: ConnectedServer, tool: CatalogTool, does: Does, action: ToolUse["action"]): ToolUse {
  return {
    ...does,
    server,
    tool: tool.name,
    pinned: tool.state === "approved",
    effect: effectOf(server, tool, does),
    openWorld: tool.openWorld,
    ...(action === undefined ? {} : { action }),
  };
}

const ORDER: readonly ToolEffect[] = ["destructive", "egress", "write", "read"];

/** The most it does; where a use can be read, what that use does. */
function effectOf({ kind }: Pick<ConnectedServer, "kind">, tool: CatalogTool, does: Does): ToolEffect {
  return kind === "postgres" ? (ORDER.find((effect) => does.operations.includes(effect)) ?? tool.effect) : tool.effect;
}

function resourceOf(server: ConnectedServer, address: string, said?: Does): Thing {
  const objects = [address.slice(0, 500)];
  const does: Does = said ?? { operations: ["read"], objects, hosts: [], unbounded: false, batch: 1 };
  const effect = ORDER.find((one) => does.operations.includes(one)) ?? "write";
  return {
    server,
    tool: undefined,
    use: { ...does, server, tool: "", pinned: true, action: "read_resource", ...(said ? { effect } : {}) },
    effect,
  };
}

/** A client's own tool, or one that is reached around Lumos: what the hook says of it, and nothing is pinned of the latter. */
function elsewhere(ask: ToolCall["ask"], server?: ConnectedServer): Thing {
  const does: Does = ask.does ?? { operations: ["write"], objects: [], hosts: [], unbounded: false, batch: 1 };
  const own = ask.does !== undefined;
  const world = server ?? { id: ask.server, kind: own ? "client" : "unknown", environment: own ? "dev" : "prod" };
  const effect = ORDER.find((one) => does.operations.includes(one)) ?? "write";
  return {
    server,
    tool: undefined,
    use: {
      ...does,
      server: world,
      tool: ask.tool,
      pinned: own,
      effect,
      openWorld: effect === "egress",
      action: ask.action,
    },
    effect,
  };
}

/** Nothing speaks against it but who asks: what a list is made with. */
export const QUIET: Assessment = {
  assessed: true,
  risk: { ...(Object.fromEntries(DOMAINS.map((domain) => [domain, 0])) as Assessment["risk"]), max: 0 },
  topics: [],
  confidence: 100,
  dataClasses: [],
  findings: [],
  fresh: 0,
  reused: 0,
};

/**
 * The tools that a caller may see: those it could use at least once, in the least grave way, if nothing but who it is
 * were against it. The same rule decides whether a refusal names its reason or says that there is no such tool.
 */
// Guarantee: a list shows a tool to nobody whom every call of it would be refused for who it is.
export function toolsFor(
  rooms: Finding,
  asked: { call: ToolCall; chain: Chain; server?: string | undefined },
): CatalogTool[] {
  return leastRulings(rooms, asked).flatMap(({ tool, ruling }) => (ruling.outcome === "blocked" ? [] : [tool]));
}

/** What is ruled about the least that every approved tool could do. */
export function leastRulings(
  rooms: Finding,
  { call, chain, server }: { call: ToolCall; chain: Chain; server?: string | undefined },
): { tool: CatalogTool; ruling: Ruling<Told> }[] {
  const landscape = rooms.registry.landscape(chain.org);
  if (!landscape) return [];
  const found: CatalogTool[] = [];
  const uses: ToolUse[] = [];
  for (const [id, tools] of rooms.catalog.tools(chain.org)) {
    const declared = landscape.servers.get(id);
    if (!declared || (server !== undefined && server !== id)) continue;
    for (const tool of tools.values()) {
      if (tool.state !== "approved") continue;
      found.push(tool);
      uses.push(useOf(declared, tool, leastOf(declared, tool), "call_tool"));
    }
  }
  if (uses.length === 0) return [];
  const { rulings } = rule(rooms, call, chain, uses);
  return found.map((tool, place) => ({ tool, ruling: rulings[place] as Ruling<Told> }));
}

/** The least that could be done with each thing of a server, whoever approved it: for questions about what was. */
export function leastUsesOf(
  catalog: Pick<CatalogRoom, "tools">,
  org: string,
  server: ConnectedServer,
): { name: string; use: ToolUse }[] {
  const { tools: declared = {} } = server;
  const pinned = catalog.tools(org).get(server.id);
  const listed = [...(pinned?.values() ?? [])].map((tool) => {
    return { name: tool.name, use: { ...useOf(server, tool, leastOf(server, tool), "call_tool"), pinned: true } };
  });
  const named = Object.entries(declared).flatMap(([name, { effect = "write" }]) => {
    if (pinned?.has(name)) return [];
    const does: Does = { operations: [effect], objects: [], hosts: [], unbounded: false, batch: 1 };
    return [{ name, use: { ...does, server, tool: name, pinned: true, effect, action: "call_tool" as const } }];
  });
  const resources = server.kind === "client" ? [] : [{ name: "(resources)", use: resourceOf(server, "").use }];
  return [...listed, ...named, ...resources];
}

/** Whether a caller may see a thing at all. */
export function isVisible(rooms: Finding, call: ToolCall, chain: Chain, { use, tool, server }: Thing): boolean {
  // A client's own tools are no secret to it: it hears why it may not use them.
  if (call.kind === "hook" && !tool) return true;
  const least = server && tool ? useOf(server, tool, leastOf(server, tool), use.action) : use;
  return rule(rooms, call, chain, [least]).rulings[0]?.outcome !== "blocked";
}

/** The servers of which a caller may read something: whose resources and prompts it sees. */
export function readableServers(rooms: Finding, call: ToolCall, chain: Chain): ConnectedServer[] {
  const landscape = rooms.registry.landscape(chain.org);
  const all = [...(landscape?.servers.values() ?? [])].filter(({ kind }) => kind !== "client");
  if (all.length === 0) return [];
  const { rulings } = rule(
    rooms,
    call,
    chain,
    all.map((server) => resourceOf(server, "").use),
  );
  return all.filter((_server, place) => rulings[place]?.outcome !== "blocked");
}

function rule(rooms: Finding, call: ToolCall, chain: Chain, uses: readonly ToolUse[]) {
  const context = { ...rooms.context.gather(call, chain), taint: [], sessionRisk: 0, sessionFlags: [] };
  return rooms.policy.decideUses({ at: call.at, chain, context, assessment: QUIET, uses });
}

/** What the harmless use of it does, where that depends on its arguments. */
function leastOf({ kind }: Pick<ConnectedServer, "kind">, { effect }: CatalogTool): Does {
  const operations = kind === "postgres" ? ["read", "select"] : [effect];
  return { operations, objects: [], hosts: [], unbounded: false, batch: 1 };
}
