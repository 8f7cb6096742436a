import { ROLES, type Role } from "../config/index.ts";
import type { Landscape } from "../registry/index.ts";
import { OBLIGATIONS } from "../policy/index.ts";

/** Who asks: users of the chain, and those who answer for its agents and applications. None of them decides. */
export function requestersOf(landscape: Landscape, refs: readonly string[]): Set<string> {
  const people = new Set<string>();
  for (const ref of refs) {
    const [kind, id] = partsOf(ref);
    if (kind === "user") people.add(id);
    const owner =
      kind === "agent"
        ? landscape.agents.get(id)?.owner
        : kind === "application"
          ? landscape.applications.get(id)?.owner
          : undefined;
    if (owner !== undefined) people.add(owner);
  }
  return people;
}

/**
 * The users who may give what is needed, as the landscape has them: holders of a role, members of a team, or those
 * a server says it belongs to.
 */
export function deciders(landscape: Landscape, need: string, about: { server: string; not: ReadonlySet<string> }) {
  const who = askedFor(need);
  const may = (ids: readonly string[]) => ids.filter((id) => !about.not.has(id));
  if (who === undefined) return [];
  if (who === "owner") {
    const owners = may(ownersOf(landscape, about.server));
    // Where nobody is left whom the resource belongs to, it falls to the organization's owners.
    return owners.length > 0 ? owners : may(holders(landscape, ["owner"]));
  }
  if (isRole(who)) return may(holders(landscape, standingIn(who)));
  return may(membersOf(landscape, who));
}

/** Whether the machine's owner may give it: roles alone, for it is nobody's member and owns no server. */
export function machineMay(landscape: Landscape, need: string, about: { server: string; not: ReadonlySet<string> }) {
  // Guarantee: the machine's owner does not decide what an owner of the organization asked for: it may be the same person.
  for (const id of about.not) if (landscape.users.get(id)?.roles?.includes("owner")) return false;
  const who = askedFor(need);
  if (who === undefined) return false;
  if (who !== "owner") return isRole(who);
  return ownersOf(landscape, about.server).every((id) => about.not.has(id));
}

/** The role or team an approval is asked of. */
// Guarantee: nobody approves what is no approval: another proof of who somebody is, a justification.
function askedFor(need: string): string | undefined {
  return need.startsWith("approval:") ? need.slice("approval:".length) : undefined;
}

function holders(landscape: Landscape, roles: readonly Role[]): string[] {
  return active(landscape, ({ roles: held }) => roles.some((role) => held?.includes(role)));
}

/** `user:ID` or `team:ID`, as the server's declaration has it. */
function ownersOf(landscape: Landscape, server: string): string[] {
  const [kind, id] = partsOf(landscape.servers.get(server)?.owner ?? "");
  if (kind === "team") return membersOf(landscape, id);
  return kind === "user" ? active(landscape, (user) => user.id === id) : [];
}

/** Members of a team and of the teams below it. */
function membersOf(landscape: Landscape, team: string): string[] {
  if (!landscape.teams.has(team)) return [];
  const isIn = new Map<string, boolean>();
  const belongs = (id: string): boolean => {
    const known = isIn.get(id);
    if (known !== undefined) return known;
    isIn.set(id, id === team);
    const parent = landscape.teams.get(id)?.parent;
    const found = id === team || (parent !== undefined && belongs(parent));
    isIn.set(id, found);
    return found;
  };
  return active(landscape, ({ teams }) => teams?.some(belongs) ?? false);
}

type User = Landscape["users"] extends ReadonlyMap<string, infer U> ? U : never;

function active(landscape: Landscape, is: (user: User) => boolean): string[] {
  return [...landscape.users.values()].filter((user) => user.status !== "disabled" && is(user)).map(({ id }) => id);
}

/** The role itself and those that stand in for it, as policy has them. */
function standingIn(role: Role): Role[] {
  const rank = OBLIGATIONS.approvers.indexOf(role);
  return rank < 0 ? [role] : OBLIGATIONS.approvers.slice(rank).filter(isRole);
}

function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

function partsOf(ref: string): [kind: string, id: string] {
  const at = ref.indexOf(":");
  return at < 0 ? ["", ref] : [ref.slice(0, at), ref.slice(at + 1)];
}
