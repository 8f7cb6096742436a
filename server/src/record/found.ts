import type { Facts } from "../policy/index.ts";
import type { Finding } from "../risk/index.ts";
import type { DecisionRow, Store } from "../store/index.ts";
import type { Completion, Packed } from "./body.ts";
import type { ToolStory } from "./uses.ts";

/** What a decision found, and how it ended. */
export interface FoundIn {
  row: DecisionRow;
  findings: readonly Finding[];
  sessionRisk: number;
  sessionFlags: readonly string[];
  /** Grave reasons for which the use of a tool was refused. */
  denied: NonNullable<ToolStory["denied"]>;
}

/** Rows that hold none of these words found nothing; most do not, and are not read further. */
const FOUND = '"found":';
const IN_ANSWER = '"findings":[{';
const FLAGS = '"sessionFlags":';
const DENIED = '"denied":[{';

/** Those of these decisions in which something was found. */
export async function foundIn(store: Pick<Store, "read">, rows: readonly DecisionRow[]): Promise<FoundIn[]> {
  if (rows.length === 0) return [];
  const bodies = await store.read
    .selectFrom("decision_bodies")
    .select(["id", "body"])
    .where(
      "id",
      "in",
      rows.map(({ id }) => id),
    )
    .where("at", ">=", Math.min(...rows.map(({ at }) => at)))
    .where("at", "<=", Math.max(...rows.map(({ at }) => at)))
    .execute();
  const kept = new Map(bodies.map(({ id, body }) => [id, body]));
  return rows.flatMap((row) => {
    const body = kept.get(row.id) ?? "";
    const inBody = body.includes(FOUND) || body.includes(FLAGS);
    const after = row.completion.includes(IN_ANSWER) || row.completion.includes(DENIED);
    if (!inBody && !after) return [];
    const packed = inBody ? (JSON.parse(body) as Packed) : undefined;
    const facts: Partial<Facts> = packed?.facts ?? {};
    const completion = after ? (JSON.parse(row.completion) as Partial<Completion>) : undefined;
    const findings = [...(packed?.found ?? []), ...(completion?.guard?.findings ?? [])];
    const sessionFlags = facts.sessionFlags ?? [];
    const denied = completion?.tool?.denied ?? [];
    if (findings.length === 0 && sessionFlags.length === 0 && denied.length === 0) return [];
    return [{ row, findings, sessionRisk: facts.sessionRisk ?? 0, sessionFlags, denied }];
  });
}
