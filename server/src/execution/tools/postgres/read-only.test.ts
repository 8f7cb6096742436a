import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { startPostgres } from "../../../../test/postgres.ts";
import { Secret, silentLog } from "../../../kernel/index.ts";
import { LIMITS, isAnswer, openDatabase } from "./connection.ts";

const VECTORS = new URL("../../../../test/vectors/sql-hostile.yaml", import.meta.url);
/** Groups whose worst is what a database does to itself; others would reach out of it. */
const GROUPS = /write, in odd spelling|^rows that go/;

// Guarantee: what only reads is carried out where nothing can be written, and nothing of it stays.
test("statements that write change nothing where they are taken for reading by mistake", async (context) => {
  const pg = await startPostgres();
  try {
    const owner = await pg.database();
    await pg.query(
      owner,
      `create role writer login; grant all on schema public to writer; set role writer;
       create table orders (id int primary key, total int, note text);
       create table lines (id int, order_id int);
       insert into orders select n, n, 'n' from generate_series(1, 20) n;`,
    );
    const state = () =>
      pg.query(
        owner,
        `select (select string_agg(o.xmin::text || o::text, ',' order by id) from orders o) as rows,
          (select string_agg(relname, ',' order by relname) from pg_class where relnamespace = 'public'::regnamespace) as things,
          (select count(*) from pg_roles) as roles, (select count(*) from pg_database) as databases`,
      );
    const before = await state();
    const url = owner.replace("lumos@", "writer@");
    const server = { id: "db", kind: "postgres", url: "", org: "o", mark: "1", secretUrl: new Secret(url) } as const;
    const database = openDatabase(server, silentLog, { ...LIMITS, statementMs: 2_000 });
    const groups = parse(readFileSync(VECTORS, "utf8")) as { about: string; lines?: string }[];
    const texts = groups
      .filter(({ about }) => GROUPS.test(about))
      .flatMap(({ lines = "" }) => lines.split("\n").filter(Boolean));
    let refused = 0;
    for (const sql of texts)
      await database
        .run({
          sql,
          values: [],
          rows: 10,
          mode: "read only",
          signal: new AbortController().signal,
          timeoutMs: undefined,
        })
        .catch((error: unknown) => {
          assert.ok(isAnswer(error) || /was lost/.test(String(error)), `${sql}: ${String(error)}`);
          refused += 1;
        });
    await database.close();
    assert.deepEqual(await state(), before);
    context.diagnostic(`${texts.length} statements, ${refused} refused by the database`);
    assert.ok(texts.length > 100);
  } finally {
    await pg.stop();
  }
});
