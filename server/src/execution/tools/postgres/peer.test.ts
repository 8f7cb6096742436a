import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type TestPostgres, startPostgres } from "../../../../test/postgres.ts";
import { Secret, isFault, silentLog } from "../../../kernel/index.ts";
import type { ConnectedPostgres } from "../../../registry/index.ts";
import { LIMITS, type PostgresLimits, openDatabase } from "./connection.ts";
import { makeDatabases } from "./databases.ts";
import { postgresPeer } from "./peer.ts";

interface Told {
  content: { text: string }[];
  isError?: boolean;
  structuredContent: {
    columns: { name: string; type: string }[];
    rows: unknown[][];
    rowCount: number;
    truncated: boolean;
    truncatedBy?: string;
    affected?: number;
    plan?: unknown[];
    tables?: { name: string; schema: string; comment: string | null }[];
    constraints?: { kind: string; definition: string }[];
  };
}

describe("a PostgreSQL server as tools", { concurrency: false }, () => {
  let pg: TestPostgres;
  let url: string;
  before(async () => {
    pg = await startPostgres();
    url = await pg.database();
    await pg.query(
      url,
      `create table orders (id int primary key, total numeric(40,20) not null, note text);
       insert into orders select n, n, 'order ' || n from generate_series(1, 1000) n;
       create table lines (id int primary key, "order" int references orders (id), check (id > 0));
       comment on table orders is 'What was bought';
       comment on column orders.total is 'In euros';
       create function purge() returns int language plpgsql as 'begin delete from orders; return 1; end';
       create view cleaned as select purge() as done;
       create role clerk login;
       grant select (id, note) on orders to clerk;`,
    );
  });
  after(() => pg.stop());

  const serverAt = (address: string): ConnectedPostgres => ({
    id: "db",
    kind: "postgres",
    url: "postgres://hidden/x",
    org: "o",
    mark: "1",
    secretUrl: new Secret(address),
  });
  async function withPeer<T>(
    act: (call: (tool: string, args: object, signal?: AbortSignal) => Promise<Told>) => Promise<T>,
    limits: Partial<PostgresLimits> = {},
    address = url,
  ): Promise<T> {
    const peer = postgresPeer(serverAt(address), { databases: makeDatabases({ log: silentLog, limits }) });
    const call = async (name: string, args: object, signal = new AbortController().signal) => {
      const params = JSON.stringify({ name, arguments: args });
      const answer = await peer.request({ method: "tools/call", params, signal });
      assert.ok("result" in answer, JSON.stringify(answer));
      return JSON.parse(answer.result) as Told;
    };
    try {
      return await act(call);
    } finally {
      await peer.close();
    }
  }
  const count = async () => Number((await pg.query(url, "select count(*) as n from orders"))[0]?.["n"]);

  test("rows come with their types, and no number loses a digit", () =>
    withPeer(async (call) => {
      const told = await call("query", {
        sql: `select 9007199254740993::int8, 7::int8, 0.10000000000000000000000001::numeric, true, null::text, '\\x00ff'::bytea,
          '{"a":12345678901234567890.5}'::jsonb, 'NaN'::float8, 1.5::float8, array[1,2], '2026-11-21'::date, 'ü"\\'`,
      });
      assert.deepEqual(told.structuredContent.rows, [
        [
          "9007199254740993",
          7,
          "0.10000000000000000000000001",
          true,
          null,
          "\\x00ff",
          { a: 12345678901234567000 },
          "NaN",
          1.5,
          "{1,2}",
          "2026-11-21",
          'ü"\\',
        ],
      ]);
      assert.match(told.content[0]?.text ?? "", /"a": 12345678901234567890\.5/);
      assert.deepEqual(
        told.structuredContent.columns.slice(0, 4).map(({ type }) => type),
        ["int8", "int8", "numeric", "bool"],
      );
    }));

  test("parameters take the types of where they stand", () =>
    withPeer(async (call) => {
      const told = await call("query", {
        sql: "select id from orders where id = any($1) and note = $2 and $3::jsonb ->> 'a' = 'b' and $4 order by id",
        params: [[1, 2, 3], "order 2", { a: "b" }, true],
      });
      assert.deepEqual(told.structuredContent.rows, [[2]]);
      const none = await call("query", {
        sql: "select $1::text is null, $2::text[]",
        params: [null, ['a"b', null, "c\\"]],
      });
      assert.deepEqual(none.structuredContent.rows, [[true, '{"a\\"b",NULL,"c\\\\"}']]);
    }));

  test("an answer ends at its limit of rows and of bytes, and says so", () =>
    withPeer(
      async (call) => {
        const usual = await call("query", { sql: "select id from orders order by id" });
        assert.deepEqual([usual.structuredContent.rowCount, usual.structuredContent.truncatedBy], [200, "rows"]);
        const exact = await call("query", { sql: "select id from orders order by id limit 200" });
        assert.deepEqual([exact.structuredContent.rowCount, exact.structuredContent.truncated], [200, false]);
        const few = await call("query", { sql: "select id from orders order by id", limit: 3 });
        assert.deepEqual([few.structuredContent.rows, few.structuredContent.truncated], [[[1], [2], [3]], true]);
        const large = await call("query", {
          sql: "select repeat('x', 1000) from generate_series(1, 5000)",
          limit: 5000,
        });
        assert.equal(large.structuredContent.truncatedBy, "bytes");
        assert.ok(large.structuredContent.rowCount < 50);
        const endless = await call("query", { sql: "select generate_series(1, 100000000000)", limit: 5 });
        assert.equal(endless.structuredContent.rowCount, 5);
      },
      { bytes: 20_000 },
    ));

  // Guarantee: what was read as only reading is carried out in a read-only transaction, whoever allowed it.
  test("what was read as only reading is carried out in a read-only transaction, whoever allowed it", () =>
    withPeer(async (call) => {
      // The text only reads; what the view does is not in it.
      const told = await call("query", { sql: "select * from cleaned" });
      assert.equal(told.isError, true);
      assert.match(told.content[0]?.text ?? "", /^ERROR 25006: cannot execute DELETE in a read-only transaction/);
      assert.equal(await count(), 1000);
    }));

  // Guarantee: what only reads is carried out where nothing can be written, and nothing of it stays.
  test("what only reads is carried out where nothing can be written, and nothing of it stays", async () => {
    const database = openDatabase(serverAt(url), silentLog, LIMITS);
    const run = (sql: string) =>
      database.run({
        sql,
        values: [],
        rows: 5,
        mode: "read only",
        signal: new AbortController().signal,
        timeoutMs: undefined,
      });
    // As if each had been taken for a read.
    for (const [sql, said] of [
      ["delete from orders", /read-only/],
      ["with gone as (delete from orders returning 1) select * from gone", /read-only/],
      ["select purge()", /read-only/],
      ["create table x (y int)", /read-only/],
      ["commit; drop table orders", /multiple commands/],
      ["select 1; delete from orders", /multiple commands/],
      ["set transaction read write", /before any query/],
      ["select set_config('transaction_read_only', 'off', true)", /before any query/],
      ["select nextval('x')", /does not exist|read-only/],
    ] as const)
      await assert.rejects(run(sql), said, sql);
    await run("select set_config('application_name', 'left behind', false)");
    assert.deepEqual((await run("show application_name")).rows, [["lumos"]]);
    assert.equal(await count(), 1000);
    await database.close();
  });

  test("the database itself refuses a text of several statements; no transaction is ended from inside, nothing of one caller is left for the next", () =>
    withPeer(
      async (call) => {
        for (const sql of ["commit; drop table orders", "rollback; delete from orders", "select 1; select 2"])
          assert.match((await call("query", { sql })).content[0]?.text ?? "", /^ERROR 42601: cannot insert multiple/);
        await call("query", { sql: "commit" });
        await call("query", { sql: "set search_path = pg_temp" });
        await call("query", { sql: "set role clerk" });
        await call("query", { sql: "select pg_advisory_lock(42)" });
        await call("query", { sql: "prepare p as select 1" });
        const told = await call("query", {
          sql: `select current_user::text, current_setting('search_path'), (select count(*) from pg_prepared_statements),
            (select count(*) from pg_locks where locktype = 'advisory')`,
        });
        assert.deepEqual(told.structuredContent.rows, [["lumos", '"$user", public', 0, 0]]);
        assert.equal(await count(), 1000);
      },
      { connections: 1 },
    ));

  test("a write that is allowed is carried out, and says how many rows it was", () =>
    withPeer(async (call) => {
      const made = await call("query", { sql: "insert into lines values (1, 1), (2, 1) returning id" });
      assert.deepEqual([made.structuredContent.rows, made.structuredContent.affected], [[[1], [2]], 2]);
      const gone = await call("query", { sql: "delete from lines where id = $1", params: [2] });
      assert.equal(gone.structuredContent.affected, 1);
      const failed = await call("query", { sql: "insert into lines values (1, 1)" });
      assert.match(failed.content[0]?.text ?? "", /^ERROR 23505: duplicate key/);
      assert.doesNotMatch(failed.content[0]?.text ?? "", /\(1\)/, "no value of a row");
    }));

  test("a statement that takes too long or waits too long for a lock is ended by the database", () =>
    withPeer(
      async (call) => {
        const slow = await call("query", { sql: "select count(*) from generate_series(1, 1000000000)" });
        assert.match(slow.content[0]?.text ?? "", /^ERROR 57014: canceling statement due to statement timeout/);
        const after = await call("query", { sql: "select 1" });
        assert.deepEqual(after.structuredContent.rows, [[1]]);
      },
      { statementMs: 150 },
    ));

  test("a call that is given up ends in the database too, and the next is served", () =>
    withPeer(
      async (call) => {
        const gone = new AbortController();
        const running = call("query", { sql: "select pg_sleep(60), 'marked'" }, gone.signal);
        const here =
          "select count(*)::int as n from pg_stat_activity where query like '%''marked''' and state = 'active'";
        const active = async () => Number((await pg.query(url, here))[0]?.["n"]);
        while ((await active()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        gone.abort();
        await assert.rejects(running, (error) => isFault(error) && error.code === "upstream_failed");
        while ((await active()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
        assert.deepEqual((await call("query", { sql: "select 2" })).structuredContent.rows, [[2]]);
      },
      { connections: 1 },
    ));

  test("a plan is answered and nothing carried out, however the statement begins", () =>
    withPeer(async (call) => {
      const told = await call("explain", { sql: "delete from orders where id = $1", params: [1] });
      assert.equal(told.structuredContent.plan?.length, 1);
      for (const sql of ["analyze delete from orders", "(analyze) delete from orders", "verbose delete from orders"]) {
        const refused = await call("explain", { sql });
        assert.match(refused.content[0]?.text ?? "", /^ERROR 42601/, sql);
      }
      assert.equal(await count(), 1000);
    }));

  test("the schema is what the role can see", async () => {
    await withPeer(async (call) => {
      const all = await call("schema", {});
      assert.deepEqual(
        all.structuredContent.tables?.map(({ schema, name, comment }) => [schema, name, comment]),
        [
          ["public", "cleaned", null],
          ["public", "lines", null],
          ["public", "orders", "What was bought"],
        ],
      );
      const one = await call("schema", { table: "lines" });
      assert.deepEqual(
        one.structuredContent.constraints?.map(({ kind }) => kind),
        ["primary key", "foreign key", "check"],
      );
      assert.equal((await call("schema", { table: "nothing" })).isError, true);
    });
    await withPeer(
      async (call) => {
        const seen = await call("schema", {});
        assert.deepEqual(
          seen.structuredContent.tables?.map(({ name }) => name),
          ["orders"],
        );
        const one = await call("schema", { schema: "public", table: "orders" });
        assert.deepEqual(
          one.structuredContent.columns.map(({ name }) => name),
          ["id", "note"],
        );
        assert.match((await call("query", { sql: "select total from orders" })).content[0]?.text ?? "", /^ERROR 42501/);
      },
      {},
      url.replace("lumos@", "clerk@"),
    );
  });

  test("copying in or out ends the statement", () =>
    withPeer(async (call) => {
      for (const sql of ["copy orders to stdout", "copy lines from stdin"])
        await assert.rejects(async () => {
          const told = await call("query", { sql });
          assert.equal(told.isError, true);
          throw new Error("as it should be");
        });
      assert.deepEqual((await call("query", { sql: "select 3" })).structuredContent.rows, [[3]]);
    }));

  test("a database that is not there is a fault that names neither address nor user", async () => {
    await withPeer(
      (call) =>
        assert.rejects(call("query", { sql: "select 1" }), (error) => {
          assert.ok(isFault(error) && error.code === "upstream_failed");
          assert.doesNotMatch(`${error.message} ${error.internal}`, /127\.|secret|someone/);
          return true;
        }),
      {},
      "postgres://someone:secret@127.0.0.1:9/x",
    );
  });

  test("a connection that died while nobody used it is replaced without a word", () =>
    withPeer(async (call) => {
      await call("query", { sql: "select 1" });
      await pg.query(url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lumos'");
      assert.deepEqual((await call("query", { sql: "select 4" })).structuredContent.rows, [[4]]);
    }));
});
