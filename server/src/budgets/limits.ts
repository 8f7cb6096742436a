import type { Connection, Limit } from "../config/index.ts";
import type { Chain, Principal } from "../identity/index.ts";
import type { ToolAsk } from "../kernel/index.ts";
import type { ConnectedModel, Landscape } from "../registry/index.ts";
import type { Counter } from "./types.ts";

const SPANS_MS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

interface Rule {
  each: boolean;
  /** The counters of all, or of one principal. */
  counters(principal: string): readonly Counter[];
}

interface Link {
  from: string;
  to: string;
  /** Of a connection to a server: the tools it opens; all where it names none. */
  tools: readonly string[] | undefined;
  rule: Rule;
}

/** An organization's limits by whom and what they are about, so that a call looks up its own and no other. */
export interface Plan {
  organization: readonly Rule[];
  /** By `team:eng`, `user:sam@acme.test`. */
  callers: ReadonlyMap<string, readonly Rule[]>;
  models: ReadonlyMap<string, readonly Rule[]>;
  links: readonly Link[];
}

/** The plan of a landscape; undefined where nothing is limited. */
export function makePlan(landscape: Landscape): Plan | undefined {
  const org = landscape.organization.id;
  const organization: Rule[] = [];
  const callers = new Map<string, Rule[]>();
  const models = new Map<string, Rule[]>();
  const links: Link[] = [];
  for (const connection of landscape.connections.values()) {
    if (connection.rate) links.push(linkOf(connection, ruleOf(org, rateOf(connection), connection.id)));
  }
  for (const limit of landscape.limits) {
    const rule = ruleOf(org, limit);
    const [kind, id] = split(limit.scope);
    const connection = kind === "connection" ? landscape.connections.get(id) : undefined;
    if (kind === "organization") organization.push(rule);
    else if (kind === "model") add(models, id, rule);
    else if (connection) links.push(linkOf(connection, rule));
    else add(callers, limit.scope, rule);
  }
  const none = organization.length + callers.size + models.size + links.length === 0;
  return none ? undefined : { organization, callers, models, links };
}

/** What counts a call whoever answers it: each counter once, however often the chain meets it. */
export function callerCounters(plan: Plan, landscape: Landscape, chain: Chain): Counter[] {
  const found = new Map<string, Counter>();
  const meet = (rules: readonly Rule[] | undefined, link: Principal) => {
    for (const rule of rules ?? []) for (const counter of rule.counters(link.ref)) found.set(counter.key, counter);
  };
  for (const link of chain.links) {
    meet(plan.organization, link);
    for (const name of namesOf(landscape, link)) meet(plan.callers.get(name), link);
  }
  return [...found.values()];
}

/** What counts a call only when this model is to answer it. */
export function modelCounters(
  plan: Plan,
  landscape: Landscape,
  chain: Chain,
  asked: string,
  model: ConnectedModel,
): Counter[] {
  const found = (plan.models.get(model.id) ?? []).flatMap((rule) => rule.counters(""));
  if (plan.links.length === 0) return found;
  const targets = new Set([`model:${model.id}`, `tier:${model.tier}`]);
  if (landscape.routes.has(asked)) targets.add(`route:${asked}`);
  const names = new Set(chain.links.flatMap((link) => namesOf(landscape, link)));
  for (const { from, to, rule } of plan.links) {
    if (targets.has(to) && names.has(from)) found.push(...rule.counters(""));
  }
  return found;
}

/** What counts the use of a tool: the rates of the connections it goes over. */
export function useCounters(plan: Plan, landscape: Landscape, chain: Chain, { server, tool }: ToolAsk): Counter[] {
  if (plan.links.length === 0) return [];
  const names = new Set(chain.links.flatMap((link) => namesOf(landscape, link)));
  return plan.links.flatMap(({ from, to, tools, rule }) =>
    to === `server:${server}` && names.has(from) && (tools === undefined || tools.includes(tool))
      ? rule.counters("")
      : [],
  );
}

/** A principal and every team it is in, parents included. */
export function namesOf(landscape: Landscape, link: Principal): string[] {
  const teams = new Set<string>();
  for (const direct of link.teams) {
    for (let team: string | undefined = direct; team !== undefined && !teams.has(team);) {
      teams.add(team);
      team = landscape.teams.get(team)?.parent;
    }
  }
  return [link.ref, ...[...teams].map((team) => `team:${team}`)];
}

function rateOf(connection: Connection): Limit {
  const { calls, per } = connection.rate as NonNullable<Connection["rate"]>;
  return { id: connection.id, scope: `connection:${connection.id}`, requests: calls, per };
}

function linkOf(connection: Connection, rule: Rule): Link {
  return { from: connection.from, to: connection.to, tools: connection.tools, rule };
}

/** `rate` is the connection whose own rate this is. */
function ruleOf(org: string, limit: Limit, rate?: string): Rule {
  const each = limit.each === true;
  const name = rate === undefined ? `limit ${limit.id}` : `rate of connection ${rate}`;
  const whose = limit.scope === "organization" ? "the organization" : limit.scope;
  const shown = each ? `each principal of ${whose}` : whose;
  const make = (principal: string): readonly Counter[] => {
    const counters: Counter[] = [];
    const counter = (measure: Counter["measure"], amount: number | undefined) => {
      if (amount === undefined) return;
      const spanMs = measure === "concurrent" ? 0 : SPANS_MS[limit.per ?? "minute"];
      const text =
        measure === "concurrent"
          ? `${amount} at the same time`
          : `${amount} ${amount === 1 ? measure.slice(0, -1) : measure} a ${limit.per}`;
      const key = `${org} ${rate === undefined ? "limit" : "rate"} ${limit.id} ${measure} ${principal}`.trimEnd();
      counters.push({ key, measure, amount, spanMs, name, text: `${name} (${text} for ${shown})` });
    };
    counter("requests", limit.requests);
    counter("tokens", limit.tokens);
    counter("concurrent", limit.concurrent);
    return counters;
  };
  const all = each ? undefined : make("");
  return { each, counters: (principal) => all ?? make(principal) };
}

function add(map: Map<string, Rule[]>, name: string, rule: Rule): void {
  const rules = map.get(name);
  if (rules) rules.push(rule);
  else map.set(name, [rule]);
}

function split(scope: string): [kind: string, id: string] {
  const colon = scope.indexOf(":");
  return colon < 0 ? [scope, ""] : [scope.slice(0, colon), scope.slice(colon + 1)];
}
