import { type Clock, type Millis, type NanoUsd, type Random, type Usage, sumUsd } from "../kernel/index.ts";
import { type ConnectedJudge, priceOf } from "../registry/index.ts";
import { DIALECTS } from "./dialects/index.ts";
import type { KeptReadings } from "./kept.ts";
import type { Places } from "./places.ts";
import type { Purses } from "./purse.ts";
import type { Consult, Question, Reading, Unit } from "./types.ts";

export interface AskParts {
  clock: Clock;
  random: Random;
  consult: Consult;
  kept: KeptReadings;
  places: Places;
  purses: Purses;
}

/** What the caller's limits have room for; said before each request. */
export type Admit = (tokens: { in: number; out: number }) => Promise<Admitted>;
export type Admitted = { ok: true; used(usage: Usage | undefined): void } | { ok: false; detail: string };

export interface Asked {
  judge: ConnectedJudge;
  units: readonly Unit[];
  session: string;
  admit: Admit;
  /** What policy lets its model answer at most. */
  maxTokens?: number | undefined;
  /** Ends when the call does. */
  stop: AbortSignal;
}

/** How asking about all of a call's content went. */
export interface Answers {
  readings: readonly (Reading & { unit: Unit })[];
  /** Why not everything was judged. */
  detail?: string;
  status?: number;
  requests: number;
  reused: number;
  usage?: Usage;
  costNanoUsd: NanoUsd | null;
  unpriced?: string;
}

/** No answer of a judge is longer. */
const MAX_BYTES = 256 * 1024;
/** More new content than this in one call is not judged in time by anybody. */
const MAX_NEW_UNITS = 32;

/** Asks about each unit that was not judged before; what one request says does not depend on the others. */
export async function askAll(parts: AskParts, asked: Asked): Promise<Answers> {
  const { judge, units } = asked;
  const known = units.map((unit) => parts.kept.get(judge, unit));
  const fresh = units.filter((_unit, at) => known[at] === undefined);
  const counted: Counted = { requests: 0, usages: [], costs: [] };
  const readings: (Reading & { unit: Unit })[] = [];
  for (const [at, unit] of units.entries()) {
    const reading = known[at];
    if (reading) readings.push({ ...reading, unit });
  }
  let problem: Problem | undefined;
  if (fresh.length > MAX_NEW_UNITS) problem = { detail: "more content than it can be asked about" };
  else if (fresh.length > 0) {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, judge.timeoutMs);
    asked.stop.addEventListener("abort", end);
    if (asked.stop.aborted) end();
    const until = parts.clock.elapsed() + judge.timeoutMs;
    try {
      const each = fresh.map((unit) => askUnit(parts, asked, unit, { counted, until, stop: ending.signal }));
      for (const [at, answer] of (await Promise.all(each)).entries()) {
        const unit = fresh[at] as Unit;
        if ("detail" in answer) problem ??= answer;
        else {
          parts.kept.keep(judge, unit, answer);
          readings.push({ ...answer, unit });
        }
      }
    } finally {
      clearTimeout(timer);
      asked.stop.removeEventListener("abort", end);
    }
  }
  return { readings, ...problem, reused: units.length - fresh.length, ...sums(judge, counted) };
}

interface Problem {
  detail: string;
  status?: number;
}

interface Counted {
  requests: number;
  usages: Usage[];
  costs: { nanoUsd: NanoUsd | null; unpriced?: string }[];
}

interface During {
  counted: Counted;
  until: Millis;
  stop: AbortSignal;
}

async function askUnit(parts: AskParts, asked: Asked, unit: Unit, during: During): Promise<Reading | Problem> {
  const { judge } = asked;
  const dialect = DIALECTS[judge.api];
  const check = parts.random.bytes(12).toString("hex");
  const questions = dialect.questions(judge, unit, check).map((one) => within(one, asked.maxTokens));
  const scores: Reading["scores"] = {};
  const spans: NonNullable<Reading["spans"]>[number][] = [];
  const readings = await Promise.all(
    questions.map(async (question, place): Promise<Reading | Problem> => {
      const went = await askOne(parts, asked, question, during);
      if ("detail" in went) return went;
      return dialect.read(went, { judge, unit, check, place }) ?? { detail: "answered something that is no verdict" };
    }),
  );
  for (const reading of readings) {
    if ("detail" in reading) return reading;
    for (const [domain, score] of Object.entries(reading.scores)) {
      const name = domain as keyof typeof scores;
      scores[name] = Math.max(scores[name] ?? 0, score);
    }
    spans.push(...(reading.spans ?? []));
  }
  return spans.length === 0 ? { scores } : { scores, spans };
}

