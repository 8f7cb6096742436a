import type { Migration } from "./index.ts";

/** How full each limit is, and which process holds how many of its places for calls at the same time. */
export const limits: Migration = {
  number: 3,
  name: "limits",
  sqlite: [
    `create table limit_levels (
      key text primary key, used integer not null, rest integer not null, at integer not null,
      empty_at integer not null) strict`,
    `create table limit_places (
      key text not null, holder text not null, held integer not null, expires_at integer not null,
      primary key (key, holder)) strict, without rowid`,
  ],
  postgres: [
    `create table limit_levels (
      key text collate "C" primary key, used bigint not null, rest bigint not null, at bigint not null,
      empty_at bigint not null)`,
    `create table limit_places (
      key text collate "C" not null, holder text collate "C" not null, held bigint not null,
      expires_at bigint not null, primary key (key, holder))`,
  ],
};
