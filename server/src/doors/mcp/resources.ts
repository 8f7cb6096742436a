import type { RawJson } from "../../execution/index.ts";
import { type Millis, asFault, bounded } from "../../kernel/index.ts";
import type { ConnectedServer } from "../../registry/index.ts";
import { lookingCall } from "./ask.ts";
import { allPages } from "./listings.ts";
import { joinedName } from "./names.ts";
import type { Asker, Door } from "./types.ts";
import { readableOn } from "./view.ts";
import { itemsOf, memberOf, withMember } from "./wire.ts";

/* Resources and prompts of many servers in one list, and the way back from a name to its server. */

const ASK_MS: Millis = 10_000;
const MOST_ROUTES = 50_000;
/** An address with its server, where two servers have the same one. */
const SCOPED = /^lumos\+([^:]{1,128}):(.+)$/s;

interface Kind {
  method: string;
  /** Of the result. */
  member: string;
  /** What names one of them. */
  field: string;
  capability: string;
}

export const MERGED: Readonly<Record<string, Kind>> = {
  "resources/list": { method: "resources/list", member: "resources", field: "uri", capability: "resources" },
  "resources/templates/list": {
    method: "resources/templates/list",
    member: "resourceTemplates",
    field: "uriTemplate",
    capability: "resources",
  },
  "prompts/list": { method: "prompts/list", member: "prompts", field: "name", capability: "prompts" },
};

/** By organization and address: the servers that have listed it. Kept by door, so that none outlives it. */
const routes = new WeakMap<object, ReturnType<typeof bounded<Set<string>>>>();
const templates = new WeakMap<object, ReturnType<typeof bounded<readonly string[]>>>();

interface Item {
  server: string;
  name: string;
  raw: RawJson;
}

/** The members of a list of all servers a caller may use, with names that do not collide. A server that is down has none. */
export async function mergedList(
  door: Door,
  asker: Asker,
  servers: readonly ConnectedServer[],
  kind: Kind,
): Promise<RawJson[]> {
  const lists = await Promise.all(servers.map((server) => shownOf(door, asker, server, kind)));
  const items = lists.flat();
  if (kind.field === "name") return items.map(({ server, name, raw }) => renamed(raw, kind, joinedName(server, name)));
  const counts = new Map<string, number>();
  for (const { name } of items) counts.set(name, (counts.get(name) ?? 0) + 1);
  return items.map(({ server, name, raw }) =>
    (counts.get(name) ?? 0) > 1 ? renamed(raw, kind, `lumos+${server}:${name}`) : raw,
  );
}

/** A list as it may be shown: what describes a thing is read by models, like what is in it. */
async function shownOf(door: Door, asker: Asker, server: ConnectedServer, kind: Kind): Promise<Item[]> {
  const items = await itemsOfServer(door, asker, server, kind);
  if (items.length === 0) return items;
  const all = `[${items.map(({ raw }) => raw).join(",")}]`;
  const said = await saidIn(door, asker, server.id, all).catch(() => undefined);
  if (said === undefined) return [];
  if (said === all) return items;
  return itemsOf(said, items.length).map((raw, at) => ({ ...(items[at] as Item), raw }));
}

export function saidIn(door: Door, asker: Asker, server: string, said: RawJson): Promise<RawJson | undefined> {
  return door.governSaid({ call: lookingCall(door, asker), chain: asker.chain, server, said, list: true });
}

function renamed(raw: RawJson, { field }: Kind, name: string): RawJson {
  return withMember(raw, field, JSON.stringify(name));
}

