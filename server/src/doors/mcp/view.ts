import type { CatalogTool } from "../../catalog/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import type { RawJson } from "../../execution/index.ts";
import { lookingCall } from "./ask.ts";
import { joinedName } from "./names.ts";
import type { Asker, Door } from "./types.ts";
import { withMember } from "./wire.ts";

/** `fresh`: what servers list is asked for again where it is old. */
export async function toolsOn(door: Door, asker: Asker, how: "known" | "fresh"): Promise<readonly CatalogTool[]> {
  const { chain, scope } = asker;
  await door.listings.ensure(chain.org, serversOn(door, asker), chain, how);
  return door.toolsFor({ call: lookingCall(door, asker), chain, server: scope });
}

/** Whose resources and prompts a caller may see on its path. */
export function readableOn(door: Door, asker: Asker): readonly ConnectedServer[] {
  const { chain, scope } = asker;
  const readable = door.readableServers(lookingCall(door, asker), chain);
  return scope === undefined ? readable : readable.filter(({ id }) => id === scope);
}

/** The server of this path, if the caller may use anything of it. */
export async function serverOn(door: Door, asker: Asker): Promise<ConnectedServer | undefined> {
  const [server] = asker.scope === undefined ? [] : serversOn(door, asker);
  if (!server) return undefined;
  if (readableOn(door, asker).length > 0) return server;
  return (await toolsOn(door, asker, "known")).length > 0 ? server : undefined;
}

/** All servers on a path, whoever asks. */
export function serversOn(door: Door, { chain, scope }: Pick<Asker, "chain" | "scope">): ConnectedServer[] {
  const servers = door.registry.landscape(chain.org)?.servers;
  if (!servers) return [];
  // What a program people work in has of its own is not reached through Lumos.
  if (scope === undefined) return [...servers.values()].filter(({ kind }) => kind !== "client");
  const server = servers.get(scope);
  return server && server.kind !== "client" ? [server] : [];
}

/** Definitions with the names they have among those of other servers. */
const renamed = new WeakMap<CatalogTool, RawJson>();

export function definitionFor(tool: CatalogTool, scope: string | undefined): RawJson {
  if (scope !== undefined) return tool.definition;
  const known = renamed.get(tool);
  if (known !== undefined) return known;
  const text = withMember(tool.definition, "name", JSON.stringify(joinedName(tool.server, tool.name)));
  renamed.set(tool, text);
  return text;
}

type Pinned = ReadonlyMap<string, ReadonlyMap<string, CatalogTool>>;
const joined = new WeakMap<Pinned, ReadonlyMap<string, CatalogTool | undefined>>();

/** The tool a caller names on its path, whether it may use it or not. */
export function toolNamed(door: Door, { chain, scope }: Asker, name: string): { server: string; name: string } {
  const pinned = door.catalog.tools(chain.org);
  if (scope !== undefined) return { server: scope, name };
  let names = joined.get(pinned);
  if (!names) {
    const all = new Map<string, CatalogTool | undefined>();
    for (const tools of pinned.values())
      for (const tool of tools.values()) {
        const called = joinedName(tool.server, tool.name);
        // Guarantee: a name that stands for two tools stands for neither.
        all.set(called, all.has(called) ? undefined : tool);
      }
    names = all;
    joined.set(pinned, all);
  }
  const tool = names.get(name);
  return tool ? { server: tool.server, name: tool.name } : { server: "", name };
}
