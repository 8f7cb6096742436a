import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { crc32 } from "node:zlib";
import { Secret, systemRandom } from "../kernel/index.ts";
import { DAY_MS, makeWorld, START, type World } from "../../test/identity-world.ts";
import { makeKey, makeKeyId, parseKey } from "./token.ts";

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world.close());

test("an issued key is recognized, and the second time at once", async () => {
  const issued = await world.issue("agent:bot", { scopes: ["call", "state:workflow"] });
  const chain = await world.chain(issued.key);
  assert.deepEqual(
    chain.links.map((link) => link.ref),
    ["agent:bot"],
  );
  assert.deepEqual(chain.links[0], {
    kind: "agent",
    id: "bot",
    ref: "agent:bot",
    name: "bot",
    active: true,
    teams: ["eng"],
    roles: [],
    owner: "sam",
    autonomy: 2,
    attested: false,
    environment: "",
    region: "",
  });
  assert.deepEqual(chain.credential, {
    ref: `key:${issued.id}`,
    kind: "key",
    scopes: ["call", "state:workflow"],
    expiresAt: issued.expiresAt,
  });
  assert.deepEqual(chain.entities, ["agent:bot", "user:sam", `key:${issued.id}`]);
  assert.equal(chain.org, "acme");
  const again = world.ask(issued.key);
  assert.ok(!(again instanceof Promise));
  assert.ok(again.ok && again.value === chain);
});

test("each kind of principal has keys of its own kind", async () => {
  for (const [principal, prefix] of [
    ["user:sam", "lmk_usr_"],
    ["agent:bot", "lmk_agt_"],
    ["application:shop", "lmk_app_"],
    ["server:crm", "lmk_srv_"],
  ] as const) {
    const { key } = await world.issue(principal);
    assert.ok(key.reveal().startsWith(prefix));
    const chain = await world.chain(key);
    assert.equal(chain.links[0]?.ref, principal);
  }
});

test("a key under another kind's prefix is unknown", async () => {
  const { key } = await world.issue("agent:bot");
  const body = key.reveal().slice(0, -6).replace("lmk_agt_", "lmk_usr_");
  assert.equal(await world.because(body + sum(body)), "unknown");
});

test("what is no key, or nobody's, is refused with the same face and nobody's name", async () => {
  const { key } = await world.issue("user:sam");
  const wrongSecret = makeKey(systemRandom, "user", parseKey(key.reveal())?.id ?? "").text;
  const nobodys = makeKey(systemRandom, "user", makeKeyId(systemRandom)).text;
  const cases: [string | undefined, string][] = [
    [undefined, "missing"],
    ["", "malformed"],
    ["Bearer x", "malformed"],
    [key.reveal().slice(0, -1), "malformed"],
    [`${key.reveal()} `, "malformed"],
    ["x".repeat(100_000), "malformed"],
    [wrongSecret, "unknown"],
    [nobodys, "unknown"],
  ];
  for (const [text, because] of cases) {
    const answer = await world.ask(text === undefined ? undefined : new Secret(text));
    assert.deepEqual(answer, { ok: false, error: { code: "unauthenticated", because } });
  }
});

test("keys that differ in any character never share an entry", async () => {
  const { key } = await world.issue("user:sam");
  await world.chain(key);
  const text = key.reveal();
  const body = text.slice(0, -6);
  for (let at = "lmk_usr_12345678_".length; at < body.length; at++) {
    const other = body.slice(0, at) + (body[at] === "x" ? "y" : "x") + body.slice(at + 1);
    assert.equal(await world.because(other + sum(other)), "unknown", `at ${at}`);
    assert.equal(await world.because(other + text.slice(-6)), "malformed", `at ${at}`);
  }
  assert.equal(await world.because(key), "ok");
});

test("a key counts until the millisecond it expires", async () => {
  const { key, expiresAt } = await world.issue("user:sam", { expiresAt: world.clock.now() + 1_000 });
  world.clock.advance(999);
  assert.equal(await world.because(key), "ok");
  world.clock.advance(1);
  assert.equal(world.clock.now(), expiresAt);
  const answer = await world.ask(key);
  assert.deepEqual(answer, {
    ok: false,
    error: { code: "unauthenticated", because: "expired", org: "acme", principal: "user:sam" },
  });
});

