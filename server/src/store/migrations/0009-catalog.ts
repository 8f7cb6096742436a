import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** The tools of servers: as they were approved, and as they were seen last. */
export const catalog: Migration = {
  number: 9,
  name: "catalog",
  sqlite: [
    `create table catalog_servers (
      org text not null, server text not null, listing text not null, info text, connector integer not null,
      seen_at integer not null, primary key (org, server)) strict`,
    `create table catalog_tools (
      org text not null, server text not null, name text not null, position integer not null, state text not null,
      present integer not null, definition text not null, hash text not null, seen_at integer not null,
      approved text, approved_hash text, approved_by text, approved_at integer, drifts integer not null,
      rejected_by text, rejected_at integer, reason text,
      effect text, effect_by text, effect_at integer, findings text not null,
      primary key (org, server, name)) strict`,
  ],
  postgres: [
    `create table catalog_servers (
      org ${TEXT} not null, server ${TEXT} not null, listing ${TEXT} not null, info ${TEXT},
      connector integer not null, seen_at bigint not null, primary key (org, server))`,
    `create table catalog_tools (
      org ${TEXT} not null, server ${TEXT} not null, name ${TEXT} not null, position integer not null,
      state ${TEXT} not null, present integer not null, definition ${TEXT} not null, hash ${TEXT} not null,
      seen_at bigint not null, approved ${TEXT}, approved_hash ${TEXT}, approved_by ${TEXT}, approved_at bigint,
      drifts integer not null, rejected_by ${TEXT}, rejected_at bigint, reason ${TEXT},
      effect ${TEXT}, effect_by ${TEXT}, effect_at bigint, findings ${TEXT} not null,
      primary key (org, server, name))`,
  ],
};
