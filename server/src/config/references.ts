import type { ObjectKind, ObjectOf } from "./objects.ts";
import { didYouMean, nearest, quoted } from "./words.ts";

/** Something that does not fit between objects, at a path inside one of them. */
export interface Mismatch {
  kind: ObjectKind;
  /** The object's place in its list. */
  index: number;
  path: (string | number)[];
  message: string;
  suggestion?: string;
}

/** Objects by kind; `undefined` stands for one that could not be read, so that the others keep their places. */
export type ObjectLists = { [K in ObjectKind]: readonly (ObjectOf<K> | undefined)[] };

/** What a kind is called in a sentence. */
const KIND_NAMES: Record<ObjectKind, string> = {
  tiers: "tier",
  providers: "provider",
  models: "model",
  routes: "route",
  judges: "judge",
  teams: "team",
  users: "user",
  applications: "application",
  agents: "agent",
  workflows: "workflow",
  programs: "program",
  servers: "server",
  connections: "connection",
  budgets: "budget",
  limits: "limit",
  alerts: "alert",
  detectors: "detector",
  policies: "policy",
};

/** Looking for near words costs; nobody reads further than this. */
const MAX_SUGGESTIONS = 50;

/** Ids that mean something of their own to policies. */
export const RESERVED: Partial<Record<ObjectKind, Record<string, string>>> = {
  teams: { everyone: "every principal of the organization is in `everyone`; it is not declared" },
  workflows: { none: "a call without a workflow has the workflow `none`; it is not declared" },
};

/**
 * Finds what does not fit between objects: ids used twice, references to what is not there, circles.
 * `ids` are all ids that are written, those of unreadable objects included.
 */
export function findMismatches(
  lists: ObjectLists,
  ids: Record<ObjectKind, readonly (string | undefined)[]>,
): Mismatch[] {
  const found: Mismatch[] = [];
  const known = {} as Record<ObjectKind, Set<string>>;
  for (const kind of Object.keys(KIND_NAMES) as ObjectKind[]) {
    known[kind] = new Set(ids[kind].filter((id) => id !== undefined));
    found.push(...findDoubles(kind, ids[kind]));
  }

  const refer = (
    kind: ObjectKind,
    index: number,
    path: (string | number)[],
    to: ObjectKind,
    id: string | undefined,
  ) => {
    if (id === undefined || known[to].has(id)) return;
    const suggestion = found.length < MAX_SUGGESTIONS ? didYouMean(id, known[to]) : undefined;
    found.push(mismatch(kind, index, path, `there is no ${KIND_NAMES[to]} ${quoted(id)}`, suggestion));
  };
  const referAll = (kind: ObjectKind, index: number, path: string, to: ObjectKind, all: readonly string[] = []) => {
    const seen = new Set<string>();
    for (const [place, id] of all.entries()) {
      if (seen.has(id)) found.push(mismatch(kind, index, [path, place], `${quoted(id)} is listed twice`));
      else refer(kind, index, [path, place], to, id);
      seen.add(id);
    }
  };
  /** `agent:triage-bot` */
  const referTyped = (kind: ObjectKind, index: number, path: (string | number)[], text: string) => {
    const colon = text.indexOf(":");
    const to = (Object.keys(KIND_NAMES) as ObjectKind[]).find((one) => KIND_NAMES[one] === text.slice(0, colon));
    if (to === undefined) return;
    const id = text.slice(colon + 1);
    if (known[to].has(id)) return;
    const meant = found.length < MAX_SUGGESTIONS ? nearest(id, known[to]) : undefined;
    const suggestion = meant === undefined ? undefined : `did you mean ${quoted(`${KIND_NAMES[to]}:${meant}`)}?`;
    found.push(mismatch(kind, index, path, `there is no ${KIND_NAMES[to]} ${quoted(id)}`, suggestion));
  };
  const each = <K extends ObjectKind>(kind: K, look: (object: ObjectOf<K>, index: number) => void) => {
    for (const [index, object] of lists[kind].entries()) if (object !== undefined) look(object, index);
  };

  each("models", (model, index) => {
    refer("models", index, ["provider"], "providers", model.provider);
    refer("models", index, ["tier"], "tiers", model.tier);
  });
  each("routes", (route, index) => {
    referAll("routes", index, "models", "models", route.models);
    refer("routes", index, ["cache", "similar", "model"], "models", route.cache?.similar?.model);
    for (const id of Object.keys(route.weights ?? {}))
      if (!route.models.includes(id))
        found.push(mismatch("routes", index, ["weights", id], `${quoted(id)} is not among the route's \`models\``));
  });
  each("judges", (judge, index) => {
    refer("judges", index, ["model"], "models", judge.model);
    refer("judges", index, ["tier"], "tiers", judge.tier);
  });
  each("teams", (team, index) => refer("teams", index, ["parent"], "teams", team.parent));
  each("users", (user, index) => referAll("users", index, "teams", "teams", user.teams));
  each("applications", (application, index) => {
    refer("applications", index, ["owner"], "users", application.owner);
    referAll("applications", index, "teams", "teams", application.teams);
  });
  each("agents", (agent, index) => {
    refer("agents", index, ["owner"], "users", agent.owner);
    referAll("agents", index, "teams", "teams", agent.teams);
  });
  each("workflows", (workflow, index) => refer("workflows", index, ["parent"], "workflows", workflow.parent));
  each("programs", (program, index) => {
    for (const [place, member] of program.members.entries()) referTyped("programs", index, ["members", place], member);
    referAll("programs", index, "workflows", "workflows", program.workflows);
    refer("programs", index, ["approvedBy"], "users", program.approvedBy);
  });
  each("connections", (connection, index) => {
    referTyped("connections", index, ["from"], connection.from);
    referTyped("connections", index, ["to"], connection.to);
  });
  each("budgets", (budget, index) => referTyped("budgets", index, ["scope"], budget.scope));
  each("limits", (limit, index) => referTyped("limits", index, ["scope"], limit.scope));
  each("providers", (provider, index) => {
    if (provider.api === "openai-compatible" && provider.baseUrl === undefined)
      found.push(
        mismatch("providers", index, ["baseUrl"], "`baseUrl` is required: this api has no address of its own"),
      );
  });
  each("servers", (server, index) => {
    if (server.owner !== undefined) referTyped("servers", index, ["owner"], server.owner);
    if (server.kind !== "mcp") return;
    const [wanted, other] =
      server.transport === "stdio" ? (["command", "url"] as const) : (["url", "command"] as const);
    const over = `over ${server.transport}`;
    if (server[wanted] === undefined)
      found.push(mismatch("servers", index, [wanted], `\`${wanted}\` is required for a server ${over}`));
    if (server[other] !== undefined)
      found.push(mismatch("servers", index, [other], `\`${other}\` has no meaning for a server ${over}`));
    const strange =
      server.transport === "stdio" ? (["auth"] as const) : (["env", "sandbox", "paths", "network"] as const);
    for (const member of strange)
      if (server[member] !== undefined)
        found.push(mismatch("servers", index, [member], `\`${member}\` has no meaning for a server ${over}`));
  });
  found.push(...findCircles("teams", lists.teams), ...findCircles("workflows", lists.workflows));
  return found;
}

