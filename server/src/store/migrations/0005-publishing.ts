import type { Migration } from "./index.ts";

const APPEND_ONLY = ["snapshots", "publications"];
const TEXT = `text collate "C"`;

/** Policy sets that decided, changes to them that are proposed, and how each became live. */
export const publishing: Migration = {
  number: 5,
  name: "publishing",
  sqlite: [
    `create table snapshots (
      org text not null, id text not null, at integer not null, manifest text not null,
      primary key (org, id)) strict`,
    `create table proposals (
      id text primary key, org text not null, at integer not null, author text not null, note text not null,
      base text not null, spec text not null, status text not null, closed_at integer, closed_by text) strict`,
    `create index proposals_org on proposals (org, id)`,
    `create table publications (
      id text primary key, org text not null, at integer not null, how text not null, snapshot text not null,
      previous text not null, publisher text not null, author text not null, proposal text, note text not null,
      changes text not null, details text not null) strict`,
    `create index publications_org on publications (org, id)`,
    `create table policy_settings (
      org text not null, name text not null, value text not null, updated_at integer not null,
      primary key (org, name)) strict`,
    ...APPEND_ONLY.flatMap((table) => [
      `create trigger ${table}_no_update before update on ${table}
        begin select raise(abort, '${table} is append only'); end`,
      `create trigger ${table}_no_delete before delete on ${table}
        begin select raise(abort, '${table} is append only'); end`,
    ]),
  ],
  postgres: [
    `create table snapshots (
      org ${TEXT} not null, id ${TEXT} not null, at bigint not null, manifest ${TEXT} not null,
      primary key (org, id))`,
    `create table proposals (
      id ${TEXT} primary key, org ${TEXT} not null, at bigint not null, author ${TEXT} not null,
      note ${TEXT} not null, base ${TEXT} not null, spec ${TEXT} not null, status ${TEXT} not null,
      closed_at bigint, closed_by ${TEXT})`,
    `create index proposals_org on proposals (org, id)`,
    `create table publications (
      id ${TEXT} primary key, org ${TEXT} not null, at bigint not null, how ${TEXT} not null,
      snapshot ${TEXT} not null, previous ${TEXT} not null, publisher ${TEXT} not null, author ${TEXT} not null,
      proposal ${TEXT}, note ${TEXT} not null, changes ${TEXT} not null, details ${TEXT} not null)`,
    `create index publications_org on publications (org, id)`,
    `create table policy_settings (
      org ${TEXT} not null, name ${TEXT} not null, value ${TEXT} not null, updated_at bigint not null,
      primary key (org, name))`,
    ...APPEND_ONLY.map(
      (table) =>
        `create trigger ${table}_append_only before update or delete on ${table}
          for each row execute function refuse_change()`,
    ),
  ],
};