async function itemsOfServer(door: Door, asker: Asker, server: ConnectedServer, kind: Kind): Promise<Item[]> {
  try {
    const signal = AbortSignal.timeout(ASK_MS);
    const peer = door.peerFor(asker, server);
    const hello = await peer.hello(signal);
    if (memberOf(hello.capabilities, kind.capability) === undefined) return [];
    const items: Item[] = [];
    for (const raw of await allPages(peer, { ...kind, signal })) {
      const name = textOf(memberOf(raw, kind.field));
      if (name !== undefined) items.push({ server: server.id, name, raw });
    }
    remember(door, asker.chain.org, server.id, kind, items);
    return items;
  } catch (error) {
    door.log.warn("mcp.list_failed", {
      org: asker.chain.org,
      server: server.id,
      list: kind.method,
      error: asFault(error),
    });
    return [];
  }
}

function remember(door: Door, org: string, server: string, { field }: Kind, items: readonly Item[]): void {
  if (field === "uri") {
    const known = routes.get(door) ?? bounded<Set<string>>(MOST_ROUTES);
    routes.set(door, known);
    for (const { name } of items) {
      const key = `${org}\n${name}`;
      known.set(key, (known.get(key) ?? new Set()).add(server));
    }
  } else if (field === "uriTemplate") {
    const known = templates.get(door) ?? bounded<readonly string[]>(MOST_ROUTES);
    templates.set(door, known);
    const beginnings = items.map(({ name }) => name.slice(0, Math.max(0, name.indexOf("{"))));
    known.set(
      `${org}\n${server}`,
      beginnings.filter((beginning) => beginning !== ""),
    );
  }
}

// Guarantee: an address that two servers listed is never read from one of them by chance.
/** Whose resource an address is; no server where nobody or more than one of those the caller may use has it. */
export async function resourceNamed(door: Door, asker: Asker, uri: string): Promise<{ server: string; name: string }> {
  if (asker.scope !== undefined) return { server: asker.scope, name: uri };
  const scoped = SCOPED.exec(uri);
  if (scoped) return { server: scoped[1] as string, name: scoped[2] as string };
  const readable = readableOn(door, asker);
  const known = ownersOf(door, asker, readable, uri);
  if (known.length === 1) return { server: known[0] as string, name: uri };
  if (known.length > 1) return { server: "", name: uri };
  const kinds = ["resources/list", "resources/templates/list"].map((method) => MERGED[method] as Kind);
  await Promise.all(kinds.map((kind) => mergedList(door, asker, readable, kind)));
  const owners = ownersOf(door, asker, readable, uri);
  return { server: owners.length === 1 ? (owners[0] as string) : "", name: uri };
}

function ownersOf(door: Door, { chain }: Asker, readable: readonly ConnectedServer[], uri: string): string[] {
  const may = new Set(readable.map(({ id }) => id));
  const listed = [...(routes.get(door)?.get(`${chain.org}\n${uri}`) ?? [])].filter((id) => may.has(id));
  if (listed.length > 0) return listed;
  let longest = 0;
  let owners: string[] = [];
  for (const id of may) {
    for (const beginning of templates.get(door)?.get(`${chain.org}\n${id}`) ?? []) {
      if (!uri.startsWith(beginning) || beginning.length < longest) continue;
      if (beginning.length > longest) owners = [];
      longest = beginning.length;
      if (!owners.includes(id)) owners.push(id);
    }
  }
  return owners;
}

/** Whose prompt a name is. */
export async function promptNamed(door: Door, asker: Asker, name: string): Promise<{ server: string; name: string }> {
  if (asker.scope !== undefined) return { server: asker.scope, name };
  const readable = readableOn(door, asker);
  const kind = MERGED["prompts/list"] as Kind;
  // Names begin with their server's, as far as it is plain and short.
  const likely = readable.filter(({ id }) => name.startsWith(joinedName(id, "").slice(0, 8)));
  for (const server of likely) {
    const items = await itemsOfServer(door, asker, server, kind);
    const found = items.find((item) => joinedName(server.id, item.name) === name);
    if (found) return { server: server.id, name: found.name };
  }
  return { server: "", name };
}

function textOf(raw: RawJson | undefined): string | undefined {
  if (raw === undefined || !raw.startsWith('"')) return undefined;
  return JSON.parse(raw) as string;
}
