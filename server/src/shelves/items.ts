import type { Server } from "../config/index.ts";
import type { Millis } from "../kernel/index.ts";
import type { Reader, Tables, Tx } from "../store/index.ts";
import { entryOf } from "./package.ts";
import type { Concern, FileEntry, PackageFile, ShelfItem, ShelfKind, ShelfStatus } from "./types.ts";

/* Items and their files, as they are kept. */

type Row = Tables["shelf_items"];

export interface ItemFilter {
  kind?: ShelfKind | undefined;
  status?: ShelfStatus | undefined;
  name?: string | undefined;
  requestedBy?: string | undefined;
}

/** Newest first. */
export async function listItems(
  read: Reader | Tx,
  org: string,
  filter: ItemFilter,
  page: { before?: string; limit: number },
): Promise<ShelfItem[]> {
  let query = read.selectFrom("shelf_items").selectAll().where("org", "=", org);
  for (const name of ["kind", "status", "name"] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, "=", value);
  }
  if (filter.requestedBy !== undefined) query = query.where("requested_by", "=", filter.requestedBy);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(itemOf);
}

/** No organization has more than this on its shelves: a request beyond it is refused. */
export const MAX_ITEMS = 5_000;

/** What is approved, or blocked, newest first: all of it, for it is bounded. */
export function standingItems(read: Reader, org: string, status: "approved" | "blocked"): Promise<ShelfItem[]> {
  return listItems(read, org, { status }, { limit: MAX_ITEMS });
}

export async function readItem(read: Reader | Tx, org: string, id: string): Promise<ShelfItem | undefined> {
  const row = await read
    .selectFrom("shelf_items")
    .selectAll()
    .where("org", "=", org)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && itemOf(row);
}

export async function countItems(tx: Tx, org: string, filter: ItemFilter): Promise<number> {
  let query = tx
    .selectFrom("shelf_items")
    .select((eb) => eb.fn.countAll<number | string>().as("count"))
    .where("org", "=", org);
  for (const name of ["kind", "status", "name"] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, "=", value);
  }
  if (filter.requestedBy !== undefined) query = query.where("requested_by", "=", filter.requestedBy);
  return Number((await query.executeTakeFirst())?.count ?? 0);
}

/** Keeps a new item; false where the same one stands already, asked for, approved or blocked. */
export async function writeItem(
  tx: Tx,
  org: string,
  item: ShelfItem,
  files: readonly PackageFile[] = [],
): Promise<boolean> {
  const standing = await tx
    .selectFrom("shelf_items")
    .select("id")
    .where("org", "=", org)
    .where("kind", "=", item.kind)
    .where("name", "=", item.name)
    .where("version", "=", item.version)
    .where("status", "in", ["requested", "approved", "blocked"])
    .execute();
  if (standing.length > 0) return false;
  await tx.insertInto("shelf_items").values(rowOf(org, item)).execute();
  for (const file of files) {
    const { path, digest, bytes, executable } = entryOf(file);
    const content = file.content.toString("base64");
    await tx
      .insertInto("shelf_files")
      .values({ item: item.id, path, digest, bytes, executable: executable ? 1 : 0, content })
      .execute();
  }
  return true;
}

/** A change to an item that nobody else changed meanwhile; undefined where somebody did. */
export async function changeItem(
  tx: Tx,
  org: string,
  item: ShelfItem,
  change: Partial<Pick<ShelfItem, "status" | "teams" | "decidedBy" | "reason" | "decidedAt">> & { updatedAt: Millis },
): Promise<ShelfItem | undefined> {
  const after: ShelfItem = { ...item, ...change, revision: item.revision + 1 };
  const { status, teams, decided_by, reason, decided_at, updated_at, revision } = rowOf(org, after);
  const changed = await tx
    .updateTable("shelf_items")
    .set({ status, teams, decided_by, reason, decided_at, updated_at, revision })
    .where("org", "=", org)
    .where("id", "=", item.id)
    .where("revision", "=", item.revision)
    .returning("id")
    .execute();
  if (changed.length === 0) return undefined;
  // What nobody may have is not kept.
  if (after.status === "denied") await tx.deleteFrom("shelf_files").where("item", "=", item.id).execute();
  return after;
}

export async function listFiles(read: Reader, item: string): Promise<FileEntry[]> {
  const rows = await read
    .selectFrom("shelf_files")
    .select(["path", "digest", "bytes", "executable"])
    .where("item", "=", item)
    .orderBy("path")
    .execute();
  return rows.map(({ executable, ...row }) => ({ ...row, executable: executable === 1 }));
}

export async function readFiles(read: Reader, item: string): Promise<PackageFile[]> {
  const rows = await read.selectFrom("shelf_files").selectAll().where("item", "=", item).orderBy("path").execute();
  return rows.map(fileOf);
}

export async function readFile(read: Reader, item: string, path: string): Promise<PackageFile | undefined> {
  const row = await read
    .selectFrom("shelf_files")
    .selectAll()
    .where("item", "=", item)
    .where("path", "=", path)
    .executeTakeFirst();
  return row && fileOf(row);
}

function fileOf({ path, content, executable }: Tables["shelf_files"]): PackageFile {
  return { path, content: Buffer.from(content, "base64"), executable: executable === 1 };
}

function itemOf(row: Row): ShelfItem {
  return {
    id: row.id,
    kind: row.kind as ShelfKind,
    name: row.name,
    version: row.version,
    title: row.title,
    description: row.description,
    source: row.source,
    target: row.target,
    digest: row.digest,
    server: row.spec === "" ? undefined : (JSON.parse(row.spec) as Server),
    teams: JSON.parse(row.teams) as string[],
    status: row.status as ShelfStatus,
    why: row.why,
    requestedBy: row.requested_by,
    hands: JSON.parse(row.hands) as string[],
    requestedAt: row.requested_at,
    decidedBy: row.decided_by,
    reason: row.reason,
    decidedAt: row.decided_at ?? undefined,
    updatedAt: row.updated_at,
    concerns: JSON.parse(row.concerns) as Concern[],
    files: row.files,
    bytes: row.bytes,
    revision: row.revision,
  };
}

function rowOf(org: string, item: ShelfItem): Row {
  return {
    id: item.id,
    org,
    kind: item.kind,
    name: item.name,
    version: item.version,
    title: item.title,
    description: item.description,
    source: item.source,
    target: item.target,
    digest: item.digest,
    spec: item.server === undefined ? "" : JSON.stringify(item.server),
    teams: JSON.stringify(item.teams),
    status: item.status,
    why: item.why,
    requested_by: item.requestedBy,
    hands: JSON.stringify(item.hands),
    requested_at: item.requestedAt,
    decided_by: item.decidedBy,
    reason: item.reason,
    decided_at: item.decidedAt ?? null,
    updated_at: item.updatedAt,
    concerns: JSON.stringify(item.concerns),
    files: item.files,
    bytes: item.bytes,
    revision: item.revision,
  };
}
