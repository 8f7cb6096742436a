import { isIPv4 } from "node:net";
import { type Millis, type Random, type Result, ok, sameBytes, Secret, sha256 } from "../kernel/index.ts";
import type { Registry } from "../registry/index.ts";
import { REFUSALS } from "./recognize.ts";
import { makeLocalToken } from "./token.ts";
import type { Chain, Need, Principal, Refused } from "./types.ts";

/** The machine's owner: whoever can read the token where the start put it, from this machine only. */
export interface Local {
  token(): Secret;
  recognize(
    token: string,
    call: { ip: string; org?: string | undefined; onBehalfOf: Secret | undefined },
    need: Need,
  ): Result<Chain, Refused>;
}

export function makeLocal(parts: { registry: Registry; random: Random }): Local {
  const { registry } = parts;
  const token = new Secret(makeLocalToken(parts.random));
  const hash = Buffer.from(sha256(token.reveal()), "hex");

  return {
    token: () => token,
    recognize(presented, call, need) {
      if (!sameBytes(Buffer.from(sha256(presented), "hex"), hash)) return REFUSALS.unknown;
      // Guarantee: the machine's owner is believed from this machine only, and never makes a call.
      if (!isLoopback(call.ip)) return REFUSALS.unknown;
      if (need === "call" || need === "decide") return REFUSALS.scope;
      if (call.onBehalfOf) return REFUSALS.chain;
      const org = call.org ?? only(registry.organizations());
      const landscape = org === undefined ? undefined : registry.landscape(org);
      return landscape ? ok(ownerChain(landscape.organization.id, landscape.revision)) : REFUSALS.chain;
    },
  };
}

/** The chain of whoever owns the machine: what the program itself does on the way up is done in this name. */
export function ownerChain(org: string, revision: number): Chain {
  const owner: Principal = {
    kind: "user",
    id: "local",
    ref: "owner:local",
    name: "Owner of this machine",
    active: true,
    teams: [],
    roles: ["owner"],
    owner: undefined,
    autonomy: 0,
    attested: false,
    environment: "",
    region: "",
  };
  const expiresAt: Millis = Number.MAX_SAFE_INTEGER;
  return {
    org,
    links: [owner],
    credential: { ref: owner.ref, kind: "local", scopes: ["manage", "read", "approve"], expiresAt },
    entities: [owner.ref],
    fingerprint: `${org}\n${revision}\n${owner.ref}\napprove,manage,read`,
  };
}

function isLoopback(ip: string): boolean {
  const plain = ip.startsWith("::ffff:") ? ip.slice(7) : ip;
  return plain === "::1" || (isIPv4(plain) && plain.startsWith("127."));
}

function only(organizations: string[]): string | undefined {
  return organizations.length === 1 ? organizations[0] : undefined;
}
