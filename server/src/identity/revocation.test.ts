import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fixedClock, silentLog, systemRandom } from "../kernel/index.ts";
import { DAY_MS, makeWorld, START, type World } from "../../test/identity-world.ts";
import { makeIdentity } from "./identity.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const revoke = (entity: string, org = "acme") =>
  world.store.transact((tx) => world.identity.revoke(tx, { org, entity, reason: "test" }));
const revokeKey = (id: string, org = "acme") =>
  world.store.transact((tx) => world.identity.revokeKey(tx, { org, id, reason: "test" }));
const status = (list: "users" | "agents", id: string, value: "active" | "disabled") =>
  world.registry.change("acme", (objects) => {
    const one = (objects[list] as { id: string; status?: string }[]).find((object) => object.id === id);
    if (one) one.status = value;
  });

test("a revoked key is refused from the next call on; others of its principal are not", async () => {
  const one = await world.issue("user:sam");
  const other = await world.issue("user:sam");
  assert.equal(await world.because(one.key), "ok");
  await revokeKey(one.id);
  assert.equal(await world.because(one.key), "revoked");
  assert.equal(await world.because(other.key), "ok");
  await revokeKey(one.id);
  const listed = (await world.identity.listKeys("acme", { limit: 100 })).find((key) => key.id === one.id);
  assert.equal(listed?.revokedAt, world.clock.now());
});

test("a key of another organization cannot be revoked or seen", async () => {
  const { id, key } = await world.issue("user:sam");
  await assert.rejects(revokeKey(id, "other"), { code: "not_found" });
  await assert.rejects(revoke(`key:${id}`, "other"), { code: "not_found" });
  assert.equal(await world.because(key), "ok");
});

test("revoking a principal ends all its keys, and those of what it owns, and of nobody else", async () => {
  const sam = await world.issue("user:sam");
  const bot = await world.issue("agent:bot");
  const dev = await world.issue("user:dev");
  const namesake = await world.issue("user:sam", { org: "other" });
  for (const one of [sam, bot, dev, namesake]) assert.equal(await world.because(one.key), "ok");
  await revoke("user:sam");
  assert.equal(await world.because(sam.key), "revoked");
  assert.equal(await world.because(bot.key), "revoked");
  assert.equal(await world.because(dev.key), "ok");
  assert.equal(await world.because(namesake.key), "ok");
  await revoke("agent:bot");
  assert.equal(await world.because(dev.key), "ok");
});

test("enabling someone again does not revive keys from before a revocation", async () => {
  const sam = await world.issue("user:sam");
  await revoke("user:sam");
  status("users", "sam", "disabled");
  world.clock.advance(1_000);
  status("users", "sam", "active");
  assert.equal(await world.because(sam.key), "revoked");
  const anew = await world.issue("user:sam");
  assert.equal(await world.because(anew.key), "ok");
});

test("an agent that gets a new owner does not get its revoked keys back", async () => {
  const bot = await world.issue("agent:bot");
  await revoke("user:sam");
  world.registry.change("acme", (objects) => {
    for (const agent of objects.agents) if (agent.id === "bot") agent.owner = "dev";
  });
  assert.equal(await world.because(bot.key), "revoked");
});

test("keys that came to a revoked owner later are refused as well", async () => {
  const shop = await world.issue("application:shop");
  await revoke("user:sam");
  world.registry.change("acme", (objects) => {
    for (const application of objects.applications) application.owner = "sam";
  });
  assert.equal(await world.because(shop.key), "revoked");
});

test("a key issued in the same millisecond, after the revocation, counts; one from before does not", async () => {
  const before = await world.issue("user:sam");
  await revoke("user:sam");
  const after = await world.issue("user:sam");
  assert.equal(await world.because(before.key), "revoked");
  assert.equal(await world.because(after.key), "ok");
  await revoke("user:sam");
  assert.equal(await world.because(after.key), "revoked");
});

test("the order of transactions counts, not clocks that are two minutes apart", async () => {
  const ahead = fixedClock(START + 120_000);
  const parts = {
    store: world.store,
    registry: world.registry,
    random: systemRandom,
    log: silentLog,
  };
  const other = await makeIdentity({ ...parts, clock: ahead, rootKey: systemRandom.bytes(32) });
  try {
    const issue = () =>
      world.store.transact((tx) =>
        other.issueKey(tx, {
          org: "acme",
          principal: "user:sam",
          name: "from a clock ahead",
          expiresAt: START + DAY_MS,
          scopes: ["call"],
          issuedBy: world.owner,
        }),
      );
    const recognized = async (key: Awaited<ReturnType<typeof issue>>) => {
      const answer = await other.recognize(
        { credential: key.key, onBehalfOf: undefined, at: ahead.now(), ip: "" },
        "call",
      );
      return answer.ok ? "ok" : answer.error.because;
    };
    const made = await issue();
    assert.equal(await recognized(made), "ok");
    await revoke("user:sam"); // by the process whose clock is behind
    assert.equal(await recognized(made), "revoked");
    // And the other way: revoked by the clock ahead, issued anew by the one behind.
    await world.store.transact((tx) => other.revoke(tx, { org: "acme", entity: "user:sam", reason: "" }));
    const anew = await world.issue("user:sam");
    assert.equal(await world.because(anew.key), "ok");
  } finally {
    other.close();
  }
});

