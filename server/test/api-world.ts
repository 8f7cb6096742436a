import { type ApprovalAsk, makeApprovals } from "../src/approvals/index.ts";
import { makeAccess } from "../src/access/index.ts";
import { writingSteps } from "../src/approving.ts";
import { makeContext } from "../src/context/index.ts";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { loadConfiguration, type Declaration, type Role, ROLES } from "../src/config/index.ts";
import { makeApiDoor } from "../src/doors/index.ts";
import { type Identity, makeIdentity, type Scope } from "../src/identity/index.ts";
import {
  deriveKey,
  type Ids,
  makeLog,
  type NanoUsd,
  Secret,
  systemRandom,
  timeOfId,
  uuidV7,
} from "../src/kernel/index.ts";
import { type Operation, operations, type Services } from "../src/operations/index.ts";
import { makePolicy, makeSnapshots, type PolicyRoom } from "../src/policy/index.ts";
import { type Completion, type Made, makeRecords, makeWriter } from "../src/record/index.ts";
import type { ConnectedModel } from "../src/registry/index.ts";
import { dirname } from "node:path";
import { makePeers } from "../src/execution/index.ts";
import { organization } from "./held-registry.ts";
import { makeSessions } from "../src/sessions/index.ts";
import { ACME, makeRegistryWorld, type RegistryWorld } from "./registry-world.ts";
import { makeCatalog } from "../src/catalog/index.ts";
import { makeRisk } from "../src/risk/index.ts";

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON, read loosely: tests say what they expect of it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every shape
  body: any;
}

export interface AskOptions {
  key?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Sent as it is, in place of a body. */
  raw?: string | Buffer;
}

export interface ApiWorld extends RegistryWorld {
  identity: Identity;
  policy: PolicyRoom;
  services: Services;
  ids: Ids;
  url: string;
  /** What went to the log, to be searched for what must not be there. */
  log: string[];
  /** Keys by role, of a user of that role; `member` has none. */
  keys: Record<Role | "member" | "machine", string>;
  /** The same in the other organization. */
  foreign: Record<Role | "member", string>;
  issue(org: string, principal: string, scopes?: Scope[]): Promise<string>;
  ask(method: string, path: string, options?: AskOptions): Promise<Reply>;
  /** A call of somebody's that waits for an approver. */
  approval(org: string, principal: string, more?: Partial<ApprovalAsk>): Promise<string>;
  /** A decision as the way of a call leaves it. */
  decide(org: string, chain: string[], more?: { outcome?: "allowed" | "blocked" }): Promise<string>;
}

/** Roles' users are called like their role. */
export const userOf = (role: string): string => `${role}@acme.test`;

/** An organization with a user of each role, something of every kind, and nothing that binds it to another. */
export function peopled(id: string): Declaration {
  const tier = { id: "frontier" };
  return {
    ...organization(id, {
      tiers: [tier, { id: "economy" }],
      providers: [{ id: "north", api: "openai", baseUrl: "http://127.0.0.1:9/v1", key: "sk-north-secret" }],
      models: [{ id: "big", provider: "north", upstream: "big", tier: "frontier" }],
      routes: [{ id: "smart", models: ["big"] }],
      judges: [{ id: "house", api: "instruct", model: "big" }],
      teams: [{ id: "eng" }, { id: "core", parent: "eng" }, { id: "ops" }],
      users: [
        ...ROLES.map((role) => ({ id: userOf(role), roles: [role], teams: ["core"] })),
        { id: userOf("member"), teams: ["ops"] },
      ],
      applications: [{ id: "shop", owner: userOf("member") }],
      agents: [
        { id: "bot", owner: userOf("developer"), teams: ["eng"] },
        { id: "other-bot", owner: userOf("member") },
      ],
      workflows: [{ id: "ticket" }],
      programs: [{ id: "cyber", domain: "cyber", members: ["team:eng"], expires: "2027-12-31" }],
      servers: [{ id: "crm", kind: "mcp", transport: "http", url: "http://127.0.0.1:9/mcp" }],
      connections: [{ id: "bot-crm", from: "agent:bot", to: "server:crm" }],
      budgets: [{ id: "all", scope: "organization", usd: 10, per: "day" }],
      limits: [{ id: "calm", scope: "organization", concurrent: 100 }],
      alerts: [{ id: "soc", kind: "webhook", url: "http://127.0.0.1:9/", secret: "webhook-secret", events: [] }],
      policies: [
        {
          id: "open",
          text: '@id("open")\npermit (principal, action, resource);',
          file: "main.cedar",
        },
      ],
    }),
  };
}