async function askOne(parts: AskParts, asked: Asked, question: Question, { counted, until, stop }: During) {
  const { judge, session } = asked;
  const late = { detail: "did not answer in time" };
  const leave = await parts.places.take(`${judge.org} ${judge.id}`, judge.concurrent, stop);
  if (!leave) return asked.stop.aborted ? { detail: "stopped" } : { detail: "has no place free in time" };
  try {
    const empty = parts.purses.take(judge);
    if (empty !== undefined) return { detail: empty };
    const tokens = tokensOf(question);
    const admitted = await asked.admit(tokens);
    if (!admitted.ok) return { detail: admitted.detail };
    const withinMs = until - parts.clock.elapsed();
    if (withinMs <= 0 || stop.aborted) {
      admitted.used(undefined);
      return late;
    }
    counted.requests += 1;
    const went = await parts.consult({ judge, question, session, withinMs, maxBytes: MAX_BYTES, stop });
    admitted.used(went.usage);
    if (went.usage) counted.usages.push(went.usage);
    const cost = costOf(judge, went.usage, parts.clock.now());
    if (cost) {
      counted.costs.push(cost);
      parts.purses.paid(judge, cost.nanoUsd);
    }
    const { heard, detail = "did not answer", status } = went;
    if (heard) return heard;
    // Its time is over here and where it is sent at the same moment; both mean the same.
    if (stop.aborted && !asked.stop.aborted) return late;
    return { detail, ...(status === undefined ? {} : { status }) };
  } finally {
    leave();
  }
}

// Guarantee: a limit of tokens that policy sets for a model holds where it judges.
function within(question: Question, maxTokens: number | undefined): Question {
  if (question.by !== "chat" || maxTokens === undefined || question.maxTokens <= maxTokens) return question;
  return { ...question, maxTokens };
}

function tokensOf(question: Question): { in: number; out: number } {
  if (question.by !== "chat") return { in: 0, out: 0 };
  const characters = question.messages.reduce((sum, { content }) => sum + content.length, 0);
  return { in: Math.ceil(characters / 4), out: question.maxTokens };
}

/** Undefined where nothing was used: what could not be reached costs nothing. */
function costOf(judge: ConnectedJudge, usage: Usage | undefined, at: Millis) {
  if (judge.api === "onnx") return { nanoUsd: 0 as NanoUsd };
  if (judge.service) {
    const { nanoUsdPerCall } = judge;
    return nanoUsdPerCall === undefined
      ? { nanoUsd: null, unpriced: "nobody said what one request costs" }
      : { nanoUsd: nanoUsdPerCall };
  }
  if (!usage) return undefined;
  const { nanoUsd, unpriced } = priceOf(judge.model, usage, at);
  return { nanoUsd, ...(unpriced === undefined ? {} : { unpriced }) };
}

function sums(judge: ConnectedJudge, { requests, usages, costs }: Counted) {
  const known = costs.flatMap(({ nanoUsd }) => nanoUsd ?? []);
  const unpriced = costs.find((cost) => cost.unpriced !== undefined)?.unpriced;
  const [first, ...more] = usages;
  const usage = first && more.reduce(added, first);
  return {
    requests,
    costNanoUsd: costs.some(({ nanoUsd }) => nanoUsd === null) ? null : sumUsd(known),
    ...(unpriced === undefined ? {} : { unpriced: `${judge.model.id}: ${unpriced}` }),
    ...(usage ? { usage } : {}),
  };
}

function added(one: Usage, other: Usage): Usage {
  return {
    source: one.source === "provider" && other.source === "provider" ? "provider" : "estimated",
    input: one.input + other.input,
    cachedInput: one.cachedInput + other.cachedInput,
    output: one.output + other.output,
    reasoning: one.reasoning + other.reasoning,
    ...(one.partial === true || other.partial === true ? { partial: true } : {}),
  };
}
