import { type Guardrails, type ObjectKind, type ObjectOf, type Organization, RESERVED } from "../config/index.ts";
import { type Clock, fault } from "../kernel/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { byPosition, circle, inUse, missing, sameSpec } from "./difference.ts";
import { kindsNaming, type Reference, referencesOf, TREES } from "./references.ts";
import {
  deleteRow,
  GUARDRAILS,
  type Kept,
  keptOf,
  lockRevision,
  ORGANIZATION,
  readOne,
  setRevision,
  writeRow,
  writeSpec,
} from "./rows.ts";
import type { Sealer } from "./seal.ts";
import { keepSecrets, maskSpec } from "./secrets.ts";
import type { Change, Registry, Written } from "./types.ts";

interface Parts {
  store: Store;
  sealer: Sealer;
  clock: Clock;
}

type Writing = Pick<
  Registry,
  "put" | "remove" | "orderTiers" | "createOrganization" | "putOrganization" | "putGuardrails"
>;

/** Changes of single objects, each inside its caller's transaction. */
export function makeWriting(parts: Parts): Writing {
  const { store, sealer, clock } = parts;

  return {
    async put(tx, org, kind, written, options) {
      const reserved = new Map(Object.entries(RESERVED[kind] ?? {})).get(written.id);
      if (reserved !== undefined) throw fault("invalid_request", { public: `${reserved}.`, param: "id" });
      const revision = await lockRevision(store, tx, org);
      const before = await readOne(tx, sealer, org, kind, written.id);
      checkVersion(before?.version, options.expect);
      const spec = keepSecrets(kind, written, before?.spec, options.origin);
      const origin = before?.origin === "file" ? "file" : options.origin;
      if (before && before.origin === origin && sameSpec(before.spec, spec)) return undefined;
      await checkReferences(tx, sealer, org, kind, spec);
      const version = revision + 1;
      const now = clock.now();
      await writeRow(tx, sealer, org, {
        kind,
        id: spec.id,
        version,
        origin,
        position: before?.position ?? (await nextPosition(tx, org, kind)),
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
        spec,
      });
      await setRevision(store, tx, org, version);
      const after = maskSpec(kind, spec);
      const change: Change = before
        ? { action: "update", kind, id: spec.id, before: maskSpec(kind, before.spec), after }
        : { action: "create", kind, id: spec.id, after };
      return { change, version };
    },

    async remove(tx, org, kind, id, options) {
      const revision = await lockRevision(store, tx, org);
      const before = await readOne(tx, sealer, org, kind, id);
      if (!before) return undefined;
      checkVersion(before.version, options.expect);
      const users = await usersOf(tx, sealer, org, kind, id);
      if (users.length > 0) throw inUse(kind, id, users);
      await deleteRow(tx, org, kind, id);
      await setRevision(store, tx, org, revision + 1);
      return { action: "delete", kind, id, before: maskSpec(kind, before.spec) };
    },

    async orderTiers(tx, org, ids) {
      const revision = await lockRevision(store, tx, org);
      const rows = await tx
        .selectFrom("objects")
        .selectAll()
        .where("org", "=", org)
        .where("kind", "=", "tiers")
        .execute();
      const tiers = rows.map((row) => keptOf(sealer, row) as Kept<"tiers">).sort(byPosition);
      if (
        ids.length !== tiers.length ||
        tiers.some((tier) => !ids.includes(tier.id)) ||
        new Set(ids).size !== ids.length
      ) {
        throw fault("invalid_request", { public: "Name every tier exactly once, most capable first.", param: "ids" });
      }
      const changes: Change[] = [];
      for (const [place, tier] of tiers.entries()) {
        const position = ids.indexOf(tier.id);
        if (position === place && position === tier.position) continue;
        await writeRow(tx, sealer, org, { ...tier, position, version: revision + 1, updatedAt: clock.now() });
        if (position === place) continue;
        const [before, after] = [place, position].map((at) => ({ id: tier.id, place: at }));
        changes.push({ action: "update", kind: "tiers", id: tier.id, before, after });
      }
      if (changes.length > 0) await setRevision(store, tx, org, revision + 1);
      return changes;
    },

    async createOrganization(tx, organization, guardrails) {
      const added = await tx
        .insertInto("revisions")
        .values({ org: organization.id, revision: 1 })
        .onConflict((conflict) => conflict.column("org").doNothing())
        .returning("org")
        .execute();
      if (added.length === 0)
        throw fault("conflict", { public: `There is an organization ${organization.id} already.` });
      await writeSetting(tx, organization.id, ORGANIZATION, organization, 1, clock.now());
      await writeSetting(tx, organization.id, GUARDRAILS, guardrails, 1, clock.now());
      await setRevision(store, tx, organization.id, 1);
    },

    putOrganization: (tx, organization, options) =>
      putSetting(parts, tx, organization.id, ORGANIZATION, organization, options),
    putGuardrails: (tx, org, guardrails, options) => putSetting(parts, tx, org, GUARDRAILS, guardrails, options),
  };
}

