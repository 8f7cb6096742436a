import type { Policy } from "../../config/index.ts";
import { readySql } from "../../effects/index.ts";
import { type Clock, type Log, type Result, canonicalJson, ok, refused, silentLog } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { type CaseAnswer, answerOf } from "../cases/answers.ts";
import { readSuite } from "../cases/case-file.ts";
import { questionOf } from "../cases/questions.ts";
import { openEngines } from "../engine/engines.ts";
import type { Engine } from "../engine/engine.ts";
import { makeEntities } from "../rulings/entities.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { answerTo } from "../rulings/question.ts";
import type { Bench } from "../rulings/ruling.ts";
import { type ActiveSet, activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { inspect } from "../sets/check.ts";
import type { PolicyProblem } from "../types.ts";
import { changesBetween } from "./changes.ts";
import { type Sample, samples } from "./questions.ts";

/** What two sets answer differently. Found by asking, so that what is told is true; what is not told may still be. */
export interface Meaning {
  /** How many questions both sets were asked. */
  asked: number;
  /** How many of them came out differently. */
  differing: number;
  /** True where there were more questions than were asked. */
  cut: boolean;
  /** One of each kind of difference, with how many there were. */
  differences: Difference[];
}

export interface Difference {
  count: number;
  /** A question that shows it, as it stands in cases.yaml. */
  witness: Sample;
  before: CaseAnswer;
  after: CaseAnswer;
}

export interface MeaningLimits {
  questions?: number;
  timeMs?: number;
}

const QUESTIONS = 20_000;
const TIME_MS = 20_000;
const MAX_TOLD = 50;
const BREATH_MS = 8;

/** Asks both sets the same questions, those of `cases` first. Refused with the problems of a set that does not hold. */
export async function meaningBetween(input: {
  landscape: Landscape;
  before: readonly Policy[];
  after: readonly Policy[];
  /** As in cases.yaml: their questions are asked too. */
  cases?: unknown;
  clock: Clock;
  log?: Log;
  limits?: MeaningLimits;
}): Promise<Result<Meaning, PolicyProblem[]>> {
  const { landscape, clock } = input;
  const [old, fresh] = [await inspect(input.before, clock.now()), await inspect(input.after, clock.now())];
  const errors = [...old.problems, ...fresh.problems].filter(({ severity }) => severity === "error");
  if (errors.length > 0) return refused(errors);
  const changes = new Set(changesBetween(input.before, input.after).map(({ id }) => id));
  if (changes.size === 0) return ok({ asked: 0, differing: 0, cut: false, differences: [] });

  const { quick: engine, close } = openEngines("fast", { log: input.log ?? silentLog, heard: () => {} });
  try {
    const source = makeEntities(landscape);
    const bench = (known: readonly KnownPolicy[]) => benchOf(engine, known, source, clock);
    const [one, other] = [bench(old.policies), bench(fresh.policies)];
    if (!one || !other) return refused([UNAVAILABLE]);
    const both = [...old.policies, ...fresh.policies];
    const trees = (changed: boolean) => [
      ...new Map(
        both.filter(({ id }) => changes.has(id) === changed).map(({ id, text, tree }) => [`${id}\n${text}`, tree]),
      ).values(),
    ];
    const asking = questions(input.cases ?? [], samples(landscape, trees(true), trees(false)));
    return ok(await compare(asking, { one, other, landscape, clock, limits: input.limits ?? {} }));
  } finally {
    close();
  }
}

const UNAVAILABLE: PolicyProblem = {
  policy: "",
  line: 1,
  column: 1,
  message: "the policy engine does not take this set",
  severity: "error",
};

/** One of the two sets, and which of its canaries do not decide for whom. */
interface Side {
  bench: Bench;
  notFor: ActiveSet["notFor"];
}

async function compare(
  asking: Iterable<Sample | undefined>,
  {
    one,
    other,
    landscape,
    clock,
    limits,
  }: {
    one: Side;
    other: Side;
    landscape: Landscape;
    clock: Clock;
    limits: MeaningLimits;
  },
): Promise<Meaning> {
  await readySql();
  const meaning: Meaning = { asked: 0, differing: 0, cut: false, differences: [] };
  const kinds = new Map<string, Difference>();
  const end = performance.now() + (limits.timeMs ?? TIME_MS);
  let breath = performance.now() + BREATH_MS;
  for (const sample of asking) {
    // Whoever shares this thread gets its turn between two questions, also where none comes of much work.
    if (performance.now() > breath) {
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now() + BREATH_MS;
    }
    if (meaning.asked >= (limits.questions ?? QUESTIONS) || performance.now() > end) {
      meaning.cut = true;
      break;
    }
    if (sample === undefined) continue;
    const case_ = { name: "sample", ...sample, expect: { outcome: "allowed" as const } };
    const [{ read } = { read: undefined }] = readSuite([case_]).cases;
    const question = read && questionOf(read, { landscape, source: one.bench.source, clock });
    if (!question?.ok) continue;
    meaning.asked += 1;
    const answer = ({ bench, notFor }: Side) => {
      const without = notFor(question.value.links);
      const asked = answerTo(without ? { ...bench, without } : bench, question.value);
      const rulings = asked.rulings.map((ruling, place) => ({
        id: question.value.candidates[place]?.key ?? "",
        ruling,
      }));
      return answerOf(rulings, asked.outcome);
    };
    const [before, after] = [answer(one), answer(other)];
    if (!sameAnswer(before, after)) {
      meaning.differing += 1;
      const kind = canonicalJson([told(before), told(after), before.by, after.by]);
      const known = kinds.get(kind);
      if (known) known.count += 1;
      else if (kinds.size < MAX_TOLD) kinds.set(kind, { count: 1, witness: sample, before, after });
      else meaning.cut = true;
    }
  }
  meaning.differences = [...kinds.values()].toSorted((a, b) => weight(a) - weight(b) || b.count - a.count);
  return meaning;
}

function benchOf(
  engine: Engine,
  known: readonly KnownPolicy[],
  source: Bench["source"],
  clock: Clock,
): Side | undefined {
  const active = activate(engine, known, clock.now());
  if (!active.ok) return undefined;
  const { prepared, cards, notFor } = active.value;
  return { bench: { prepared, cards, source, supported: MODEL_PATH }, notFor };
}

/** The questions of cases, then the generated ones. */
function* questions(cases: unknown, generated: Iterable<Sample | undefined>): Generator<Sample | undefined> {
  for (const { read } of readSuite(cases).cases) {
    if (!read) yield undefined;
    else yield { chain: read.chain, ask: read.ask, facts: { ...read.facts } };
  }
  yield* generated;
}

/** What a caller notices. Which policies decided is told, and is no difference by itself. */
function told({ outcome, model, obligations, needs }: CaseAnswer): unknown {
  return [outcome, model, obligations, needs];
}

function sameAnswer(one: CaseAnswer, other: CaseAnswer): boolean {
  return canonicalJson(told(one)) === canonicalJson(told(other));
}

/** What opens something comes first: it is what a reader must not miss. */
function weight({ before, after }: Difference): number {
  const rank = { blocked: 0, pending: 1, allowed: 2 };
  const step = rank[after.outcome] - rank[before.outcome];
  return step > 0 ? 0 : step < 0 ? 1 : 2;
}
