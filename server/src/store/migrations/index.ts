import { fault, sha256 } from "../../kernel/index.ts";
import { first } from "./0001-first.ts";
import { position } from "./0002-position.ts";
import { limits } from "./0003-limits.ts";
import { givenAnswers } from "./0004-given-answers.ts";
import { publishing } from "./0005-publishing.ts";
import { sessions } from "./0006-sessions.ts";
import { findings } from "./0007-findings.ts";
import { pseudonyms } from "./0008-pseudonyms.ts";
import { catalog } from "./0009-catalog.ts";
import { approvals } from "./0010-approvals.ts";
import { shelves } from "./0011-shelves.ts";
import { spending } from "./0014-spending.ts";
import { discovery } from "./0012-discovery.ts";

/** Statements that bring a database one step forward. Never edited once published: the checksum tells. */
export interface Migration {
  number: number;
  name: string;
  sqlite: string[];
  postgres: string[];
}

const MIGRATIONS: readonly Migration[] = [
  first,
  position,
  limits,
  givenAnswers,
  publishing,
  sessions,
  findings,
  pseudonyms,
  catalog,
  approvals,
  shelves,
  discovery,
  spending,
];

/** The schema this program writes. */
export const SCHEMA_VERSION = Math.max(...MIGRATIONS.map(({ number }) => number));

/** A database inside a transaction that no other process can run beside. */
export interface MigrationHost {
  dialect: "sqlite" | "postgres";
  run(sql: string, params?: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** Brings an empty or older database forward; refuses one that this program does not know. */
export async function migrate(
  host: MigrationHost,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await host.run(
    `create table if not exists migrations (
      number integer primary key, name text not null, checksum text not null, applied_at bigint not null)`,
  );
  const applied = await host.run(`select number, name, checksum from migrations order by number`);
  for (const row of applied) checkKnown(row, host.dialect, migrations);
  const done = new Set(applied.map((row) => Number(row["number"])));
  for (const migration of migrations) {
    if (done.has(migration.number)) continue;
    for (const statement of migration[host.dialect]) await host.run(statement);
    const values = [migration.number, migration.name, checksumOf(migration, host.dialect), now];
    const places = host.dialect === "postgres" ? "$1, $2, $3, $4" : "?, ?, ?, ?";
    await host.run(`insert into migrations (number, name, checksum, applied_at) values (${places})`, values);
  }
}

function checksumOf(migration: Migration, dialect: "sqlite" | "postgres"): string {
  return sha256(migration[dialect].join(";\n"));
}

function checkKnown(row: Record<string, unknown>, dialect: "sqlite" | "postgres", known: readonly Migration[]): void {
  const migration = known.find(({ number }) => number === Number(row["number"]));
  if (!migration) {
    throw fault("schema_newer", {
      public: `The database was written by a newer Lumos: it has schema ${String(row["number"])}, this one knows up to ${Math.max(0, ...known.map(({ number }) => number))}.`,
      fix: "npm install --global lumos@latest",
    });
  }
  if (row["checksum"] !== checksumOf(migration, dialect)) {
    throw fault("schema_newer", {
      public: `Schema step ${migration.number} (${migration.name}) of the database is not the one this Lumos knows.`,
      fix: "npm install --global lumos@latest",
      internal: `checksum ${String(row["checksum"])}, expected ${checksumOf(migration, dialect)}`,
    });
  }
}
