import type { ResultKind } from "../execution/index.ts";
import { type Clock, type Ids, type NanoUsd, timeOfId } from "../kernel/index.ts";
import type { DecisionRow, Store } from "../store/index.ts";
import { type Completion, type DecisionBody, type KeptLikely, facetsOf, storiesOf, unpackBody } from "./body.ts";
import { readFacets } from "./read-facets.ts";
import { questionReader, recordedIn } from "./recorded.ts";
import { makeSimulations } from "./simulation/apart.ts";
import type { Adjustment, AdminRecord, AdminRecordRow, DecisionSummary, Outcome, Records, Why } from "./types.ts";
import { summaryOf } from "./why.ts";

const MAX_PAGE = 200;

/** Reading what was decided, and the record of what was changed. */
export function makeRecords(parts: { store: Store; clock: Clock; ids: Ids }): Records {
  const { store, clock, ids } = parts;
  const simulations = makeSimulations(store);

  return {
    async why(org, id) {
      const at = timeOfId(id);
      const kept = await store.read
        .selectFrom("decision_bodies")
        .select("body")
        .where("id", "=", id)
        .where("at", "=", at)
        .where("org", "=", org)
        .executeTakeFirst();
      if (!kept) return undefined;
      const row = await store.read
        .selectFrom("decisions")
        .select(["completion", "kind"])
        .where("id", "=", id)
        .where("at", "=", at)
        .where("org", "=", org)
        .executeTakeFirst();
      return whyOf(org, id, unpackBody(id, kept.body, await readFacets(store, facetsOf(kept.body))), row);
    },

    async recorded(org, id) {
      const kept = await store.read
        .selectFrom("decision_bodies")
        .select(["id", "body"])
        .where("id", "=", id)
        .where("at", "=", timeOfId(id))
        .where("org", "=", org)
        .executeTakeFirst();
      return kept && (await questionReader((hashes) => readFacets(store, hashes)).read([kept]))[0];
    },

    recordedIn: (org, window) => recordedIn(store, org, window),

    simulate: (org, asked, signal) => simulations.run(org, asked, signal),

    async list(org, filter, page) {
      let query = store.read.selectFrom("decisions").selectAll().where("org", "=", org);
      for (const name of [
        "kind",
        "outcome",
        "result",
        "principal",
        "subject",
        "team",
        "workflow",
        "session",
        "asked",
        "model",
        "tier",
      ] as const) {
        const value = filter[name];
        if (value !== undefined) query = query.where(name, "=", value);
      }
      if (filter.since !== undefined) query = query.where("at", ">=", filter.since);
      if (filter.until !== undefined) query = query.where("at", "<", filter.until);
      if (page.before !== undefined)
        query = query.where("id", "<", page.before).where("at", "<=", timeOfId(page.before));
      const rows = await query.orderBy("id", "desc").limit(Math.min(page.limit, MAX_PAGE)).execute();
      return rows.map(summaryRow);
    },

    async feed(org, after, limit) {
      const { rows, position } = await store.feed(org, after, Math.min(limit, MAX_PAGE));
      return { rows: rows.map(summaryRow), position };
    },

    feedEnd: (org) => store.feedEnd(org),

    async change(tx, record) {
      await tx
        .insertInto("records")
        .values({
          id: ids.next(),
          org: record.org,
          at: clock.now(),
          actor: record.actor,
          action: record.action,
          subject_kind: record.subject.kind,
          subject_id: record.subject.id,
          before: textOrNull(record.before),
          after: textOrNull(record.after),
          details: textOrNull(record.details),
        })
        .execute();
    },

    async changes(org, filter, page) {
      let query = store.read.selectFrom("records").selectAll().where("org", "=", org);
      if (filter.action !== undefined) query = query.where("action", "=", filter.action);
      if (filter.subjectKind !== undefined) query = query.where("subject_kind", "=", filter.subjectKind);
      if (filter.subjectId !== undefined) query = query.where("subject_id", "=", filter.subjectId);
      if (page.before !== undefined) query = query.where("id", "<", page.before);
      const rows = await query.orderBy("id", "desc").limit(Math.min(page.limit, MAX_PAGE)).execute();
      return rows.map((row): AdminRecordRow => ({
        id: row.id,
        org: row.org,
        at: row.at,
        actor: row.actor,
        action: row.action,
        subject: { kind: row.subject_kind as AdminRecord["subject"]["kind"], id: row.subject_id },
        ...(row.before === null ? {} : { before: JSON.parse(row.before) as unknown }),
        ...(row.after === null ? {} : { after: JSON.parse(row.after) as unknown }),
        ...(row.details === null ? {} : { details: JSON.parse(row.details) as Record<string, unknown> }),
      }));
    },
  };
}

