import { setImmediate as turn } from "node:timers/promises";
import { type AccessRooms, aCall, chainOf, liveIn, mayUse, modelsOf } from "./may-use.ts";
import { type Epoch, historyOf } from "./history.ts";
import { QUIET, leastUsesOf } from "../tool-uses.ts";
import { makeThens } from "./then.ts";
import type { Chain, Identity, KeyInfo } from "../identity/index.ts";
import { type Clock, type Millis } from "../kernel/index.ts";
import type { AccessQueries, AgentAccess, Reached, ReachAsked, ReachedBy } from "../operations/index.ts";
import type { Records } from "../record/index.ts";
import { type Landscape, type Registry } from "../registry/index.ts";
import type { Store } from "../store/index.ts";
import { usedIn } from "./used.ts";

export interface AccessParts extends AccessRooms {
  registry: Pick<Registry, "landscape" | "export">;
  identity: Pick<Identity, "listKeys">;
  records: Pick<Records, "changes">;
  store: Pick<Store, "read">;
  clock: Clock;
}

const MAX_KEYS = 5_000;
const KEYS_PAGE = 200;
/** Told of one agent; how many there are is told besides. */
const MAX_TOLD = 500;
/** Looking back ends then, and the answer says how far it came. */
const MAX_LOOK_MS = 10_000;
const MAX_TURN_MS = 8;
const MAX_NAMES = 50;

/** Who may what, and who could: answered by the very rule that decides calls. */
export function makeAccess(parts: AccessParts): AccessQueries {
  return {
    async agents(org, { ids, signal }) {
      const landscape = parts.registry.landscape(org);
      if (!landscape) return [];
      const at = parts.clock.now();
      const told: AgentAccess[] = [];
      for (const id of ids) {
        if (signal.aborted) break;
        const found = await agentAccess(parts, landscape, id, at);
        if (found) told.push(found);
        await turn();
      }
      return told;
    },
    reach: (org, asked) => reach(parts, org, asked),
  };
}

async function agentAccess(
  parts: AccessParts,
  landscape: Landscape,
  id: string,
  at: Millis,
): Promise<AgentAccess | undefined> {
  const agent = landscape.agents.get(id);
  if (!agent) return undefined;
  const ref = `agent:${id}`;
  const keys = await parts.identity.listKeys(landscape.organization.id, { principal: ref, limit: KEYS_PAGE });
  const connections = [...landscape.connections.values()].filter(({ from }) => from === ref);
  const may = (refs: readonly string[]) => {
    const chain = chainOf(landscape, refs, at);
    if (!chain) return null;
    const { tools, models, routes } = mayUse(parts, landscape, chain, at);
    return { tools: tools.slice(0, MAX_TOLD), toolCount: tools.length, models: models.slice(0, MAX_TOLD), routes };
  };
  return {
    agent: id,
    owner: agent.owner ?? null,
    status: chainOf(landscape, [ref], at) ? "active" : "disabled",
    keys: keys
      .filter((key) => key.revokedAt === undefined && key.expiresAt > at)
      .map((key) => ({
        id: key.id,
        name: key.name,
        scopes: [...key.scopes],
        expiresAt: key.expiresAt,
        lastUsedAt: key.lastUsedAt ?? null,
      })),
    connections: connections.map(({ id: connection, to, operations, tools }) => ({
      id: connection,
      to,
      operations: operations === undefined ? null : [...operations],
      tools: tools === undefined ? null : [...tools],
    })),
    alone: may([ref]),
    forOwner: agent.owner === undefined ? null : may([ref, `user:${agent.owner}`]),
  };
}

const KINDS = ["users", "agents", "applications", "teams", "connections", "servers", "policies"];
const MODEL_KINDS = ["models", "routes", "tiers", "providers"];

