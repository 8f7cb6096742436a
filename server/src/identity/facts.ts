import type { Selectable } from "kysely";
import { hmacSha256, type Millis, sameBytes } from "../kernel/index.ts";
import type { Tables } from "../store/index.ts";
import { parseRef } from "./principals.ts";
import type { PrincipalKind, Scope } from "./types.ts";

export type KeyRow = Selectable<Tables["keys"]>;

/** What a process keeps of a key: never the key, only what it can be compared with. */
export interface KeyFacts {
  id: string;
  org: string;
  kind: PrincipalKind;
  principal: string;
  scopes: Scope[];
  createdAt: Millis;
  expiresAt: Millis;
  revokedAt: Millis | undefined;
  hash: Buffer;
  previousHash: Buffer | undefined;
  previousUntil: Millis | undefined;
  /** Set when the row has changed since: whoever holds these facts must ask again. */
  stale: boolean;
}

export function factsOf(row: KeyRow): KeyFacts | undefined {
  const ref = parseRef(row.principal);
  if (!ref) return undefined;
  return {
    id: row.id,
    org: row.org,
    kind: ref.kind,
    principal: row.principal,
    scopes: JSON.parse(row.scopes) as Scope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at ?? undefined,
    hash: Buffer.from(row.hash, "hex"),
    previousHash: row.previous_hash === null ? undefined : Buffer.from(row.previous_hash, "hex"),
    previousUntil: row.previous_until ?? undefined,
    stale: false,
  };
}

/** What is kept of a key in place of it. */
export function keyHash(pepper: Uint8Array, body: string): Buffer {
  return hmacSha256(pepper, body);
}

/** Which secret of the key this is, if any. Both are compared whatever the first comparison says. */
export function matches(facts: KeyFacts, hash: Uint8Array): "current" | "previous" | undefined {
  const current = sameBytes(facts.hash, hash);
  const previous = sameBytes(facts.previousHash ?? NO_HASH, hash) && facts.previousHash !== undefined;
  if (current) return "current";
  return previous ? "previous" : undefined;
}

const NO_HASH = Buffer.alloc(32);
