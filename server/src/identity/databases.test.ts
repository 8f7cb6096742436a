import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { DAY_MS, makeWorld, type World } from "../../test/identity-world.ts";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { silentLog, systemClock, systemRandom } from "../kernel/index.ts";
import { openStore, type Store } from "../store/index.ts";

/*
 * Everything that is written, read back on both databases.
 */

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

for (const database of ["sqlite", "postgres"] as const) {
  describe(`on ${database}`, () => {
    let data: string;
    let store: Store;
    let world: World;
    before(async () => {
      data = mkdtempSync(join(tmpdir(), "lumos-databases-"));
      const address = database === "sqlite" ? database : await postgres.database();
      store = await openStore({
        database: address,
        data,
        clock: systemClock,
        random: systemRandom,
        log: silentLog,
      });
      world = await makeWorld({ store });
    });
    after(async () => {
      await world?.close();
      await store?.close();
      rmSync(data, { recursive: true, force: true });
    });

    const eventually = async (expected: string, ask: () => Promise<string>) => {
      let answer = await ask();
      for (let tries = 0; answer !== expected && tries < 500; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        answer = await ask();
      }
      assert.equal(answer, expected);
    };

    test("a key's life: issued, used, rotated, revoked, listed", async () => {
      const old = await world.issue("user:dev", { scopes: ["call", "state:workflow"] });
      assert.equal(await world.because(old.key), "ok");
      const renewed = await store.transact((tx) =>
        world.identity.rotateKey(tx, { org: "acme", id: old.id, overlapMs: 1_000 }),
      );
      assert.equal(await world.because(renewed.key), "ok");
      assert.equal(await world.because(old.key), "ok");
      const used = async () => {
        const [key] = await world.identity.listKeys("acme", { id: old.id, limit: 1 });
        return String(key?.lastUsedAt === world.clock.now() && key.previousLastUsedAt === world.clock.now());
      };
      await eventually("true", used);
      world.clock.advance(1_000);
      await eventually("expired", () => world.because(old.key));
      await store.transact((tx) => world.identity.revokeKey(tx, { org: "acme", id: old.id, reason: "done" }));
      await eventually("revoked", () => world.because(renewed.key));
      const [key] = await world.identity.listKeys("acme", { principal: "user:dev", limit: 10 });
      assert.deepEqual(key, {
        id: old.id,
        principal: "user:dev",
        name: "test",
        scopes: ["call", "state:workflow"],
        issuedBy: "owner:local",
        createdAt: world.clock.now() - 1_000,
        expiresAt: old.expiresAt,
        revokedAt: world.clock.now(),
        lastUsedAt: world.clock.now() - 1_000,
        previousUntil: world.clock.now(),
        previousLastUsedAt: world.clock.now() - 1_000,
      });
    });

    test("keys are listed in one order on every database", async () => {
      for (let i = 0; i < 20; i++) await world.issue("application:shop");
      const all = await world.identity.listKeys("acme", { principal: "application:shop", limit: 100 });
      const ids = all.map((key) => key.id);
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => (a < b ? -1 : 1)),
      );
      const paged: string[] = [];
      for (let page = all.slice(0, 0); ;) {
        const after = paged.at(-1);
        page = await world.identity.listKeys("acme", {
          principal: "application:shop",
          limit: 7,
          ...(after === undefined ? {} : { after }),
        });
        if (page.length === 0) break;
        paged.push(...page.map((key) => key.id));
      }
      assert.deepEqual(paged, ids);
    });

    test("a principal's revocation outlives the process that heard it", async () => {
      const sam = await world.issue("user:sam");
      const bot = await world.issue("agent:bot");
      await store.transact((tx) => world.identity.revoke(tx, { org: "acme", entity: "user:sam", reason: "left" }));
      for (const key of [sam.key, bot.key]) await eventually("revoked", () => world.because(key));
      const anew = await world.issue("user:sam");
      assert.equal(await world.because(anew.key), "ok");
      const later = await world.another();
      for (const [key, expected] of [
        [sam.key, "revoked"],
        [bot.key, "revoked"],
        [anew.key, "ok"],
      ] as const) {
        const call = { credential: key, onBehalfOf: undefined, at: world.clock.now(), ip: "" };
        const answer = await later.recognize(call, "call");
        assert.equal(answer.ok ? "ok" : answer.error.because, expected);
      }
    });

    test("the setup is claimed once", async () => {
      const own = await makeWorld({ store });
      const opened = await own.identity.openSetup();
      assert.ok(opened);
      const code = opened.code.reveal();
      const claims = await Promise.all(
        Array.from({ length: 5 }, () =>
          store.transact((tx) => own.identity.claimSetup(tx, { code, org: "acme", user: "olga" })),
        ),
      );
      assert.equal(claims.filter((claim) => claim.ok).length, 1);
      assert.equal(await own.identity.openSetup(), undefined);
      await own.close();
    });

    test("a hundred keys issued at once are all good, and no two alike", async () => {
      const issued = await Promise.all(
        Array.from({ length: 100 }, () => world.issue("agent:bot", { expiresAt: world.clock.now() + DAY_MS })),
      );
      assert.equal(new Set(issued.map((key) => key.id)).size, 100);
      const answers = await Promise.all(issued.map((one) => world.because(one.key)));
      assert.ok(answers.every((answer) => answer === "ok"));
    });
  });
}