test("each need asks for its scope, and manage contains read", async () => {
  const can = async (scopes: ("call" | "manage" | "read" | "state:x")[]) => {
    const { key } = await world.issue("user:sam", { scopes });
    const answers = [];
    for (const need of ["call", "manage", "read"] as const) answers.push(await world.because(key, need));
    return answers;
  };
  assert.deepEqual(await can(["call"]), ["ok", "scope", "scope"]);
  assert.deepEqual(await can(["manage"]), ["scope", "ok", "ok"]);
  assert.deepEqual(await can(["read"]), ["scope", "scope", "ok"]);
  assert.deepEqual(await can(["state:x"]), ["scope", "scope", "scope"]);
});

test("a chain says what the registry says now, and its fingerprint changes with it", async () => {
  const { key } = await world.issue("user:dev");
  const first = await world.chain(key);
  world.registry.change("acme", (objects) => {
    const dev = objects.users.find((user) => user.id === "dev");
    if (dev) Object.assign(dev, { teams: ["ops"], roles: ["auditor"] });
  });
  const second = await world.chain(key);
  assert.deepEqual([first.links[0]?.teams, second.links[0]?.teams], [["eng"], ["ops"]]);
  assert.deepEqual(second.links[0]?.roles, ["auditor"]);
  assert.notEqual(first.fingerprint, second.fingerprint);
  const twin = await world.issue("user:dev");
  assert.equal((await world.chain(twin.key)).fingerprint, second.fingerprint);
  const wider = await world.issue("user:dev", { scopes: ["call", "read"] });
  assert.notEqual((await world.chain(wider.key)).fingerprint, second.fingerprint);
  world.registry.change("acme", (objects) => {
    const dev = objects.users.find((user) => user.id === "dev");
    if (dev) Object.assign(dev, { teams: ["eng"], roles: ["developer"] });
  });
});

test("a disabled user, agent or application is refused from the next call on, and again known when enabled", async () => {
  for (const [list, id] of [
    ["users", "dev"],
    ["agents", "bot"],
    ["applications", "shop"],
  ] as const) {
    const { key } = await world.issue(`${list.slice(0, -1)}:${id}`);
    assert.equal(await world.because(key), "ok");
    const set = (status: "active" | "disabled") =>
      world.registry.change("acme", (objects) => {
        const one = (objects[list] as { id: string; status?: string }[]).find((object) => object.id === id);
        if (one) one.status = status;
      });
    set("disabled");
    assert.equal(await world.because(key), "disabled");
    set("active");
    assert.equal(await world.because(key), "ok");
  }
});

test("an agent whose owner is disabled or gone is refused", async () => {
  const { key } = await world.issue("agent:bot");
  const owner = (id: string) =>
    world.registry.change("acme", (objects) => {
      const bot = objects.agents.find((agent) => agent.id === "bot");
      if (bot) bot.owner = id;
    });
  owner("gone");
  assert.equal(await world.because(key), "disabled");
  owner("nobody");
  assert.equal(await world.because(key), "disabled");
  owner("sam");
  assert.equal(await world.because(key), "ok");
});

test("a principal that was removed is refused", async () => {
  const { key } = await world.issue("server:crm");
  world.registry.change("acme", (objects) => {
    objects.servers = [];
  });
  assert.equal(await world.because(key), "disabled");
});

test("an agent's last day counts to its end, though nothing in the registry changes then", async () => {
  const own = await makeWorld();
  try {
    const { key } = await own.issue("agent:brief");
    own.clock.advance(Date.parse("2026-11-30T23:59:59.999Z") - START);
    assert.equal(await own.because(key), "ok");
    own.clock.advance(1);
    assert.equal(await own.because(key), "disabled");
  } finally {
    await own.close();
  }
});

