import { type Clock, fault, type Millis, type Random, Secret } from "../kernel/index.ts";
import type { Registry } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { type KeyRow, keyHash } from "./facts.ts";
import { checkIssuer, checkOverlap, checkPrincipal, checkScopes, checkWanted, type Wanted } from "./issuing.ts";
import { ownedBy, parseRef } from "./principals.ts";
import { announce } from "./revocations.ts";
import { makeKey, makeKeyId } from "./token.ts";
import type { Chain, Identity, IssuedKey, KeyInfo, PrincipalKind, Scope } from "./types.ts";

const REKEYED = "rekeyed";
const MAX_PAGE = 1_000;
const MAX_REASON = 500;
const ENTITY = /^(?:user|agent|application|server):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$|^key:[0-9A-Za-z]{8}$/;

export interface Keys extends Pick<Identity, "issueKey" | "rotateKey" | "revokeKey" | "revoke" | "listKeys"> {
  /** Writes a key without asking whether it may be: for the first owner, whom nobody else can vouch for. */
  insert(tx: Tx, wanted: Wanted, issuedBy: string): Promise<IssuedKey>;
  /** Hears of keys that were made or rotated anywhere; the answer stops it. */
  onRekeyed(hear: (keyId: string) => void): () => void;
}

/** Keys as they are kept: made, rotated, revoked, listed. */
export function makeKeys(parts: {
  store: Store;
  registry: Registry;
  clock: Clock;
  random: Random;
  pepper: Uint8Array;
  /** Told of each key inside its transaction, so that the first owner's closes the setup. */
  issued(tx: Tx, principal: { org: string; ref: string }): Promise<void>;
}): Keys {
  const { store, registry, clock, random, pepper } = parts;

  const insert = async (tx: Tx, wanted: Wanted, issuedBy: string): Promise<IssuedKey> => {
    const { org, principal, name, expiresAt, scopes } = wanted;
    const kind = parseRef(principal)?.kind;
    if (!kind) throw fault("invalid_request", { param: "principal" });
    for (;;) {
      const key = makeKey(random, kind, makeKeyId(random));
      const row: KeyRow = {
        id: key.id,
        org,
        principal,
        name,
        hash: keyHash(pepper, key.body).toString("hex"),
        previous_hash: null,
        previous_until: null,
        scopes: JSON.stringify([...new Set(scopes)]),
        issued_by: issuedBy,
        created_at: await laterThanRevocations(tx, org, principal),
        expires_at: expiresAt,
        revoked_at: null,
        last_used_at: null,
        previous_last_used_at: null,
      };
      const written = await tx
        .insertInto("keys")
        .values(row)
        .onConflict((on) => on.column("id").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (!written) continue; // the public id was taken
      await store.signal(tx, REKEYED, key.id);
      await parts.issued(tx, { org, ref: principal });
      return { key: new Secret(key.text), id: key.id, principal, expiresAt, scopes: [...new Set(scopes)] };
    }
  };

  /** Now, or just after the last revocation where another process' clock runs ahead of this one. */
  const laterThanRevocations = async (tx: Tx, org: string, principal: string): Promise<Millis> => {
    const landscape = registry.landscape(org);
    const owner =
      landscape?.agents.get(principal.replace(/^agent:/, ""))?.owner ??
      landscape?.applications.get(principal.replace(/^application:/, ""))?.owner;
    const row = await tx
      .selectFrom("revocations")
      .select((q) => q.fn.max("not_before").as("not_before"))
      .where("org", "=", org)
      .where("entity", "in", owner === undefined ? [principal] : [principal, `user:${owner}`])
      .executeTakeFirst();
    return Math.max(clock.now(), Number(row?.not_before ?? 0) + 1);
  };

  const find = async (tx: Tx, org: string, id: string): Promise<KeyRow> => {
    const row = await tx.selectFrom("keys").selectAll().where("id", "=", id).where("org", "=", org).executeTakeFirst();
    if (!row) throw fault("not_found");
    return row;
  };

  const record = async (tx: Tx, org: string, entity: string, notBefore: Millis, reason: string) => {
    await tx
      .insertInto("revocations")
      .values({ org, entity, not_before: notBefore, reason: reason.slice(0, MAX_REASON), at: clock.now() })
      .execute();
    await announce(store, tx, { org, entity, notBefore });
  };

  const revokeKey: Identity["revokeKey"] = async (tx, { org, id, reason }) => {
    const row = await find(tx, org, id);
    const now = clock.now();
    if (row.revoked_at === null) {
      await tx.updateTable("keys").set({ revoked_at: now }).where("id", "=", id).where("org", "=", org).execute();
    }
    await record(tx, org, `key:${id}`, now, reason);
  };

  return {
    insert,
    onRekeyed: (hear) => store.onSignal(REKEYED, hear),

    async issueKey(tx, { issuedBy, ...wanted }) {
      const now = clock.now();
      checkWanted(wanted, now);
      const principal = checkPrincipal(registry.landscape(wanted.org), wanted.principal, now);
      checkScopes(wanted.scopes, principal);
      checkIssuer(issuedBy, wanted, principal);
      return insert(tx, wanted, issuerOf(issuedBy));
    },

    async rotateKey(tx, { org, id, overlapMs, by }) {
      checkOverlap(overlapMs);
      const now = clock.now();
      const row = await find(tx, org, id);
      const scopes = JSON.parse(row.scopes) as Scope[];
      const principal = checkPrincipal(registry.landscape(org), row.principal, now);
      if (by) checkIssuer(by, { org, scopes }, principal);
      if (row.revoked_at !== null || row.expires_at <= now) {
        throw fault("conflict", { public: "This key is revoked or has expired: issue a new one." });
      }
      const key = makeKey(random, kindOf(row.principal), id);
      const written = await tx
        .updateTable("keys")
        .set({
          hash: keyHash(pepper, key.body).toString("hex"),
          previous_hash: overlapMs === 0 ? null : row.hash,
          previous_until: overlapMs === 0 ? null : Math.min(now + overlapMs, row.expires_at),
          last_used_at: null,
          previous_last_used_at: row.last_used_at,
        })
        .where("id", "=", id)
        .where("hash", "=", row.hash)
        .where("revoked_at", "is", null)
        .returning("id")
        .executeTakeFirst();
      if (!written) throw fault("conflict");
      await store.signal(tx, REKEYED, id);
      return { key: new Secret(key.text), id, principal: row.principal, expiresAt: row.expires_at, scopes };
    },

    revokeKey,

    async revoke(tx, { org, entity, reason }) {
      if (!ENTITY.test(entity)) {
        throw fault("invalid_request", { param: "entity", public: "Written as user:ID, agent:ID or key:ID." });
      }
      if (entity.startsWith("key:")) return revokeKey(tx, { org, id: entity.slice(4), reason });
      const landscape = registry.landscape(org);
      const owned = landscape && entity.startsWith("user:") ? ownedBy(landscape, entity.slice(5)) : [];
      let latest = clock.now();
      const at = latest;
      for (const principal of [entity, ...owned]) {
        const of = tx.selectFrom("keys").where("org", "=", org).where("principal", "=", principal);
        const newest = await of.select((q) => q.fn.max("created_at").as("created_at")).executeTakeFirst();
        // A key made by a process whose clock runs ahead is older than this all the same.
        latest = Math.max(latest, Number(newest?.created_at ?? 0));
        await tx
          .updateTable("keys")
          .set({ revoked_at: at })
          .where("org", "=", org)
          .where("principal", "=", principal)
          .where("revoked_at", "is", null)
          .execute();
      }
      await record(tx, org, entity, latest, reason);
    },

    async listKeys(org, { id, principal, after, limit }) {
      let query = store.read.selectFrom("keys").selectAll().where("org", "=", org);
      if (id !== undefined) query = query.where("id", "=", id);
      if (principal !== undefined) query = query.where("principal", "=", principal);
      if (after !== undefined) query = query.where("id", ">", after);
      const rows = await query
        .orderBy("id")
        .limit(Math.max(1, Math.min(limit, MAX_PAGE)))
        .execute();
      return rows.map(infoOf);
    },
  };
}

function infoOf(row: KeyRow): KeyInfo {
  return {
    id: row.id,
    principal: row.principal,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    issuedBy: row.issued_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    previousUntil: row.previous_until ?? undefined,
    previousLastUsedAt: row.previous_last_used_at ?? undefined,
  };
}

function issuerOf(chain: Chain): string {
  return chain.links.map((link) => link.ref).join(">") || chain.credential.ref;
}

function kindOf(principal: string): PrincipalKind {
  const ref = parseRef(principal);
  if (!ref) throw fault("internal", { internal: `a key of ${principal}, which is no principal` });
  return ref.kind;
}
