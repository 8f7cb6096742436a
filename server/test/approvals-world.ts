import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApprovalAsk, type ApprovalsRoom, type Step, makeApprovals } from "../src/approvals/index.ts";
import { type Chain, type Identity, type Scope, makeIdentity, ownerChain } from "../src/identity/index.ts";
import { type Ids, type Secret, fixedClock, silentLog, systemRandom, uuidV7 } from "../src/kernel/index.ts";
import { type Records, makeRecords } from "../src/record/index.ts";
import { openStore, type Store } from "../src/store/index.ts";
import { type HeldRegistry, heldRegistry, organization } from "./held-registry.ts";

export const MINUTE_MS = 60_000;
const NOON = Date.parse("2026-11-21T12:00:00Z");

export interface ApprovalsWorld {
  room: ApprovalsRoom;
  store: Store;
  registry: HeldRegistry;
  identity: Identity;
  records: Records;
  clock: ReturnType<typeof fixedClock>;
  ids: Ids;
  steps: Step[];
  data: string;
  /** The machine's owner. */
  machine(org?: string): Chain;
  /** A chain of live keys: the first's, on behalf of the second's where there is one. */
  chain(principal: string, how?: { behalf?: string; scopes?: Scope[]; by?: Chain; org?: string }): Promise<Chain>;
  /** A person with a key that approves. */
  person(id: string, how?: { by?: Chain; org?: string; scopes?: Scope[] }): Promise<Chain>;
  key(principal: string, how?: { scopes?: Scope[]; by?: Chain; org?: string }): Promise<Secret>;
  ask(chain: Chain, change?: Partial<ApprovalAsk>): ApprovalAsk;
  decide(
    id: string,
    by: Chain,
    answer?: "approve" | "deny",
    reason?: string,
  ): Promise<Awaited<ReturnType<ApprovalsRoom["decide"]>>>;
  /** The same database with another room, as another process has it. */
  another(): ApprovalsRoom;
  close(): Promise<void>;
}

/** People of every kind, agents, servers with and without an owner. */
export function peopleOfAcme() {
  return organization("acme", {
    teams: [{ id: "support" }, { id: "tier2", parent: "support" }, { id: "eng" }],
    users: [
      { id: "olga", roles: ["owner"] },
      { id: "otto", roles: ["owner"] },
      { id: "rita", roles: ["security_admin"] },
      { id: "adam", roles: ["approver"] },
      { id: "ian", roles: ["identity_admin"] },
      { id: "sam", teams: ["support"] },
      { id: "tom", teams: ["tier2"] },
      { id: "eve", teams: ["eng"] },
      { id: "mia" },
      { id: "off", roles: ["approver"], status: "disabled" },
    ],
    applications: [{ id: "shop", owner: "adam" }],
    agents: [
      { id: "bot", owner: "sam", autonomy: 2 },
      { id: "other-bot", owner: "sam" },
      { id: "olgas-bot", owner: "olga" },
      { id: "mias-bot", owner: "mia" },
      { id: "ians-bot", owner: "ian" },
    ],
    servers: [
      { id: "crm", kind: "mcp", transport: "http", url: "http://localhost:1" },
      { id: "mias", kind: "mcp", transport: "http", url: "http://localhost:1", owner: "user:mia" },
      { id: "supports", kind: "mcp", transport: "http", url: "http://localhost:1", owner: "team:support" },
    ],
  });
}

export async function makeApprovalsWorld(database = "sqlite"): Promise<ApprovalsWorld> {
  const data = mkdtempSync(join(tmpdir(), "lumos-approvals-"));
  const clock = fixedClock(NOON);
  const parts = { clock, random: systemRandom, log: silentLog };
  const store = await openStore({ database, data, ...parts });
  const registry = heldRegistry([
    peopleOfAcme(),
    organization("other", {
      users: [{ id: "adam", roles: ["approver", "owner"] }],
      agents: [{ id: "bot", owner: "adam" }],
    }),
  ]);
  const identity = await makeIdentity({ store, registry, rootKey: systemRandom.bytes(32), ...parts });
  const ids = uuidV7(clock, systemRandom);
  const records = makeRecords({ store, clock, ids });
  const steps: Step[] = [];
  const rooms: ApprovalsRoom[] = [];
  const another = () => {
    const room = makeApprovals({
      store,
      registry,
      ...parts,
      ids,
      publicUrl: () => "https://lumos.test",
      stepped: async (tx, step) => {
        steps.push(step);
        await records.change(tx, {
          org: step.org,
          actor: step.actor,
          action: `approvals.${step.what}`,
          subject: { kind: "approval", id: step.id },
          details: step.details,
        });
      },
      sweepMs: 0,
    });
    rooms.push(room);
    return room;
  };
  const room = another();
  const machine = (org = "acme") => ownerChain(org, 1);
  const key: ApprovalsWorld["key"] = async (principal, { scopes = ["call" as const], by, org = "acme" } = {}) => {
    const issued = await store.transact((tx) =>
      identity.issueKey(tx, {
        org,
        principal,
        name: "test",
        expiresAt: clock.now() + 30 * 86_400_000,
        scopes,
        issuedBy: by ?? machine(org),
      }),
    );
    return issued.key;
  };
  const recognized = async (credential: Secret, onBehalfOf: Secret | undefined, need: "call" | "approve" | "read") => {
    const known = await identity.recognize({ credential, onBehalfOf, at: clock.now(), ip: "192.0.2.1" }, need);
    if (!known.ok) throw new Error(`refused: ${known.error.because}`);
    return known.value;
  };
  return {
    room,
    store,
    registry,
    identity,
    records,
    clock,
    ids,
    steps,
    data,
    machine,
    key,
    another,
    chain: async (principal, { behalf, ...how } = {}) => {
      const onBehalfOf = behalf === undefined ? undefined : await key(behalf);
      return recognized(
        await key(principal, how),
        onBehalfOf,
        how.scopes?.includes("call") === false ? "read" : "call",
      );
    },
    person: async (id, how = {}) =>
      recognized(await key(`user:${id}`, { scopes: ["approve"], ...how }), undefined, "approve"),
    ask: (chain, change = {}) => ({
      org: chain.org,
      chain,
      decision: ids.next(),
      session: "s-1",
      action: "call_tool",
      resource: "crm/update_contact",
      server: "crm",
      content: { id: 7, name: "Ada" },
      snapshot: "set-1",
      needs: ["approval:approver"],
      ttlMs: undefined,
      reasons: [{ policy: "tool.production", why: "A change in production by an agent needs a person." }],
      shown: { title: "update_contact of crm", details: [{ name: "name", value: "A***" }] },
      ...change,
    }),
    decide: (id, by, answer = "approve", reason = "") =>
      store.transact((tx) => room.decide(tx, { org: by.org, id, by, answer, reason })),
    close: async () => {
      for (const one of rooms) await one.close();
      identity.close();
      await store.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