test("on behalf of a user only with a live key of that user, in the same organization", async () => {
  const bot = await world.issue("agent:bot");
  const sam = await world.issue("user:sam");
  const chain = await world.ask(bot.key, "call", { onBehalfOf: sam.key });
  assert.ok(chain.ok);
  assert.deepEqual(
    chain.value.links.map((link) => link.ref),
    ["agent:bot", "user:sam"],
  );
  assert.deepEqual(chain.value.entities, ["agent:bot", "user:sam", `key:${bot.id}`, `key:${sam.id}`]);
  assert.equal(chain.value.credential.ref, `key:${bot.id}`);
  const again = world.ask(bot.key, "call", { onBehalfOf: sam.key });
  assert.ok(!(again instanceof Promise) && again.ok && again.value === chain.value);
  assert.notEqual((await world.chain(bot.key)).fingerprint, chain.value.fingerprint);

  const shop = await world.issue("application:shop");
  const stranger = await world.issue("user:sam", { org: "other" });
  const short = await world.issue("user:sam", { expiresAt: world.clock.now() + 10 });
  assert.equal(await world.because(bot.key, "call", { onBehalfOf: short.key }), "ok");
  world.clock.advance(10);
  const cases: [string, Secret, Secret, string][] = [
    ["a user for another", (await world.issue("user:dev")).key, sam.key, "chain"],
    ["a user for itself", sam.key, sam.key, "chain"],
    ["an agent for an agent", bot.key, (await world.issue("agent:bot")).key, "chain"],
    ["an agent for an application", bot.key, shop.key, "chain"],
    ["someone of another organization", bot.key, stranger.key, "chain"],
    ["a key that has expired", bot.key, short.key, "chain"],
    ["a name in place of a key", bot.key, new Secret("user:sam"), "chain"],
    ["an unknown key", bot.key, new Secret(makeKey(systemRandom, "user", "00000000").text), "chain"],
    ["the machine's owner", bot.key, world.identity.localToken(), "chain"],
    ["an application for a user", shop.key, sam.key, "ok"],
  ];
  for (const [name, credential, onBehalfOf, expected] of cases) {
    assert.equal(await world.because(credential, "call", { onBehalfOf }), expected, name);
  }
});

test("acting on behalf of a user never does more than that user's key may", async () => {
  const bot = await world.issue("agent:bot", { scopes: ["call", "manage"] });
  const readOnly = await world.issue("user:sam", { scopes: ["read"] });
  assert.equal(await world.because(bot.key, "call", { onBehalfOf: readOnly.key }), "scope");
  assert.equal(await world.because(bot.key, "manage", { onBehalfOf: readOnly.key }), "scope");
  assert.equal(await world.because(bot.key, "read", { onBehalfOf: readOnly.key }), "ok");
});

test("a disabled user is refused behind an agent too", async () => {
  const bot = await world.issue("agent:bot");
  const dev = await world.issue("user:dev");
  assert.equal(await world.because(bot.key, "call", { onBehalfOf: dev.key }), "ok");
  world.registry.change("acme", (objects) => {
    const user = objects.users.find((one) => one.id === "dev");
    if (user) user.status = "disabled";
  });
  assert.equal(await world.because(bot.key, "call", { onBehalfOf: dev.key }), "chain");
  assert.equal(await world.because(bot.key), "ok");
});

test("a chain that many calls share cannot be changed by one of them", async () => {
  const { key } = await world.issue("user:sam");
  const chain = await world.chain(key);
  assert.throws(() => chain.links.push(...chain.links), TypeError);
  assert.throws(() => chain.credential.scopes.push("manage"), TypeError);
  assert.throws(() => Object.assign(chain.links[0] ?? {}, { roles: ["owner"] }), TypeError);
});

test("a mistyped key never reaches the database, a known one needs none, a new one says it cannot be known", async () => {
  const own = await makeWorld();
  const known = await own.issue("user:sam");
  const fresh = await own.issue("user:sam");
  assert.equal(await own.because(known.key), "ok");
  await own.store.close();
  assert.equal(await own.because(`${fresh.key.reveal().slice(0, -1)}!`), "malformed");
  assert.equal(await own.because(known.key), "ok");
  await assert.rejects(async () => own.ask(fresh.key), { code: "unavailable" });
  await own.close();
});

test("a key is known by its secret alone: nobody's list or log holds enough to use it", async () => {
  const { key, id } = await world.issue("user:sam", { expiresAt: world.clock.now() + DAY_MS });
  const row = await world.store.read.selectFrom("keys").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const secret = key.reveal().split("_")[3] ?? "";
  for (const text of [JSON.stringify(row), JSON.stringify(await world.chain(key))]) {
    assert.ok(!text.includes(secret) && !text.includes(secret.slice(0, 43)));
  }
  const body = `lmk_usr_${id}_${row.hash.slice(0, 43)}`;
  assert.equal(await world.because(body + sum(body)), "unknown");
});

function sum(body: string): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let text = "";
  for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) text = (digits[rest % 62] ?? "") + text;
  return text.padStart(6, "0");
}
