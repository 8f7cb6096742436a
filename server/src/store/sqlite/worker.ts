/**
 * The thread that owns one SQLite connection. Requests are arrays, `[number, operation, text, values]`, and so
 * are answers, `[number, result]` or `[number, undefined, failure]`: copying between threads costs by the object.
 */
import { type SQLInputValue, DatabaseSync, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { BODY_COLUMNS, DECISION_COLUMNS, FACET_COLUMNS } from "../columns.ts";

export interface WorkerOptions {
  file: string;
  writable: boolean;
}

export type Request = [number: number, operation: "query" | "append" | "many", text: string, values: SQLInputValue[]];
export type Failure = { message: string; code: number };
export type Answer = [number: number, result: unknown] | [number: number, result: undefined, failure: Failure];
/** Column names, values row after row, rows changed, last id. */
export type QueryAnswer = [columns: string[], values: unknown[], changes: number, lastId: number];

const MAX_STATEMENTS = 300;
const options = workerData as WorkerOptions;
const database = open();
const statements = new Map<string, StatementSync>();
const insertFacet = lazy(() => insertInto("facets", FACET_COLUMNS));
const insertBody = lazy(() => insertInto("decision_bodies", BODY_COLUMNS));
const insertDecision = lazy(() => insertInto("decisions", DECISION_COLUMNS));

parentPort?.on("message", (request: Request | "close") => {
  if (request === "close") {
    database.close();
    parentPort?.close();
    return;
  }
  const [number, operation, text, values] = request;
  try {
    parentPort?.postMessage([number, perform(operation, text, values)] satisfies Answer, []);
  } catch (error) {
    parentPort?.postMessage([number, undefined, failureOf(error)] satisfies Answer, []);
  }
});

function perform(operation: Request[1], text: string, values: SQLInputValue[]): unknown {
  switch (operation) {
    case "append":
      return append(text);
    case "many":
      return many(text, values);
    case "query":
      return query(text, values);
  }
}

function open(): DatabaseSync {
  const db = new DatabaseSync(options.file, { readOnly: false, timeout: 5_000, enableForeignKeyConstraints: true });
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma recursive_triggers = on;
    pragma case_sensitive_like = on; pragma temp_store = memory; pragma cache_size = -32768;
    pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 4000; pragma trusted_schema = off`);
  if (!options.writable) db.exec("pragma query_only = on");
  return db;
}

function query(sql: string, values: SQLInputValue[]): QueryAnswer {
  const statement = prepared(sql);
  const columns = statement.columns().map((column) => column.name);
  if (columns.length === 0) {
    const done = statement.run(...values);
    return [[], [], Number(done.changes), Number(done.lastInsertRowid)];
  }
  const flat: unknown[] = [];
  for (const row of statement.iterate(...values)) {
    for (const value of row as unknown as unknown[]) flat.push(value);
  }
  return [columns, flat, 0, 0];
}

/** What is referred to first; all in one transaction and one sync to disk. */
function append(text: string): number {
  const [facets, bodies, decisions] = JSON.parse(text) as [SQLInputValue[], SQLInputValue[], SQLInputValue[]];
  database.exec("begin immediate");
  try {
    insertAll(insertFacet(), FACET_COLUMNS.length, facets);
    insertAll(insertBody(), BODY_COLUMNS.length, bodies);
    insertAll(insertDecision(), DECISION_COLUMNS.length, decisions);
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
  return 0;
}

function insertAll(statement: StatementSync, width: number, values: SQLInputValue[]): void {
  for (let at = 0; at < values.length; at += width) statement.run(...values.slice(at, at + width));
}

function many(sql: string, [width, ...values]: SQLInputValue[]): number {
  const statement = prepared(sql);
  for (let at = 0; at < values.length; at += Number(width)) statement.run(...values.slice(at, at + Number(width)));
  return 0;
}

function insertInto(table: string, columns: readonly string[]): StatementSync {
  const places = columns.map(() => "?").join(", ");
  return database.prepare(`insert into ${table} (${columns.join(", ")}) values (${places}) on conflict do nothing`);
}

function prepared(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement) {
    statements.delete(sql);
  } else {
    statement = database.prepare(sql);
    statement.setReturnArrays(true);
    const oldest = statements.keys().next().value;
    if (statements.size >= MAX_STATEMENTS && oldest !== undefined) statements.delete(oldest);
  }
  statements.set(sql, statement);
  return statement;
}

function failureOf(error: unknown): Failure {
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
  return { message: error instanceof Error ? error.message : String(error), code };
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
