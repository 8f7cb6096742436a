import type { Chain, Principal } from "../identity/index.ts";
import type { Program } from "../config/index.ts";
import type { Call, Clock, Millis } from "../kernel/index.ts";
import type { Landscape, Registry } from "../registry/index.ts";
import type { Context, ContextRoom } from "./types.ts";

/** Nobody has proved a second factor on this path yet; policies that ask for a fresh one see a very old one. */
const NEVER_S = 1_000_000_000;
const FULL_TRUST = 100;

/**
 * Gathers what is known about a call besides who makes it. What a caller states is taken as it stands where
 * it can only narrow (data classes). Where it may widen rights, policy sees it only when the credential is
 * entitled to state it; the record keeps it either way.
 */
export function makeContext(parts: { registry: Registry; clock: Clock }): ContextRoom {
  return {
    gather(call, chain) {
      const landscape = parts.registry.landscape(chain.org);
      const outermost = chain.links[0] as Principal;
      const members = landscape ? chainPrograms(landscape, chain, parts.clock.now()) : [];
      const workflow = landscape ? believedWorkflow(landscape, call, chain, members) : "none";
      return {
        channel: "model",
        client: call.client,
        environment: environmentOf(chain),
        geo: "",
        ip: call.ip,
        workflow,
        run: call.stated.run ?? "",
        session: call.stated.session ?? call.id,
        purpose: mayState(chain, "purpose") ? (call.stated.purpose ?? "") : purposeOf(landscape, outermost),
        customer: mayState(chain, "customer") ? (call.stated.customer ?? "") : "",
        autonomy: outermost.kind === "agent" ? outermost.autonomy : 0,
        delegationDepth: chain.links.length - 1,
        onBehalfOf: chain.links.slice(1).map((link) => link.ref),
        dataClasses: call.stated.dataClasses ?? [],
        dataRegions: [],
        programs: members.filter((program) => fits(program, workflow)).map((program) => program.id),
        taint: [],
        trustScore: FULL_TRUST,
        budget: "ok",
        mfaAgeS: NEVER_S,
        sessionRisk: 0,
        sessionTurns: 0,
        sessionBlocks: 0,
        sessionFlags: [],
      } satisfies Context;
    },
  };
}

// Guarantee: a claim that widens rights counts only when the credential is entitled to state it.
function mayState(chain: Chain, claim: "workflow" | "purpose" | "customer"): boolean {
  return chain.credential.scopes.includes(`state:${claim}`);
}

/**
 * A workflow is believed when the key may state workflows, or when everyone in the chain belongs to a live
 * program that this workflow is part of: being vetted for it is the entitlement.
 */
function believedWorkflow(landscape: Landscape, call: Call, chain: Chain, programs: Program[]): string {
  const stated = call.stated.workflow;
  if (stated === undefined || !landscape.workflows.has(stated)) return "none";
  if (mayState(chain, "workflow")) return stated;
  return programs.some((program) => program.workflows?.includes(stated)) ? stated : "none";
}

/** Programs that everyone in the chain is a member of and that have not expired. */
function chainPrograms(landscape: Landscape, chain: Chain, now: Millis): Program[] {
  const found: Program[] = [];
  for (const program of landscape.programs.values()) {
    if (now >= Date.parse(`${program.expires}T23:59:59.999Z`)) continue;
    if (chain.links.every((link) => isMember(landscape, program, link))) found.push(program);
  }
  return found;
}

function fits(program: Program, workflow: string): boolean {
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
function environmentOf(chain: Chain): string {
  const application = chain.links.find((link) => link.kind === "application");
  return application?.environment === undefined || application.environment === "" ? "prod" : application.environment;
}

function purposeOf(landscape: Landscape | undefined, principal: Principal): string {
  return principal.kind === "agent" ? (landscape?.agents.get(principal.id)?.purpose ?? "") : "";
}
