import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DAY_MS, makeWorld, type World } from "../../test/identity-world.ts";
import type { Chain } from "./types.ts";

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world.close());

const rotate = (id: string, overlapMs: number, more: { org?: string; by?: Chain } = {}) =>
  world.store.transact((tx) => world.identity.rotateKey(tx, { org: "acme", id, overlapMs, ...more }));

async function info(id: string) {
  const keys = await world.identity.listKeys("acme", { limit: 1_000 });
  const found = keys.find((key) => key.id === id);
  assert.ok(found);
  return found;
}

test("a rotated key keeps its public id; the old secret counts until the overlap ends, to the millisecond", async () => {
  const old = await world.issue("user:sam", { scopes: ["call", "read"] });
  assert.equal(await world.because(old.key), "ok");
  const renewed = await rotate(old.id, 1_000);
  assert.equal(renewed.id, old.id);
  assert.equal(renewed.expiresAt, old.expiresAt);
  assert.deepEqual(renewed.scopes, old.scopes);
  assert.notEqual(renewed.key.reveal(), old.key.reveal());
  world.clock.advance(999);
  assert.equal(await world.because(old.key), "ok");
  assert.equal((await world.chain(old.key)).credential.expiresAt, world.clock.now() + 1);
  world.clock.advance(1);
  assert.equal(await world.because(old.key), "expired");
  assert.equal(await world.because(renewed.key), "ok");
});

test("without overlap the old secret ends at once, where it was known too", async () => {
  const old = await world.issue("user:sam");
  assert.equal(await world.because(old.key), "ok");
  const renewed = await rotate(old.id, 0);
  assert.equal(await world.because(old.key), "unknown");
  assert.equal(await world.because(renewed.key), "ok");
});

test("a second rotation ends the first secret, whatever its overlap was", async () => {
  const first = await world.issue("user:sam");
  const second = await rotate(first.id, DAY_MS);
  const third = await rotate(first.id, DAY_MS);
  assert.equal(await world.because(first.key), "unknown");
  assert.equal(await world.because(second.key), "ok");
  assert.equal(await world.because(third.key), "ok");
});

test("an overlap is seven days at most and never outlives the key", async () => {
  const { id } = await world.issue("user:sam", { expiresAt: world.clock.now() + 2 * DAY_MS });
  for (const overlapMs of [7 * DAY_MS + 1, -1, NaN, Infinity, 0.5]) {
    await assert.rejects(rotate(id, overlapMs), { code: "invalid_request" });
  }
  await rotate(id, 7 * DAY_MS);
  const { previousUntil, expiresAt } = await info(id);
  assert.equal(previousUntil, expiresAt);
});

test("what is gone, foreign or ended is not rotated back to life", async () => {
  const { id } = await world.issue("user:sam");
  await assert.rejects(rotate(id, 0, { org: "other" }), { code: "not_found" });
  await assert.rejects(rotate("00000000", 0), { code: "not_found" });
  await world.store.transact((tx) => world.identity.revokeKey(tx, { org: "acme", id, reason: "lost" }));
  await assert.rejects(rotate(id, 0), { code: "conflict" });
  const short = await world.issue("user:sam", { expiresAt: world.clock.now() + 5 });
  world.clock.advance(5);
  await assert.rejects(rotate(short.id, 0), { code: "conflict" });
});

test("nobody rotates a key they could not issue: they would hold its new secret", async () => {
  const owners = await world.issue("user:olga", { scopes: ["call", "manage"] });
  const dev = await world.issue("user:dev", { scopes: ["call", "manage"] });
  const by = await world.chain(dev.key);
  await assert.rejects(rotate(owners.id, 0, { by }), { code: "forbidden" });
  await rotate(dev.id, 0, { by });
});

test("of two rotations at once each gives a secret, and only the last two secrets count", async () => {
  const { id, key } = await world.issue("user:sam");
  const renewed = await Promise.all([rotate(id, DAY_MS), rotate(id, DAY_MS)]);
  const answers = await Promise.all([key, ...renewed.map((one) => one.key)].map((one) => world.because(one)));
  assert.deepEqual(answers, ["unknown", "ok", "ok"]);
});

test("the last use of each secret is kept, and written at most once a minute", async () => {
  const old = await world.issue("user:sam");
  const until = async (done: (key: Awaited<ReturnType<typeof info>>) => boolean) => {
    for (;;) {
      const key = await info(old.id);
      if (done(key)) return key;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const firstUse = world.clock.now();
  await world.chain(old.key);
  await until((key) => key.lastUsedAt === firstUse);
  world.clock.advance(59_999);
  await world.chain(old.key);
  const renewed = await rotate(old.id, DAY_MS);
  const secondUse = world.clock.now();
  await world.chain(renewed.key);
  const both = await until((key) => key.lastUsedAt === secondUse);
  assert.equal(both.previousLastUsedAt, firstUse); // a use within the minute was not written
  world.clock.advance(60_000);
  await world.chain(old.key);
  await until((key) => key.previousLastUsedAt === world.clock.now());
});
