import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { parse } from "yaml";
import { doesOf, readSql, readySql } from "../index.ts";

interface Group {
  about: string;
  does?: string[];
  unbounded?: boolean;
  lines?: string;
  text?: string;
}

const groups = (name: string): Group[] =>
  parse(readFileSync(new URL(`../../../test/vectors/sql-${name}.yaml`, import.meta.url), "utf8")) as Group[];
const textsOf = ({ lines, text }: Group): string[] =>
  text === undefined ? (lines ?? "").split("\n").filter(Boolean) : [text];

/** How policies tell what only reads: acme's and each of the packs'. One that says yes is enough for a way through. */
const takenForReading: Record<string, (operations: readonly string[]) => boolean> = {
  "read and nothing else": (operations) => operations.length === 1 && operations[0] === "read",
  "select without what writes": (operations) =>
    operations.includes("select") && !["insert", "update", "delete", "ddl"].some((each) => operations.includes(each)),
  "nothing but read and select": (operations) => operations.every((each) => each === "read" || each === "select"),
  "no insert, update, delete or ddl": (operations) =>
    !["insert", "update", "delete", "ddl"].some((each) => operations.includes(each)),
  "no write and nothing destroyed": (operations) => !["write", "destructive"].some((each) => operations.includes(each)),
};

before(() => readySql());

// Guarantee: what is not understood in a text counts as the gravest.
test("no text that writes, destroys or reaches out is taken for reading", (context) => {
  let count = 0;
  for (const group of groups("hostile"))
    for (const sql of textsOf(group)) {
      count += 1;
      const { does, readOnly } = readSql(sql);
      assert.equal(readOnly, false, `${group.about}: ${sql}`);
      for (const [rule, reads] of Object.entries(takenForReading))
        assert.ok(!reads(does.operations), `${rule}: ${sql}: ${does.operations.join()}`);
      for (const each of group.does ?? [])
        assert.ok(does.operations.includes(each), `${each}: ${sql}: ${does.operations.join()}`);
      if (group.unbounded) assert.ok(does.unbounded, `unbounded: ${sql}`);
    }
  context.diagnostic(`${count} hostile texts`);
  assert.ok(count >= 150);
});

test("what only reads is taken for reading", (context) => {
  const alarms: string[] = [];
  let count = 0;
  for (const group of groups("harmless"))
    for (const sql of textsOf(group)) {
      count += 1;
      const { does, readOnly, unread } = readSql(sql);
      if (!readOnly || does.unbounded) alarms.push(`${sql}: ${unread ?? does.operations.join()}`);
    }
  context.diagnostic(`${count} harmless texts, ${alarms.length} false alarms`);
  assert.deepEqual(alarms, []);
});

test("a bound is a bound", () => {
  for (const where of [
    "id = 1",
    "id = $1",
    "id in (1, 2)",
    "id in (select order_id from lines where done)",
    "total > 10 and note like 'a%'",
    "id = 1 or id = 2",
    "id is null",
    "not done",
    "done",
    "created < now() - interval '1 year'",
    "exists (select 1 from lines where lines.order_id = orders.id)",
    "false",
    "lower(name) = name",
    "a <> b",
    "id between 1 and 5",
    "id is not null and customer = 7",
  ])
    assert.equal(readSql(`delete from orders where ${where}`).does.unbounded, false, where);
});

