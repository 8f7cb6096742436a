import type { Migration } from "./index.ts";

/** Answers that a provider keeps, by whom they were given to: only they may go on from them. */
export const givenAnswers: Migration = {
  number: 4,
  name: "given answers",
  sqlite: [
    `create table given_answers (
      key text primary key, provider text not null, at integer not null) strict, without rowid`,
    `create index given_answers_at on given_answers (at)`,
  ],
  postgres: [
    `create table given_answers (
      key text collate "C" primary key, provider text not null, at bigint not null)`,
    `create index given_answers_at on given_answers (at)`,
  ],
};
