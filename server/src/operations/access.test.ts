import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld } from "../../test/api-world.ts";

const DAY_MS = 86_400_000;

describe("who may what, and who could", () => {
  let world: ApiWorld;
  let owner: string;
  let auditor: string;
  before(async () => {
    world = await makeApiWorld();
    const tool = (name: string) => JSON.stringify({ name, inputSchema: { type: "object" } });
    await world.services.catalog.saw("acme", "crm", { tools: [tool("find"), tool("remove")] });
    await renew();
  });
  after(() => world.close());

  /** Keys of the world live a day, and its time passes in months. */
  const renew = async () => {
    owner = await world.issue("acme", "user:owner@acme.test");
    auditor = await world.issue("acme", "user:auditor@acme.test", ["read"]);
  };
  const get = async (path: string, key = auditor) => world.ask("GET", `/api/v1/access${path}`, { key });
  const put = async (kind: string, spec: Record<string, unknown> & { id: string }, by = owner) => {
    const seen = await world.ask("GET", `/api/v1/${kind}/${spec.id}`, { key: owner });
    const headers = { "if-match": String(seen.headers.etag), "x-lumos-organization": "acme" };
    const done = await world.ask("PUT", `/api/v1/${kind}/${spec.id}`, { key: by, body: spec, headers });
    equal(done.status, 200, done.text);
  };
  const keyFor = async (principal: string, expires = "120d") => {
    const made = await world.ask("POST", "/api/v1/keys", {
      key: owner,
      body: { principal, expires, scopes: ["call"] },
    });
    equal(made.status, 201, made.text);
    return made.body.id as string;
  };
  const reachedBy = (body: { items: { principal: string }[] }, principal: string): Record<string, unknown> =>
    (body.items.find((one) => one.principal === principal) ?? {}) as Record<string, unknown>;

  test("an agent's answer holds its keys, its connections, and what it may use", async () => {
    const key = await keyFor("agent:bot");
    const { status, body, text } = await get("/agents?agent=bot");
    equal(status, 200, text);
    const [bot] = body.items;
    deepEqual([bot.agent, bot.owner, bot.status], ["bot", "developer@acme.test", "active"]);
    deepEqual(
      bot.keys.map(({ id }: { id: string }) => id),
      [key],
    );
    deepEqual(bot.connections, [{ id: "bot-crm", to: "server:crm", operations: null, tools: null }]);
    deepEqual(
      bot.alone.tools.map(({ tool }: { tool: string }) => tool),
      ["find", "remove"],
    );
    deepEqual(bot.alone.models, [{ id: "big", asks: [] }]);
    deepEqual(bot.alone.routes, ["smart"]);
    equal(bot.forOwner.toolCount, 2);
    const [other] = (await get("/agents?agent=other-bot")).body.items;
    equal(other.alone.toolCount, 0, "an agent that is not connected, where others are, may use nothing of it");
    equal(text.includes("lumos_"), false);
  });

  test("access that was taken away thirty days ago is still in the answer, with when it ended", async () => {
    world.clock.advance(10 * DAY_MS);
    await renew();
    const began = world.clock.now();
    await keyFor("agent:other-bot");
    world.clock.advance(20 * DAY_MS);
    await renew();
    const ended = world.clock.now();
    await put("connections", { id: "bot-crm", from: "agent:other-bot", to: "server:crm" });
    world.clock.advance(30 * DAY_MS);
    await renew();

    const { status, body, text } = await get("/reach/server:crm");
    equal(status, 200, text);
    const bot = reachedBy(body, "agent:bot");
    equal(bot["now"], false);
    const could = bot["could"] as { from: number; to: number }[];
    equal(could.at(0)?.to, ended);
    deepEqual(bot["through"], ["(resources)", "find", "remove"]);
    const other = reachedBy(body, "agent:other-bot");
    equal(other["now"], true);
    deepEqual((other["could"] as { from: number }[]).at(-1)?.from, ended);
    ok(began < ended);
    ok(body.notCovered.length > 0 && body.coveredSince === body.since);

    const recent = await get("/reach/server:crm?days=20");
    deepEqual(reachedBy(recent.body, "agent:bot"), {}, "twenty days ago it was gone already");
  });

  test("access under a policy that was changed since is in the answer", async () => {
    const taken = world.clock.now();
    await put(
      "policies",
      { id: "open", text: '@id("open") permit (principal is Lumos::User, action, resource);' },
      world.keys.machine,
    );
    await world.policy.settled();
    world.clock.advance(5 * DAY_MS);
    await renew();
    const other = reachedBy((await get("/reach/server:crm")).body, "agent:other-bot");
    equal(other["now"], false);
    deepEqual((other["could"] as { to: number }[]).at(0)?.to, taken);
  });

  test("somebody without a key could not, and is told as one that was only permitted", async () => {
    const shop = reachedBy((await get("/reach/model:big?days=120")).body, "application:shop");
    deepEqual([shop["now"], shop["could"], shop["permittedOnly"]], [false, [], true]);
  });

  test("what somebody did is counted beside what it could", async () => {
    const { store, clock } = world;
    for (const outcome of ["allowed", "allowed", "blocked"] as const) {
      const id = await world.decide("acme", ["agent:bot"], { outcome });
      const row = await store.read.selectFrom("decisions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      const used = { ...row, id: world.ids.next(), kind: "tool", asked: "crm/find", model: "" };
      const { seq: _seq, ...values } = used as typeof used & { seq?: unknown };
      await store.transact((tx) => tx.insertInto("decisions").values(values).execute());
    }
    const bot = reachedBy((await get("/reach/server:crm")).body, "agent:bot");
    deepEqual(bot["did"], { allowed: 2, refused: 1, last: clock.now() });
  });

  test("what is not there is not found, nor is what is no resource at all", async () => {
    equal((await get("/reach/server:none")).status, 404);
    equal((await get("/reach/data:none")).status, 404);
    equal((await get("/reach/crm")).status, 404);
    equal((await get("/reach/server:crm?days=900")).status, 400);
    equal((await get("/agents", await world.issue("acme", "user:member@acme.test"))).status, 403);
  });

  test("both answers come in pages", async () => {
    const first = (await get("/agents?limit=1")).body;
    deepEqual([first.items.length, first.next], [1, "bot"]);
    const second = (await get(`/agents?limit=1&after=${first.next}`)).body;
    deepEqual([second.items[0].agent, second.next], ["other-bot", null]);
    const who = (await get("/reach/server:crm?limit=2")).body;
    deepEqual([who.items.length, who.next], [2, who.items[1].principal]);
  });

  test("a time that cannot be decided with is told as not covered, never as one in which nobody could", async () => {
    world.clock.advance(DAY_MS);
    const subject = { kind: "policies" as const, id: "open" };
    const before = { id: "open", text: "this is no policy" };
    await world.store.transact((tx) =>
      world.services.records.change(tx, { org: "acme", actor: "user:x", action: "policies.update", subject, before }),
    );
    world.clock.advance(DAY_MS);
    await renew();
    const { body, text } = await get("/reach/server:crm?days=1");
    deepEqual(
      body.notCovered.filter((line: string) => line.includes("cannot be decided with")),
      [],
      text,
    );
    const longer = (await get("/reach/server:crm?days=2")).body;
    equal(longer.notCovered.filter((line: string) => line.includes("cannot be decided with")).length, 1);
  });
});