async function reach(parts: AccessParts, org: string, asked: ReachAsked): Promise<Reached | undefined> {
  const { clock } = parts;
  const began = clock.elapsed();
  const until = clock.now();
  const { since, signal } = asked;
  const declaration = await parts.registry.export(org);
  const isModel = asked.kind === "model" || asked.kind === "route";
  const kinds = new Set(isModel ? [...KINDS, ...MODEL_KINDS] : KINDS);
  const history = await historyOf(parts.records, { org, at: until, declaration }, { since, kinds, signal });
  const keys = await keysOf(parts, org);
  const found = new Map<string, ReachedBy>();
  const things = new Set<string>();
  const missing: string[] = [];
  let covered = until;
  const thens = makeThens(parts);
  for (const epoch of history.epochs) {
    if (signal.aborted || clock.elapsed() - began > MAX_LOOK_MS) break;
    const then = await thens.at(epoch.from, epoch.declaration);
    const could = then && (await lookIn(then.rooms, then.landscape, asked, epoch.from, parts.clock));
    if (could === undefined)
      missing.push(`From ${iso(epoch.from)} to ${iso(epoch.to)}: what stood then cannot be decided with.`);
    else {
      for (const thing of could.things) things.add(thing);
      for (const one of could.who) note(found, one, epoch, keys.live.get(one.principal) ?? [], until);
    }
    covered = epoch.from;
  }
  thens.close();
  if (things.size === 0) return undefined;
  const used = await usedIn(parts.store, { org, since, until, kind: asked.kind, id: asked.id, things: [...things] });
  for (const row of used.rows) {
    const known = found.get(row.principal) ?? blank(row.principal);
    found.set(row.principal, { ...known, did: { allowed: row.allowed, refused: row.refused, last: row.last } });
  }
  if (Math.max(covered, history.since) > since)
    missing.push(`Before ${iso(Math.max(covered, history.since))}: there is more history than one answer looks at.`);
  if (history.unread > 0) missing.push(`${history.unread} changes whose records do not hold what was there before.`);
  if (keys.cut) missing.push(`Keys beyond the first ${MAX_KEYS}: whom they belong to counts as without a key.`);
  if (used.cut)
    missing.push("Uses before the newest that are counted in one answer, and those that retention has removed.");
  return {
    resource: `${asked.kind}:${asked.id}`,
    since,
    until,
    coveredSince: Math.max(covered, history.since, since),
    things: [...things].toSorted(),
    epochs: history.epochs.length,
    notCovered: [...missing, ...ALWAYS],
    who: [...found.values()].toSorted((a, b) => (a.principal < b.principal ? -1 : 1)),
  };
}

const ALWAYS = [
  "Each principal is looked at by itself: in a chain on behalf of others it can do no more than by itself.",
  "Tools are those that the catalog has now, approved or not, and those that the server's declaration named then.",
  "Guardrails and settings of the organization are taken as they are now; sessions, texts and limits are left out.",
  "What was reached around Lumos, and on machines whose clients have no hooks.",
];

/** Everyone that the rules of that time would have let use something of it, in its least grave way. */
async function lookIn(
  rooms: AccessRooms,
  landscape: Landscape,
  asked: ReachAsked,
  at: Millis,
  clock: Clock,
): Promise<{ things: string[]; who: { principal: string; through: string[]; asked: boolean }[] } | undefined> {
  const models =
    asked.kind === "model" ? [asked.id] : asked.kind === "route" ? (landscape.routes.get(asked.id)?.models ?? []) : [];
  const known = models.filter((id) => landscape.models.has(id));
  const servers = [...landscape.servers.values()].filter(({ id, classes = [] }) =>
    asked.kind === "server" ? id === asked.id : asked.kind === "data" && classes.includes(asked.id),
  );
  const uses = servers.flatMap((server) => leastUsesOf(rooms.catalog, landscape.organization.id, server));
  const things = [...servers.map(({ id }) => `server:${id}`), ...known.map((id) => `model:${id}`)];
  const who: { principal: string; through: string[]; asked: boolean }[] = [];
  if (things.length === 0) return { things, who };
  let probed = false;
  let turned = clock.elapsed();
  for (const principal of principalsIn(landscape)) {
    const chain = chainOf(landscape, [principal], at);
    if (!chain) continue;
    // Guarantee: a time that cannot be decided with is told as not covered, never as one in which nobody could.
    if (!probed && !canDecide(rooms, chain, at)) return undefined;
    probed = true;
    const through: { name: string; asks: boolean }[] = [];
    if (uses.length > 0) {
      const call = aCall(at);
      const context = { ...rooms.context.gather(call, chain), taint: [], sessionRisk: 0, sessionFlags: [] };
      const { rulings } = rooms.policy.decideUses({
        at,
        chain,
        context,
        assessment: QUIET,
        uses: uses.map(({ use }) => use),
      });
      for (const [place, ruling] of rulings.entries())
        if (ruling.outcome !== "blocked")
          through.push({ name: uses[place]?.name ?? "", asks: ruling.outcome === "pending" });
    }
    for (const { id, asks } of modelsOf(rooms, landscape, chain, at, known))
      through.push({ name: id, asks: asks.length > 0 });
    if (through.length > 0)
      who.push({ principal, through: through.map(({ name }) => name), asked: through.every(({ asks }) => asks) });
    if (clock.elapsed() - turned < MAX_TURN_MS) continue;
    await turn();
    turned = clock.elapsed();
  }
  return { things, who };
}

