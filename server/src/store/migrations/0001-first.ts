import type { Migration } from "./index.ts";

const APPEND_ONLY = ["records", "decisions", "decision_bodies", "facets"];
/** Bytes compare as in SQLite, so that order and keyset pages are the same on both. */
const TEXT = `text collate "C"`;
const TXID = `(pg_current_xact_id()::text::bigint)`;

export const first: Migration = {
  number: 1,
  name: "first",
  sqlite: [
    `create table installation (name text primary key, value text not null, updated_at integer not null) strict`,
    `create table objects (
      org text not null, kind text not null, id text not null, version integer not null, origin text not null,
      spec text not null, created_at integer not null, updated_at integer not null,
      primary key (org, kind, id)) strict`,
    `create table revisions (org text primary key, revision integer not null) strict`,
    `create table keys (
      id text primary key, org text not null, principal text not null, name text not null, hash text not null,
      previous_hash text, previous_until integer, scopes text not null, issued_by text not null,
      created_at integer not null, expires_at integer not null, revoked_at integer, last_used_at integer,
      previous_last_used_at integer) strict`,
    `create index keys_org on keys (org, id)`,
    `create table revocations (
      seq integer primary key autoincrement, org text not null, entity text not null, not_before integer not null,
      reason text not null, at integer not null) strict`,
    `create index revocations_at on revocations (at)`,
    `create table records (
      seq integer primary key autoincrement, id text not null unique, org text not null, at integer not null,
      actor text not null, action text not null, subject_kind text not null, subject_id text not null,
      before text, after text, details text) strict`,
    `create index records_org on records (org, seq)`,
    `create index records_subject on records (org, subject_kind, subject_id, seq)`,
    // An explicit integer key: the hidden one could be renumbered by VACUUM, and the feed counts on it.
    `create table decisions (
      seq integer primary key, id text not null unique, org text not null, at integer not null, kind text not null,
      outcome text not null, result text not null, adjusted text not null, principal text not null,
      subject text not null, team text not null, workflow text not null, session text not null, asked text not null,
      model text not null, tier text not null, code text not null, policies text not null,
      tokens_in integer not null, tokens_out integer not null, cost_nano integer, duration_ms integer not null,
      completion text not null) strict`,
    `create table decision_bodies (
      seq integer primary key, id text not null unique, org text not null, at integer not null,
      writer text not null, body text not null) strict`,
    `create table facets (hash text primary key, json text not null) strict`,
    // One index that only grows at its end. Pages by principal, subject or session walk it without touching the
    // rows (about 0.25 s for a million others); an index for each would cost three times the whole write.
    `create index decisions_page on decisions (org, id, principal, subject, session, outcome)`,
    `create index decisions_refused on decisions (org, outcome, id) where outcome <> 'allowed'`,
    `create table idempotency (
      org text not null, actor text not null, key text not null, operation text not null,
      request_hash text not null, status integer not null, response text not null, created_at integer not null,
      primary key (org, actor, key)) strict`,
    `create index idempotency_created on idempotency (created_at)`,
    `create table signals (
      seq integer primary key autoincrement, at integer not null, topic text not null, payload text not null) strict`,
    `create table writers (writer text primary key, beat_at integer not null, floor text not null) strict`,
    `create table feed_epoch (one integer primary key check (one = 1), epoch text not null) strict`,
    ...APPEND_ONLY.flatMap((table) => [
      `create trigger ${table}_no_update before update on ${table}
        begin select raise(abort, '${table} is append only'); end`,
      `create trigger ${table}_no_delete before delete on ${table}
        begin select raise(abort, '${table} is append only'); end`,
    ]),
  ],
  postgres: [
    `create table installation (name ${TEXT} primary key, value ${TEXT} not null, updated_at bigint not null)`,
    `create table objects (
      org ${TEXT} not null, kind ${TEXT} not null, id ${TEXT} not null, version bigint not null,
      origin ${TEXT} not null, spec ${TEXT} not null, created_at bigint not null, updated_at bigint not null,
      primary key (org, kind, id))`,
    `create table revisions (org ${TEXT} primary key, revision bigint not null)`,
    `create table keys (
      id ${TEXT} primary key, org ${TEXT} not null, principal ${TEXT} not null, name ${TEXT} not null,
      hash ${TEXT} not null, previous_hash ${TEXT}, previous_until bigint, scopes ${TEXT} not null,
      issued_by ${TEXT} not null, created_at bigint not null, expires_at bigint not null, revoked_at bigint,
      last_used_at bigint, previous_last_used_at bigint)`,
    `create index keys_org on keys (org, id)`,
    `create table revocations (
      seq bigint generated by default as identity primary key, org ${TEXT} not null, entity ${TEXT} not null,
      not_before bigint not null, reason ${TEXT} not null, at bigint not null)`,
    `create index revocations_at on revocations (at)`,
    `create table records (
      seq bigint generated by default as identity primary key, id ${TEXT} not null unique, org ${TEXT} not null,
      at bigint not null, actor ${TEXT} not null, action ${TEXT} not null, subject_kind ${TEXT} not null,
      subject_id ${TEXT} not null, before ${TEXT}, after ${TEXT}, details ${TEXT})`,
    `create index records_org on records (org, seq)`,
    `create index records_subject on records (org, subject_kind, subject_id, seq)`,
    `create table decisions (
      id ${TEXT} not null, org ${TEXT} not null, at bigint not null, kind ${TEXT} not null,
      outcome ${TEXT} not null, result ${TEXT} not null, adjusted ${TEXT} not null, principal ${TEXT} not null,
      subject ${TEXT} not null, team ${TEXT} not null, workflow ${TEXT} not null, session ${TEXT} not null,
      asked ${TEXT} not null, model ${TEXT} not null, tier ${TEXT} not null, code ${TEXT} not null,
      policies ${TEXT} not null, tokens_in bigint not null, tokens_out bigint not null, cost_nano bigint,
      duration_ms bigint not null, completion ${TEXT} not null,
      txid bigint not null default ${TXID}, primary key (id, at)) partition by range (at)`,
    `create table decisions_rest partition of decisions default`,
    `create table decision_bodies (
      id ${TEXT} not null, org ${TEXT} not null, at bigint not null, writer ${TEXT} not null, body ${TEXT} not null,
      primary key (id, at)) partition by range (at)`,
    `create table decision_bodies_rest partition of decision_bodies default`,
    `create table facets (hash ${TEXT} primary key, json ${TEXT} not null)`,
    `create index decisions_org on decisions (org, id)`,
    `create index decisions_principal on decisions (org, principal, id)`,
    `create index decisions_subject on decisions (org, subject, id)`,
    `create index decisions_session on decisions (org, session, id)`,
    `create index decisions_refused on decisions (org, outcome, id) where outcome <> 'allowed'`,
    `create index decisions_feed on decisions (org, txid, id)`,
    `create table idempotency (
      org ${TEXT} not null, actor ${TEXT} not null, key ${TEXT} not null, operation ${TEXT} not null,
      request_hash ${TEXT} not null, status bigint not null, response ${TEXT} not null, created_at bigint not null,
      primary key (org, actor, key))`,
    `create index idempotency_created on idempotency (created_at)`,
    `create table signals (
      seq bigint generated by default as identity primary key, at bigint not null, topic ${TEXT} not null,
      payload ${TEXT} not null, txid bigint not null default ${TXID})`,
    `create index signals_txid on signals (txid, seq)`,
    `create table writers (writer ${TEXT} primary key, beat_at bigint not null, floor ${TEXT} not null)`,
    `create table feed_epoch (one integer primary key check (one = 1), epoch ${TEXT} not null)`,
    // Restoring a backup is the one change that passes, and says so for its own transaction only.
    `create function refuse_change() returns trigger language plpgsql as $$
      begin
        if current_setting('lumos.replacing', true) = 'on' then
          if tg_op = 'DELETE' then return old; end if;
          return new;
        end if;
        raise exception '% is append only', tg_table_name using errcode = 'LU001';
      end $$`,
    ...APPEND_ONLY.map(
      (table) =>
        `create trigger ${table}_append_only before update or delete on ${table}
          for each row execute function refuse_change()`,
    ),
  ],
};
