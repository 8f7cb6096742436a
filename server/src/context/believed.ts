import type { Program } from "../config/index.ts";
import type { Chain, Principal } from "../identity/index.ts";
import type { Millis } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";

/** Nobody has proved a second factor on this path yet; policies that ask for a fresh one see a very old one. */
export const NEVER_S = 1_000_000_000;
export const FULL_TRUST = 100;

// Guarantee: a claim that widens rights counts only when the credential is entitled to state it.
export function mayState(chain: Chain, claim: string): boolean {
  return chain.credential.scopes.includes(`state:${claim}`);
}

/**
 * A workflow is believed when the key may state workflows, or when everyone in the chain belongs to a live
 * program that this workflow is part of: being vetted for it is the entitlement.
 */
export function believedWorkflow(
  landscape: Landscape,
  stated: string | undefined,
  chain: Chain,
  programs: Program[],
): string {
  if (stated === undefined || !landscape.workflows.has(stated)) return "none";
  if (mayState(chain, "workflow")) return stated;
  return programs.some((program) => program.workflows?.includes(stated)) ? stated : "none";
}

/** Programs that everyone in the chain is a member of and that have not expired. */
export function chainPrograms(landscape: Landscape, chain: Chain, now: Millis): Program[] {
  const found: Program[] = [];
  for (const program of landscape.programs.values()) {
    if (now >= Date.parse(`${program.expires}T23:59:59.999Z`)) continue;
    if (chain.links.every((link) => isMember(landscape, program, link))) found.push(program);
  }
  return found;
}

export function fits(program: Program, workflow: string): boolean {
  return program.workflows === undefined || program.workflows.includes(workflow);
}

function isMember(landscape: Landscape, program: Program, link: Principal): boolean {
  if (program.members.includes(link.ref)) return true;
  const seen = new Set<string>();
  const open = [...link.teams];
  for (let team = open.pop(); team !== undefined; team = open.pop()) {
    if (seen.has(team)) continue;
    seen.add(team);
    if (program.members.includes(`team:${team}`)) return true;
    const parent = landscape.teams.get(team)?.parent;
    if (parent !== undefined) open.push(parent);
  }
  return false;
}

/** An application says where it runs; for everyone else the strictest is assumed. */
export function environmentOf(chain: Chain): string {
  const application = chain.links.find((link) => link.kind === "application");
  return application?.environment === undefined || application.environment === "" ? "prod" : application.environment;
}

export function purposeOf(landscape: Landscape | undefined, principal: Principal): string {
  return principal.kind === "agent" ? (landscape?.agents.get(principal.id)?.purpose ?? "") : "";
}
