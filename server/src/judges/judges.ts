import type { JudgingRule } from "../config/index.ts";
import type { Context } from "../context/index.ts";
import { type Clock, type Log, type ModelCall, type NanoUsd, type Random, type TextPart } from "../kernel/index.ts";
import type { ConnectedJudge } from "../registry/index.ts";
import type { Assessment } from "../risk/index.ts";
import { type Admit, type Answers, type AskParts, askAll } from "./ask.ts";
import { DIALECTS } from "./dialects/index.ts";
import { makeKeptReadings, versionOf } from "./kept.ts";
import { merge } from "./merge.ts";
import { makePlaces } from "./places.ts";
import { makePurses } from "./purse.ts";
import { type Reviews, makeReviews } from "./reviews.ts";
import type { Because, Channel, Consult, JudgeStory, Scores, Unavailable, Verdict } from "./types.ts";
import { blackedOut, unitsOf } from "./units.ts";
import { wantedBecause } from "./wanted.ts";

/** One question to one judge about one call. */
export interface Judging {
  judge: ConnectedJudge;
  because: Because;
  mode: "inline" | "race";
  texts: readonly TextPart[];
  /** Some of the call is written so that nobody reads it as text. */
  unread: boolean;
  assessment: Assessment;
  session: string;
  channels?: readonly Channel[] | undefined;
  /** What policy says about the judge's own model for this caller and content. */
  may: { ok: true; obligations: readonly string[] } | { ok: false; detail: string };
  admit: Admit;
  /** What becomes of the call where the judge cannot be asked, where that is not what the judge says itself. */
  unavailable?: Unavailable | undefined;
  stop: AbortSignal;
}

export interface Judged {
  ok: boolean;
  /** With what the judge said. */
  assessment: Assessment;
  story: JudgeStory;
  /** What was said, as it was read. */
  scores: Scores;
}

export interface JudgesRoom {
  /** Why guardrails want a call judged; undefined where they do not. */
  wanted(
    rule: JudgingRule | undefined,
    about: { call: ModelCall; context: Context; assessment: Assessment },
  ): Because | undefined;
  /** Asks a judge about a call. It never throws and never takes longer than the judge's timeout. */
  judge(asked: Judging): Promise<Judged>;
  /** Later looks at whole conversations, beside the calls. */
  reviews: Reviews;
  /** Drops what is kept: another database stands in place of the one it was said under. */
  forget(): void;
  close(): void;
}

export function makeJudges(parts: { clock: Clock; random: Random; log: Log; consult: Consult }): JudgesRoom {
  const { clock, random, log, consult } = parts;
  const kept = makeKeptReadings({ clock });
  const asking: AskParts = { clock, random, consult, kept, places: makePlaces(), purses: makePurses({ clock }) };
  const judge = (asked: Judging) => judgeCall(asking, log, asked);
  const reviews = makeReviews({ judge, log });
  return {
    wanted: wantedBecause,
    judge,
    reviews,
    forget: () => kept.forget(),
    close: () => reviews.close(),
  };
}

async function judgeCall(parts: AskParts, log: Log, asked: Judging): Promise<Judged> {
  const { judge, texts, assessment } = asked;
  const at = parts.clock.elapsed();
  let answers: Answers;
  try {
    answers = await answersTo(parts, asked);
  } catch (error) {
    // Guarantee: whatever goes wrong with a judge, its rule for that decides and nothing else.
    log.error("judges.failed", { judge: judge.id, error });
    answers = { ...NOTHING, detail: "failed inside" };
  }
  const ok = answers.detail === undefined;
  const verdict = verdictOf(answers);
  const { assessment: judged, before, after } = merge(assessment, texts, judge, { ok, ...verdict });
  const found = kindsIn(verdict.spans);
  const { readings: _readings, ...went } = answers;
  const story: JudgeStory = {
    judge: judge.id,
    api: judge.api,
    model: judge.model.id,
    version: versionOf(judge),
    because: asked.because,
    mode: asked.mode,
    fate: ok ? (answers.requests === 0 && answers.reused > 0 ? "kept" : "judged") : "unavailable",
    ...went,
    ...(ok ? {} : { rule: asked.unavailable ?? judge.unavailable ?? "block" }),
    ...(Object.keys(after).length > 0 ? { before, after } : {}),
    ...(found ? { found } : {}),
    ms: Math.round(parts.clock.elapsed() - at),
  };
  return { ok, assessment: judged, story, scores: verdict.scores };
}

const NOTHING: Answers = { readings: [], requests: 0, reused: 0, costNanoUsd: 0 as NanoUsd };

async function answersTo(parts: AskParts, asked: Judging): Promise<Answers> {
  const { judge, texts, may, assessment } = asked;
  // Guarantee: a judge whose model policy does not allow for this content and caller is not asked.
  if (!may.ok) return { ...NOTHING, detail: may.detail };
  if (asked.unread) return { ...NOTHING, detail: "part of the call is not written as text" };
  const shown = blackedOut(texts, assessment, may.obligations);
  const units = unitsOf(shown, { channels: asked.channels, dialect: DIALECTS[judge.api] });
  const { session, admit, stop } = asked;
  return askAll(parts, { judge, units, session, admit, maxTokens: tokenLimit(may.obligations), stop });
}

function tokenLimit(obligations: readonly string[]): number | undefined {
  const limits = obligations.flatMap((one) => {
    const match = /^limit:tokens=(\d{1,9})$/.exec(one);
    return match ? [Number(match[1])] : [];
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function verdictOf({ readings }: Answers): Pick<Verdict, "scores" | "spans" | "seen"> {
  const scores: Scores = {};
  const seen: NonNullable<Verdict["seen"]> = {};
  const spans: Verdict["spans"][number][] = [];
  for (const { unit, ...reading } of readings) {
    for (const [name, score] of Object.entries(reading.scores)) {
      const domain = name as keyof Scores;
      const [first] = unit.segments;
      if (first && score > (scores[domain] ?? 0)) seen[domain] = first;
      scores[domain] = Math.max(scores[domain] ?? 0, score);
    }
    for (const span of reading.spans ?? []) {
      const segment = unit.segments[span.segment];
      if (segment) {
        const { part, start } = segment;
        spans.push({ ...span, part, start: start + span.start, end: start + span.end });
      }
    }
  }
  return { scores, spans, seen };
}

function kindsIn(spans: Verdict["spans"]): Record<string, number> | undefined {
  if (spans.length === 0) return undefined;
  const kinds: Record<string, number> = {};
  for (const { kind } of spans) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
}