export async function makeApiWorld(
  options: { database?: string; /** Nobody is an owner yet. */ unclaimed?: boolean } = {},
): Promise<ApiWorld> {
  const world = await makeRegistryWorld(options);
  const { store, registry, clock, data, rootKey } = world;
  const lines: string[] = [];
  const log = makeLog({ clock, write: (line) => void lines.push(line), level: "debug" });
  const ids = uuidV7(clock, systemRandom);
  for (const org of ["acme", "other"]) {
    const declaration = peopled(org);
    if (options.unclaimed) declaration.objects.users = [{ id: userOf("developer") }, { id: userOf("member") }];
    await world.apply(declaration);
  }
  const identity = await makeIdentity({ store, registry, clock, random: systemRandom, log, rootKey });
  const snapshots = makeSnapshots({ store, clock, log });
  const policy = await makePolicy({ registry, clock, log, snapshots });
  const records = makeRecords({ store, clock, ids });
  const writer = makeWriter({ store, ids, log });
  const risk = makeRisk({ log, clock });
  const catalog = await makeCatalog({ store, registry, risk, clock, log });
  const peers = makePeers({
    clock,
    log,
    registry,
    path: dirname(process.execPath),
    hides: [],
    definition: () => undefined,
  });
  const loaded = loadConfiguration({ file: ACME, env: {}, cwd: data });
  if (!loaded.ok) throw new Error("acme does not load");
  const approvals = makeApprovals({
    store,
    registry,
    clock,
    ids,
    log,
    publicUrl: () => "https://lumos.test",
    stepped: writingSteps({ records, registry, ids }),
    sweepMs: 0,
  });
  const context = makeContext({ registry, clock });
  const services: Services = {
    access: makeAccess({ registry, context, policy, catalog, identity, records, store, clock }),
    approvals,
    store,
    registry,
    identity,
    policy,
    snapshots,
    records,
    sessions: makeSessions({ store, clock, log, key: deriveKey(rootKey, "sessions") }),
    // Nobody has the means to ask one here.
    judges: { try: () => Promise.resolve(undefined) },
    catalog,
    peers,
    risk,
    clock,
    ids,
    log,
    loaded: loaded.value,
  };
  const door = makeApiDoor({ operations, services, log });
  const server = createServer((req, res) => void door.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const issue: ApiWorld["issue"] = async (org, principal, scopes = ["call", "manage"]) => {
    const call = { credential: identity.localToken(), onBehalfOf: undefined, at: clock.now(), ip: "127.0.0.1", org };
    const owner = await identity.recognize(call, "manage");
    if (!owner.ok) throw new Error(owner.error.because);
    const wanted = { org, principal, name: "test", expiresAt: clock.now() + 86_400_000, scopes, issuedBy: owner.value };
    return (await store.transact((tx) => identity.issueKey(tx, wanted))).key.reveal();
  };
  const people = [...ROLES, "member"] as const;
  const keysOf = async (org: string) => {
    const keys: [string, string][] = [];
    if (options.unclaimed) return {} as ApiWorld["foreign"];
    for (const role of people) keys.push([role, await issue(org, `user:${userOf(role)}`)]);
    return Object.fromEntries(keys) as ApiWorld["foreign"];
  };

  return {
    ...world,
    identity,
    policy,
    services,
    ids,
    url: `http://127.0.0.1:${port}`,
    log: lines,
    keys: { ...(await keysOf("acme")), machine: identity.localToken().reveal() },
    foreign: await keysOf("other"),
    issue,
    ask: (method, path, asked = {}) => send(port, method, path, asked),
    approval: async (org, principal, more = {}) => {
      clock.advance(1);
      const call = { onBehalfOf: undefined, at: clock.now(), ip: "127.0.0.1" };
      const credential = new Secret(await issue(org, principal, ["call"]));
      const chain = await identity.recognize({ ...call, credential }, "call");
      if (!chain.ok) throw new Error(chain.error.because);
      const sought = await approvals.seek({
        org,
        chain: chain.value,
        decision: ids.next(),
        session: "s",
        action: "call_tool",
        resource: "crm/update",
        server: "crm",
        content: { n: clock.now() },
        snapshot: "set",
        needs: ["approval:approver"],
        ttlMs: undefined,
        reasons: [{ policy: "p", why: "A person looks first." }],
        shown: { title: "update of crm", details: [{ name: "id", value: "7" }] },
        ...more,
      });
      if (!("approval" in sought)) throw new Error(sought.message);
      return sought.approval.id;
    },
    decide: async (org, chain, more = {}) => {
      clock.advance(1);
      const id = ids.next();
      const outcome = more.outcome ?? "allowed";
      const [made, completion] = endedCall(id, org, chain, outcome);
      await writer.refuse(made, outcome, completion);
      return id;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      policy.close();
      await approvals.close();
      await services.sessions.close();
      await catalog.close();
      await peers.close();
      await snapshots.close();
      identity.close();
      await world.close();
    },
  };
}

function send(port: number, method: string, path: string, { key, headers, body, raw }: AskOptions): Promise<Reply> {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const req = request(
      {
        port,
        host: "127.0.0.1",
        method,
        path,
        agent: false,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(payload === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
          ...headers,
        },
      },
      (res) => {
        const parts: Buffer[] = [];
        res.on("data", (part: Buffer) => parts.push(part));
        res.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8");
          const isJson = res.headers["content-type"] === "application/json";
          resolve({
            status: res.statusCode ?? 0,
            headers: res.headers,
            text,
            body: isJson ? JSON.parse(text) : undefined,
          });
        });
        res.on("error", reject);
      },
    );
    req.on("error", reject);
    req.end(payload);
  });
}

