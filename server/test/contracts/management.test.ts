import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld, userOf } from "../api-world.ts";
import { startPostgres, type TestPostgres } from "../postgres.ts";
import { acme, eventually, makeRegistryWorld, type RegistryWorld } from "../registry-world.ts";

/* What the management of an organization needs of its database, on PostgreSQL. On SQLite the rooms' own tests say it. */

describe("managing on PostgreSQL", () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  test("a declaration applies, exports and plans the same", async () => {
    const world = await makeRegistryWorld({ database: await postgres.database() });
    try {
      const plan = await world.registry.plan(acme());
      assert.deepEqual(await world.apply(acme()), plan);
      assert.deepEqual(await world.registry.plan(acme()), []);
      assert.deepEqual(await world.apply(await world.registry.export("acme")), []);
      assert.equal(world.registry.landscape("acme")?.providers.get("north")?.keys[0]?.secret.reveal(), "none");
      const users = await world.registry.list("acme", "users", { limit: 3, after: "bob@acme.test" });
      assert.deepEqual(
        users.map((user) => user.id),
        ["dana@acme.test", "olga@acme.test", "rita@acme.test"],
      );
    } finally {
      await world.close();
    }
  });

  test("two processes that change the same thing at the same moment do not lose a change", async () => {
    const database = await postgres.database();
    const one = await makeRegistryWorld({ database });
    const two = await makeRegistryWorld({ database, rootKey: one.rootKey });
    try {
      await one.apply(acme());
      await eventually(() => two.registry.landscape("acme") !== undefined);
      const { version } = (await one.put("acme", "workflows", { id: "raced" }, "absent")) ?? { version: 0 };
      const write = (world: RegistryWorld, name: string) =>
        world.put("acme", "workflows", { id: "raced", name }, version);
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) => write(n % 2 === 0 ? one : two, `n${n}`)),
      );
      assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
      // One removes a team while the other makes somebody a member of it: one of the two must fail.
      await one.put("acme", "teams", { id: "fleeting" });
      const [gone, joined] = await Promise.allSettled([
        one.remove("acme", "teams", "fleeting"),
        two.put("acme", "users", { id: "new@acme.test", teams: ["fleeting"] }),
      ]);
      assert.notEqual(gone?.status, joined?.status);
      await eventually(() => one.registry.landscape("acme")?.revision === two.registry.landscape("acme")?.revision);
    } finally {
      await two.close();
      await one.close();
    }
  });

  test("operations change, record and repeat as on SQLite", async () => {
    const world: ApiWorld = await makeApiWorld({ database: await postgres.database() });
    try {
      const owner = { key: world.keys.owner };
      const headers = { "idempotency-key": "once" };
      const made = await Promise.all(
        Array.from({ length: 5 }, () => world.ask("POST", "/api/v1/teams", { ...owner, headers, body: { id: "t" } })),
      );
      for (const one of made) assert.deepEqual([one.status, one.body], [201, made[0]?.body], one.text);
      const tag = { "if-match": String(made[0]?.headers.etag) };
      const put = (name: string) =>
        world.ask("PUT", "/api/v1/teams/t", { ...owner, headers: tag, body: { id: "t", name } });
      const results = await Promise.all(["a", "b", "c"].map(put));
      assert.deepEqual(results.map((one) => one.status).sort(), [200, 412, 412]);
      const changes = await world.ask("GET", "/api/v1/changes?subjectId=t", owner);
      assert.deepEqual(
        changes.body.items.map((row: { action: string }) => row.action),
        ["teams.update", "teams.create"],
      );
      const disabled = await world.ask("POST", `/api/v1/principals/user:${userOf("auditor")}/disable`, owner);
      assert.equal(disabled.status, 200);
      assert.equal((await world.ask("GET", "/api/v1/whoami", { key: world.keys.auditor })).status, 401);
      const id = await world.decide("acme", ["agent:bot"]);
      assert.equal((await world.ask("GET", `/api/v1/decisions/${id}`, owner)).body.id, id);
      assert.equal((await world.ask("GET", "/api/v1/decisions", owner)).body.items.length, 1);
      assert.equal((await world.ask("GET", "/api/v1/version", owner)).body.database, "postgres");
    } finally {
      await world.close();
    }
  });
});
