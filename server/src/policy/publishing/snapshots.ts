import type { Route } from "../../config/index.ts";
import { type Clock, type Log, bounded, isRecord } from "../../kernel/index.ts";
import type { Reader, Store, Tx } from "../../store/index.ts";
import type { Manifest, Snapshot, SnapshotContent } from "../sets/snapshot.ts";

const RETRY_MS = 1_000;
const MAX_KNOWN = 2_000;
/** Below what either database takes as parameters of one statement. */
const CHUNK = 400;

/** Keeps what decisions name as their snapshot, each content once. */
export interface Snapshots {
  /** Inside a change that makes it live. */
  keep(tx: Tx, org: string, snapshot: Snapshot): Promise<void>;
  /** Soon, for a set that is already decided with; goes on until it is kept. */
  keepSoon(org: string, snapshot: Snapshot): void;
  /** Resolves when everything asked for so far is kept or the room is closed. */
  kept(): Promise<void>;
  read(org: string, id: string): Promise<KeptSnapshot | undefined>;
  /** What waits is tried once more. */
  close(): Promise<void>;
}

export interface KeptSnapshot extends SnapshotContent {
  id: string;
  at: number;
}

export function makeSnapshots(parts: { store: Store; clock: Clock; log: Log }): Snapshots {
  const { store, clock, log } = parts;
  const known = bounded<true>(MAX_KNOWN);
  let last: Promise<void> = Promise.resolve();
  let closed = false;

  const keep = async (tx: Tx, org: string, snapshot: Snapshot): Promise<void> => {
    const there = await tx
      .selectFrom("snapshots")
      .select("id")
      .where("org", "=", org)
      .where("id", "=", snapshot.id)
      .executeTakeFirst();
    if (there) return;
    const rows = [...snapshot.parts()].map(([hash, json]) => ({ hash, json })).toSorted(byHash);
    for (let at = 0; at < rows.length; at += CHUNK) {
      await tx
        .insertInto("facets")
        .values(rows.slice(at, at + CHUNK))
        .onConflict((conflict) => conflict.column("hash").doNothing())
        .execute();
    }
    await tx
      .insertInto("snapshots")
      .values({ org, id: snapshot.id, at: clock.now(), manifest: JSON.stringify(snapshot.manifest()) })
      .onConflict((conflict) => conflict.columns(["org", "id"]).doNothing())
      .execute();
  };

  const keepUntilKept = async (org: string, snapshot: Snapshot): Promise<void> => {
    for (;;) {
      try {
        await store.transact((tx) => keep(tx, org, snapshot));
        known.set(`${org} ${snapshot.id}`, true);
        return;
      } catch (error) {
        if (closed) return;
        log.warn("policy.snapshot.not_kept", { organization: org, snapshot: snapshot.id, error });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  };

  // A restored database may not have what was written to the one before it.
  const stop = store.onSignal("restored", () => known.clear());

  return {
    keep,
    keepSoon(org, snapshot) {
      if (closed || known.get(`${org} ${snapshot.id}`)) return;
      last = last.then(() => keepUntilKept(org, snapshot));
    },
    kept: () => last,
    async read(org, id) {
      const row = await store.read
        .selectFrom("snapshots")
        .select(["manifest", "at"])
        .where("org", "=", org)
        .where("id", "=", id)
        .executeTakeFirst();
      if (!row) return undefined;
      const manifest = JSON.parse(row.manifest) as Manifest;
      const texts = await textsOf(store.read, manifest);
      const part = (hash: string): unknown => JSON.parse(texts.get(hash) ?? "null");
      return {
        id,
        at: row.at,
        schema: String(part(manifest.schema)),
        routes: part(manifest.routes) as Route[],
        obligations: part(manifest.obligations),
        policies: Object.entries(manifest.policies).map(([policy, hash]) => ({ id: policy, text: String(part(hash)) })),
      };
    },
    async close() {
      closed = true;
      stop();
      await last;
    },
  };
}

async function textsOf(reader: Reader, manifest: Manifest): Promise<Map<string, string>> {
  const { schema, routes, obligations } = manifest;
  const policies = isRecord(manifest.policies) ? Object.values(manifest.policies) : [];
  const hashes = [...new Set([schema, routes, obligations, ...policies])];
  const texts = new Map<string, string>();
  for (let at = 0; at < hashes.length; at += CHUNK) {
    const rows = await reader
      .selectFrom("facets")
      .selectAll()
      .where("hash", "in", hashes.slice(at, at + CHUNK))
      .execute();
    for (const { hash, json } of rows) texts.set(hash, json);
  }
  return texts;
}

/** One order for every process: two that keep the same parts must not wait for each other in a circle. */
function byHash(a: { hash: string }, b: { hash: string }): number {
  return a.hash < b.hash ? -1 : 1;
}
