import type { ConnectedServer } from "../../../registry/index.ts";
import type { PeerOwner } from "../types.ts";

/** What Lumos shows an upstream of itself. */
export interface Credential {
  /** Headers for one request. Throws a fault where there is none to be had. */
  headers(): Record<string, string> | Promise<Record<string, string>>;
  /** The upstream refused these headers: whether asking again is worth it, since there are others now. */
  refused(headers: Readonly<Record<string, string>>): Promise<boolean>;
}

/**
 * Which credential an upstream is shown, and for whom. Today it is the service's own for every owner; one of a
 * person's own comes behind the same question.
 */
export type CredentialFor = (server: ConnectedServer, owner: Pick<PeerOwner, "org" | "chain">) => Credential;
