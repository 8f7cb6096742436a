import { setImmediate as turn } from "node:timers/promises";
import type { CatalogRoom } from "./catalog/index.ts";
import type { Rooms as ModelRooms } from "./govern.ts";
import { type Chain, chainAbout, mayAskAboutOthers } from "./identity/index.ts";
import type { DecisionAsk, DecisionCall } from "./kernel/index.ts";
import { type Obligation, isOwn, ownActions } from "./policy/index.ts";
import type { Landscape } from "./registry/index.ts";
import { knownTool } from "./tool-uses.ts";

type Rooms = ModelRooms & { catalog: CatalogRoom };

export type Place = "subject" | "resource" | "action";

/** A page of what may stand in one place of a question. */
export interface Found {
  /** Ids of subjects or resources, or names of actions, in order. */
  results: { name: string; obligations: readonly Obligation[] }[];
  /** The last that was looked at, and whether there is more behind it. */
  last: string | undefined;
  more: boolean;
  looked: number;
}

/** From behind `after` on, at most so many. */
export interface Page {
  after: string | undefined;
  limit: number;
}

/** Looked at for one page; what is left is for the next one, so that no search holds up the calls of others. */
const MAX_LOOKS = 1_000;
const MAX_TURN_MS = 8;

/** Puts a question once for everyone or everything that could stand in one place of it. */
export async function lookFor(
  rooms: Rooms,
  input: { call: DecisionCall; asker: Chain; landscape: Landscape; place: Place; page: Page },
): Promise<Found | "forbidden"> {
  const { call, asker, landscape, place, page } = input;
  const found: Found = { results: [], last: undefined, more: false, looked: 0 };
  const fixed = place === "subject" ? undefined : chainAbout(landscape, asker, refsOf(call.ask), rooms.clock.now());
  if (fixed && !fixed.ok) return fixed.error === "forbidden" ? "forbidden" : found;

  let turnedAt = rooms.clock.elapsed();
  const names = namesFor(rooms, input).filter((name) => page.after === undefined || name > page.after);
  for (const name of names) {
    if (found.results.length >= page.limit || found.looked >= MAX_LOOKS) return { ...found, more: true };
    const ask = filled(call.ask, place, name);
    const chain = fixed ?? chainAbout(landscape, asker, refsOf(ask), rooms.clock.now());
    const about = { call: { ...call, ask }, asker, landscape };
    const obligations = chain.ok ? allowed(rooms, about, chain.value) : undefined;
    if (obligations) found.results.push({ name, obligations });
    found.looked += 1;
    found.last = name;
    if (rooms.clock.elapsed() - turnedAt < MAX_TURN_MS) continue;
    await turn();
    turnedAt = rooms.clock.elapsed();
  }
  return found;
}

/** What an allow would ask for; undefined where there is none. */
function allowed(
  rooms: Rooms,
  { call, asker, landscape }: { call: DecisionCall; asker: Chain; landscape: Landscape },
  chain: Chain,
): readonly Obligation[] | undefined {
  const views = rooms.context.gatherAsked(call, chain);
  const { supported } = call.ask;
  const { guardrails } = landscape;
  const tool = knownTool(rooms.catalog, landscape, call.ask, mayAskAboutOthers(asker));
  const decision = rooms.policy.decideAsked({ chain, at: call.at, views, guardrails, supported, tool });
  if (decision.outcome !== "allowed") return undefined;
  const ruling = decision.rulings.find(({ outcome }) => outcome === "allowed");
  return ruling?.outcome === "allowed" ? ruling.obligations : undefined;
}

function filled(ask: DecisionAsk, place: Place, name: string): DecisionAsk {
  switch (place) {
    case "subject":
      return { ...ask, subject: { type: ask.subject.type, id: name } };
    case "resource":
      return { ...ask, resource: { type: ask.resource.type, id: name } };
    case "action":
      return { ...ask, action: name };
    default:
      return place satisfies never;
  }
}

/** Everything that could stand in the place, sorted: what the registry has, and what policies name. */
function namesFor(
  rooms: Rooms,
  { call, asker, landscape, place }: { call: DecisionCall; asker: Chain; landscape: Landscape; place: Place },
): string[] {
  const { ask } = call;
  if (place === "subject") return subjects(asker, landscape, ask);
  const named = rooms.policy.namedIn(asker.org);
  if (place === "action") return [...new Set([...named.actions, ...ownActions(ask.resource.type)])].toSorted(byUnit);
  if (!isOwn(ask.action, ask.resource.type)) return [...(named.things.get(ask.resource.type) ?? [])].toSorted(byUnit);
  return [...new Set(own(rooms, landscape, ask.resource.type))].toSorted(byUnit);
}

// Guarantee: a search shows somebody who may not ask about others nobody but itself.
function subjects(asker: Chain, landscape: Landscape, { subject, onBehalfOf }: DecisionAsk): string[] {
  const all =
    subject.type === "user"
      ? landscape.users
      : subject.type === "agent"
        ? landscape.agents
        : subject.type === "application"
          ? landscape.applications
          : new Map<string, unknown>();
  const ids = [...all.keys()].toSorted(byUnit);
  if (mayAskAboutOthers(asker)) return ids;
  const mine = new Set(asker.links.map(({ ref }) => ref));
  return onBehalfOf.every((ref) => mine.has(ref)) ? ids.filter((id) => mine.has(`${subject.type}:${id}`)) : [];
}

function own({ catalog }: Rooms, landscape: Landscape, type: string): string[] {
  switch (type) {
    case "model":
      return [...landscape.models.keys()];
    case "route":
      return [...landscape.routes.keys()];
    case "tier":
      return landscape.tiers.map(({ id }) => id);
    case "server":
      return [...landscape.servers.keys()];
    case "tool":
      return [...landscape.servers.values()].flatMap(({ id, tools = {} }) => {
        const listed = catalog.tools(landscape.organization.id).get(id)?.keys() ?? [];
        return [...Object.keys(tools), ...listed].map((name) => `${id}/${name}`);
      });
    case "agent":
      return [...landscape.agents.keys()];
    case "user":
      return [...landscape.users.keys()];
    default:
      return [];
  }
}

function refsOf({ subject, onBehalfOf }: DecisionAsk): string[] {
  return [`${subject.type}:${subject.id}`, ...onBehalfOf];
}

function byUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
