import type { Migration } from "./index.ts";

const TEXT = `text collate "C"`;

/** What detectors found, grouped into what somebody must handle, and who is told of it. */
export const findings: Migration = {
  number: 7,
  name: "findings",
  sqlite: [
    `create table incidents (
      id text primary key, org text not null, key text not null, kind text not null, severity text not null,
      status text not null, principal text not null, subject text not null, team text not null,
      workflow text not null, first_at integer not null, last_at integer not null, count integer not null,
      allowed integer not null, samples text not null, note text not null, assignee text not null,
      handled_by text not null, handled_at integer, version integer not null) strict`,
    `create index incidents_org on incidents (org, id)`,
    `create index incidents_key on incidents (org, key, id)`,
    `create table dismissals (
      id text primary key, org text not null, scope text not null, reason text not null, made_by text not null,
      at integer not null, until integer not null, count integer not null, last_at integer) strict`,
    `create index dismissals_org on dismissals (org, id)`,
    `create table finding_feedback (
      id text primary key, org text not null, at integer not null, made_by text not null, incident text not null,
      decision text not null, kind text not null, detector text not null, score integer not null,
      verdict text not null, note text not null) strict`,
    `create index finding_feedback_org on finding_feedback (org, id)`,
    `create table finding_places (
      org text primary key, position text, holder text not null, until integer not null) strict`,
    `create table alert_deliveries (
      id text primary key, org text not null, alert text not null, event text not null, body text not null,
      at integer not null, due_at integer not null, tries integer not null, status text not null,
      detail text not null) strict`,
    `create index alert_deliveries_due on alert_deliveries (status, due_at)`,
    `create index alert_deliveries_org on alert_deliveries (org, id)`,
  ],
  postgres: [
    `create table incidents (
      id ${TEXT} primary key, org ${TEXT} not null, key ${TEXT} not null, kind ${TEXT} not null,
      severity ${TEXT} not null, status ${TEXT} not null, principal ${TEXT} not null, subject ${TEXT} not null,
      team ${TEXT} not null, workflow ${TEXT} not null, first_at bigint not null, last_at bigint not null,
      count bigint not null, allowed bigint not null, samples ${TEXT} not null, note ${TEXT} not null,
      assignee ${TEXT} not null, handled_by ${TEXT} not null, handled_at bigint, version bigint not null)`,
    `create index incidents_org on incidents (org, id)`,
    `create index incidents_key on incidents (org, key, id)`,
    `create table dismissals (
      id ${TEXT} primary key, org ${TEXT} not null, scope ${TEXT} not null, reason ${TEXT} not null,
      made_by ${TEXT} not null, at bigint not null, until bigint not null, count bigint not null, last_at bigint)`,
    `create index dismissals_org on dismissals (org, id)`,
    `create table finding_feedback (
      id ${TEXT} primary key, org ${TEXT} not null, at bigint not null, made_by ${TEXT} not null,
      incident ${TEXT} not null, decision ${TEXT} not null, kind ${TEXT} not null, detector ${TEXT} not null,
      score bigint not null, verdict ${TEXT} not null, note ${TEXT} not null)`,
    `create index finding_feedback_org on finding_feedback (org, id)`,
    `create table finding_places (
      org ${TEXT} primary key, position ${TEXT}, holder ${TEXT} not null, until bigint not null)`,
    `create table alert_deliveries (
      id ${TEXT} primary key, org ${TEXT} not null, alert ${TEXT} not null, event ${TEXT} not null,
      body ${TEXT} not null, at bigint not null, due_at bigint not null, tries bigint not null,
      status ${TEXT} not null, detail ${TEXT} not null)`,
    `create index alert_deliveries_due on alert_deliveries (status, due_at)`,
    `create index alert_deliveries_org on alert_deliveries (org, id)`,
  ],
};
