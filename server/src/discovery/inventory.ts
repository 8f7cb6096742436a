import type { Ids, Millis } from "../kernel/index.ts";
import type { Reader, Tables, Tx } from "../store/index.ts";
import type { Class, Discovered, Flag, Found, FoundKind } from "./types.ts";

/* What scans found, as the organization keeps it: one row for each thing on each machine. */

type Row = Tables["discovered"];

export interface InventoryFilter {
  kind?: FoundKind | undefined;
  class?: Class | undefined;
  client?: string | undefined;
  principal?: string | undefined;
  machine?: string | undefined;
  target?: string | undefined;
  /** Also what is no longer there. */
  gone?: boolean | undefined;
}

export async function listDiscovered(
  read: Reader,
  org: string,
  { gone, ...filter }: InventoryFilter,
  page: { before?: string; limit: number },
): Promise<Discovered[]> {
  let query = read.selectFrom("discovered").selectAll().where("org", "=", org);
  for (const name of ["kind", "class", "client", "principal", "machine", "target"] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, "=", value);
  }
  if (gone !== true) query = query.where("gone_at", "is", null);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(discoveredOf);
}

export async function readDiscovered(read: Reader, org: string, id: string): Promise<Discovered | undefined> {
  const row = await read
    .selectFrom("discovered")
    .selectAll()
    .where("org", "=", org)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && discoveredOf(row);
}

/** Things of one machine that its last reports told of. */
export interface Noted {
  /** New here, or of another class than before. */
  fresh: Discovered[];
  all: Discovered[];
  gone: number;
}

/** Brings the rows of a machine to what a report says. What it does not tell of is gone, in scopes that were looked through as a whole. */
export async function noteReport(
  tx: Tx,
  about: { org: string; machine: string; principal: string; ids: Ids; now: Millis; whole: readonly Found["scope"][] },
  found: readonly Found[],
): Promise<Noted> {
  const { org, machine, principal, ids, now, whole } = about;
  const rows = await tx
    .selectFrom("discovered")
    .selectAll()
    .where("org", "=", org)
    .where("machine", "=", machine)
    .where("principal", "=", principal)
    .execute();
  const known = new Map(rows.map((row) => [keyOf(row), row]));
  const noted: Noted = { fresh: [], all: [], gone: 0 };
  const told = new Set<string>();
  for (const one of found) {
    const key = keyOf(one);
    if (told.has(key)) continue;
    told.add(key);
    const before = known.get(key);
    const changed = {
      class: one.class,
      flags: one.flags.join(","),
      spec: JSON.stringify({
        scope: one.scope,
        transport: one.transport,
        runs: one.runs,
        env: one.env,
        headers: one.headers,
        digest: one.digest,
      }),
      last_at: now,
      gone_at: null,
    };
    if (before) {
      await tx.updateTable("discovered").set(changed).where("id", "=", before.id).execute();
      const after = discoveredOf({ ...before, ...changed });
      noted.all.push(after);
      if (before.class !== one.class || before.gone_at !== null) noted.fresh.push(after);
      continue;
    }
    const { kind, client, name, target, place } = one;
    const row: Row = {
      id: ids.next(),
      org,
      machine,
      principal,
      kind,
      client,
      name,
      target,
      place,
      first_at: now,
      ...changed,
    };
    await tx.insertInto("discovered").values(row).execute();
    noted.all.push(discoveredOf(row));
    noted.fresh.push(discoveredOf(row));
  }
  for (const [key, row] of known) {
    if (told.has(key) || row.gone_at !== null || !whole.includes(discoveredOf(row).scope)) continue;
    await tx.updateTable("discovered").set({ gone_at: now }).where("id", "=", row.id).execute();
    noted.gone += 1;
  }
  return noted;
}

/** How many rows a principal has: what is reported is bounded in all, not only in one report. */
export async function countDiscovered(tx: Tx, org: string, principal: string): Promise<number> {
  const row = await tx
    .selectFrom("discovered")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("org", "=", org)
    .where("principal", "=", principal)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

function keyOf(one: { kind: string; client: string; name: string; target: string; place: string }): string {
  return JSON.stringify([one.kind, one.client, one.name, one.target, one.place]);
}

function discoveredOf(row: Row): Discovered {
  const spec = JSON.parse(row.spec) as Pick<Found, "scope" | "transport" | "runs" | "env" | "headers" | "digest">;
  return {
    ...spec,
    id: row.id,
    machine: row.machine,
    principal: row.principal,
    kind: row.kind as FoundKind,
    client: row.client,
    name: row.name,
    target: row.target,
    place: row.place,
    class: row.class as Class,
    flags: row.flags === "" ? [] : (row.flags.split(",") as Flag[]),
    firstAt: row.first_at,
    lastAt: row.last_at,
    goneAt: row.gone_at ?? undefined,
  };
}
