import type { ObjectKind, ObjectOf } from "../config/index.ts";

/** One object naming another: `param` is the member that names it. */
export interface Reference {
  param: string;
  kind: ObjectKind;
  id: string;
}

/** What an object names, whatever its kind. Policies name things in their text; policy checks those. */
export function referencesOf<K extends ObjectKind>(kind: K, spec: ObjectOf<K>): Reference[] {
  return (READ[kind] as (spec: ObjectOf<K>) => Reference[])(spec);
}

/** Kinds whose objects may name one of this kind: where to look before it is removed. */
export function kindsNaming(kind: ObjectKind): readonly ObjectKind[] {
  return NAMED_BY[kind] ?? [];
}

/** Kinds that form a tree through `parent`. */
export const TREES: readonly ObjectKind[] = ["teams", "workflows"];

const READ: { [K in ObjectKind]: (spec: ObjectOf<K>) => Reference[] } = {
  tiers: () => [],
  providers: () => [],
  models: (it) => [...one("provider", "providers", it.provider), ...one("tier", "tiers", it.tier)],
  routes: (it) => [
    ...many("models", "models", it.models),
    ...one("cache.similar.model", "models", it.cache?.similar?.model),
  ],
  judges: (it) => [...one("model", "models", it.model), ...one("tier", "tiers", it.tier)],
  teams: (it) => one("parent", "teams", it.parent),
  users: (it) => many("teams", "teams", it.teams),
  applications: (it) => [...one("owner", "users", it.owner), ...many("teams", "teams", it.teams)],
  agents: (it) => [...one("owner", "users", it.owner), ...many("teams", "teams", it.teams)],
  workflows: (it) => one("parent", "workflows", it.parent),
  programs: (it) => [
    ...it.members.flatMap((member, place) => byRef(`members[${place}]`, member)),
    ...many("workflows", "workflows", it.workflows),
    ...one("approvedBy", "users", it.approvedBy),
  ],
  servers: (it) => (it.owner === undefined ? [] : byRef("owner", it.owner)),
  connections: (it) => [...byRef("from", it.from), ...byRef("to", it.to)],
  budgets: (it) => (it.scope === "organization" ? [] : byRef("scope", it.scope)),
  limits: (it) => (it.scope === "organization" ? [] : byRef("scope", it.scope)),
  alerts: () => [],
  detectors: () => [],
  policies: () => [],
};

const NAMED_BY: Partial<Record<ObjectKind, readonly ObjectKind[]>> = {
  tiers: ["models", "judges", "connections"],
  providers: ["models"],
  models: ["routes", "judges", "connections", "limits"],
  routes: ["connections"],
  teams: ["teams", "users", "applications", "agents", "servers", "programs", "connections", "budgets", "limits"],
  users: ["applications", "agents", "servers", "programs", "connections", "budgets", "limits"],
  applications: ["programs", "connections", "budgets", "limits"],
  agents: ["programs", "connections", "budgets", "limits"],
  workflows: ["workflows", "programs", "budgets"],
  servers: ["connections"],
  connections: ["budgets", "limits"],
};

/** The kind behind the first word of `team:eng`. */
const KIND_OF: Record<string, ObjectKind> = {
  team: "teams",
  user: "users",
  agent: "agents",
  application: "applications",
  server: "servers",
  model: "models",
  route: "routes",
  tier: "tiers",
  connection: "connections",
  workflow: "workflows",
};

function one(param: string, kind: ObjectKind, id: string | undefined): Reference[] {
  return id === undefined ? [] : [{ param, kind, id }];
}

function many(param: string, kind: ObjectKind, ids: readonly string[] | undefined): Reference[] {
  return (ids ?? []).map((id, place) => ({ param: `${param}[${place}]`, kind, id }));
}

function byRef(param: string, ref: string): Reference[] {
  const colon = ref.indexOf(":");
  const kind = KIND_OF[ref.slice(0, colon)];
  return kind ? [{ param, kind, id: ref.slice(colon + 1) }] : [];
}
