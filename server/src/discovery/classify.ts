import type { Landscape } from "../registry/index.ts";
import { type ShelfItem, targetOfServer } from "../shelves/index.ts";
import type { Class, Found } from "./types.ts";

/** What an organization knows, ready to be asked about many things. */
export interface Known {
  approved: ReadonlyMap<string, string>;
  blocked: ReadonlySet<string>;
  skills: ReadonlySet<string>;
  /** The declared server that stands for a target, where clients can be led to it. */
  servers: ReadonlyMap<string, string>;
}

export function knownOf(
  landscape: Pick<Landscape, "servers">,
  items: { approved: readonly ShelfItem[]; blocked: readonly ShelfItem[] },
): Known {
  const servers = new Map<string, string>();
  for (const server of landscape.servers.values()) {
    const target = targetOfServer(server);
    if (isTelling(target)) servers.set(target, server.id);
  }
  const approved = new Map(servers);
  for (const { kind, target, name } of items.approved) {
    if (kind !== "server" || !isTelling(target)) continue;
    approved.set(target, name);
    if (landscape.servers.has(name)) servers.set(target, name);
  }
  const blocked = new Set(items.blocked.map(({ target }) => target).filter((target) => target !== ""));
  const skills = new Set(items.approved.flatMap(({ kind, digest }) => (kind === "skill" && digest ? [digest] : [])));
  return { approved, blocked, skills, servers };
}

// Guarantee: what only shares a name or an interpreter with something approved is not taken for it.
/** `program:node` and an address with a masked piece say too little to know anything by. */
function isTelling(target: string): boolean {
  return target !== "" && !target.startsWith("program:") && !/[:/]-(?:\/|$)/.test(target);
}

export function classOf(found: Pick<Found, "kind" | "target" | "class" | "digest">, known: Known): Class {
  if (known.blocked.has(found.target)) return "blocked";
  if (found.class === "lumos") return "lumos";
  if (found.kind === "skill") return known.skills.has(found.digest) ? "approved" : "unknown";
  return known.approved.has(found.target) ? "approved" : "unknown";
}