const NO_FACTS = {
  now: 0,
  channel: "model",
  client: "",
  environment: "prod",
  geo: "",
  ip: "",
  workflow: "none",
  purpose: "",
  customer: "",
  onBehalfOf: [],
  dataClasses: [],
  dataRegions: [],
  programs: [],
  taint: [],
  topics: [],
  sessionFlags: [],
  fulfilled: [],
  risk: {},
};

/** A call of this chain as the stages leave it, ended. */
function endedCall(id: string, org: string, chain: string[], outcome: "allowed" | "blocked"): [Made, Completion] {
  const text = Buffer.from("{}");
  const reason = { policy: "open", why: "Because.", severity: "high", principal: chain[0] ?? "" };
  const effect = outcome === "allowed" ? ("permit" as const) : ("forbid" as const);
  const candidate = { id: "big", tier: "frontier", provider: { id: "north" } } as ConnectedModel;
  const made = {
    org,
    at: timeOfId(id),
    call: {
      id,
      kind: "model",
      at: timeOfId(id),
      startedAt: 0,
      credential: undefined,
      onBehalfOf: undefined,
      stated: {},
      ip: "192.0.2.1",
      client: "test",
      ask: { format: "openai.chat", model: "smart", stream: false, body: text, texts: [] },
    },
    chain: {
      org,
      links: chain.map((ref) => ({ ref, name: ref, teams: ["eng"] })),
      credential: { ref: "key:aaaaaaaa" },
    },
    decision: {
      outcome,
      rulings: [{ outcome, candidate, obligations: [], reasons: [{ ...reason, effect }] }],
      snapshot: "s",
      engine: "reference",
      facts: NO_FACTS,
    },
  } as unknown as Made;
  const completion: Completion = {
    result: outcome === "allowed" ? "completed" : "refused",
    code: outcome === "allowed" ? "" : "policy_blocked",
    summary: outcome === "allowed" ? "Answered by big." : "Because.",
    adjusted: [],
    model: outcome === "allowed" ? "big" : "",
    tier: outcome === "allowed" ? "frontier" : "",
    fates: [],
    usage: undefined,
    costNanoUsd: 5 as NanoUsd,
    totalMs: 3,
    firstByteMs: undefined,
    upstreamMs: undefined,
  };
  return [made, completion];
}

/** A path with its placeholders filled. */
export function pathOf(operation: Operation, members: Record<string, string> = {}): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(members[name] ?? "x"));
  return `/api/v1${path}`;
}
