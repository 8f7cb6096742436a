import type { CatalogRoom } from "../catalog/index.ts";
import type { ContextRoom } from "../context/index.ts";
import { type Chain, type KeyInfo, type Principal, ownerActive, principalIn } from "../identity/index.ts";
import { type DecisionCall, type Millis, type ToolCall, type ToolEffect, UNREAD_DECISION } from "../kernel/index.ts";
import { MODEL_PATH, type PolicyRoom } from "../policy/index.ts";
import type { Landscape, Registry } from "../registry/index.ts";
import { leastRulings } from "../tool-uses.ts";

/** What rules about access: of now, or of a moment that has gone. */
export interface AccessRooms {
  registry: Pick<Registry, "landscape">;
  context: ContextRoom;
  policy: Pick<PolicyRoom, "decideUses" | "decideAsked">;
  catalog: Pick<CatalogRoom, "tools">;
}

/** What somebody may use at least, if nothing but who it is were against it. `asks`: what a person has to give first. */
export interface MayUse {
  tools: { server: string; tool: string; effect: ToolEffect; asks: string[] }[];
  models: { id: string; asks: string[] }[];
  routes: string[];
}

/** Principals as a chain, outermost first; undefined where one is not there, is disabled, or has a disabled owner. */
export function chainOf(landscape: Landscape, refs: readonly string[], at: Millis): Chain | undefined {
  const links: Principal[] = [];
  for (const ref of refs) {
    const principal = principalIn(landscape, ref, at);
    if (!principal?.active || !ownerActive(landscape, principal)) return undefined;
    links.push(principal);
  }
  const org = landscape.organization.id;
  const credential = { ref: "key:", kind: "key" as const, scopes: ["call" as const], expiresAt: at };
  const fingerprint = `access ${org} ${landscape.revision} ${refs.join(">")}`;
  return { org, links, credential, entities: [...refs], fingerprint };
}

/** The tools, models and routes of a chain, by the rule that every call of them is decided by. */
export function mayUse(rooms: AccessRooms, landscape: Landscape, chain: Chain, at: Millis): MayUse {
  const tools = leastRulings(rooms, { call: aCall(at), chain }).flatMap(({ tool, ruling }) => {
    if (ruling.outcome === "blocked") return [];
    const asks = ruling.outcome === "pending" ? ruling.needs : [];
    return [{ server: tool.server, tool: tool.name, effect: tool.effect, asks: [...asks] }];
  });
  const models = modelsOf(rooms, landscape, chain, at, [...landscape.models.keys()]);
  const known = new Set(models.map(({ id }) => id));
  const routes = [...landscape.routes.values()].filter((route) => route.models.some((id) => known.has(id)));
  return { tools, models, routes: routes.map(({ id }) => id) };
}

export function modelsOf(
  rooms: AccessRooms,
  landscape: Landscape,
  chain: Chain,
  at: Millis,
  ids: readonly string[],
): MayUse["models"] {
  const [subject, ...onBehalfOf] = chain.links;
  if (!subject) return [];
  return ids.flatMap((id) => {
    const call: DecisionCall = {
      ...aCall(at),
      kind: "decision",
      ask: {
        ...UNREAD_DECISION,
        subject: { type: subject.kind, id: subject.id },
        onBehalfOf: onBehalfOf.map(({ ref }) => ref),
        action: "invoke",
        resource: { type: "model", id },
      },
    };
    // Nothing was said, and nothing is found in it: only who asks can be against it.
    const views = rooms.context.gatherAsked(call, chain).map((view) => ({ ...view, assessed: true }));
    const { guardrails } = landscape;
    const decision = rooms.policy.decideAsked({ chain, at, views, guardrails, supported: MODEL_PATH });
    if (decision.outcome === "blocked") return [];
    const asks = decision.rulings.flatMap((ruling) => (ruling.outcome === "pending" ? ruling.needs : []));
    return [{ id, asks: decision.outcome === "allowed" ? [] : [...new Set(asks)] }];
  });
}

/** A call of which nothing is known but who makes it. */
export function aCall(at: Millis): ToolCall {
  return {
    kind: "tool",
    id: "",
    at,
    startedAt: 0,
    credential: undefined,
    onBehalfOf: undefined,
    stated: {},
    ip: "",
    client: "",
    ask: { action: "call_tool", server: "", tool: "", format: "mcp", arguments: {}, raw: "{}", texts: [] },
  };
}

/** When a key could be used, within a time; undefined where it could not. */
export function liveIn(
  key: Pick<KeyInfo, "createdAt" | "expiresAt" | "revokedAt" | "scopes">,
  { since, until }: { since: Millis; until: Millis },
): { from: Millis; to: Millis } | undefined {
  if (!key.scopes.includes("call")) return undefined;
  const from = Math.max(key.createdAt, since);
  const to = Math.min(key.expiresAt, key.revokedAt ?? until, until);
  return from < to ? { from, to } : undefined;
}
