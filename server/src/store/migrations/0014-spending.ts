import type { Migration } from "./index.ts";

/** What was spent over a connection in a span of the calendar. */
export const spending: Migration = {
  number: 14,
  name: "spending",
  sqlite: [
    `create table connection_spending (
      org text not null, connection text not null, span text not null, nano integer not null,
      until integer not null, primary key (org, connection, span)) strict`,
  ],
  postgres: [
    `create table connection_spending (
      org text collate "C" not null, connection text collate "C" not null, span text collate "C" not null,
      nano bigint not null, until bigint not null, primary key (org, connection, span))`,
  ],
};
