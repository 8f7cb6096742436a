import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { type Result, type Secret, silentLog, systemRandom } from "../kernel/index.ts";
import { openRegistry } from "../registry/index.ts";
import type { Store } from "../store/index.ts";
import { organization } from "../../test/held-registry.ts";
import { makeWorld, type World } from "../../test/identity-world.ts";
import { makeIdentity } from "./identity.ts";
import type { Chain, Identity, Refused } from "./types.ts";

/** A process on the world's database that hears no signals and says how long it has not. */
let world: World;
let deaf: Identity;
let lag = 0;
beforeEach(async () => {
  const rootKey = systemRandom.bytes(32);
  world = await makeWorld({ rootKey });
  lag = 0;
  const store: Store = { ...world.store, onSignal: () => () => {}, signalLag: () => lag };
  const { registry, clock } = world;
  deaf = await makeIdentity({ store, registry, clock, rootKey, random: systemRandom, log: silentLog });
});
afterEach(async () => {
  deaf.close();
  await world.close();
});

const ask = (credential: Secret, onBehalfOf?: Secret) =>
  deaf.recognize({ credential, onBehalfOf, at: world.clock.now(), ip: "" }, "call");
const because = async (answer: Result<Chain, Refused> | Promise<Result<Chain, Refused>>) => {
  const { ok, ...rest } = await answer;
  return ok ? "ok" : "error" in rest && rest.error.because;
};
const revokeKey = (id: string) =>
  world.store.transact((tx) => world.identity.revokeKey(tx, { org: "acme", id, reason: "" }));

test("a process that hears no news of revocations asks the database, or refuses", async () => {
  const { id, key } = await world.issue("user:sam");
  assert.equal(await because(ask(key)), "ok");
  await revokeKey(id);
  lag = 2_000;
  assert.equal(await because(ask(key)), "ok"); // it cannot know yet
  lag = 2_001;
  assert.equal(await because(ask(key)), "revoked");
  lag = 0;
  assert.equal(await because(ask(key)), "revoked"); // and does not forget
});

test("without news a revoked principal's keys, a rotated secret and the user behind an agent are found out", async () => {
  const sam = await world.issue("user:sam");
  const bot = await world.issue("agent:bot");
  const dev = await world.issue("user:dev");
  const shop = await world.issue("application:shop");
  for (const one of [sam, bot, dev, shop]) assert.equal(await because(ask(one.key)), "ok");
  assert.equal(await because(ask(shop.key, sam.key)), "ok");
  await world.store.transact((tx) => world.identity.revoke(tx, { org: "acme", entity: "user:sam", reason: "" }));
  await world.store.transact((tx) => world.identity.rotateKey(tx, { org: "acme", id: dev.id, overlapMs: 0 }));
  lag = 3_000;
  assert.equal(await because(ask(sam.key)), "revoked");
  assert.equal(await because(ask(bot.key)), "revoked");
  assert.equal(await because(ask(dev.key)), "unknown");
  assert.equal(await because(ask(shop.key, sam.key)), "chain");
  assert.equal(await because(ask(shop.key)), "ok");
});

test("a secret from a rotation elsewhere counts at once, heard of or not", async () => {
  const old = await world.issue("user:sam");
  assert.equal(await because(ask(old.key)), "ok");
  const renewed = await world.store.transact((tx) =>
    world.identity.rotateKey(tx, { org: "acme", id: old.id, overlapMs: 1_000 }),
  );
  assert.equal(await because(ask(renewed.key)), "ok");
  assert.equal(await because(ask(old.key)), "ok");
});

test("without news a key that has not changed keeps its chain", async () => {
  const { key } = await world.issue("user:sam");
  const before = await ask(key);
  lag = 3_000;
  const after = await ask(key);
  assert.ok(before.ok && after.ok && before.value === after.value);
});

test("without news and without database known keys go on until five seconds have passed, then nobody's do", async () => {
  const known = await world.issue("user:sam");
  const fresh = await world.issue("user:sam");
  assert.equal(await because(ask(known.key)), "ok");
  await world.store.close();
  lag = 5_000;
  assert.equal(await because(ask(known.key)), "ok");
  await assert.rejects(async () => ask(fresh.key), { code: "unavailable" });
  lag = 5_001;
  await assert.rejects(async () => ask(known.key), { code: "unavailable" });
  lag = 0;
  assert.equal(await because(ask(known.key)), "ok");
});

test("without news what is no key is still refused without the database", async () => {
  await world.store.close();
  lag = 10_000;
  const answer = deaf.recognize(
    { credential: undefined, onBehalfOf: undefined, at: world.clock.now(), ip: "" },
    "call",
  );
  assert.equal(await because(answer), "missing");
  const { key } = { key: world.identity.localToken() };
  assert.equal(await because(ask(key)), "unknown");
});

test("without news someone who was disabled by another process is found out", async () => {
  const rootKey = systemRandom.bytes(32);
  const parts = { clock: world.clock, random: systemRandom, log: silentLog };
  const hearing = await openRegistry({ store: world.store, rootKey, ...parts });
  const deafStore: Store = { ...world.store, onSignal: () => () => {}, signalLag: () => lag };
  const declared = organization("acme", { users: [{ id: "olga", roles: ["owner"] }, { id: "sam" }] });
  await world.store.transact((tx) => hearing.apply(tx, declared));
  const registry = await openRegistry({ store: deafStore, rootKey, ...parts });
  const identity = await makeIdentity({ store: deafStore, registry, rootKey, ...parts });
  try {
    const { key } = await world.store.transact((tx) =>
      identity.issueKey(tx, {
        org: "acme",
        principal: "user:sam",
        name: "test",
        expiresAt: world.clock.now() + 1_000,
        scopes: ["call"],
        issuedBy: world.owner,
      }),
    );
    const call = { credential: key, onBehalfOf: undefined, at: world.clock.now(), ip: "" };
    assert.equal(await because(identity.recognize(call, "call")), "ok");
    await world.store.transact((tx) =>
      hearing.put(tx, "acme", "users", { id: "sam", status: "disabled" }, { origin: "api" }),
    );
    assert.equal(await because(identity.recognize(call, "call")), "ok"); // it cannot know yet
    lag = 2_001;
    assert.equal(await because(identity.recognize(call, "call")), "disabled");
  } finally {
    identity.close();
    registry.close();
    hearing.close();
  }
});
