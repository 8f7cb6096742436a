import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** What teams may use, what was asked for, and the files of skills and plugins as they were approved. */
export const shelves: Migration = {
  number: 11,
  name: "shelves",
  sqlite: [
    `create table shelf_items (
      id text primary key, org text not null, kind text not null, name text not null, version text not null,
      title text not null, description text not null, source text not null, target text not null,
      digest text not null, spec text not null, teams text not null, status text not null, why text not null,
      requested_by text not null, hands text not null, requested_at integer not null, decided_by text not null,
      reason text not null, decided_at integer, updated_at integer not null, concerns text not null,
      files integer not null, bytes integer not null, revision integer not null) strict`,
    `create index shelf_items_org on shelf_items (org, id)`,
    `create unique index shelf_items_one on shelf_items (org, kind, name, version)
      where status in ('requested', 'approved', 'blocked')`,
    `create table shelf_files (
      item text not null, path text not null, digest text not null, bytes integer not null,
      executable integer not null, content text not null, primary key (item, path)) strict`,
  ],
  postgres: [
    `create table shelf_items (
      id ${TEXT} primary key, org ${TEXT} not null, kind ${TEXT} not null, name ${TEXT} not null,
      version ${TEXT} not null, title ${TEXT} not null, description ${TEXT} not null, source ${TEXT} not null,
      target ${TEXT} not null, digest ${TEXT} not null, spec ${TEXT} not null, teams ${TEXT} not null,
      status ${TEXT} not null, why ${TEXT} not null, requested_by ${TEXT} not null, hands ${TEXT} not null,
      requested_at bigint not null, decided_by ${TEXT} not null, reason ${TEXT} not null, decided_at bigint,
      updated_at bigint not null, concerns ${TEXT} not null, files bigint not null, bytes bigint not null,
      revision bigint not null)`,
    `create index shelf_items_org on shelf_items (org, id)`,
    `create unique index shelf_items_one on shelf_items (org, kind, name, version)
      where status in ('requested', 'approved', 'blocked')`,
    `create table shelf_files (
      item ${TEXT} not null, path ${TEXT} not null, digest ${TEXT} not null, bytes bigint not null,
      executable bigint not null, content ${TEXT} not null, primary key (item, path))`,
  ],
};
