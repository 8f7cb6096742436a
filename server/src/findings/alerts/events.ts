import type { Millis } from "../../kernel/index.ts";
import type { DecisionRow } from "../../store/index.ts";
import type { News } from "../incidents.ts";

/** Something that a place may want to be told of. */
export interface Event {
  type: string;
  at: Millis;
  data: Record<string, unknown>;
}

/** Older than this, and nobody is told: the past is read in the list, not on a pager. */
export const NEWS_FOR_MS = 3_600_000;
const MAX_NAMED = 10;

export function eventsOfNews(news: readonly News[]): Event[] {
  return news.map(({ incident, opened }) => {
    const { id, kind, severity, principal, team, workflow, count, firstAt, lastAt, samples } = incident;
    return {
      type: `finding.${severity}`,
      at: lastAt,
      data: {
        incident: id,
        what: opened ? "opened" : "graver",
        kind,
        severity,
        principal,
        team,
        workflow,
        count,
        firstAt,
        lastAt,
        decisions: [...new Set(samples.map(({ decision }) => decision))].filter((id) => id !== ""),
      },
    };
  });
}

/** One event for the calls of one principal that the same policies blocked, however many there were. */
export function eventsOfBlocked(rows: readonly DecisionRow[]): Event[] {
  const blocked = rows.filter(({ outcome }) => outcome === "blocked");
  const groups = Map.groupBy(blocked, ({ principal, policies, code }) => JSON.stringify([principal, policies, code]));
  return [...groups.values()].map((same) => {
    const last = same.at(-1) as DecisionRow;
    return {
      type: "decision.blocked",
      at: last.at,
      data: {
        principal: last.principal,
        team: last.team,
        workflow: last.workflow,
        code: last.code,
        policies: last.policies === "" ? [] : last.policies.split(","),
        count: same.length,
        decisions: same.slice(-MAX_NAMED).map(({ id }) => id),
      },
    };
  });
}

/** `finding.high` is asked for by its name, `finding.*` with all of its kind, `*` is everything. */
export function wants(events: readonly string[], type: string): boolean {
  return events.some(
    (asked) => asked === type || asked === "*" || (asked.endsWith(".*") && type.startsWith(asked.slice(0, -1))),
  );
}
