import type { Chain, Principal } from "../identity/index.ts";
import type { ConnectedServer, Landscape } from "../registry/index.ts";
import { targetOfUrl, runOf } from "./target.ts";
import { EVERYONE, type ShelfItem } from "./types.ts";

type Teams = Pick<Landscape, "teams">;

// Guarantee: a shelf is seen by its teams, the teams inside of them, and nobody else.
/** Whether everyone a call acts for has this on a shelf. */
export function isOnShelf(item: ShelfItem, chain: Chain, landscape: Teams): boolean {
  if (item.status !== "approved") return false;
  if (item.teams.includes(EVERYONE)) return true;
  return chain.links.length > 0 && chain.links.every((link) => isIn(item.teams, link, landscape));
}

function isIn(teams: readonly string[], link: Principal, landscape: Teams): boolean {
  return [...teamsOf(link, landscape)].some((team) => teams.includes(team));
}

/** The teams of a principal and those they are part of. */
function teamsOf(link: Pick<Principal, "teams">, { teams }: Teams): Set<string> {
  const seen = new Set<string>();
  const open = [...link.teams];
  for (let team = open.pop(); team !== undefined; team = open.pop()) {
    if (seen.has(team)) continue;
    seen.add(team);
    const parent = teams.get(team)?.parent;
    if (parent !== undefined) open.push(parent);
  }
  return seen;
}

/** A declared server that a chain may know of, and what the shelf says about it. */
export interface ShelvedServer {
  server: ConnectedServer;
  item: ShelfItem | undefined;
}

/**
 * The declared servers a chain may know of: those on its shelves and those it is connected to, by id. A blocked one is
 * not among them.
 */
export function serversFor(
  chain: Chain,
  landscape: Pick<Landscape, "teams" | "servers" | "connections">,
  items: { approved: readonly ShelfItem[]; blocked: readonly ShelfItem[] },
): ShelvedServer[] {
  const connected = connectedTo(chain, landscape);
  const found: ShelvedServer[] = [];
  for (const server of landscape.servers.values()) {
    // A program people work in is reached by nobody.
    if (server.kind === "client" || isBlocked(server, items.blocked)) continue;
    const item = items.approved.find(
      (one) => one.kind === "server" && one.name === server.id && isOnShelf(one, chain, landscape),
    );
    if (item || connected.has(server.id)) found.push({ server, item });
  }
  return found.toSorted((a, b) => (a.server.id < b.server.id ? -1 : 1));
}

/** The declared servers that are approved for anybody, or for one team and those it is part of, by id. */
export function serversOf(
  landscape: Pick<Landscape, "teams" | "servers" | "connections">,
  items: { approved: readonly ShelfItem[]; blocked: readonly ShelfItem[] },
  team: string | undefined,
): ShelvedServer[] {
  const within = team === undefined ? undefined : teamsOf({ teams: [team] }, landscape);
  const from = (ref: string) => within === undefined || (ref.startsWith("team:") && within.has(ref.slice(5)));
  const connected = new Set(
    [...landscape.connections.values()].flatMap((one) =>
      from(one.from) && one.to.startsWith("server:") ? [one.to] : [],
    ),
  );
  const found: ShelvedServer[] = [];
  for (const server of landscape.servers.values()) {
    // A program people work in is reached by nobody.
    if (server.kind === "client" || isBlocked(server, items.blocked)) continue;
    const item = items.approved.find(
      (one) =>
        one.kind === "server" &&
        one.name === server.id &&
        (within === undefined || one.teams.some((name) => name === EVERYONE || within.has(name))),
    );
    if (item || connected.has(`server:${server.id}`)) found.push({ server, item });
  }
  return found.toSorted((a, b) => (a.server.id < b.server.id ? -1 : 1));
}

function isBlocked(server: ConnectedServer, blocked: readonly ShelfItem[]): boolean {
  const target = targetOfServer(server);
  return blocked.some(
    (one) => one.kind === "server" && (one.name === server.id || (target !== "" && one.target === target)),
  );
}

function connectedTo({ links }: Chain, landscape: Pick<Landscape, "teams" | "connections">): ReadonlySet<string> {
  const [outermost] = links;
  if (!outermost) return new Set();
  const from = new Set([outermost.ref, ...[...teamsOf(outermost, landscape)].map((team) => `team:${team}`)]);
  const servers = [...landscape.connections.values()].filter((one) => from.has(one.from));
  return new Set(servers.flatMap(({ to }) => (to.startsWith("server:") ? [to.slice("server:".length)] : [])));
}

/** What a declared server is known under when a scan finds it in somebody's settings. */
export function targetOfServer(server: ConnectedServer): string {
  if (server.kind === "mcp") {
    if (server.url !== undefined) return targetOfUrl(server.url);
    return server.command === undefined ? "" : runOf(server.command).target;
  }
  return "";
}
