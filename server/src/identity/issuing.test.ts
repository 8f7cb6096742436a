import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { FaultCode } from "../kernel/index.ts";
import { DAY_MS, makeWorld, type World } from "../../test/identity-world.ts";
import type { Chain, Scope } from "./types.ts";

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world.close());

async function chainOf(principal: string, scopes: Scope[] = ["call", "manage"]): Promise<Chain> {
  const { key } = await world.issue(principal, { scopes });
  return world.chain(key, scopes.includes("call") ? "call" : "read");
}

const fails = (work: Promise<unknown>, code: FaultCode, why?: string) => assert.rejects(work, { code }, why);

test("no key lives longer than 365 days, and none is made that has expired", async () => {
  const now = world.clock.now();
  await world.issue("user:sam", { expiresAt: now + 365 * DAY_MS });
  for (const expiresAt of [now + 365 * DAY_MS + 1, now, now - 1, 0, -1, Infinity, NaN, now + 0.5]) {
    await fails(world.issue("user:sam", { expiresAt }), "invalid_request", String(expiresAt));
  }
});

test("a key is for a principal that is there and active, and so is its owner", async () => {
  for (const ref of [
    "user:nobody",
    "user:gone",
    "agent:off",
    "agent:orphan",
    "agent:left",
    "team:eng",
    "sam",
    "",
    "user:",
  ]) {
    await fails(world.issue(ref), "invalid_request", ref);
  }
  await fails(world.issue("agent:bot", { org: "other", by: world.owner }), "invalid_request");
});

test("scopes are of the known forms, and few", async () => {
  for (const scope of [
    "",
    "admin",
    "CALL",
    "state:",
    "state:a b",
    `state:${"x".repeat(65)}`,
    "call,manage",
    "__proto__",
  ]) {
    await fails(world.issue("user:sam", { scopes: [scope as Scope] }), "invalid_request", scope);
  }
  await fails(world.issue("user:sam", { scopes: [] }), "invalid_request");
  const many = Array.from({ length: 51 }, (_, i): Scope => `state:s${i}`);
  await fails(world.issue("user:sam", { scopes: many }), "invalid_request");
  const { scopes } = await world.issue("user:sam", { scopes: ["call", "call", "state:purpose"] });
  assert.deepEqual(scopes, ["call", "state:purpose"]);
});

test("nobody issues a key that can do more than they can", async () => {
  const caller = await chainOf("user:sam", ["call"]);
  const manager = await chainOf("user:sam", ["manage"]);
  const developer = await chainOf("user:dev");
  const admin = await chainOf("user:ian");
  const owner = await chainOf("user:olga");
  const bot = await chainOf("agent:bot");
  const refused: [string, Chain, string, Scope[]][] = [
    ["a scope not held", caller, "user:sam", ["manage"]],
    ["call out of manage", manager, "user:sam", ["call"]],
    ["a claim not held", owner, "user:olga", ["state:workflow"]],
    ["a developer for the owner", developer, "user:olga", ["call", "manage"]],
    ["a developer for another user's agent", developer, "agent:bot", ["call"]],
    ["an administrator of identities as an owner", admin, "user:olga", ["manage"]],
    ["an administrator of identities reading as an owner", admin, "user:olga", ["read"]],
    ["an agent for its owner", bot, "user:sam", ["call"]],
  ];
  for (const [why, by, principal, scopes] of refused)
    await fails(world.issue(principal, { by, scopes }), "forbidden", why);

  const allowed: [Chain, string, Scope[]][] = [
    [manager, "user:sam", ["read"]],
    [caller, "agent:bot", ["call"]],
    [developer, "application:shop", ["call", "manage"]],
    [admin, "user:sam", ["call", "manage"]],
    [admin, "agent:bot", ["call"]],
    [owner, "user:ian", ["manage"]],
    [bot, "agent:bot", ["call"]],
  ];
  for (const [by, principal, scopes] of allowed) await world.issue(principal, { by, scopes });
});

test("an agent that acts for an owner issues nothing for others", async () => {
  const bot = await world.issue("agent:bot", { scopes: ["call", "manage"] });
  const olga = await world.issue("user:olga", { scopes: ["call", "manage"] });
  const both = await world.ask(bot.key, "manage", { onBehalfOf: olga.key });
  assert.ok(both.ok);
  await fails(world.issue("user:dev", { by: both.value }), "forbidden");
});

test("someone of another organization is told nothing", async () => {
  const { key } = await world.issue("user:sam", { org: "other", scopes: ["manage", "call"] });
  const stranger = await world.chain(key);
  await fails(world.issue("user:sam", { by: stranger }), "not_found");
});

test("a key that is not committed is not known, and counts once it is", async () => {
  let held: string | undefined;
  const rolledBack = world.store.transact(async (tx) => {
    const { key } = await world.identity.issueKey(tx, {
      org: "acme",
      principal: "user:sam",
      name: "lost",
      expiresAt: world.clock.now() + DAY_MS,
      scopes: ["call"],
      issuedBy: world.owner,
    });
    held = key.reveal();
    assert.equal(await world.because(held), "unknown");
    throw new Error("rolled back");
  });
  await assert.rejects(rolledBack, /rolled back/);
  assert.equal(await world.because(held), "unknown");

  const key = await world.store.transact(async (tx) => {
    const issued = await world.identity.issueKey(tx, {
      org: "acme",
      principal: "user:sam",
      name: "early",
      expiresAt: world.clock.now() + DAY_MS,
      scopes: ["call"],
      issuedBy: world.owner,
    });
    assert.equal(await world.because(issued.key), "unknown");
    return issued.key;
  });
  assert.equal(await world.because(key), "ok");
});

test("keys are listed page by page, of one organization, with nothing in them that could be used", async () => {
  const own = await makeWorld();
  try {
    const ids = [];
    for (let i = 0; i < 25; i++) ids.push((await own.issue(i % 5 === 0 ? "agent:bot" : "user:sam")).id);
    await own.issue("user:sam", { org: "other" });
    const seen: string[] = [];
    for (let after: string | undefined; ; after = seen.at(-1)) {
      const page = await own.identity.listKeys("acme", { limit: 10, ...(after === undefined ? {} : { after }) });
      if (page.length === 0) break;
      seen.push(...page.map((key) => key.id));
      for (const key of page) assert.ok(!("hash" in key));
    }
    assert.deepEqual(
      seen,
      ids.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    const bots = await own.identity.listKeys("acme", { principal: "agent:bot", limit: 100 });
    assert.equal(bots.length, 5);
    assert.deepEqual(
      { ...bots[0], id: "" },
      {
        id: "",
        principal: "agent:bot",
        name: "test",
        scopes: ["call"],
        issuedBy: "owner:local",
        createdAt: own.clock.now(),
        expiresAt: own.clock.now() + 30 * DAY_MS,
        revokedAt: undefined,
        lastUsedAt: undefined,
        previousUntil: undefined,
        previousLastUsedAt: undefined,
      },
    );
    assert.deepEqual(await own.identity.listKeys("nowhere", { limit: 10 }), []);
  } finally {
    await own.close();
  }
});
