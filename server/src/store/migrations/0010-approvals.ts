import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** What waits for a person's word, what was said, and who may say it. */
export const approvals: Migration = {
  number: 10,
  name: "approvals",
  sqlite: [
    `create table approvals (
      id text primary key, org text not null, call text not null, digest text not null, snapshot text not null,
      credential text not null, chain text not null, principal text not null, session text not null,
      decision text not null, action text not null, resource text not null, server text not null,
      needs text not null, reasons text not null, shown text not null, given text not null, state text not null,
      reason text not null, ttl_ms integer not null, created_at integer not null, expires_at integer not null,
      decided_at integer, used_by text not null, version integer not null) strict`,
    // Guarantee: however many ask for the same at once, there is one approval of it.
    `create unique index approvals_one on approvals (org, digest) where state in ('pending', 'approved')`,
    `create index approvals_call on approvals (org, call)`,
    `create index approvals_page on approvals (org, id)`,
    `create index approvals_standing on approvals (org, chain) where state in ('pending', 'approved', 'denied')`,
    `create index approvals_expiry on approvals (expires_at) where state in ('pending', 'approved')`,
    `create table approval_people (
      org text not null, person text not null, approval text not null, need text not null,
      primary key (org, person, approval, need)) strict`,
    `create index approval_people_of on approval_people (approval)`,
  ],
  postgres: [
    `create table approvals (
      id ${TEXT} primary key, org ${TEXT} not null, call ${TEXT} not null, digest ${TEXT} not null,
      snapshot ${TEXT} not null, credential ${TEXT} not null, chain ${TEXT} not null, principal ${TEXT} not null,
      session ${TEXT} not null, decision ${TEXT} not null, action ${TEXT} not null, resource ${TEXT} not null,
      server ${TEXT} not null, needs ${TEXT} not null, reasons ${TEXT} not null, shown ${TEXT} not null,
      given ${TEXT} not null, state ${TEXT} not null, reason ${TEXT} not null, ttl_ms bigint not null,
      created_at bigint not null, expires_at bigint not null, decided_at bigint, used_by ${TEXT} not null,
      version bigint not null)`,
    `create unique index approvals_one on approvals (org, digest) where state in ('pending', 'approved')`,
    `create index approvals_call on approvals (org, call)`,
    `create index approvals_page on approvals (org, id)`,
    `create index approvals_standing on approvals (org, chain) where state in ('pending', 'approved', 'denied')`,
    `create index approvals_expiry on approvals (expires_at) where state in ('pending', 'approved')`,
    `create table approval_people (
      org ${TEXT} not null, person ${TEXT} not null, approval ${TEXT} not null, need ${TEXT} not null,
      primary key (org, person, approval, need))`,
    `create index approval_people_of on approval_people (approval)`,
  ],
};
