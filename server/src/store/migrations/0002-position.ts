import type { Migration } from "./index.ts";

/** Objects keep their place in the declaration: tiers are a ladder, and an export reads as it was written. */
export const position: Migration = {
  number: 2,
  name: "position",
  sqlite: [`alter table objects add column position integer not null default 0`],
  postgres: [`alter table objects add column position bigint not null default 0`],
};
