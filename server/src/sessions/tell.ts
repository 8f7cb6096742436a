import type { Clock } from "../kernel/index.ts";
import { DOMAINS } from "../risk/index.ts";
import type { Store } from "../store/index.ts";
import type { Keep } from "./keep/keep.ts";
import { listed } from "./keep/rows.ts";
import type { Row } from "./keep/types.ts";
import { unpackState } from "./memory/pack.ts";
import { COUNT } from "./memory/state.ts";
import { raisedBy } from "./score/score.ts";
import type { SessionStory, SessionSummary, SessionsRoom } from "./types.ts";

interface TellingParts {
  store: Store;
  keep: Keep;
  clock: Clock;
}

/** Sessions as people are told of them. No text is told, for none is kept. */
export function makeTelling({ store, keep, clock }: TellingParts): Pick<SessionsRoom, "list" | "show" | "reset"> {
  const written = () => keep.flush().catch(() => {});
  return {
    async list(org, { principal, session, after, limit }) {
      await written();
      let query = store.read
        .selectFrom("sessions")
        .selectAll()
        .where("org", "=", org)
        .where("kind", "=", "session")
        .where("expires_at", ">=", clock.now());
      if (principal !== undefined)
        query = query.where((row) => row.or([row("principal", "=", principal), row("subject", "=", principal)]));
      if (session !== undefined) query = query.where("name", "=", session);
      const place = after === undefined ? undefined : placeOf(after);
      if (place !== undefined)
        query = query.where((row) =>
          row.or([row("at", "<", place.at), row.and([row("at", "=", place.at), row("key", ">", place.key)])]),
        );
      const rows = await query.orderBy("at", "desc").orderBy("key", "asc").limit(limit).execute();
      return rows.map(summaryOf);
    },
    async show(org, id) {
      await written();
      const row = await store.read
        .selectFrom("sessions")
        .selectAll()
        .where("key", "=", id)
        .where("org", "=", org)
        .where("kind", "=", "session")
        .executeTakeFirst();
      return row && storyOf(row, clock, keep);
    },
    async reset(tx, org, id) {
      const row = await tx
        .selectFrom("sessions")
        .select("key")
        .where("key", "=", id)
        .where("org", "=", org)
        .where("kind", "=", "session")
        .executeTakeFirst();
      if (!row) return false;
      await tx.deleteFrom("sessions").where("key", "=", id).execute();
      await tx.deleteFrom("session_marks").where("session", "=", id).execute();
      await store.signal(tx, "session_forgotten", JSON.stringify({ key: id }));
      return true;
    },
  };
}

function summaryOf(row: Row): SessionSummary {
  const state = unpackState(row.state, listed(row.taint), Number(row.at));
  return {
    id: row.key,
    session: row.name,
    principal: row.principal,
    subject: row.subject,
    risk: Number(row.risk),
    turns: Number(row.turns),
    blocks: Math.round(state.counts[COUNT.blocks] ?? 0),
    refusals: Math.round(state.counts[COUNT.refusals] ?? 0),
    flags: listed(row.flags),
    taint: [...state.taint].toSorted(),
    startedAt: Number(row.started_at),
    lastAt: Number(row.at),
  };
}

function storyOf(row: Row, clock: Clock, keep: Keep): SessionStory {
  const state = unpackState(row.state, listed(row.taint), clock.now());
  const wider = keep.session(row.key)?.wider ?? { principal: 0, team: 0 };
  const evidence: Record<string, number> = {};
  for (const [at, domain] of DOMAINS.entries()) {
    const value = Math.round((state.evidence[at] ?? 0) * 100);
    if (value > 0) evidence[domain] = value;
  }
  const own = Math.max(0, Number(row.risk) - wider.principal - wider.team);
  const raised = raisedBy(state, own);
  if (wider.principal > 0) raised.push({ what: "parts of one thing over several sessions", points: wider.principal });
  if (wider.team > 0) raised.push({ what: "parts of one thing by several people of a team", points: wider.team });
  return {
    ...summaryOf(row),
    calls: Math.round(state.counts[COUNT.calls] ?? 0),
    rephrasings: Math.round(state.counts[COUNT.rephrasings] ?? 0),
    evidence,
    raisedBy: raised,
    wider,
    tokens: Math.round(state.counts[COUNT.tokens] ?? 0),
  };
}

/** Where a page goes on: after the session that was the last one on it. */
export function placeAfter({ lastAt, id }: SessionSummary): string {
  return `${lastAt}.${id}`;
}

function placeOf(after: string): { at: number; key: string } | undefined {
  const [at = "", key = ""] = after.split(".", 2);
  return /^\d{1,15}$/.test(at) ? { at: Number(at), key } : undefined;
}
