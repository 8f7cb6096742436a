import type { Declaration, ObjectKind } from "../config/index.ts";
import { deriveKey } from "../kernel/index.ts";
import type { Tx } from "../store/index.ts";
import { declarationOf, difference } from "./difference.ts";
import { openLive } from "./live.ts";
import {
  deleteRow,
  GUARDRAILS,
  type Kept,
  keptOf,
  lockRevision,
  ORGANIZATION,
  readOne,
  readWhole,
  setRevision,
  writeRow,
} from "./rows.ts";
import { makeSealer } from "./seal.ts";
import { maskSpec, stripSpec } from "./secrets.ts";
import type { OpenRegistry, StoredObject } from "./types.ts";
import { makeWriting, writeSetting } from "./write.ts";

export const openRegistry: OpenRegistry = async ({ store, rootKey, clock, log }) => {
  const sealer = makeSealer(deriveKey(rootKey, "registry"));
  const live = await openLive({ store, sealer, log });
  const writing = makeWriting({ store, sealer, clock });

  return {
    ...live,
    ...writing,

    async get(org, kind, id) {
      const kept = await readOne(store.read, sealer, org, kind, id);
      return kept && storedOf(kept);
    },

    async list(org, kind, page) {
      if (kind === "tiers") return listLadder(org, page) as never;
      let query = store.read.selectFrom("objects").selectAll().where("org", "=", org).where("kind", "=", kind);
      if (page.after !== undefined) query = query.where("id", ">", page.after);
      const rows = await query.orderBy("id").limit(page.limit).execute();
      return rows.map((row) => storedOf(keptOf(sealer, row) as Kept<typeof kind>));
    },

    async policies(org, tx) {
      const query = (tx ?? store.read).selectFrom("objects").selectAll().where("org", "=", org);
      const rows = await query.where("kind", "=", "policies").orderBy("id").execute();
      return rows.map((row) => storedOf(keptOf(sealer, row) as Kept<"policies">));
    },

    async settings(org) {
      const rows = await store.read
        .selectFrom("objects")
        .select(["kind", "version", "spec"])
        .where("org", "=", org)
        .where("kind", "in", [ORGANIZATION, GUARDRAILS])
        .execute();
      const read = (kind: string) => {
        const row = rows.find((one) => one.kind === kind);
        return row && { version: Number(row.version), spec: JSON.parse(row.spec) };
      };
      const [organization, guardrails] = [read(ORGANIZATION), read(GUARDRAILS)];
      return organization && guardrails && { organization, guardrails };
    },

    async plan(declaration) {
      return difference(await readWhole(store.read, sealer, declaration.organization.id), declaration).changes;
    },

    async apply(tx, declaration) {
      const org = declaration.organization.id;
      const exists = await tx.selectFrom("revisions").select("org").where("org", "=", org).executeTakeFirst();
      const revision = exists ? await lockRevision(store, tx, org) : 0;
      const before = exists ? await readWhole(tx, sealer, org) : undefined;
      const todo = difference(before, declaration);
      const version = revision + 1;
      const now = clock.now();
      if (!exists) await writing.createOrganization(tx, declaration.organization, declaration.guardrails);
      else {
        if (todo.organization) await writeSetting(tx, org, ORGANIZATION, declaration.organization, version, now);
        if (todo.guardrails) await writeSetting(tx, org, GUARDRAILS, declaration.guardrails, version, now);
      }
      for (const { kind, id } of todo.remove) await deleteRow(tx, org, kind, id);
      const known = new Map((before?.objects ?? []).map((object) => [`${object.kind}/${object.id}`, object]));
      const changed = new Set(todo.changes.map(({ kind, id }) => `${kind}/${id}`));
      for (const object of todo.write) {
        const name = `${object.kind}/${object.id}`;
        const old = known.get(name);
        // What only moves to another place in the file keeps its version and time.
        const stays = old && !changed.has(name);
        await writeRow(tx, sealer, org, {
          ...object,
          version: stays ? old.version : version,
          createdAt: old?.createdAt ?? now,
          updatedAt: stays ? old.updatedAt : now,
        });
      }
      if (exists && todo.changes.length > 0) await setRevision(store, tx, org, version);
      await keepApplied(tx, declaration, now);
      return todo.changes;
    },

    async applied(org) {
      const row = await store.read
        .selectFrom("installation")
        .select("value")
        .where("name", "=", appliedName(org))
        .executeTakeFirst();
      return row && (JSON.parse(row.value) as Declaration);
    },

    async export(org) {
      const whole = await readWhole(store.read, sealer, org);
      if (!whole) throw new TypeError("export of an organization that is not kept");
      return declarationOf(whole);
    },
  };

  async function listLadder(org: string, page: { after?: string; limit: number }): Promise<StoredObject[]> {
    const whole = await store.read
      .selectFrom("objects")
      .selectAll()
      .where("org", "=", org)
      .where("kind", "=", "tiers")
      .orderBy("position")
      .orderBy("id")
      .execute();
    const start = page.after === undefined ? 0 : whole.findIndex((row) => row.id === page.after) + 1;
    return whole.slice(start, start + page.limit).map((row) => storedOf(keptOf(sealer, row)));
  }
};

function storedOf<K extends ObjectKind>(kept: Kept<K>): StoredObject<K> {
  const { position: _place, ...rest } = kept;
  return { ...rest, spec: maskSpec(kept.kind, kept.spec) };
}

function appliedName(org: string): string {
  return `applied:${org}`;
}

async function keepApplied(tx: Tx, declaration: Declaration, now: number): Promise<void> {
  const objects = Object.fromEntries(
    Object.entries(declaration.objects).map(([kind, specs]) => [
      kind,
      specs.map((spec) => stripSpec(kind as ObjectKind, spec)),
    ]),
  );
  const value = JSON.stringify({ ...declaration, objects });
  await tx
    .insertInto("installation")
    .values({ name: appliedName(declaration.organization.id), value, updated_at: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, updated_at: now }))
    .execute();
}
