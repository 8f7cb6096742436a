import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { systemRandom } from "../kernel/index.ts";
import { DAY_MS, makeWorld, type World } from "../../test/identity-world.ts";
import type { Identity } from "./types.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const MINUTE_MS = 60_000;

async function open(identity: Identity = world.identity): Promise<string> {
  const opened = await identity.openSetup();
  assert.ok(opened);
  return opened.code.reveal();
}

async function claim(code: string, user = "olga", more: { org?: string; identity?: Identity } = {}) {
  const identity = more.identity ?? world.identity;
  const answer = await world.store.transact((tx) => identity.claimSetup(tx, { code, org: more.org ?? "acme", user }));
  return answer.ok ? answer.value : answer.error;
}

test("the setup code gives the owner a key that calls and manages for 90 days, and is used once", async () => {
  const code = await open();
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
  const issued = await claim(code);
  assert.ok(typeof issued === "object");
  assert.equal(issued.principal, "user:olga");
  assert.deepEqual(issued.scopes, ["call", "manage"]);
  assert.equal(issued.expiresAt, world.clock.now() + 90 * DAY_MS);
  const chain = await world.chain(issued.key, "manage");
  assert.deepEqual(chain.links[0]?.roles, ["owner"]);
  assert.equal(await claim(code), "used");
  assert.equal(await world.identity.openSetup(), undefined);
});

test("a code is read as people write it", async () => {
  const code = await open();
  const spoken = ` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `;
  assert.ok(typeof (await claim(spoken)) === "object");
});

test("a code ends after 15 minutes, to the millisecond, and a new one can be made", async () => {
  const code = await open();
  world.clock.advance(15 * MINUTE_MS);
  assert.equal(await claim(code), "expired");
  const renewed = await open();
  world.clock.advance(15 * MINUTE_MS - 1);
  assert.ok(typeof (await claim(renewed)) === "object");
});

test("the database does not hold the code", async () => {
  const code = await open();
  const rows = JSON.stringify(await world.store.read.selectFrom("installation").selectAll().execute());
  assert.ok(!rows.includes(code) && !rows.includes(code.replaceAll("-", "")));
});

test("the setup code is used once; of two who claim at the same moment one wins", async () => {
  const code = await open();
  const answers = await Promise.all(Array.from({ length: 10 }, () => claim(code)));
  assert.equal(answers.filter((answer) => typeof answer === "object").length, 1);
  assert.equal(answers.filter((answer) => answer === "used").length, 9);
});

test("a claim that is rolled back leaves the code good", async () => {
  const code = await open();
  const work = world.store.transact(async (tx) => {
    await world.identity.claimSetup(tx, { code, org: "acme", user: "olga" });
    throw new Error("no");
  });
  await assert.rejects(work, /no/);
  assert.ok(typeof (await claim(code)) === "object");
});

test("five wrong setup codes lock the setup for a minute, for the right code too", async () => {
  const code = await open();
  for (const wrong of ["", "00000-00000-00000-00000", code.slice(1), `${code}0`, "x".repeat(100_000)]) {
    assert.equal(await claim(wrong), "wrong");
  }
  assert.equal(await claim(code), "wrong");
  world.clock.advance(MINUTE_MS - 1);
  assert.equal(await claim(code), "wrong");
  world.clock.advance(1);
  assert.ok(typeof (await claim(code)) === "object");
});

test("without an open setup every code is wrong", async () => {
  assert.equal(await claim("00000-00000-00000-00000"), "wrong");
});

test("processes that start together each show a code, and any of them claims", async () => {
  const rootKey = systemRandom.bytes(32);
  const own = await makeWorld({ rootKey });
  try {
    const codes = [];
    for (const identity of [own.identity, await own.another(), await own.another()]) {
      codes.push((await identity.openSetup())?.code.reveal() ?? "");
    }
    const [first = "", ...others] = codes;
    const answer = await own.store.transact((tx) =>
      own.identity.claimSetup(tx, { code: first, org: "acme", user: "olga" }),
    );
    assert.ok(answer.ok);
    for (const code of others) {
      const late = await own.store.transact((tx) => own.identity.claimSetup(tx, { code, org: "acme", user: "olga" }));
      assert.deepEqual(late, { ok: false, error: "used" });
    }
  } finally {
    await own.close();
  }
});

test("nobody becomes owner where there is one, and the code is not lost on a wrong name", async () => {
  const code = await open();
  for (const [user, org] of [
    ["sam", "acme"],
    ["mallory", "acme"],
    ["gone", "acme"],
    ["olga", "nowhere"],
  ] as const) {
    await assert.rejects(claim(code, user, { org }), { code: "invalid_request" });
  }
  assert.ok(typeof (await claim(code)) === "object");
});

test("in an organization without an owner the claimer becomes it, new or known", async () => {
  for (const user of ["sam", "newcomer@acme.test"]) {
    const own = await makeWorld();
    try {
      own.registry.change("acme", (objects) => {
        for (const one of objects.users) if (one.id === "olga") one.roles = [];
      });
      const code = (await own.identity.openSetup())?.code.reveal() ?? "";
      const claimAs = (name: string) =>
        own.store.transact((tx) => own.identity.claimSetup(tx, { code, org: "acme", user: name }));
      await assert.rejects(claimAs("no such id!"), { code: "invalid_request" });
      const answer = await claimAs(user);
      assert.ok(answer.ok);
      const chain = await own.chain(answer.value.key, "manage");
      assert.deepEqual(chain.links[0]?.roles, ["owner"]);
    } finally {
      await own.close();
    }
  }
});

test("once an owner has a key by another way, the setup is over", async () => {
  const code = await open();
  await world.issue("user:dev");
  assert.ok(await world.identity.openSetup());
  await world.issue("user:olga");
  assert.equal(await claim(code), "used");
  assert.equal(await world.identity.openSetup(), undefined);
});

test("who becomes owner with a key in hand ends the setup as well", async () => {
  const code = await open();
  await world.issue("user:dev");
  world.registry.change("acme", (objects) => {
    for (const one of objects.users) if (one.id === "dev") one.roles = ["owner"];
  });
  assert.equal(await claim(code), "used");
  assert.equal(await world.identity.openSetup(), undefined);
});

test("revoking the first owner's key does not open the setup again", async () => {
  const issued = await claim(await open());
  assert.ok(typeof issued === "object");
  await world.store.transact((tx) => world.identity.revokeKey(tx, { org: "acme", id: issued.id, reason: "lost" }));
  assert.equal(await world.identity.openSetup(), undefined);
});
