import type { Declaration, ObjectKind } from "../../../config/index.ts";
import { fault } from "../../../kernel/index.ts";
import { KINDS, type Kind, fillValue, nameProblem } from "./names.ts";
import type { Pack, Parameter } from "./pack.ts";

/** What stands for one parameter in one organization. */
export interface Resolved {
  parameter: Parameter;
  names: readonly string[];
  /** asked: by --set. there: has the pack's own name. like: another one that fits. missing: nothing that fits. */
  how: "asked" | "there" | "like" | "missing";
}

type Objects = Declaration["objects"];

/** The lists of an organization in which the things of a kind stand. */
const LIST_OF: Partial<Record<Kind, ObjectKind>> = {
  tier: "tiers",
  team: "teams",
  workflow: "workflows",
  program: "programs",
  server: "servers",
  provider: "providers",
  user: "users",
  agent: "agents",
  route: "routes",
  model: "models",
};

/** Finds for each name that packs leave open what the organization calls it. */
export function resolveNames(
  packs: readonly Pack[],
  declaration: Declaration,
  asked: ReadonlyMap<string, readonly string[]>,
  /** Whom to choose first where several would do: `user:ann@acme.test`. */
  able: ReadonlySet<string> = new Set(),
): Map<string, Resolved> {
  const parameters = new Map(packs.flatMap((pack) => [...pack.parameters]));
  const found = new Map<string, Resolved>();
  const inOrder = [...parameters.values()].toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  for (const parameter of inOrder) {
    const said = asked.get(parameter.key);
    if (said) {
      checkAsked(parameter, said);
      const all = idsOf(declaration.objects, parameter.kind);
      const there = all === undefined || said.every((name) => all.has(name));
      found.set(parameter.key, { parameter, names: said, how: there ? "asked" : "missing" });
    } else found.set(parameter.key, resolve(parameter, declaration, found, able));
  }
  return found;
}

type Additions = Map<ObjectKind, Record<string, unknown>[]>;

/** Objects that an organization lacks for its packs, by the list of lumos.yaml they would stand in. */
export function additionsFor(resolved: ReadonlyMap<string, Resolved>): { needed: Additions; forCases: Additions } {
  const names = new Map([...resolved].map(([key, one]) => [key, one.names]));
  const needed: Additions = new Map();
  const forCases: Additions = new Map();
  const missing = [...resolved.values()].filter(({ how }) => how === "missing");
  const first = missing.filter(({ parameter }) => !parameter.forCases);
  for (const { parameter, names: own } of [...first, ...missing.filter(({ parameter: { forCases: only } }) => only)]) {
    const list = LIST_OF[parameter.kind];
    if (list === undefined || parameter.add === undefined) continue;
    const id = own[0];
    const wants = fillValue(parameter.add, names) as Record<string, unknown>;
    // Two packs may ask for the same thing and say different parts of it.
    const same = [...(needed.get(list) ?? []), ...(forCases.get(list) ?? [])].find((one) => one["id"] === id);
    const into = parameter.forCases ? forCases : needed;
    if (same) Object.assign(same, { ...wants, ...same });
    else into.set(list, [...(into.get(list) ?? []), { id, ...wants }]);
  }
  return { needed, forCases };
}

function checkAsked(parameter: Parameter, names: readonly string[]): void {
  const flag = `--set ${parameter.key}=${names.join("+")}`;
  if (names.length > 1 && !parameter.many)
    throw fault("usage", { public: `${flag}: only one name can stand for ${parameter.key}.` });
  for (const name of names) {
    const problem = nameProblem(parameter.kind, name);
    if (problem !== undefined) throw fault("usage", { public: `${flag}: ${problem}.` });
  }
}

function resolve(
  parameter: Parameter,
  declaration: Declaration,
  found: ReadonlyMap<string, Resolved>,
  able: ReadonlySet<string>,
): Resolved {
  const { objects } = declaration;
  const all = idsOf(objects, parameter.kind);
  if (all === undefined) {
    const names = parameter.kind === "region" ? [homeOf(parameter, declaration)] : parameter.names;
    return { parameter, names, how: "there" };
  }
  const fits = fitting(parameter, objects, found);
  const own = parameter.names.filter((name) => all.has(name) && (fits === undefined || fits.includes(name)));
  if (own.length === parameter.names.length) return { parameter, names: own, how: "there" };
  const first = (fits ?? []).find((id) => able.has(`${parameter.kind}:${id}`));
  const like = parameter.many ? (fits ?? []) : first === undefined ? (fits ?? []).slice(0, 1) : [first];
  if (like.length > 0) return { parameter, names: like, how: "like" };
  return { parameter, names: parameter.names, how: "missing" };
}

