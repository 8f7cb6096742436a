import { type Role, ROLES } from "../config/index.ts";
import type { Chain } from "../identity/index.ts";
import { never } from "../kernel/index.ts";
import type { Operation, Reach } from "./types.ts";

/** The machine's owner: whoever can read the data directory can do anything with it anyway. */
export function isMachineOwner(chain: Chain | undefined): boolean {
  return chain?.credential.kind === "local";
}

/** The roles that count for a chain: everyone in it must hold them. Agents and applications hold none. */
export function rolesOf(chain: Chain): ReadonlySet<Role> {
  if (isMachineOwner(chain)) return new Set(ROLES);
  if (chain.links.length === 0) return new Set();
  return new Set(ROLES.filter((role) => chain.links.every((link) => link.roles.includes(role))));
}

// Guarantee: what no row allows is refused.
/** How far a chain may run an operation; undefined: not at all. */
export function reachOf(operation: Pick<Operation, "roles" | "own">, chain: Chain): Reach | undefined {
  if (isMachineOwner(chain)) return "all";
  const { roles, own } = operation;
  const held = rolesOf(chain);
  const holds = (wanted: readonly Role[]) => wanted.some((role) => held.has(role));
  if (typeof roles !== "string") {
    if (holds(roles)) return "all";
  } else {
    switch (roles) {
      case "anyone":
      case "member":
        return "all";
      case "machine":
        return undefined;
      default:
        never(roles);
    }
  }
  if (own === "member" || (own && holds(own))) return "own";
  return undefined;
}

/** The users in a chain: whose things are "own". */
export function usersIn(chain: Chain): string[] {
  return chain.links.filter((link) => link.kind === "user").map((link) => link.id);
}
