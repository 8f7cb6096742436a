import type { CatalogTool } from "../../catalog/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import type { RawJson } from "../../execution/index.ts";
import { joinedName } from "./names.ts";
import type { Asker, Door } from "./types.ts";
import { withMember } from "./wire.ts";

/** What a caller sees on its path. */
export interface View {
  tools: readonly CatalogTool[];
  /** Those of which it may use anything. */
  servers: readonly ConnectedServer[];
}

/** `fresh`: what servers list is asked for again where it is old. */
export async function viewOf(door: Door, asker: Asker, how: "known" | "fresh"): Promise<View> {
  const { org } = asker.chain;
  await door.listings.ensure(org, serversOn(door, asker), asker.chain, how);
  const tools = door.toolsFor(asker.chain, {
    ...(asker.scope === undefined ? {} : { server: asker.scope }),
    session: asker.session?.id ?? asker.arrival.stated.session,
  });
  const may = new Set(tools.map((tool) => tool.server));
  return { tools, servers: serversOn(door, asker).filter(({ id }) => may.has(id)) };
}

/** All servers on a path, whoever asks. */
export function serversOn(door: Door, { chain, scope }: Pick<Asker, "chain" | "scope">): ConnectedServer[] {
  const servers = door.registry.landscape(chain.org)?.servers;
  if (!servers) return [];
  if (scope === undefined) return [...servers.values()];
  const server = servers.get(scope);
  return server ? [server] : [];
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
