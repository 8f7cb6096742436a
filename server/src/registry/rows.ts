import { type Guardrails, type ObjectKind, type ObjectOf, OBJECTS, type Organization } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import type { Reader, Store, Tx } from "../store/index.ts";
import type { Sealer } from "./seal.ts";
import { openSpec, sealSpec } from "./secrets.ts";

/** In an order in which each kind names only kinds before it, or itself. */
export const KINDS = Object.keys(OBJECTS) as ObjectKind[];

/** An object as this room knows it, secrets open. Never leaves the room. */
export interface Kept<K extends ObjectKind = ObjectKind> {
  kind: K;
  id: string;
  version: number;
  origin: "file" | "api";
  position: number;
  createdAt: number;
  updatedAt: number;
  spec: ObjectOf<K>;
}

/** Everything of one organization. */
export interface Whole {
  revision: number;
  organization: { version: number; spec: Organization };
  guardrails: { version: number; spec: Guardrails };
  objects: Kept[];
}

/** The two settings stand among the objects under kinds of their own. */
export const ORGANIZATION = "organization";
export const GUARDRAILS = "guardrails";

interface Row {
  org: string;
  kind: string;
  id: string;
  version: number;
  origin: string;
  position: number;
  spec: string;
  created_at: number;
  updated_at: number;
}

/** One statement, so that what it sees belongs to one moment. */
export async function readWhole(reader: Reader, sealer: Sealer, org: string): Promise<Whole | undefined> {
  const rows = await reader
    .selectFrom("objects")
    .innerJoin("revisions", "revisions.org", "objects.org")
    .selectAll("objects")
    .select("revisions.revision")
    .where("objects.org", "=", org)
    .execute();
  const organization = rows.find((row) => row.kind === ORGANIZATION);
  const guardrails = rows.find((row) => row.kind === GUARDRAILS);
  if (!organization || !guardrails) return undefined;
  return {
    revision: Number(organization.revision),
    organization: { version: Number(organization.version), spec: JSON.parse(organization.spec) as Organization },
    guardrails: { version: Number(guardrails.version), spec: JSON.parse(guardrails.spec) as Guardrails },
    objects: rows.filter((row) => Object.hasOwn(OBJECTS, row.kind)).map((row) => keptOf(sealer, row)),
  };
}

export async function readOne<K extends ObjectKind>(
  reader: Reader,
  sealer: Sealer,
  org: string,
  kind: K,
  id: string,
): Promise<Kept<K> | undefined> {
  const row = await reader
    .selectFrom("objects")
    .selectAll()
    .where("org", "=", org)
    .where("kind", "=", kind)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && (keptOf(sealer, row) as Kept<K>);
}

export function keptOf(sealer: Sealer, row: Row): Kept {
  const kind = row.kind as ObjectKind;
  return {
    kind,
    id: row.id,
    version: Number(row.version),
    origin: row.origin === "file" ? "file" : "api",
    position: Number(row.position),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    spec: openSpec(
      sealer,
      row.org,
      kind,
      row.id,
      JSON.parse(row.spec) as Record<string, unknown>,
    ) as ObjectOf<ObjectKind>,
  };
}

export async function writeRow(tx: Tx, sealer: Sealer, org: string, kept: Kept): Promise<void> {
  await writeSpec(tx, org, { ...kept, spec: sealSpec(sealer, org, kept.kind, kept.spec) });
}

/** Writes a row as it stands; settings carry no secrets. */
export async function writeSpec(
  tx: Tx,
  org: string,
  row: {
    kind: string;
    id: string;
    version: number;
    origin: string;
    position: number;
    createdAt: number;
    updatedAt: number;
    spec: unknown;
  },
): Promise<void> {
  const values = {
    version: row.version,
    origin: row.origin,
    position: row.position,
    spec: JSON.stringify(row.spec),
    updated_at: row.updatedAt,
  };
  await tx
    .insertInto("objects")
    .values({ org, kind: row.kind, id: row.id, created_at: row.createdAt, ...values })
    .onConflict((conflict) => conflict.columns(["org", "kind", "id"]).doUpdateSet(values))
    .execute();
}

export async function deleteRow(tx: Tx, org: string, kind: ObjectKind, id: string): Promise<void> {
  await tx.deleteFrom("objects").where("org", "=", org).where("kind", "=", kind).where("id", "=", id).execute();
}

/**
 * Changes to one organization happen one after another, whichever process makes them: on PostgreSQL the row
 * of its revision is the lock.
 */
export async function lockRevision(store: Store, tx: Tx, org: string): Promise<number> {
  const query = tx.selectFrom("revisions").select("revision").where("org", "=", org);
  const row = await (store.dialect === "postgres" ? query.forUpdate() : query).executeTakeFirst();
  if (!row) throw fault("not_found");
  return Number(row.revision);
}

/** An object's version is the revision that wrote it, so no version ever means two texts, not even after a removal. */
export async function setRevision(store: Store, tx: Tx, org: string, revision: number): Promise<void> {
  await tx.updateTable("revisions").set({ revision }).where("org", "=", org).execute();
  await store.signal(tx, TOPIC, org);
}

export const TOPIC = "registry";
