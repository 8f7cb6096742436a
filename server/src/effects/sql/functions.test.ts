import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type TestPostgres, startPostgres } from "../../../test/postgres.ts";
import { OPERATORS, functionKind } from "./functions.ts";

let pg: TestPostgres;
before(async () => {
  pg = await startPostgres();
});
after(() => pg.stop());

/** PostgreSQL calls these volatile because they answer anew each time; they change nothing. */
const ANSWER_ANEW = `clock_timestamp timeofday random gen_random_uuid currval lastval current_query pg_blocking_pids
  pg_current_wal_lsn pg_database_size pg_indexes_size pg_is_in_recovery pg_last_wal_receive_lsn pg_last_wal_replay_lsn
  pg_last_xact_replay_timestamp pg_lock_status pg_partition_ancestors pg_partition_tree pg_relation_size
  pg_sequence_last_value pg_table_size pg_tablespace_size pg_total_relation_size`.split(/\s+/);

// Guarantee: only a function that is known to read counts as one that reads.
test("only a function that is known to read counts as one that reads", async () => {
  const rows = await pg.query(
    pg.url,
    `select proname, bool_or(provolatile = 'v') as changes from pg_proc
     where pronamespace = 'pg_catalog'::regnamespace group by proname`,
  );
  const wrong = rows
    .filter(({ proname, changes }) => changes === true && functionKind([String(proname)]) === "reads")
    .map(({ proname }) => String(proname))
    .filter((name) => !ANSWER_ANEW.includes(name) && !name.startsWith("pg_stat_get_"));
  assert.deepEqual(wrong, []);
  for (const path of [["purge"], ["public", "lower"], ["evil", "count"], ["pg_temp", "now"], []])
    assert.equal(functionKind(path), "unknown", path.join("."));
  assert.equal(functionKind(["pg_catalog", "lower"]), "reads");
  assert.equal(functionKind(["public", "dblink"]), "reaches");
});

test("operators that PostgreSQL has are known, and no others", async () => {
  const rows = await pg.query(pg.url, "select distinct oprname from pg_operator");
  assert.deepEqual(
    rows.map(({ oprname }) => String(oprname)).filter((name) => !OPERATORS.has(name)),
    [],
  );
  assert.ok(!OPERATORS.has("==="));
});