test("a process that starts later knows what was revoked before", async () => {
  const key = await world.issue("user:sam");
  const shop = await world.issue("application:shop");
  await revoke("user:sam");
  world.registry.change("acme", (objects) => {
    for (const application of objects.applications) application.owner = "sam";
  });
  const later = await world.another();
  for (const { key: credential } of [key, shop]) {
    const call = { credential, onBehalfOf: undefined, at: world.clock.now(), ip: "" };
    const answer = await later.recognize(call, "call");
    assert.equal(answer.ok ? "ok" : answer.error.because, "revoked");
  }
});

test("what is rolled back is not revoked", async () => {
  const { id, key } = await world.issue("user:sam");
  const chain = await world.chain(key);
  let cuts = 0;
  world.identity.watch(chain, () => (cuts += 1));
  const work = world.store.transact(async (tx) => {
    await world.identity.revokeKey(tx, { org: "acme", id, reason: "" });
    await world.identity.revoke(tx, { org: "acme", entity: "user:sam", reason: "" });
    throw new Error("no");
  });
  await assert.rejects(work, /no/);
  assert.equal(cuts, 0);
  assert.equal(await world.because(key), "ok");
});

test("an entity that is none is refused", async () => {
  for (const entity of [
    "",
    "sam",
    "team:eng",
    "user:",
    "key:short",
    "owner:local",
    "user:a\nb",
    `user:${"x".repeat(200)}`,
  ]) {
    await assert.rejects(revoke(entity), { code: "invalid_request" }, entity);
  }
});

test("a revocation cuts open calls of its entity, once, and a watch that has ended is left alone", async () => {
  const bot = await world.issue("agent:bot");
  const sam = await world.issue("user:sam");
  const both = await world.ask(bot.key, "call", { onBehalfOf: sam.key });
  assert.ok(both.ok);
  const cuts: string[] = [];
  world.identity.watch(both.value, () => cuts.push("bot for sam"));
  world.identity.watch(await world.chain(bot.key), () => cuts.push("bot"));
  world.identity.watch(await world.chain(bot.key), () => cuts.push("ended"))();
  await revokeKey(sam.id);
  assert.deepEqual(cuts, ["bot for sam"]);
  await revoke("user:sam");
  assert.deepEqual(cuts, ["bot for sam", "bot"]);
});

test("a principal that is disabled or removed has its open calls cut, and so have its agents", async () => {
  const cuts: string[] = [];
  const open = async (principal: string) => {
    const { key } = await world.issue(principal);
    world.identity.watch(await world.chain(key), () => cuts.push(principal));
  };
  for (const one of ["user:sam", "agent:bot", "user:dev", "application:shop", "server:crm"]) await open(one);
  status("agents", "bot", "disabled");
  assert.deepEqual(cuts, ["agent:bot"]);
  status("agents", "bot", "active");
  await open("agent:bot");
  status("users", "sam", "disabled");
  assert.deepEqual(cuts.toSorted(), ["agent:bot", "agent:bot", "user:sam"]);
  world.registry.change("acme", (objects) => {
    objects.servers = [];
    objects.users = objects.users.filter((user) => user.id !== "dev");
  });
  assert.deepEqual(cuts.slice(3).toSorted(), ["application:shop", "server:crm", "user:dev"]);
});

test("what is revoked between recognizing a call and watching it still cuts it", async () => {
  const cut = (chain: Awaited<ReturnType<typeof world.chain>>) =>
    new Promise<string>((resolve) => {
      world.identity.watch(chain, () => resolve("cut"));
    });
  for (const act of [
    async (id: string) => revokeKey(id),
    async () => revoke("user:sam"),
    async () => status("users", "sam", "disabled"),
  ]) {
    const { id, key } = await world.issue("user:sam");
    const chain = await world.chain(key);
    await act(id);
    assert.equal(await cut(chain), "cut");
  }
});

test("ten thousand calls of one principal are all cut, and nothing is kept of them", async () => {
  const { key } = await world.issue("agent:bot");
  const chain = await world.chain(key);
  let cuts = 0;
  for (let i = 0; i < 10_000; i++) world.identity.watch(chain, () => (cuts += 1));
  await revoke("user:sam");
  assert.equal(cuts, 10_000);
});

test("a key revoked while it is being read is refused, not remembered", async () => {
  for (let round = 0; round < 20; round++) {
    const { id, key } = await world.issue("user:sam");
    const reading = world.because(key);
    await revokeKey(id);
    await reading;
    assert.equal(await world.because(key), "revoked");
  }
});
