import { type Millis, bounded, isRecord, ok, refused } from "../kernel/index.ts";
import type { ConnectedServer } from "../registry/index.ts";
import type { Tx } from "../store/index.ts";
import { INSTRUCTIONS, listingHash } from "./definition.ts";
import { type KeptServer, keepServer, keepTool, pinnedOf, toolOf } from "./memory.ts";
import { type ServerRow, type ToolRow, TOPIC, readServers, readTool, readTools, writeTools } from "./rows.ts";
import { storyOf } from "./story.ts";
import { takeIn } from "./take-in.ts";
import { approvedBy } from "./transition.ts";
import type { CatalogFinding, CatalogParts, CatalogRoom, CatalogTool, Listing } from "./types.ts";

/** So many lists of one server are known at once. */
const MOST_LISTS = 100;
/** So many definitions are not read again where their list changes. */
const MOST_KNOWN = 20_000;
const NONE: ReadonlyMap<string, ReadonlyMap<string, CatalogTool>> = new Map();

/** What every server's tools are, as they were approved: in memory for calls, in the store for all processes. */
export async function openCatalog(parts: CatalogParts): Promise<CatalogRoom> {
  const { store, registry, clock, log } = parts;
  const orgs = new Map<string, Map<string, KeptServer>>();
  const views = new Map<string, View>();
  /** When lists were seen that were the same again: nothing is written then. */
  const seenAgain = new Map<string, Millis>();
  const known = bounded<readonly Omit<CatalogFinding, "server" | "tool">[]>(MOST_KNOWN);
  /** Lists for some callers alone that brought nothing since anything changed. */
  const settled = new Map<string, Set<string>>();
  const hearers = new Set<(org: string, server: string) => void>();
  const queues = new Map<string, Promise<unknown>>();
  let open = true;

  const tell = (org: string, server: string) => {
    for (const hear of hearers) {
      try {
        hear(org, server);
      } catch (error) {
        log.error("catalog.listener_failed", { org, server, error });
      }
    }
  };

  const keep = (servers: readonly ServerRow[], tools: readonly ToolRow[]) => {
    const byServer = Map.groupBy(tools, (row) => placeOf(row.org, row.server));
    for (const row of servers) {
      const kept = orgs.get(row.org) ?? new Map<string, KeptServer>();
      orgs.set(row.org, kept);
      const rows = byServer.get(placeOf(row.org, row.server)) ?? [];
      kept.set(row.server, keepServer(row, rows, kept.get(row.server)));
      views.delete(row.org);
      settled.delete(placeOf(row.org, row.server));
    }
  };

  const reload = async (org: string, server?: string) => {
    const [servers, tools] = await Promise.all([
      readServers(store.read, org, server),
      readTools(store.read, org, server),
    ]);
    if (!open) return;
    keep(servers, tools);
    for (const row of servers) tell(org, row.server);
  };

  const loadAll = async () => {
    const [servers, tools] = await Promise.all([readServers(store.read), readTools(store.read)]);
    if (open) keep(servers, tools);
  };

  /** One after the other for each server: what is read later never gives way to what was read before. */
  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(key) ?? Promise.resolve()).catch(() => {}).then(work);
    queues.set(key, turn);
    const over = () => {
      if (queues.get(key) === turn) queues.delete(key);
    };
    turn.then(over, over);
    return turn;
  };

  const stops = [
    store.onSignal(TOPIC, (payload) => {
      const about = placeIn(payload);
      if (!about) return;
      const [org, server] = about;
      inTurn(placeOf(org, server), () => reload(org, server)).catch((error: unknown) =>
        log.error("catalog.reload_failed", { org, server, error }),
      );
    }),
    registry.onChange(({ organization: { id } }) => {
      views.delete(id);
      for (const server of orgs.get(id)?.keys() ?? []) tell(id, server);
    }),
  ];
  await loadAll();

  const serverOf = (org: string, server: string): ConnectedServer | undefined =>
    registry.landscape(org)?.servers.get(server);

  /** A person's word about a tool. */
  const said = async (
    tx: Tx,
    org: string,
    ask: { server: string; tool: string; hash?: string },
    change: (row: ToolRow) => ToolRow,
  ) => {
    const row = await readTool(tx, org, ask.server, ask.tool);
    if (!row || !serverOf(org, ask.server)) return refused("unknown" as const);
    // Guarantee: a definition that changed after somebody looked at it is not approved by what they say.
    if (ask.hash !== undefined && row.hash !== ask.hash) return refused("changed" as const);
    const after = change(row);
    await writeTools(tx, [after]);
    await store.signal(tx, TOPIC, JSON.stringify([org, ask.server]));
    const connector = orgs.get(org)?.get(ask.server)?.row.connector === 1;
    return ok(toolOf(keepTool(after, undefined), { server: serverOf(org, ask.server), connector }));
  };

  return {
    tools(org) {
      const landscape = registry.landscape(org);
      const kept = orgs.get(org);
      if (!landscape || !kept) return NONE;
      const known = views.get(org);
      if (known?.servers === landscape.servers) return known.tools;
      const tools = new Map<string, ReadonlyMap<string, CatalogTool>>();
      for (const [id, server] of landscape.servers) {
        const of = kept.get(id);
        if (of) tools.set(id, usable(of, server));
      }
      views.set(org, { servers: landscape.servers, tools });
      return tools;
    },

    instructions(org, server) {
      const kept = serverOf(org, server) && orgs.get(org)?.get(server)?.tools.get(INSTRUCTIONS);
      // Guarantee: what a server tells models reaches them only as it was approved.
      if (!kept || kept.row.state !== "approved" || kept.row.present !== 1) return undefined;
      return JSON.parse(kept.definition) as string;
    },

    saw(org, server, listing: Listing): Promise<readonly CatalogFinding[]> {
      const declared = serverOf(org, server);
      if (!declared) return Promise.resolve([]);
      const place = placeOf(org, server);
      const hash = listingHash(listing);
      const isKnown = () => orgs.get(org)?.get(server)?.row.listing === hash || settled.get(place)?.has(hash) === true;
      const again = () => {
        seenAgain.set(place, clock.now());
        return [];
      };
      if (isKnown() && !queues.has(place)) return Promise.resolve(again());
      return inTurn(place, async () => {
        if (isKnown()) return again();
        const others = orgs.get(org) ?? new Map<string, KeptServer>();
        const { found, changed } = await takeIn({ ...parts, known }, { org, server: declared, listing, others });
        if (changed) await reload(org, server);
        if (listing.partial === true)
          settled.set(place, new Set([...(settled.get(place) ?? [])].slice(-MOST_LISTS)).add(hash));
        return found;
      });
    },

    seenAt(org, server) {
      const kept = orgs.get(org)?.get(server);
      return kept && Math.max(kept.row.seen_at, seenAgain.get(placeOf(org, server)) ?? 0);
    },

    onChange(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },

    approve: (tx, org, ask) => said(tx, org, ask, (row) => approvedBy(row, ask.by, clock.now())),

    reject: (tx, org, ask) =>
      said(tx, org, ask, (row) => ({
        ...row,
        state: "rejected",
        rejected_by: ask.by,
        rejected_at: clock.now(),
        reason: ask.reason,
      })),

    async classify(tx, org, { server, tool, effect, by }) {
      if (tool === INSTRUCTIONS) return refused("unknown");
      const result = await said(tx, org, { server, tool }, (row) => ({
        ...row,
        effect,
        effect_by: by,
        effect_at: clock.now(),
      }));
      return result.ok ? result : refused("unknown");
    },

    async show(org, server, tool) {
      const declared = serverOf(org, server);
      const row = declared && (await readTool(store.read, org, server, tool));
      if (!row) return undefined;
      const connector = orgs.get(org)?.get(server)?.row.connector === 1;
      return storyOf(row, toolOf(keepTool(row, undefined), { server: declared, connector }));
    },

    list(org) {
      const landscape = registry.landscape(org);
      return [...(orgs.get(org) ?? NO_SERVERS)]
        .filter(([id]) => landscape?.servers.has(id))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([id, { row, tools }]) =>
          [...tools.values()].map((kept) =>
            pinnedOf(kept, { server: landscape?.servers.get(id), connector: row.connector === 1 }),
          ),
        );
    },

    refresh: (org, server) =>
      server === undefined ? reload(org) : inTurn(placeOf(org, server), () => reload(org, server)),

    forget() {
      orgs.clear();
      views.clear();
      seenAgain.clear();
      settled.clear();
      loadAll().catch((error: unknown) => log.error("catalog.reload_failed", { error }));
    },

    async close() {
      open = false;
      for (const stop of stops) stop();
      hearers.clear();
      await Promise.allSettled(queues.values());
    },
  };
}

/** What calls see, for one set of declared servers. */
interface View {
  servers: ReadonlyMap<string, ConnectedServer>;
  tools: ReadonlyMap<string, ReadonlyMap<string, CatalogTool>>;
}

const NO_SERVERS: ReadonlyMap<string, KeptServer> = new Map();

function usable({ row, tools }: KeptServer, server: ConnectedServer): ReadonlyMap<string, CatalogTool> {
  const connector = row.connector === 1;
  const found = new Map<string, CatalogTool>();
  for (const [name, kept] of tools)
    if (kept.row.present === 1 && name !== INSTRUCTIONS) found.set(name, toolOf(kept, { server, connector }));
  return found;
}

function placeOf(org: string, server: string): string {
  return JSON.stringify([org, server]);
}

function placeIn(payload: string): [org: string, server: string] | undefined {
  const value: unknown = JSON.parse(payload);
  if (!Array.isArray(value) || isRecord(value)) return undefined;
  const [org, server] = value as unknown[];
  return typeof org === "string" && typeof server === "string" ? [org, server] : undefined;
}
