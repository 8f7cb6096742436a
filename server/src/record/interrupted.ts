import type { DeadWriter, DecisionRow, Store } from "../store/index.ts";
import { type Completion, type DecisionBody, MAX_ASKED, facetsOf, policiesOf, unpackBody } from "./body.ts";
import { readFacets } from "./read-facets.ts";

const PAGE = 500;

/** Completes what a process left open when it died: what was decided is known, how it went is not. */
export async function completeOpen(store: Store, dead: DeadWriter): Promise<number> {
  let count = 0;
  const orgs = await store.read.selectFrom("revisions").select("org").execute();
  for (const org of ["", ...orgs.map((row) => row.org)]) {
    let after = dead.floor;
    for (;;) {
      const rows = await openAfter(store, org, dead.writer, after);
      const last = rows.at(-1);
      if (!last) break;
      const facets = await readFacets(
        store,
        rows.flatMap((row) => facetsOf(row.body)),
      );
      const decisions = rows
        .filter((row) => row.sealed === null)
        .map((row) => interrupted(row, unpackBody(row.id, row.body, facets)));
      if (decisions.length > 0) await store.append({ bodies: [], decisions });
      count += decisions.length;
      after = last.id;
    }
  }
  return count;
}

/** Bounded from below by the writer's floor, so that a long history costs nothing at the next start. */
function openAfter(store: Store, org: string, writer: string, after: string) {
  return store.read
    .selectFrom("decision_bodies")
    .leftJoin("decisions", (join) =>
      join.onRef("decisions.id", "=", "decision_bodies.id").onRef("decisions.at", "=", "decision_bodies.at"),
    )
    .where("decision_bodies.org", "=", org)
    .where("decision_bodies.id", ">=", after)
    .where("decision_bodies.writer", "=", writer)
    .where((where) => where.or([where("decision_bodies.id", ">", after), where("decisions.id", "is", null)]))
    .select([
      "decision_bodies.id",
      "decision_bodies.org",
      "decision_bodies.at",
      "decision_bodies.body",
      "decisions.id as sealed",
    ])
    .orderBy("decision_bodies.id")
    .limit(PAGE)
    .execute();
}

function interrupted(row: { id: string; org: string; at: number }, body: DecisionBody): DecisionRow {
  const completion: Completion = {
    result: "interrupted",
    code: "",
    summary: "The process that served this call died before the call ended.",
    adjusted: [],
    model: "",
    tier: "",
    fates: body.rulings.map(({ model }) => ({ model, fate: "skipped", detail: "unknown: the process died" })),
    usage: undefined,
    costNanoUsd: null,
    unpriced: "nobody knows what was used: the process died",
    totalMs: 0,
    firstByteMs: undefined,
    upstreamMs: undefined,
  };
  return {
    id: row.id,
    org: row.org,
    at: row.at,
    kind: "model",
    outcome: body.outcome,
    result: "interrupted",
    adjusted: "",
    principal: body.chain[0]?.ref ?? "",
    subject: body.chain.at(-1)?.ref ?? "",
    team: body.team,
    workflow: body.facts === undefined || body.facts.workflow === "none" ? "" : body.facts.workflow,
    session: body.session ?? body.stated.session ?? row.id,
    asked: body.asked.model.slice(0, MAX_ASKED),
    model: "",
    tier: "",
    code: "",
    policies: policiesOf(body.rulings),
    tokens_in: 0,
    tokens_out: 0,
    cost_nano: null,
    duration_ms: 0,
    completion: JSON.stringify(completion),
  };
}
