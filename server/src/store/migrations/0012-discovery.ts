import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** What scans of machines found, and which AI services egress logs told of. */
export const discovery: Migration = {
  number: 12,
  name: "discovery",
  sqlite: [
    `create table discovered (
      id text primary key, org text not null, machine text not null, principal text not null, kind text not null,
      client text not null, name text not null, target text not null, class text not null, flags text not null,
      place text not null, spec text not null, first_at integer not null, last_at integer not null,
      gone_at integer) strict`,
    `create index discovered_org on discovered (org, id)`,
    `create index discovered_machine on discovered (org, machine, principal)`,
    `create table service_use (
      id text primary key, org text not null, service text not null, vendor text not null, kind text not null,
      who text not null, requests integer not null, bytes integer not null, first_at integer not null,
      last_at integer not null, reported_by text not null, digest text not null) strict`,
    `create unique index service_use_one on service_use (org, service, who, digest)`,
    `create index service_use_org on service_use (org, id)`,
  ],
  postgres: [
    `create table discovered (
      id ${TEXT} primary key, org ${TEXT} not null, machine ${TEXT} not null, principal ${TEXT} not null,
      kind ${TEXT} not null, client ${TEXT} not null, name ${TEXT} not null, target ${TEXT} not null,
      class ${TEXT} not null, flags ${TEXT} not null, place ${TEXT} not null, spec ${TEXT} not null,
      first_at bigint not null, last_at bigint not null, gone_at bigint)`,
    `create index discovered_org on discovered (org, id)`,
    `create index discovered_machine on discovered (org, machine, principal)`,
    `create table service_use (
      id ${TEXT} primary key, org ${TEXT} not null, service ${TEXT} not null, vendor ${TEXT} not null,
      kind ${TEXT} not null, who ${TEXT} not null, requests bigint not null, bytes bigint not null,
      first_at bigint not null, last_at bigint not null, reported_by ${TEXT} not null, digest ${TEXT} not null)`,
    `create unique index service_use_one on service_use (org, service, who, digest)`,
    `create index service_use_org on service_use (org, id)`,
  ],
};
