import type { IncomingMessage } from "node:http";
import type { CatalogRoom } from "../../catalog/index.ts";
import type { Rooms } from "../../govern.ts";
import type { Chain } from "../../identity/index.ts";
import type { Ids, ToolCall } from "../../kernel/index.ts";
import { readableServers, toolsFor } from "../../tool-uses.ts";
import { addressOf, clientOf, statedBy } from "../stated.ts";

/** What it takes to say which servers somebody may use anything of. */
export type UsableRooms = Pick<Rooms, "context" | "policy" | "registry" | "clock"> & { catalog: CatalogRoom };

// Guarantee: a registry tells of no server whose address would be nothing to the caller.
/** The servers that answer a caller at `/mcp/{server}`: it may read something of them, or use one of their tools. */
export function usableServers(
  parts: { rooms: UsableRooms; ids: Ids },
  req: IncomingMessage,
  chain: Chain,
): ReadonlySet<string> {
  const { rooms, ids } = parts;
  const call: ToolCall = {
    kind: "tool",
    id: ids.next(),
    at: rooms.clock.now(),
    startedAt: rooms.clock.elapsed(),
    credential: undefined,
    onBehalfOf: undefined,
    stated: statedBy(req.headers),
    ip: addressOf(req),
    client: clientOf(req.headers),
    ask: { action: "call_tool", server: "", tool: "", format: "mcp", arguments: {}, raw: "{}", texts: [] },
  };
  const readable = readableServers(rooms, call, chain).map(({ id }) => id);
  return new Set([...readable, ...toolsFor(rooms, { call, chain }).map(({ server }) => server)]);
}
