import type { Ids } from "../kernel/index.ts";
import type { Reader, Tables, Tx } from "../store/index.ts";
import type { Feedback, Verdict } from "./types.ts";

const MAX_READ = 10_000;
/** Fewer verdicts than this say nothing about where a line should be. */
const ENOUGH = 10;

/** What people said about one kind of finding, and where its line would be if they are right. */
export interface Calibration {
  kind: string;
  confirmed: number;
  falsePositives: number;
  /** The lowest line that nineteen of twenty false positives stay below; absent with too few verdicts. */
  suggested?: number;
  /** Share of the confirmed ones that would still be found with it. */
  keeps?: number;
}

export async function giveFeedback(tx: Tx, org: string, given: Omit<Feedback, "id"> & { ids: Ids }): Promise<Feedback> {
  const { ids, ...feedback } = given;
  const row: Tables["finding_feedback"] = {
    id: ids.next(),
    org,
    at: feedback.at,
    made_by: feedback.madeBy,
    incident: feedback.incident,
    decision: feedback.decision,
    kind: feedback.kind,
    detector: feedback.detector,
    score: feedback.score,
    verdict: feedback.verdict,
    note: feedback.note,
  };
  await tx.insertInto("finding_feedback").values(row).execute();
  return { ...feedback, id: row.id };
}

export async function listFeedback(
  read: Reader,
  org: string,
  page: { before?: string; limit: number },
): Promise<Feedback[]> {
  let query = read.selectFrom("finding_feedback").selectAll().where("org", "=", org);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  return (await query.orderBy("id", "desc").limit(page.limit).execute()).map(feedbackOf);
}

/** Per kind, from the last verdict about each finding of a decision. */
export async function calibrate(read: Reader, org: string): Promise<Calibration[]> {
  const rows = await read
    .selectFrom("finding_feedback")
    .selectAll()
    .where("org", "=", org)
    .orderBy("id", "desc")
    .limit(MAX_READ)
    .execute();
  const last = new Map<string, Feedback>();
  for (const row of rows) {
    const key = `${row.decision}\n${row.kind}`;
    if (!last.has(key)) last.set(key, feedbackOf(row));
  }
  const kinds = Map.groupBy(last.values(), ({ kind }) => kind);
  return [...kinds].map(([kind, verdicts]) => calibration(kind, verdicts)).sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

function calibration(kind: string, verdicts: readonly Pick<Feedback, "verdict" | "score">[]): Calibration {
  const wrong = verdicts.filter(({ verdict }) => verdict === "false_positive").map(({ score }) => score);
  const right = verdicts.filter(({ verdict }) => verdict === "confirmed").map(({ score }) => score);
  const told = { kind, confirmed: right.length, falsePositives: wrong.length };
  if (wrong.length < ENOUGH) return told;
  wrong.sort((a, b) => a - b);
  const highest = wrong[Math.ceil(wrong.length * 0.95) - 1] as number;
  const suggested = Math.min(100, highest + 1);
  if (right.length === 0) return { ...told, suggested };
  return { ...told, suggested, keeps: right.filter((score) => score >= suggested).length / right.length };
}

function feedbackOf(row: Tables["finding_feedback"]): Feedback {
  return {
    id: row.id,
    at: row.at,
    madeBy: row.made_by,
    incident: row.incident,
    decision: row.decision,
    kind: row.kind,
    detector: row.detector,
    score: row.score,
    verdict: row.verdict as Verdict,
    note: row.note,
  };
}