function findDoubles(kind: ObjectKind, ids: readonly (string | undefined)[]): Mismatch[] {
  const found: Mismatch[] = [];
  const firsts = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    if (id === undefined) continue;
    const reserved = RESERVED[kind];
    const meaning = reserved !== undefined && Object.hasOwn(reserved, id) ? reserved[id] : undefined;
    if (meaning !== undefined) found.push(mismatch(kind, index, ["id"], meaning));
    const first = firsts.get(id);
    if (first === undefined) firsts.set(id, index);
    else found.push(mismatch(kind, index, ["id"], `the id ${quoted(id)} is used twice; first in ${kind}[${first}]`));
  }
  return found;
}

/** Each circle is told once, at the first of its members. */
function findCircles(
  kind: "teams" | "workflows",
  list: readonly ({ id: string; parent?: string | undefined } | undefined)[],
): Mismatch[] {
  const found: Mismatch[] = [];
  const parents = new Map(list.filter((one) => one !== undefined).map((one) => [one.id, one.parent]));
  const settled = new Set<string>();
  for (const [index, one] of list.entries()) {
    if (one === undefined) continue;
    const way: string[] = [];
    const onWay = new Set<string>();
    let here: string | undefined = one.id;
    while (here !== undefined && !settled.has(here) && !onWay.has(here)) {
      way.push(here);
      onWay.add(here);
      here = parents.get(here);
    }
    if (here !== undefined && onWay.has(here)) {
      const circle = [...way.slice(way.indexOf(here)), here].slice(0, 6).map(quoted).join(" -> ");
      found.push(mismatch(kind, index, ["parent"], `a ${KIND_NAMES[kind]} cannot be its own parent: ${circle}`));
    }
    for (const id of way) settled.add(id);
  }
  return found;
}

function mismatch(
  kind: ObjectKind,
  index: number,
  path: (string | number)[],
  message: string,
  suggestion?: string,
): Mismatch {
  return { kind, index, path, message, ...(suggestion === undefined ? {} : { suggestion }) };
}
