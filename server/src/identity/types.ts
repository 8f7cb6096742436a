import type { Role } from "../config/index.ts";
import type { Call, Millis, Result, Secret } from "../kernel/index.ts";
import type { Tx } from "../store/index.ts";

export type PrincipalKind = "user" | "agent" | "application" | "server";

/** Someone or something that acts, as the registry knows it at this moment. */
export interface Principal {
  kind: PrincipalKind;
  id: string;
  /** `agent:triage-bot` */
  ref: string;
  name: string;
  active: boolean;
  /** Teams it is a direct member of; the registry knows their parents. */
  teams: string[];
  roles: Role[];
  /** Agents and applications: id of the owning user. */
  owner: string | undefined;
  autonomy: number;
  attested: boolean;
  environment: string;
  region: string;
}

export interface Credential {
  /** `key:ab12cd34` or `owner:local` */
  ref: string;
  kind: "key" | "local";
  scopes: Scope[];
  expiresAt: Millis;
}

/**
 * What a key may be used for: `call` models and tools, `decide` what others may do (asked by what enforces
 * it), `manage` through the API within its principal's roles, `read` the API only, `approve` what waits for a
 * person's word. `state:CLAIM` lets its holder state a claim that widens rights.
 */
export type Scope = "call" | "decide" | "manage" | "read" | "approve" | `state:${string}`;

/**
 * What a door is about to let someone do; a scope of that name is needed. `manage` and `approve` contain `read`, and
 * who may call may ask what it may do itself.
 */
export type Need = "call" | "decide" | "manage" | "read" | "approve";

/** Everyone a call acts for, outermost first. All must be allowed. */
export interface Chain {
  org: string;
  links: Principal[];
  credential: Credential;
  /** Every entity whose revocation cuts this call: `user:..`, `agent:..`, `key:..` */
  entities: string[];
  /** The same text for the same chain under the same landscape: a key for caches. */
  fingerprint: string;
}

export interface Refused {
  code: "unauthenticated";
  /** For the log and the record; the caller is told the same sentence whatever it was. */
  because: "missing" | "malformed" | "unknown" | "expired" | "revoked" | "disabled" | "scope" | "chain";
  /** Known only where the credential itself was good. */
  org?: string;
  principal?: string;
}

export interface IssuedKey {
  /** The whole key. Shown once. */
  key: Secret;
  id: string;
  principal: string;
  expiresAt: Millis;
  scopes: Scope[];
}

export interface KeyInfo {
  id: string;
  principal: string;
  name: string;
  scopes: Scope[];
  issuedBy: string;
  createdAt: Millis;
  expiresAt: Millis;
  revokedAt: Millis | undefined;
  lastUsedAt: Millis | undefined;
  /** While a rotation overlaps. */
  previousUntil: Millis | undefined;
  previousLastUsedAt: Millis | undefined;
}

export interface Identity {
  /** Who is calling. Answers at once from memory for a credential seen before. */
  recognize(
    call: Pick<Call, "credential" | "onBehalfOf" | "at" | "ip"> & {
      /** The organization the machine's owner speaks about, where there is more than one. */
      org?: string | undefined;
    },
    need: Need,
  ): Result<Chain, Refused> | Promise<Result<Chain, Refused>>;
  /** Calls `cut` when anyone in the chain is disabled or revoked; the answer ends the watch. */
  watch(chain: Chain, cut: () => void): () => void;

  issueKey(
    tx: Tx,
    request: { org: string; principal: string; name: string; expiresAt: Millis; scopes: Scope[]; issuedBy: Chain },
  ): Promise<IssuedKey>;
  rotateKey(
    tx: Tx,
    request: {
      org: string;
      id: string;
      overlapMs: Millis;
      /** Who asks: must be able to issue such a key. Left out only by those who have checked otherwise. */
      by?: Chain;
    },
  ): Promise<IssuedKey>;
  revokeKey(tx: Tx, request: { org: string; id: string; reason: string }): Promise<void>;
  /** Makes everything issued to an entity before now worthless, on every process within a second. */
  revoke(tx: Tx, request: { org: string; entity: string; reason: string }): Promise<void>;
  listKeys(org: string, filter: { id?: string; principal?: string; after?: string; limit: number }): Promise<KeyInfo[]>;

  /** The one-time code with which the first owner is claimed; undefined once someone has. */
  openSetup(): Promise<{ code: Secret; expiresAt: Millis } | undefined>;
  /** Uses it up. The answer is a key of that owner. */
  claimSetup(
    tx: Tx,
    request: { code: string; org: string; user: string },
  ): Promise<Result<IssuedKey, "wrong" | "expired" | "used">>;

  /** The token that speaks for the machine's owner; another one for each process. */
  localToken(): Secret;
  close(): void;
}
