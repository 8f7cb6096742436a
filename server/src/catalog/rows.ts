import type { Selectable } from "kysely";
import { isRecord } from "../kernel/index.ts";
import type { Reader, Tables, Tx } from "../store/index.ts";
import type { CatalogFinding } from "./types.ts";

export type ToolRow = Selectable<Tables["catalog_tools"]>;
export type ServerRow = Selectable<Tables["catalog_servers"]>;

/** Told to every process with `[org, server]` when something of a server has changed. */
export const TOPIC = "catalog";

type From = Pick<Reader, "selectFrom">;

export async function readServers(from: From, org?: string, server?: string): Promise<ServerRow[]> {
  let query = from.selectFrom("catalog_servers").selectAll();
  if (org !== undefined) query = query.where("org", "=", org);
  if (server !== undefined) query = query.where("server", "=", server);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, connector: Number(row.connector), seen_at: Number(row.seen_at) }));
}

/** In the order of servers and of their lists. */
export async function readTools(from: From, org?: string, server?: string): Promise<ToolRow[]> {
  let query = from.selectFrom("catalog_tools").selectAll();
  if (org !== undefined) query = query.where("org", "=", org);
  if (server !== undefined) query = query.where("server", "=", server);
  const rows = await query.orderBy("server").orderBy("position").orderBy("name").execute();
  return rows.map(numbered);
}

export async function readTool(from: From, org: string, server: string, name: string): Promise<ToolRow | undefined> {
  const row = await from
    .selectFrom("catalog_tools")
    .selectAll()
    .where("org", "=", org)
    .where("server", "=", server)
    .where("name", "=", name)
    .executeTakeFirst();
  return row && numbered(row);
}

const BATCH = 100;

export async function writeTools(tx: Tx, rows: readonly ToolRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) {
    const page = rows.slice(at, at + BATCH);
    const { org: _org, server: _server, name: _name, ...rest } = page[0] as ToolRow;
    const columns = Object.keys(rest) as (keyof typeof rest)[];
    await tx
      .insertInto("catalog_tools")
      .values(page)
      .onConflict((conflict) =>
        conflict
          .columns(["org", "server", "name"])
          .doUpdateSet((row) => Object.fromEntries(columns.map((column) => [column, row.ref(`excluded.${column}`)]))),
      )
      .execute();
  }
}

export async function writeServer(tx: Tx, row: ServerRow): Promise<void> {
  const { org: _org, server: _server, ...rest } = row;
  await tx
    .insertInto("catalog_servers")
    .values(row)
    .onConflict((conflict) => conflict.columns(["org", "server"]).doUpdateSet(rest))
    .execute();
}

export function findingsOf(row: Pick<ToolRow, "findings">): readonly CatalogFinding[] {
  return JSON.parse(row.findings) as CatalogFinding[];
}

export function parsedOf(definition: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(definition);
  return isRecord(value) ? value : {};
}

/** Big numbers come from one of the databases as text. */
function numbered(row: ToolRow): ToolRow {
  const number = (value: number | null) => (value === null ? null : Number(value));
  return {
    ...row,
    position: Number(row.position),
    present: Number(row.present),
    drifts: Number(row.drifts),
    seen_at: Number(row.seen_at),
    approved_at: number(row.approved_at),
    rejected_at: number(row.rejected_at),
    effect_at: number(row.effect_at),
  };
}
