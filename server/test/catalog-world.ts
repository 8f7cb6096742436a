import { type CatalogFinding, type CatalogNews, type CatalogRoom, makeCatalog } from "../src/catalog/index.ts";
import type { Server } from "../src/config/index.ts";
import { fixedClock, silentLog, systemClock } from "../src/kernel/index.ts";
import { makeRisk, type RiskRoom } from "../src/risk/index.ts";
import type { Store } from "../src/store/index.ts";
import { type HeldRegistry, heldRegistry, organization } from "./held-registry.ts";

/* Catalogs for tests: real ones, on a registry in memory. */

export const NOON = Date.parse("2026-11-21T12:00:00Z");

export interface CatalogWorld {
  catalog: CatalogRoom;
  registry: HeldRegistry;
  clock: ReturnType<typeof fixedClock>;
  changes: CatalogNews["changes"][number][];
  heard: CatalogFinding[];
}

let shared: RiskRoom | undefined;

/** One for all tests of a file: making it takes longer than most of them. */
function risk(): RiskRoom {
  return (shared ??= makeRisk({ log: silentLog, clock: systemClock, apart: { above: 0, count: 0 } }));
}

export function mcp(id: string, more: Partial<Extract<Server, { kind: "mcp" }>> = {}): Server {
  return { id, kind: "mcp", transport: "http", url: "http://127.0.0.1:9/mcp", ...more };
}

export async function openCatalog(
  store: Store,
  servers: Server[] = [mcp("crm"), mcp("files")],
  registry = heldRegistry([organization("acme", { servers }), organization("globex", { servers })]),
  told: Parameters<typeof makeCatalog>[0]["told"] = async () => {},
): Promise<CatalogWorld> {
  const clock = fixedClock(NOON);
  const changes: CatalogNews["changes"][number][] = [];
  const heard: CatalogFinding[] = [];
  const catalog = await makeCatalog({
    store,
    registry,
    risk: risk(),
    clock,
    log: silentLog,
    told: async (tx, news) => {
      await told(tx, news);
      changes.push(...news.changes);
      heard.push(...news.findings);
    },
  });
  return { catalog, registry, clock, changes, heard };
}

/** A definition as a server writes it. */
export function tool(name: string, description = `What ${name} does.`, more: Record<string, unknown> = {}): string {
  const inputSchema = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
  return JSON.stringify({ name, description, inputSchema, ...more });
}

export function statesOf(catalog: CatalogRoom, server = "crm", org = "acme"): Record<string, string> {
  return Object.fromEntries([...(catalog.tools(org).get(server) ?? [])].map(([name, { state }]) => [name, state]));
}
