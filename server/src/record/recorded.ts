import type { RecordedQuestion, RecordedRuling } from "../policy/index.ts";
import type { Millis } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { unpackAsk } from "./question.ts";
import { type LikelyFacet, type Packed, type RulingsFacet, againstOf, factsOf } from "./body.ts";
import { readFacets } from "./read-facets.ts";

/** A decision as policy was asked it and as policy answered; what guardrails added is in it. */
export interface RecordedDecision {
  id: string;
  rulings: RecordedRuling[];
  /** Absent where it cannot be decided again. */
  question?: RecordedQuestion;
  /** Why it cannot. */
  because?: string;
  /** Of a call that may be answered from likeness: the same of the model that makes vectors. */
  likely?: { ruling: RecordedRuling; question: RecordedQuestion };
}

/** Reads kept questions; one piece is one object for all that share it. */
export interface QuestionReader {
  read(rows: readonly { id: string; body: string }[]): Promise<RecordedDecision[]>;
}

const MAX_PIECES = 20_000;
const PAGE = 1_000;

/** Every decision of a window whose intent was written, oldest first, a page at a time. */
export async function* recordedIn(
  store: Pick<Store, "read">,
  org: string,
  window: { since: Millis; until: Millis },
): AsyncGenerator<RecordedDecision[]> {
  const reader = questionReader((hashes) => readFacets(store, hashes));
  for await (const rows of rowsIn(store, org, window)) yield await reader.read(rows);
}

/** The same as they are kept. */
export async function* rowsIn(
  store: Pick<Store, "read">,
  org: string,
  window: { since: Millis; until: Millis },
): AsyncGenerator<{ id: string; body: string }[]> {
  let after = earliestId(window.since);
  for (;;) {
    const rows = await store.read
      .selectFrom("decision_bodies")
      .select(["id", "body"])
      .where("org", "=", org)
      .where("at", ">=", window.since)
      .where("at", "<", window.until)
      .where("id", ">", after)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? "";
  }
}

/** Before every id that was made from this moment on. */
function earliestId(at: Millis): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-`;
}

/** For one look through what was kept: it holds the pieces that it has met. */
export function questionReader(read: (hashes: string[]) => Promise<ReadonlyMap<string, string>>): QuestionReader {
  const pieces = new Map<string, unknown>();
  const fetch = async (hashes: (string | undefined)[]) => {
    const wanted = [...new Set(hashes.filter((hash) => hash !== undefined && !pieces.has(hash)))] as string[];
    for (let from = 0; from < wanted.length; from += PAGE) {
      const texts = await read(wanted.slice(from, from + PAGE));
      for (const [hash, json] of texts) pieces.set(hash, JSON.parse(json));
    }
  };
  const piece = <T>(hash: string | undefined): T | undefined =>
    hash === undefined ? undefined : (pieces.get(hash) as T | undefined);

  return {
    async read(rows) {
      if (pieces.size > MAX_PIECES) pieces.clear();
      const packed = rows.map(({ id, body }) => ({ id, body: JSON.parse(body) as Packed }));
      await fetch(packed.flatMap(({ body }) => [body.r, body.w, body.l]));
      await fetch(
        packed.flatMap(({ body }) => {
          const questions = [piece<RulingsFacet>(body.r)?.question, piece<LikelyFacet>(body.l)?.question];
          return questions.flatMap((one) => (one ? [one.people, one.candidates, one.against?.candidates] : []));
        }),
      );
      return packed.map(({ id, body }) => recordedFrom(id, body, piece));
    },
  };
}

function recordedFrom(
  id: string,
  body: Packed,
  piece: <T>(hash: string | undefined) => T | undefined,
): RecordedDecision {
  const ruled = piece<RulingsFacet>(body.r);
  const facts = factsOf(id, body);
  const rulings = (ruled?.rulings ?? []).map((ruling): RecordedRuling => {
    const { model, outcome, reasons, obligations = [], needs = [], ttlMs } = ruling;
    return { model, outcome, reasons, obligations, needs, ...(ttlMs === undefined ? {} : { ttlMs }) };
  });
  const cannot = (because: string): RecordedDecision => ({ id, rulings, because });
  if (!ruled || !facts) return cannot("it ended before policy was asked");
  if (body.v < 2) return cannot("it was recorded before the whole question was kept");
  if (ruled.snapshot === "") return cannot("no policies could be used when it was decided");
  if (!ruled.question) return cannot("its question was too large to be kept");
  const { people, candidates, against, ...asked } = ruled.question;
  const second = againstOf(id, body);
  const others = piece<RecordedQuestion["candidates"]>(against?.candidates);
  const question: Partial<RecordedQuestion> = {
    ...asked,
    ...optional("people", piece<RecordedQuestion["people"]>(people)),
    ...optional("candidates", piece<RecordedQuestion["candidates"]>(candidates)),
    ...optional("workflows", body.w === undefined ? NO_WORKFLOWS : piece<RecordedQuestion["workflows"]>(body.w)),
    ...(against && second && others ? { against: { ...against, candidates: others, facts: second } } : {}),
    snapshot: ruled.snapshot,
    engine: ruled.engine,
    facts,
  };
  if ((against && !question.against) || !question.people || !question.candidates || !question.workflows)
    return cannot("a piece of it is gone");
  const whole = question as RecordedQuestion;
  return { id, rulings, question: whole, ...likelyOf(body, whole, piece) };
}

/** Asked right after the call itself, about another model and with another operation. */
function likelyOf(
  body: Packed,
  call: RecordedQuestion,
  piece: <T>(hash: string | undefined) => T | undefined,
): Pick<RecordedDecision, "likely"> {
  const kept = piece<LikelyFacet>(body.l);
  const people = piece<RecordedQuestion["people"]>(kept?.question?.people);
  const candidates = piece<RecordedQuestion["candidates"]>(kept?.question?.candidates);
  if (!kept?.question || !people || !candidates || !body.lq) return {};
  const { against: _against, ...asked } = kept.question;
  const { snapshot, engine, workflows } = call;
  const facts = { ...call.facts, ask: unpackAsk(body.lq) };
  const { model, outcome, reasons, obligations = [], needs = [], ttlMs } = kept;
  return {
    likely: {
      ruling: { model, outcome, reasons, obligations, needs, ...(ttlMs === undefined ? {} : { ttlMs }) },
      question: { ...asked, people, candidates, snapshot, engine, workflows, facts },
    },
  };
}

const NO_WORKFLOWS: RecordedQuestion["workflows"] = [];

function optional<N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in N]?: T };
}
