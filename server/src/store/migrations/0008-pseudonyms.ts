import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** What stands in place of values in the calls of a session, and the values themselves, sealed. */
export const pseudonyms: Migration = {
  number: 8,
  name: "pseudonyms",
  sqlite: [
    `create table pseudonyms (
      session text not null, value text not null, pseudonym text not null, sealed text not null,
      expires_at integer not null, primary key (session, value)) strict, without rowid`,
    `create unique index pseudonyms_one on pseudonyms (session, pseudonym)`,
    `create index pseudonyms_expiry on pseudonyms (expires_at)`,
    `create table pseudonym_sessions (
      session text primary key, numbers text not null, expires_at integer not null) strict`,
    `create index pseudonym_sessions_expiry on pseudonym_sessions (expires_at)`,
    `create table pseudonym_answers (
      answer text primary key, session text not null, expires_at integer not null) strict`,
    `create index pseudonym_answers_expiry on pseudonym_answers (expires_at)`,
  ],
  postgres: [
    `create table pseudonyms (
      session ${TEXT} not null, value ${TEXT} not null, pseudonym ${TEXT} not null, sealed ${TEXT} not null,
      expires_at bigint not null, primary key (session, value))`,
    `create unique index pseudonyms_one on pseudonyms (session, pseudonym)`,
    `create index pseudonyms_expiry on pseudonyms (expires_at)`,
    `create table pseudonym_sessions (
      session ${TEXT} primary key, numbers ${TEXT} not null, expires_at bigint not null)`,
    `create index pseudonym_sessions_expiry on pseudonym_sessions (expires_at)`,
    `create table pseudonym_answers (
      answer ${TEXT} primary key, session ${TEXT} not null, expires_at bigint not null)`,
    `create index pseudonym_answers_expiry on pseudonym_answers (expires_at)`,
  ],
};