test("tables and columns are those that are named, wherever they stand", () => {
  const { tables, columns } = readSql(
    `with t as (select a from sales.t), u as (select * from t) insert into "Out"."a.b" (c) select u.d from u
     join pg_catalog.x using (e) where exists (select from y where f = 1) and (select o from o) is null`,
  );
  assert.deepEqual(tables, ['"Out"."a.b"', "o", "pg_catalog.x", "sales.t", "y"]);
  assert.deepEqual(columns, ["*", "a", "c", "d", "e", "f"]);
  assert.deepEqual(readSql("with recursive a as (select 1 from b), b as (select 2) select * from a").tables, []);
  assert.deepEqual(readSql("with a as (select 1) select * from public.a").tables, ["public.a"]);
  assert.deepEqual(readSql("drop table a.b, c").tables, ["a.b", "c"]);
  for (const sql of ["delete from a", "update a set b = 1", "insert into a select 1", "select 1 into a"])
    assert.deepEqual(readSql(`with a as (select 1) ${sql}`).tables, ["a"], sql);
  assert.deepEqual(readSql("truncate a, b.c").tables, ["a", "b.c"]);
});

test("a batch is as many as the text tells", () => {
  const batch = (sql: string) => readSql(sql).does.batch;
  assert.equal(batch("insert into t values (1), (2), (3)"), 3);
  assert.equal(batch("insert into t values (1); insert into t values (2)"), 2);
  assert.equal(batch("insert into t default values"), 1);
  assert.equal(batch("select * from t limit 7"), 7);
  assert.equal(batch("select 1"), 1);
  assert.equal(batch("insert into t select * from u limit 9"), 9);
  assert.equal(batch("update t set a = 1 where id = 5"), 1_000_000);
  const use = (args: object) => doesOf({ kind: "postgres", tool: "query", args: { ...args } }).does.batch;
  assert.deepEqual([use({ sql: "select * from t" }), use({ sql: "select * from t", limit: 3 })], [200, 3]);
});

test("no value of a text is in what people read about it", () => {
  const { notes } = readSql(
    "delete from orders where card = '4111111111111111'; select set_config('role', 'hunter2', true)",
  );
  assert.doesNotMatch(notes.join(), /4111|hunter2/);
  assert.ok(notes.some((note) => note === "delete from orders"));
});

test("what is not understood in a text counts as the gravest: too long, too deep, no text; the next is read as before", () => {
  for (const sql of [
    `select ${"1+".repeat(20_000)}1`,
    `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
    `select ${"- ".repeat(20_000)}1`,
    `select '${"x".repeat(200_000)}'`,
    "select 1\0; delete from orders",
    "select '\ud800'",
    "",
  ]) {
    const { readOnly, unread, does } = readSql(sql);
    assert.equal(readOnly, false, sql.slice(0, 40));
    assert.ok(unread !== undefined && does.unbounded && does.operations.includes("ddl"));
    assert.equal(readSql("select 1").readOnly, true);
  }
});

// Guarantee: what is not known to read counts as a write, and what cannot be understood as the gravest.
test("what is not known to read counts as a write, and what cannot be understood as the gravest", () => {
  const use = (kind: string, tool: string, args: Record<string, unknown> = {}) => doesOf({ kind, tool, args }).does;
  assert.deepEqual(use("mcp", "x").operations, ["write"]);
  assert.deepEqual(doesOf({ kind: "mcp", tool: "x", args: {}, effect: "read" }).does.operations, ["read"]);
  for (const gravest of [
    use("postgres", "query"),
    use("postgres", "query", { sql: 1 }),
    use("postgres", "other", { sql: "select 1" }),
  ])
    assert.ok(gravest.unbounded && gravest.operations.includes("destructive"));
  const command = (args: Record<string, unknown>) =>
    doesOf({ kind: "mcp", action: "run_command", tool: "sh", args }).does;
  assert.deepEqual(command({ command: "cat README.md" }).operations, ["read"]);
  assert.ok(command({ command: "rm -rf /" }).operations.includes("destructive"));
  assert.ok(command({ command: ["ls"] }).unbounded);
  assert.deepEqual(use("postgres", "schema", { schema: "a", table: "b" }).objects, ["a.b"]);
  assert.deepEqual(use("postgres", "explain", { sql: "delete from orders" }).operations, ["read", "select"]);
  assert.ok(use("postgres", "explain", { sql: "analyze delete from orders" }).unbounded);
});
