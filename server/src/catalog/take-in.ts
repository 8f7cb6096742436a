import type { ConnectedServer } from "../registry/index.ts";
import type { Tx } from "../store/index.ts";
import { type KnownWords, findingsIn } from "./checks/findings.ts";
import { mentionedBefore } from "./checks/shadowing.ts";
import { type ReadListing, readListing } from "./definition.ts";
import type { KeptServer } from "./memory.ts";
import { type ToolRow, TOPIC, readServers, readTools, writeServer, writeTools } from "./rows.ts";
import { take } from "./transition.ts";
import type { CatalogChange, CatalogFinding, CatalogParts, Listing } from "./types.ts";

/** A list that a server gave, and what stands beside it. */
export interface Arrived {
  org: string;
  server: ConnectedServer;
  listing: Listing;
  /** What is known of the organization's servers. */
  others: ReadonlyMap<string, KeptServer>;
}

// Guarantee: what a list brings is kept together with its records and incidents, or not at all.
/** Takes a list in that is not the one known; answers what was found in it that was not known before. */
export async function takeIn(
  parts: CatalogParts & { known: KnownWords },
  arrived: Arrived,
): Promise<{ found: readonly CatalogFinding[]; changed: boolean }> {
  const { org, server, listing, others } = arrived;
  const read = readListing(server.id, listing);
  // Looked at before the transaction, which has to be short.
  const looked = await findingsIn(parts, { server: server.id, definitions: read.definitions, others });
  const before = others.get(server.id)?.tools;
  const fresh = read.definitions.map(({ name }) => name).filter((name) => before?.has(name) !== true);
  const elsewhere = await mentionedBefore(server.id, fresh, { others });
  return parts.store.transact(async (tx) => {
    const { changes, found: own, changed } = await write(tx, parts, arrived, { read, looked });
    const found = [...own, ...elsewhere];
    if (changes.length + found.length > 0) await parts.told?.(tx, { org, server: server.id, changes, findings: found });
    if (changed) await parts.store.signal(tx, TOPIC, JSON.stringify([org, server.id]));
    return { found, changed };
  });
}

async function write(
  tx: Tx,
  { clock }: CatalogParts,
  { org, server, listing }: Arrived,
  { read, looked }: { read: ReadListing; looked: ReadonlyMap<string, readonly CatalogFinding[]> },
): Promise<{ changes: CatalogChange[]; found: CatalogFinding[]; changed: boolean }> {
  const now = clock.now();
  const [known] = await readServers(tx, org, server.id);
  const rows = new Map((await readTools(tx, org, server.id)).map((row) => [row.name, row]));
  // Only connectors of our own have the right to say what their tools do.
  const connector = listing.connector === true && server.kind !== "mcp";
  const taking = {
    org,
    server: server.id,
    now,
    pins: known === undefined && server.pin !== "review",
    // The words of an API's document are not ours.
    own: connector && server.kind === "postgres",
  };
  const changes: CatalogChange[] = [];
  const found: CatalogFinding[] = [...read.findings];
  const changed: ToolRow[] = [];
  for (const [position, definition] of read.definitions.entries()) {
    const { name } = definition;
    const before = rows.get(name);
    rows.delete(name);
    const findings = looked.get(name) ?? [];
    const place = listing.partial === true && before !== undefined ? before.position : position;
    const { row, change } = take(before, definition, { position: place, findings }, taking);
    if (before === undefined || differs(before, row)) changed.push(row);
    if (change) changes.push({ tool: name, ...change });
    const old = new Set(before === undefined ? [] : JSON.parse(before.findings).map(keyOf));
    found.push(...findings.filter((finding) => !old.has(keyOf(finding))));
    if (change?.what === "drifted") found.push(driftOf(server.id, name));
  }
  for (const row of rows.values()) {
    if (row.present === 0 || listing.partial === true) continue;
    changed.push({ ...row, present: 0 });
    found.push({
      server: server.id,
      tool: row.name,
      kind: "removed",
      severity: "low",
      detail: "Its server no longer lists it.",
    });
  }
  await writeTools(tx, changed);
  if (listing.partial === true && known !== undefined) return { changes, found, changed: changed.length > 0 };
  await writeServer(tx, {
    org,
    server: server.id,
    listing: read.hash,
    info: listing.serverInfo ?? null,
    connector: connector ? 1 : 0,
    seen_at: now,
  });
  return { changes, found, changed: true };
}

function driftOf(server: string, tool: string): CatalogFinding {
  return {
    server,
    tool,
    kind: "drift",
    severity: "high",
    detail: "It says something else than what was approved, and cannot be used until somebody has looked.",
  };
}

function keyOf({ kind, detail }: CatalogFinding): string {
  return `${kind} ${detail}`;
}

function differs(a: ToolRow, b: ToolRow): boolean {
  return (Object.keys(b) as (keyof ToolRow)[]).some((name) => a[name] !== b[name]);
}