async function putSetting(
  { store, clock }: Parts,
  tx: Tx,
  org: string,
  kind: typeof ORGANIZATION | typeof GUARDRAILS,
  spec: Organization | Guardrails,
  options: { expect?: number },
): Promise<Written | undefined> {
  const revision = await lockRevision(store, tx, org);
  const row = await tx
    .selectFrom("objects")
    .select(["id", "version", "spec"])
    .where("org", "=", org)
    .where("kind", "=", kind)
    .executeTakeFirstOrThrow();
  checkVersion(Number(row.version), options.expect);
  const before: unknown = JSON.parse(row.spec);
  if (sameSpec(before, spec)) return undefined;
  await writeSetting(tx, org, kind, spec, revision + 1, clock.now());
  await setRevision(store, tx, org, revision + 1);
  return { change: { action: "update", kind, id: row.id, before, after: spec }, version: revision + 1 };
}

export async function writeSetting(
  tx: Tx,
  org: string,
  kind: typeof ORGANIZATION | typeof GUARDRAILS,
  spec: Organization | Guardrails,
  version: number,
  now: number,
): Promise<void> {
  const id = kind === ORGANIZATION ? org : GUARDRAILS;
  await writeSpec(tx, org, { kind, id, version, origin: "file", position: 0, createdAt: now, updatedAt: now, spec });
}

// Guarantee: nobody overwrites a change they have not seen.
function checkVersion(current: number | undefined, expect: number | "absent" | undefined): void {
  if (expect === undefined) return;
  if (expect === "absent") {
    if (current !== undefined) throw fault("conflict", { public: "There is one with this id already." });
  } else if (current !== expect) {
    throw fault(current === undefined ? "not_found" : "precondition_failed");
  }
}

const CHUNK = 500;

async function checkReferences<K extends ObjectKind>(
  tx: Tx,
  sealer: Sealer,
  org: string,
  kind: K,
  spec: ObjectOf<K>,
): Promise<void> {
  const references = referencesOf(kind, spec);
  const kinds = new Set(references.map((reference) => reference.kind));
  for (const named of kinds) {
    const wanted = references.filter((reference) => reference.kind === named);
    // Its own id counts as present, so that the check for circles can say what is wrong.
    const present = await presentIds(tx, org, named, wanted);
    if (named === kind) present.add(spec.id);
    const first = wanted.find((reference) => !present.has(reference.id));
    if (first) throw missing(first.param, first.kind, first.id);
  }
  if (!TREES.includes(kind)) return;
  const seen = new Set<string>();
  let parent = (spec as { parent?: string }).parent;
  while (parent !== undefined && !seen.has(parent)) {
    if (parent === spec.id) throw circle("parent", spec.id);
    seen.add(parent);
    parent = ((await readOne(tx, sealer, org, kind, parent))?.spec as { parent?: string } | undefined)?.parent;
  }
}

async function presentIds(tx: Tx, org: string, kind: ObjectKind, wanted: readonly Reference[]): Promise<Set<string>> {
  const ids = [...new Set(wanted.map((reference) => reference.id))];
  const present = new Set<string>();
  for (let at = 0; at < ids.length; at += CHUNK) {
    const rows = await tx
      .selectFrom("objects")
      .select("id")
      .where("org", "=", org)
      .where("kind", "=", kind)
      .where("id", "in", ids.slice(at, at + CHUNK))
      .execute();
    for (const row of rows) present.add(row.id);
  }
  return present;
}

/** Who names an object: `models/north-frontier`. */
async function usersOf(tx: Tx, sealer: Sealer, org: string, kind: ObjectKind, id: string): Promise<string[]> {
  const kinds = kindsNaming(kind);
  if (kinds.length === 0) return [];
  const rows = await tx
    .selectFrom("objects")
    .selectAll()
    .where("org", "=", org)
    .where("kind", "in", kinds)
    // A rough net, for ids hold no quotes: what it lets through is read properly below.
    .where("spec", "like", `%${id}"%`)
    .orderBy("kind")
    .orderBy("id")
    .execute();
  return rows
    .map((row) => keptOf(sealer, row))
    .filter((user) => user.kind !== kind || user.id !== id)
    .filter((user) => referencesOf(user.kind, user.spec).some((named) => named.kind === kind && named.id === id))
    .map((user) => `${user.kind}/${user.id}`);
}

async function nextPosition(tx: Tx, org: string, kind: ObjectKind): Promise<number> {
  const row = await tx
    .selectFrom("objects")
    .select((of) => of.fn.max("position").as("last"))
    .where("org", "=", org)
    .where("kind", "=", kind)
    .executeTakeFirst();
  return row?.last === null || row?.last === undefined ? 0 : Number(row.last) + 1;
}
