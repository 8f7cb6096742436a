import { sql } from "kysely";
import type { Millis } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";

/** Decisions that are looked at for one answer, the newest first. */
const MAX_DECISIONS = 500_000;

export interface Used {
  rows: { principal: string; allowed: number; refused: number; last: Millis }[];
  /** There are more decisions than were looked at. */
  cut: boolean;
}

/** Who asked for it through Lumos, alone or on behalf of somebody, and how often that was allowed. */
export async function usedIn(
  store: Pick<Store, "read">,
  asked: { org: string; since: Millis; until: Millis; kind: string; id: string; things: readonly string[] },
): Promise<Used> {
  const newest = store.read
    .selectFrom("decisions")
    .select(["principal", "outcome", "at", "asked", "model", "kind"])
    .where("org", "=", asked.org)
    .where("at", ">=", asked.since)
    .where("at", "<=", asked.until)
    .orderBy("id", "desc")
    .limit(MAX_DECISIONS);
  const rows = await store.read
    .selectFrom(newest.as("newest"))
    .select([
      "principal",
      sql<number>`sum(case when outcome = 'allowed' then 1 else 0 end)`.as("allowed"),
      sql<number>`sum(case when outcome = 'allowed' then 0 else 1 end)`.as("refused"),
      sql<number>`max(at)`.as("last"),
    ])
    .where((where) => {
      const named = asked.things.map((thing) => {
        const [kind, id] = cut(thing);
        if (kind === "model")
          return where.or([where("model", "=", id), where.and([where("kind", "=", "model"), where("asked", "=", id)])]);
        const prefix = `${id}/`;
        return where.and([
          where("kind", "in", ["tool", "hook"]),
          where.or([where("asked", "=", id), sql<boolean>`substr(asked, 1, ${prefix.length}) = ${prefix}`]),
        ]);
      });
      return where.or(named);
    })
    .groupBy("principal")
    .execute();
  const counted = await store.read
    .selectFrom(newest.as("newest"))
    .select(sql<number>`count(*)`.as("count"))
    .executeTakeFirst();
  return {
    rows: rows.map((row) => ({
      principal: row.principal,
      allowed: Number(row.allowed),
      refused: Number(row.refused),
      last: Number(row.last),
    })),
    cut: Number(counted?.count ?? 0) >= MAX_DECISIONS,
  };
}

function cut(thing: string): [kind: string, id: string] {
  const at = thing.indexOf(":");
  return [thing.slice(0, at), thing.slice(at + 1)];
}
