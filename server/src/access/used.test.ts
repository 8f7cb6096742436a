import { deepEqual } from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeApiWorld } from "../../test/api-world.ts";
import { type TestPostgres, startPostgres } from "../../test/postgres.ts";
import { usedIn } from "./used.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

for (const kind of ["sqlite", "postgres"] as const)
  test(`uses are counted by who made them, on ${kind}`, async () => {
    const world = await makeApiWorld(kind === "sqlite" ? {} : { database: await postgres.database() });
    try {
      const since = world.clock.now();
      await world.decide("acme", ["agent:bot"]);
      await world.decide("acme", ["agent:bot"], { outcome: "blocked" });
      const { asked } = await world.store.read.selectFrom("decisions").select("asked").executeTakeFirstOrThrow();
      const about = { org: "acme", since, until: world.clock.now(), kind: "model", id: asked };
      const used = await usedIn(world.store, { ...about, things: [`model:${asked}`, "server:crm"] });
      deepEqual(used, {
        rows: [{ principal: "agent:bot", allowed: 1, refused: 1, last: world.clock.now() }],
        cut: false,
      });
      const none = await usedIn(world.store, { ...about, org: "other", things: ["server:crm"] });
      deepEqual(none.rows, []);
    } finally {
      await world.close();
    }
  });
