import type { Principal } from "../../identity/index.ts";
import { principalIn } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { type Entity, EntityRef, type Uid } from "../../cedar/index.ts";
import { type EntitySource, makeEntities } from "../rulings/entities.ts";
import { EVERYONE, uid } from "../rulings/vocabulary.ts";

/** An organization as policies see it, as plain data without secrets: it goes to another thread. */
export interface World {
  tiers: readonly { id: string; rank: number }[];
  teams: readonly { id: string; name?: string; parent?: string }[];
  workflows: readonly { id: string; parent?: string; domain?: string }[];
  users: readonly {
    id: string;
    teams?: string[];
    roles?: Principal["roles"];
    region?: string;
    status?: "active" | "disabled";
  }[];
  principals: readonly Principal[];
  models: readonly WorldModel[];
  servers: readonly WorldServer[];
}

export interface WorldModel {
  id: string;
  tier: string;
  regions: readonly string[];
  provider: string;
  selfHosted: boolean;
  retentionDays: number;
}

export interface WorldServer {
  id: string;
  kind: string;
  verified: boolean;
  region: string;
  environment: string;
  /** `varying` is what differs from call to call, because nobody described it. */
  tools: readonly { id: string; effect: string; openWorld: boolean; varying: readonly string[] }[];
}

/** Something that exists: its attributes, and everything it stands in as `Lumos::Group::"eng"`. */
export interface Thing {
  uid: Uid;
  attrs: Entity["attrs"];
  above: ReadonlySet<string>;
  entities: readonly Entity[];
  /** Attributes that are not the same for each call. */
  varying?: readonly string[];
}

export function worldOf(landscape: Landscape, now: Millis): World {
  const refs = [
    ...[...landscape.users.keys()].map((id) => `user:${id}`),
    ...[...landscape.agents.keys()].map((id) => `agent:${id}`),
    ...[...landscape.applications.keys()].map((id) => `application:${id}`),
  ];
  return {
    tiers: landscape.tiers.map(({ id }, place) => ({ id, rank: landscape.tiers.length - 1 - place })),
    teams: [...landscape.teams.values()].map(({ id, name, parent }) => ({ id, ...said({ name, parent }) })),
    workflows: [...landscape.workflows.values()].map(({ id, parent, domain }) => ({ id, ...said({ parent, domain }) })),
    users: [...landscape.users.values()].map(({ id, teams, roles, region, status }) => ({
      id,
      ...said({ teams, roles, region, status }),
    })),
    principals: refs.flatMap((ref) => principalIn(landscape, ref, now) ?? []),
    models: [...landscape.models.values()].map(({ id, tier, regions, provider }) => ({
      id,
      tier,
      regions,
      provider: provider.id,
      selfHosted: provider.selfHosted === true,
      retentionDays: provider.retentionDays ?? 36_500,
    })),
    servers: [...landscape.servers.values()].map(({ id, kind, verified, region, environment, tools }) => ({
      id,
      kind,
      verified: verified === true,
      region: region ?? "",
      environment: environment ?? "prod",
      tools: Object.entries(tools ?? {}).map(([tool, { effect, openWorld }]) => ({
        id: tool,
        effect: effect ?? "destructive",
        openWorld: openWorld ?? effect === "egress",
        // Whether its definition is the one that was approved is seen with each call.
        varying: [
          "pinned",
          ...(effect === undefined ? ["effect"] : []),
          ...(effect === undefined && openWorld === undefined ? ["openWorld"] : []),
        ],
      })),
    })),
  };
}

/** The entities of a world, as decisions make them. */
export function sourceOf(world: World, more: World["users"] = []): EntitySource {
  return makeEntities({
    teams: byId(world.teams),
    workflows: byId(world.workflows),
    users: byId([...world.users, ...more]),
    models: new Map(),
  } as unknown as Landscape);
}

/** Everything that could be asked about by its type, as `Lumos::Model`. */
export function thingsIn(world: World, source: EntitySource): ReadonlyMap<string, readonly Thing[]> {
  const found = new Map<string, Thing[]>();
  const add = (thing: Thing) => {
    const list = found.get(thing.uid.type);
    if (list) list.push(thing);
    else found.set(thing.uid.type, [thing]);
  };
  for (const principal of world.principals) {
    const slice = source.principal(principal);
    if (slice.ok) add(thingOf(slice.value.uid, slice.value.entities));
  }
  const tiers = new Map(world.tiers.map(({ id, rank }) => [id, entity(uid("Tier", id), { rank })]));
  for (const tier of tiers.values()) add(thingOf(tier.uid, [tier]));
  for (const model of world.models) add(modelThing(model, tiers));
  for (const server of world.servers) {
    const its = entity(uid("Server", server.id), {
      kind: server.kind,
      verified: server.verified,
      region: server.region,
      environment: server.environment,
    });
    add(thingOf(its.uid, [its]));
    for (const { id, effect, openWorld, varying } of server.tools) {
      const attrs = { effect, environment: server.environment, openWorld, pinned: true };
      const tool = entity(uid("Tool", `${server.id}/${id}`), attrs, [its.uid]);
      add({ ...thingOf(tool.uid, [tool, its]), varying });
    }
  }
  return found;
}

function modelThing(model: WorldModel, tiers: ReadonlyMap<string, Entity>): Thing {
  const { id, tier, regions, provider, selfHosted, retentionDays } = model;
  const above = tiers.get(tier) ?? entity(uid("Tier", tier), { rank: 0 });
  const self = entity(uid("Model", id), { provider, regions: [...regions], selfHosted, retentionDays }, [above.uid]);
  return thingOf(self.uid, [self, above]);
}

export function thingOf(own: Uid, entities: readonly Entity[]): Thing {
  const byKey = new Map(entities.map((entity) => [keyOf(entity.uid), entity]));
  const above = new Set<string>();
  const todo = [own];
  for (let at = todo.pop(); at; at = todo.pop()) {
    for (const parent of byKey.get(keyOf(at))?.parents ?? []) {
      if (above.has(keyOf(parent))) continue;
      above.add(keyOf(parent));
      todo.push(parent);
    }
  }
  return { uid: own, attrs: byKey.get(keyOf(own))?.attrs ?? {}, above, entities };
}

export function entity(own: Uid, attrs: Entity["attrs"], parents: readonly Uid[] = []): Entity {
  return { uid: own, attrs, parents };
}

export function keyOf(one: Uid): string {
  return `${one.type}::${JSON.stringify(one.id)}`;
}

/** The teams above each, itself included. */
export function lineage(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map(world.teams.map(({ id, parent }) => [id, parent]));
  const lines = new Map<string, Set<string>>();
  for (const { id } of world.teams) {
    const line = new Set<string>([EVERYONE]);
    for (let at: string | undefined = id; at !== undefined && !line.has(at); at = parents.get(at)) line.add(at);
    line.add(id);
    lines.set(id, line);
  }
  return lines;
}

/** The workflows below one, itself included. */
export function below(world: World, workflow: string): string[] {
  const found = new Set([workflow]);
  for (let grew = true; grew;) {
    grew = false;
    for (const { id, parent } of world.workflows) {
      if (parent === undefined || found.has(id) || !found.has(parent)) continue;
      found.add(id);
      grew = true;
    }
  }
  return [...found];
}

/** The id an attribute refers to, where it refers to an entity. */
export function referredTo(value: unknown): Uid | undefined {
  return value instanceof EntityRef ? value.uid : undefined;
}

function byId<T extends { id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function said<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
