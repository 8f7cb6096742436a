import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isFault } from "../../src/kernel/index.ts";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { storeContract } from "./store.ts";
import { type Bed, decision, makeBed, spawnChild, until } from "./store-bed.ts";

describe("the store on PostgreSQL", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  const makeEmpty = async () => makeBed(await server.database());
  const on = async (work: (bed: Bed) => Promise<void>) => {
    const bed = await makeEmpty();
    try {
      await work(bed);
    } finally {
      await bed.end();
    }
  };

  storeContract(makeEmpty);

  it("two processes that start on an empty database at once both succeed", () =>
    on(async (bed) => {
      const children = [1, 2, 3].map(() => spawnChild("open", bed));
      await Promise.all(children.map((child) => child.said((line) => line === "closed")));
    }));

  it("signals pass between two processes both ways", () =>
    on(async (bed) => {
      const child = spawnChild("echo", bed);
      try {
        await child.said((line) => line === "open");
        const store = await bed.open();
        const heard: string[] = [];
        store.onSignal("pong", (payload) => heard.push(payload));
        await store.transact((tx) => store.signal(tx, "ping", "one"));
        await until(() => heard.includes("one"));
      } finally {
        await child.kill();
      }
    }));

  it("transactions of two processes run one at a time", () =>
    on(async (bed) => {
      const children = [spawnChild("count", bed), spawnChild("count", bed)];
      await Promise.all(children.map((child) => child.said((line) => line === "done")));
      const store = await bed.open();
      assert.equal((await store.read.selectFrom("revisions").select("revision").executeTakeFirst())?.revision, 100);
    }));

  it("signals are heard again after the listening connection was cut, those sent meanwhile too", () =>
    on(async (bed) => {
      const store = await bed.open();
      const heard: string[] = [];
      store.onSignal("news", (payload) => heard.push(payload));
      await server.query(
        bed.database,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'lumos-signals' and datname = current_database()`,
      );
      await store.transact((tx) => store.signal(tx, "news", "meanwhile"));
      await until(() => heard.includes("meanwhile"));
      await store.transact((tx) => store.signal(tx, "news", "later"));
      await until(() => heard.includes("later"));
      assert.deepEqual(heard, ["meanwhile", "later"]);
    }));

  it("a signal that commits after a younger one is heard all the same, once", () =>
    on(async (bed) => {
      const store = await bed.open();
      const heard: string[] = [];
      store.onSignal("news", (payload) => heard.push(payload));
      const insert = (payload: string) => `insert into signals (at, topic, payload) values (1, 'news', '${payload}')`;
      const slow = server.query(bed.database, `begin; ${insert("slow")}; select pg_sleep(1.5); commit`);
      await until(
        async () =>
          (
            await server.query(
              bed.database,
              `select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
            )
          ).length > 0,
      );
      await server.query(bed.database, insert("quick"));
      await until(() => heard.length === 2);
      await slow;
      assert.deepEqual(heard, ["quick", "slow"]);
    }));

  it("the feed holds back rows above a transaction that is still running, and skips none", () =>
    on(async (bed) => {
      const store = await bed.open();
      const early = decision();
      await store.append({ bodies: [], decisions: [early] });
      const columns = Object.keys(early);
      const late = decision();
      const values = Object.values(late).map((value) => (value === null ? "null" : `'${value}'`));
      const slow = server.query(
        bed.database,
        `begin; insert into decisions (${columns.join(", ")}) values (${values.join(", ")}); select pg_sleep(0.6); commit`,
      );
      await until(
        async () =>
          (
            await server.query(
              bed.database,
              `select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
            )
          ).length > 0,
      );
      const quick = decision();
      await store.append({ bodies: [], decisions: [quick] });
      const seen: string[] = [];
      let position: string | undefined;
      await until(async () => {
        const page = await store.feed("acme", position, 10);
        seen.push(...page.rows.map((row) => row.id));
        position = page.position;
        return seen.length >= 3;
      });
      await slow;
      assert.deepEqual(seen, [early.id, late.id, quick.id]);
    }));

  it("a writer is dead fifteen seconds after its last beat", () =>
    on(async (bed) => {
      const store = await bed.open();
      assert.deepEqual(await store.deadWriters("w-1"), []);
      assert.deepEqual(await store.deadWriters("w-2"), []);
      await server.query(bed.database, `update writers set beat_at = beat_at - 16000 where writer = 'w-1'`);
      assert.deepEqual(
        (await store.deadWriters("w-2")).map((dead) => dead.writer),
        ["w-1"],
      );
      assert.deepEqual(await store.deadWriters("w-1"), []);
    }));

  it("a part can be dropped though rows cannot be deleted", () =>
    on(async (bed) => {
      const store = await bed.open();
      await store.append({ bodies: [], decisions: [decision()] });
      const [part] = await server.query(bed.database, "select tableoid::regclass::text as name from decisions");
      assert.match(String(part?.["name"]), /^decisions_\d{8}$/);
      await server.query(bed.database, `drop table ${String(part?.["name"])}`);
      assert.deepEqual(await store.read.selectFrom("decisions").select("id").execute(), []);
    }));

  it("while the database is away calls fail as store_unreachable, and go on when it is back", async () => {
    const own = await startPostgres();
    const bed = makeBed(own.url);
    try {
      const store = await bed.open();
      await store.append({ bodies: [], decisions: [decision()] });
      await own.crash();
      const unreachable = (error: unknown) => isFault(error) && error.code === "store_unreachable";
      await assert.rejects(store.append({ bodies: [], decisions: [decision()] }), unreachable);
      await assert.rejects(store.read.selectFrom("decisions").select("id").execute(), unreachable);
      await assert.rejects(
        store.transact((tx) => tx.selectFrom("revisions").selectAll().execute()),
        unreachable,
      );
      assert.equal((await store.health()).ok, false);
      await assert.rejects(bed.open(), unreachable);
      await own.start();
      await store.append({ bodies: [], decisions: [decision()] });
      assert.equal((await store.read.selectFrom("decisions").select("id").execute()).length, 2);
      assert.equal((await store.health()).ok, true);
      const heard: string[] = [];
      store.onSignal("news", (payload) => heard.push(payload));
      await store.transact((tx) => store.signal(tx, "news", "back"));
      await until(() => heard.length > 0);
    } finally {
      await bed.end();
      await own.stop();
    }
  });
});