function whyOf(
  org: string,
  id: string,
  body: DecisionBody,
  row: { completion: string; kind: string } | undefined,
): Why {
  const done = row ? (JSON.parse(row.completion) as Completion) : undefined;
  const reasons = body.rulings.flatMap((ruling) => ruling.reasons);
  return {
    id,
    at: timeOfId(id),
    organization: org,
    kind: row?.kind ?? "model",
    outcome: body.outcome,
    result: done?.result,
    summary: done?.summary ?? summaryOf({ outcome: body.outcome, result: undefined, reasons }),
    code: done?.code === undefined || done.code === "" ? undefined : (done.code as NonNullable<Why["code"]>),
    adjusted: done?.adjusted ?? [],
    chain: body.chain,
    credential: body.credential,
    asked: body.asked,
    ...(body.question === undefined ? {} : { question: body.question }),
    model: done?.model ?? "",
    tier: done?.tier ?? "",
    reasons: uniqueReasons(reasons),
    obligations: done?.obligations ?? body.obligations,
    wouldPass: body.wouldPass,
    findings: body.findings,
    candidates: storiesOf(body, done?.fates),
    ...(done?.orderedBy === undefined ? {} : { orderedBy: done.orderedBy }),
    ...(done?.shadow === undefined ? {} : { shadow: done.shadow }),
    facts: body.facts,
    assessment: body.assessment,
    policy: { snapshot: body.snapshot, engine: body.engine },
    usage: done?.usage,
    costNanoUsd: done?.costNanoUsd,
    ...(body.judged.length > 0 ? { judged: body.judged } : {}),
    ...(done?.cache === undefined ? {} : { cache: done.cache }),
    ...(body.likely === undefined ? {} : { similar: toldSimilar(body.likely, done) }),
    ...(done?.guard === undefined ? {} : { guard: done.guard }),
    ...(done?.pseudonyms === undefined ? {} : { pseudonyms: done.pseudonyms }),
    ...(done?.tool === undefined ? {} : { tool: done.tool }),
    ...(done?.approval === undefined ? {} : { approval: done.approval }),
    ...(done?.book === undefined ? {} : { book: done.book }),
    ...(done?.savedNanoUsd === undefined ? {} : { savedNanoUsd: done.savedNanoUsd }),
    ...(done?.unpriced === undefined ? {} : { unpriced: done.unpriced }),
    timings: done ? { totalMs: done.totalMs, firstByteMs: done.firstByteMs, upstreamMs: done.upstreamMs } : undefined,
  };
}

function toldSimilar({ outcome, ...likely }: KeptLikely, done: Completion | undefined): NonNullable<Why["similar"]> {
  return { ...likely, ruling: outcome, ...done?.similar };
}

function uniqueReasons(reasons: Why["reasons"]): Why["reasons"] {
  const seen = new Map<string, Why["reasons"][number]>();
  for (const reason of reasons) {
    const key = `${reason.policy}|${reason.principal}|${reason.effect}`;
    if (!seen.has(key)) seen.set(key, reason);
  }
  return [...seen.values()];
}

function summaryRow(row: DecisionRow): DecisionSummary {
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    outcome: row.outcome as Outcome,
    result: row.result as ResultKind,
    adjusted: split(row.adjusted) as Adjustment[],
    principal: row.principal,
    subject: row.subject,
    team: row.team,
    workflow: row.workflow,
    session: row.session,
    asked: row.asked,
    model: row.model,
    tier: row.tier,
    code: row.code,
    policies: split(row.policies),
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    costNanoUsd: row.cost_nano as NanoUsd | null,
    durationMs: row.duration_ms,
  };
}

function split(list: string): string[] {
  return list === "" ? [] : list.split(",");
}

function textOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
