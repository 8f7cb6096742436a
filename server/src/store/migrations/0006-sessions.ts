import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** What is known of sessions, principals and teams over days, and by which places a conversation is known again. */
export const sessions: Migration = {
  number: 6,
  name: "sessions",
  sqlite: [
    `create table sessions (
      key text primary key, org text not null, kind text not null, name text not null, principal text not null,
      subject text not null, version integer not null, risk integer not null, turns integer not null,
      flags text not null, taint text not null, started_at integer not null, at integer not null,
      expires_at integer not null, state text not null) strict`,
    `create index sessions_page on sessions (org, kind, at desc, key)`,
    `create index sessions_expiry on sessions (expires_at)`,
    `create table session_marks (
      mark text primary key, session text not null, expires_at integer not null) strict`,
    `create index session_marks_session on session_marks (session)`,
    `create index session_marks_expiry on session_marks (expires_at)`,
  ],
  postgres: [
    `create table sessions (
      key ${TEXT} primary key, org ${TEXT} not null, kind ${TEXT} not null, name ${TEXT} not null,
      principal ${TEXT} not null, subject ${TEXT} not null, version bigint not null, risk integer not null,
      turns integer not null, flags ${TEXT} not null, taint ${TEXT} not null, started_at bigint not null,
      at bigint not null, expires_at bigint not null, state ${TEXT} not null)`,
    `create index sessions_page on sessions (org, kind, at desc, key)`,
    `create index sessions_expiry on sessions (expires_at)`,
    `create table session_marks (
      mark ${TEXT} primary key, session ${TEXT} not null, expires_at bigint not null)`,
    `create index session_marks_session on session_marks (session)`,
    `create index session_marks_expiry on session_marks (expires_at)`,
  ],
};
