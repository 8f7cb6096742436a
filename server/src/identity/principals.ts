import type { Millis } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Principal, PrincipalKind } from "./types.ts";

const REF = /^(user|agent|application|server):([A-Za-z0-9][A-Za-z0-9._@+-]{0,127})$/;
const DAY_MS = 86_400_000;

export function parseRef(ref: string): { kind: PrincipalKind; id: string } | undefined {
  const match = REF.exec(ref);
  return match ? { kind: match[1] as PrincipalKind, id: match[2] as string } : undefined;
}

/** A principal as the landscape has it; undefined where there is none of that name. */
export function principalIn(landscape: Landscape, ref: string, now: Millis): Principal | undefined {
  const parsed = parseRef(ref);
  if (!parsed) return undefined;
  const { kind, id } = parsed;
  const base = { kind, id, ref, roles: [], owner: undefined, autonomy: 0, attested: false, environment: "" };
  switch (kind) {
    case "user": {
      const user = landscape.users.get(id);
      return (
        user && {
          ...base,
          name: user.name ?? id,
          active: user.status !== "disabled",
          teams: user.teams ?? [],
          roles: user.roles ?? [],
          region: user.region ?? landscape.organization.region ?? "",
        }
      );
    }
    case "agent": {
      const agent = landscape.agents.get(id);
      return (
        agent && {
          ...base,
          name: agent.name ?? id,
          active: agent.status !== "disabled" && now < endOf(agent.expires),
          teams: agent.teams ?? [],
          owner: agent.owner,
          autonomy: agent.autonomy ?? 0,
          region: "",
        }
      );
    }
    case "application": {
      const application = landscape.applications.get(id);
      return (
        application && {
          ...base,
          name: application.name ?? id,
          active: application.status !== "disabled",
          teams: application.teams ?? [],
          owner: application.owner,
          environment: application.environment ?? "",
          region: "",
        }
      );
    }
    case "server": {
      const server = landscape.servers.get(id);
      return (
        server && {
          ...base,
          name: id,
          active: true,
          teams: [],
          environment: server.environment ?? "",
          region: server.region ?? "",
        }
      );
    }
  }
}

/** Until when a principal stays what it is without a change in the registry. */
export function activeUntil(landscape: Landscape, principal: Principal): Millis {
  return principal.kind === "agent" ? endOf(landscape.agents.get(principal.id)?.expires) : Infinity;
}

/** Whether the user who answers for an agent or application is there and active. Users answer for themselves. */
export function ownerActive(landscape: Landscape, principal: Principal): boolean {
  if (principal.owner === undefined) return principal.kind === "user" || principal.kind === "server";
  const owner = landscape.users.get(principal.owner);
  return owner !== undefined && owner.status !== "disabled";
}

/** Refs of the agents and applications a user answers for. */
export function ownedBy(landscape: Landscape, userId: string): string[] {
  const owned: string[] = [];
  for (const agent of landscape.agents.values()) if (agent.owner === userId) owned.push(`agent:${agent.id}`);
  for (const application of landscape.applications.values())
    if (application.owner === userId) owned.push(`application:${application.id}`);
  return owned;
}

/** The day written still counts, to its end in UTC. */
function endOf(date: string | undefined): Millis {
  return date === undefined ? Infinity : Date.parse(`${date}T00:00:00Z`) + DAY_MS;
}