/** Whether there is a set of policies at all: what is refused without one was refused for nothing it is. */
function canDecide(rooms: AccessRooms, chain: Chain, at: Millis): boolean {
  const context = rooms.context.gather(aCall(at), chain);
  const does = { operations: ["read"], objects: [], hosts: [], unbounded: false, batch: 1 };
  const use = { ...does, server: { id: "none", kind: "mcp" }, tool: "none", pinned: false };
  const { rulings } = rooms.policy.decideUses({ at, chain, context, assessment: QUIET, uses: [use] });
  return !rulings.some(({ reasons }) => reasons.some(({ policy }) => policy === "engine-unavailable"));
}

function principalsIn({ users, agents, applications }: Landscape): string[] {
  return [
    ...[...users.keys()].map((id) => `user:${id}`),
    ...[...agents.keys()].map((id) => `agent:${id}`),
    ...[...applications.keys()].map((id) => `application:${id}`),
  ];
}

/** Notes that somebody could in an epoch, as far as it had a key then; epochs come newest first. */
function note(
  found: Map<string, ReachedBy>,
  { principal, through, asked }: { principal: string; through: string[]; asked: boolean },
  epoch: Epoch,
  keys: readonly { from: Millis; to: Millis }[],
  until: Millis,
): void {
  const known = found.get(principal) ?? blank(principal);
  const could = [...known.could];
  const spans = merged(
    keys.flatMap((key) => {
      const from = Math.max(key.from, epoch.from);
      const to = Math.min(key.to, epoch.to);
      return from < to ? [{ from, to }] : [];
    }),
  );
  for (const span of spans) {
    const newer = could.findIndex((one) => one.from === span.to && one.asked === asked);
    const joined = could[newer];
    if (joined) could[newer] = { ...joined, from: span.from };
    else could.push({ ...span, asked });
  }
  found.set(principal, {
    ...known,
    could,
    permittedOnly: known.permittedOnly || spans.length === 0,
    now: known.now || spans.some(({ to }) => to === until),
    through: [...new Set([...known.through, ...through])].toSorted().slice(0, MAX_NAMES),
  });
}

function blank(principal: string): ReachedBy {
  return { principal, now: false, could: [], permittedOnly: false, through: [], did: null };
}

function merged(spans: { from: Millis; to: Millis }[]): { from: Millis; to: Millis }[] {
  const out: { from: Millis; to: Millis }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out.toReversed();
}

async function keysOf(parts: AccessParts, org: string) {
  const live = new Map<string, { from: Millis; to: Millis }[]>();
  const all: KeyInfo[] = [];
  for (let after: string | undefined; all.length < MAX_KEYS;) {
    const page = await parts.identity.listKeys(org, { limit: KEYS_PAGE, ...(after === undefined ? {} : { after }) });
    all.push(...page);
    after = page.at(-1)?.id;
    if (page.length < KEYS_PAGE) break;
  }
  const ever = { since: 0, until: parts.clock.now() };
  for (const key of all) {
    const span = liveIn(key, ever);
    if (span) live.set(key.principal, [...(live.get(key.principal) ?? []), span]);
  }
  return { live, cut: all.length >= MAX_KEYS };
}

function iso(at: Millis): string {
  return new Date(at).toISOString();
}