/** What would do, best first; undefined where only the name can tell. */
function fitting(
  parameter: Parameter,
  objects: Objects,
  found: ReadonlyMap<string, Resolved>,
): readonly string[] | undefined {
  const namesOf = (key: string) => found.get(key)?.names ?? [];
  const safe = (id: string) =>
    namesOf("tier.safe").includes(objects.models.find((model) => model.id === id)?.tier ?? "");
  const smart = objects.routes.find((route) => route.id === namesOf("route.smart")[0])?.models ?? [];
  switch (parameter.key) {
    case "tier.safe":
      return safeTiers(parameter, objects);
    case "provider.own":
    case "provider.covered":
      return objects.providers.filter((provider) => provider.selfHosted === true).map(({ id }) => id);
    case "provider.keeping":
      return objects.providers.filter((provider) => keeps(provider.id, objects, namesOf)).map(({ id }) => id);
    case "route.smart":
      return objects.routes.filter(({ models }) => !safe(models[0] ?? "") && models.some(safe)).map(({ id }) => id);
    case "route.own":
      return objects.routes
        .filter(({ models }) => !safe(models[0] ?? "") && ownOf(models, objects, safe) !== undefined)
        .map(({ id }) => id);
    case "model.frontier":
      return smart.slice(0, 1);
    case "model.safe":
      return smart.filter(safe).slice(0, 1);
    case "model.own":
    case "model.validated": {
      const route = objects.routes.find(({ id }) => id === namesOf("route.own")[0]);
      const own = ownOf(route?.models ?? [], objects, safe);
      return own === undefined ? [] : [own];
    }
    case "model.keeping":
      return objects.models
        .filter(({ id, provider }) => safe(id) && keeps(provider, objects, namesOf))
        .map(({ id }) => id);
    default:
      if (parameter.kind === "user") return people(parameter, objects, found);
      if (parameter.kind === "agent") return agents(parameter, objects, found);
      return undefined;
  }
}

/** Where the organization is at home, in a region that some model of it works in. */
function homeOf(parameter: Parameter, { organization, objects }: Declaration): string {
  const worked = new Set([...objects.models, ...objects.providers].flatMap(({ regions }) => regions ?? []));
  const wanted = [...(organization.region === undefined ? [] : [organization.region]), ...parameter.names];
  return wanted.find((region) => worked.has(region)) ?? wanted[0] ?? "";
}

/** The pack's own where all of them are there, else all tiers below the most capable; all where there is one. */
function safeTiers(parameter: Parameter, objects: Objects): string[] {
  const tiers = objects.tiers.map(({ id }) => id);
  if (parameter.names.every((name) => tiers.includes(name))) return [...parameter.names];
  return tiers.length > 1 ? tiers.slice(1) : tiers;
}

function keeps(id: string, objects: Objects, namesOf: (key: string) => readonly string[]): boolean {
  const provider = objects.providers.find((one) => one.id === id);
  return (
    provider !== undefined &&
    provider.selfHosted !== true &&
    provider.retentionDays !== 0 &&
    // What must not go there by its region should not be able to.
    !namesOf("region.home").some((home) => provider.regions?.includes(home) === true) &&
    !namesOf("provider.covered").includes(id)
  );
}

function ownOf(models: readonly string[], objects: Objects, safe: (id: string) => boolean): string | undefined {
  return models.find((id) => {
    const provider = objects.models.find((model) => model.id === id)?.provider;
    return safe(id) && objects.providers.some((one) => one.id === provider && one.selfHosted === true);
  });
}

interface Member {
  id: string;
  teams?: readonly string[] | undefined;
  status?: "active" | "disabled" | undefined;
}

/** People who are in the teams that are asked for, and in no other that the packs know. */
function people(parameter: Parameter, objects: Objects, found: ReadonlyMap<string, Resolved>): string[] {
  return members(parameter, objects.users, found);
}

/** Agents of such teams whose owner is the right one and who may run as freely as the cases need. */
function agents(parameter: Parameter, objects: Objects, found: ReadonlyMap<string, Resolved>): string[] {
  const wanted = parameter.add?.["autonomy"];
  const owner = resolvedText(parameter.add?.["owner"], found);
  const able = objects.agents.filter(
    (agent) => (agent.autonomy ?? 0) >= (typeof wanted === "number" ? wanted : 0) && agent.owner === owner,
  );
  return members(parameter, able, found);
}

function members(parameter: Parameter, all: readonly Member[], found: ReadonlyMap<string, Resolved>): string[] {
  const written = parameter.add?.["teams"];
  const teams = (Array.isArray(written) ? written : []).map((team) => resolvedText(team, found));
  const known = new Set([...found.values()].flatMap((one) => (one.parameter.kind === "team" ? one.names : [])));
  const status = parameter.add?.["status"] ?? "active";
  return all
    .filter((one) => (one.status ?? "active") === status)
    .filter((one) => teams.every((team) => (one.teams ?? []).includes(team)))
    .filter((one) => (one.teams ?? []).every((team) => teams.includes(team) || !known.has(team)))
    .map(({ id }) => id);
}

function resolvedText(value: unknown, found: ReadonlyMap<string, Resolved>): string {
  const names = new Map([...found].map(([key, one]) => [key, one.names]));
  return typeof value === "string" ? String(fillValue(value, names)) : "";
}

function idsOf(objects: Objects, kind: Kind): ReadonlySet<string> | undefined {
  const list = LIST_OF[kind];
  if (list === undefined) return undefined;
  const ids = new Set(objects[list].map(({ id }) => id));
  if (kind === "team") ids.add("everyone");
  return ids;
}
