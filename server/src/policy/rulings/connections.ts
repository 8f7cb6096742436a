import type { Connection } from "../../config/index.ts";
import type { Principal } from "../../identity/index.ts";
import type { ToolEffect } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { ToolUse } from "./candidates.ts";
import type { Narrowing } from "./guardrails.ts";
import type { Obligation, Reason } from "../types.ts";

const EFFECTS: readonly ToolEffect[] = ["read", "write", "destructive", "egress"];

type Connected = Pick<Landscape, "connections" | "teams">;

/**
 * What connections say of one use of a tool, beside the policies: they only ever narrow. Undefined where they say
 * nothing. Whoever in a chain is connected to a server may do over it what its connections say. A server that
 * agents, or anyone, are connected to is closed to agents and applications that are not, and one that people or
 * teams are connected to is closed to other people.
 */
// Guarantee: a connection allows nobody in a chain more than its own connections say.
export function connectionNarrowing(
  landscape: Connected,
  links: readonly Principal[],
  use: ToolUse,
  fulfilled: readonly Obligation[] = [],
): Narrowing | undefined {
  const all = connectionsTo(landscape, use.server.id);
  if (all.length === 0) return undefined;
  const forbids: Reason[] = [];
  const obligations = new Set<Obligation>();
  const ofPeople = all.some(({ from }) => from.startsWith("user:") || from.startsWith("team:"));
  for (const link of links) {
    const names = namesOf(landscape, link);
    const mine = all.filter(({ from }) => names.has(from));
    if (mine.length === 0) {
      const closed = link.kind === "user" ? ofPeople : true;
      if (closed) forbids.push(forbid("connection.missing", link, `${link.ref} is not connected to ${use.server.id}.`));
      continue;
    }
    const opening = mine.filter((one) => opens(one, use.tool));
    if (opening.length === 0) {
      forbids.push(
        forbid("connection.tools", link, `No connection of ${link.ref} to ${use.server.id} opens this tool.`),
      );
      continue;
    }
    const missing = effectsOf(use).filter((effect) => !opening.some((one) => allows(one, effect, use.tool)));
    if (missing.length > 0) {
      const what = missing.join(", ");
      forbids.push(
        forbid(
          "connection.operations",
          link,
          `The connection of ${link.ref} to ${use.server.id} does not include: ${what}.`,
        ),
      );
      continue;
    }
    for (const one of opening)
      for (const need of needsOf(one, use)) if (!fulfilled.includes(need)) obligations.add(need);
  }
  return forbids.length === 0 && obligations.size === 0 ? undefined : { forbids, obligations: [...obligations] };
}

const byServer = new WeakMap<ReadonlyMap<string, Connection>, Map<string, readonly Connection[]>>();

function connectionsTo({ connections }: Connected, server: string): readonly Connection[] {
  let known = byServer.get(connections);
  if (!known) byServer.set(connections, (known = new Map<string, readonly Connection[]>()));
  let found = known.get(server);
  if (!found) {
    found = [...connections.values()].filter(({ to }) => to === `server:${server}`);
    known.set(server, found);
  }
  return found;
}

/** By which connections may name it: itself, its teams, and those above them. */
function namesOf({ teams }: Connected, link: Principal): Set<string> {
  const names = new Set([link.ref]);
  for (const direct of link.teams)
    for (let team: string | undefined = direct; team !== undefined && !names.has(`team:${team}`);)
      if (teams.has(team)) {
        names.add(`team:${team}`);
        team = teams.get(team)?.parent;
      } else team = undefined;
  return names;
}

function opens({ tools }: Connection, tool: string): boolean {
  return tools === undefined || tools.includes(tool);
}

/** A tool that sends something out and is named passes where writing does: naming it is what opens it. */
function allows({ operations, tools }: Connection, effect: ToolEffect, tool: string): boolean {
  if (operations === undefined || operations.includes(effect)) return true;
  return effect === "egress" && operations.includes("write") && tools?.includes(tool) === true;
}

/** What says none of the four may be anything. */
function effectsOf({ operations }: ToolUse): readonly ToolEffect[] {
  const said = EFFECTS.filter((effect) => operations.includes(effect));
  return said.length > 0 ? said : EFFECTS;
}

function needsOf({ approvals = [] }: Connection, use: ToolUse): Obligation[] {
  const effects = effectsOf(use);
  return approvals.flatMap(({ operations, tools, by }) => {
    const about =
      (operations === undefined || operations.some((one) => effects.includes(one))) &&
      (tools === undefined || tools.includes(use.tool));
    return about ? [`approval:${by}`] : [];
  });
}

function forbid(policy: string, { ref }: Principal, why: string): Reason {
  return { policy, effect: "forbid", why, severity: "medium", principal: ref };
}
