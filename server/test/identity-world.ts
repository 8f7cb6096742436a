import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixedClock, type Millis, Secret, silentLog, systemRandom } from "../src/kernel/index.ts";
import {
  type Chain,
  type Identity,
  type IssuedKey,
  makeIdentity,
  type Need,
  type Scope,
} from "../src/identity/index.ts";
import { openStore, type Store } from "../src/store/index.ts";
import { type HeldRegistry, heldRegistry, organization } from "./held-registry.ts";

export const DAY_MS: Millis = 86_400_000;
export const START: Millis = Date.parse("2026-11-21T12:00:00Z");

export interface World {
  identity: Identity;
  store: Store;
  registry: HeldRegistry;
  clock: ReturnType<typeof fixedClock>;
  data: string;
  /** The chain of the machine's owner, who may issue anything. */
  owner: Chain;
  issue(
    principal: string,
    wanted?: { scopes?: Scope[]; expiresAt?: Millis; org?: string; by?: Chain },
  ): Promise<IssuedKey>;
  ask(
    key: Secret | string | undefined,
    need?: Need,
    more?: { onBehalfOf?: Secret; ip?: string },
  ): ReturnType<Identity["recognize"]>;
  /** The chain of a key that must be good. */
  chain(key: Secret, need?: Need): Promise<Chain>;
  /** Why a key is refused; "ok" when it is not. */
  because(key: Secret | string | undefined, need?: Need, more?: { onBehalfOf?: Secret }): Promise<string>;
  /** A second process on the same database, as far as one process can tell. */
  another(store?: Store): Promise<Identity>;
  close(): Promise<void>;
}

/** Two organizations with people and machines of every kind, on a real store. */
export async function makeWorld(options: { store?: Store; rootKey?: Buffer } = {}): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), "lumos-identity-"));
  const clock = fixedClock(START);
  const parts = { clock, random: systemRandom, log: silentLog };
  const store = options.store ?? (await openStore({ database: "sqlite", data, ...parts }));
  const registry = heldRegistry([
    organization("acme", {
      users: [
        { id: "olga", roles: ["owner"], region: "US" },
        { id: "ian", roles: ["identity_admin"] },
        { id: "dev", roles: ["developer"], teams: ["eng"] },
        { id: "sam" },
        { id: "gone", status: "disabled" },
      ],
      teams: [{ id: "eng" }, { id: "ops" }],
      agents: [
        { id: "bot", owner: "sam", autonomy: 2, teams: ["eng"] },
        { id: "off", owner: "sam", status: "disabled" },
        { id: "brief", owner: "sam", expires: "2026-11-30" },
        { id: "orphan", owner: "nobody" },
        { id: "left", owner: "gone" },
      ],
      applications: [{ id: "shop", owner: "dev", environment: "prod" }],
      servers: [{ id: "crm", kind: "mcp", transport: "http", url: "http://localhost:1" }],
    }),
    organization("other", { users: [{ id: "sam", roles: ["owner"] }] }),
  ]);
  const rootKey = options.rootKey ?? systemRandom.bytes(32);
  const identities: Identity[] = [];
  const another = async (on: Store = store) => {
    const one = await makeIdentity({ store: on, registry, rootKey, ...parts });
    identities.push(one);
    return one;
  };
  const identity = await another();
  const ask: World["ask"] = (key, need = "call", more = {}) =>
    identity.recognize(
      {
        credential: typeof key === "string" ? new Secret(key) : key,
        onBehalfOf: more.onBehalfOf,
        at: clock.now(),
        ip: more.ip ?? "192.0.2.1",
      },
      need,
    );
  const local = async (org: string) => {
    const call = { credential: identity.localToken(), onBehalfOf: undefined, at: clock.now(), ip: "127.0.0.1", org };
    const answer = await identity.recognize(call, "manage");
    if (!answer.ok) throw new Error(`the machine's owner is refused: ${answer.error.because}`);
    return answer.value;
  };
  const owner = await local("acme");

  return {
    identity,
    store,
    registry,
    clock,
    data,
    owner,
    ask,
    another,
    issue: async (principal, wanted = {}) => {
      const org = wanted.org ?? "acme";
      const issuedBy = wanted.by ?? (await local(org));
      return store.transact((tx) =>
        identity.issueKey(tx, {
          org,
          principal,
          name: "test",
          expiresAt: wanted.expiresAt ?? clock.now() + 30 * DAY_MS,
          scopes: wanted.scopes ?? ["call"],
          issuedBy,
        }),
      );
    },
    chain: async (key, need) => {
      const answer = await ask(key, need);
      if (!answer.ok) throw new Error(`refused: ${answer.error.because}`);
      return answer.value;
    },
    because: async (key, need, more) => {
      const answer = await ask(key, need, more);
      return answer.ok ? "ok" : answer.error.because;
    },
    close: async () => {
      for (const one of identities) one.close();
      if (!options.store) await store.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
