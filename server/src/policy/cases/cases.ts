import { setImmediate } from "node:timers/promises";
import type { Policy } from "../../config/index.ts";
import { readySql } from "../../effects/index.ts";
import { type Clock, type Log, type Millis, silentLog } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Disagreement } from "../engine/agreeing.ts";
import type { Engine } from "../engine/engine.ts";
import { type EngineChoice, openEngines } from "../engine/engines.ts";
import { compile } from "../engine/fast.ts";
import { type PropertyReport, checkProperties } from "../properties/properties.ts";
import { makeEntities } from "../rulings/entities.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { answerTo } from "../rulings/question.ts";
import type { Bench } from "../rulings/ruling.ts";
import { type ActiveSet, activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { inspect } from "../sets/check.ts";
import { enforced } from "../stages/stage.ts";
import type { PolicyProblem } from "../types.ts";
import { type CaseAnswer, answerOf, compare } from "./answers.ts";
import { type Case, readSuite } from "./case-file.ts";
import { type Coverage, makeCoverage } from "./coverage.ts";
import { type World, questionOf } from "./questions.ts";

export interface CaseReport {
  /** Every case passed, every property holds and the policies have no error. */
  ok: boolean;
  passed: number;
  failed: number;
  /** Cases that the filter left out. */
  skipped: number;
  engine: EngineChoice;
  /** What is wrong with the policies; with errors among it no case is run. */
  problems: PolicyProblem[];
  results: CaseResult[];
  /** What the cases touched; absent where none was run. */
  coverage?: Coverage;
  /** What holds for every call, whatever the cases say; empty where it was not asked for. */
  properties: PropertyReport[];
}

interface CaseResult {
  name: string;
  ok: boolean;
  /** What is not as expected, a sentence each. */
  differences: string[];
  /** Absent where the case could not be asked at all. */
  answer?: CaseAnswer;
}

export interface CasesAsked {
  landscape: Landscape;
  /** The landscape's own where absent. */
  policies?: readonly Policy[] | undefined;
  /** As parsed from cases.yaml. */
  cases: unknown;
  clock: Clock;
  log?: Log;
  supported?: readonly string[];
  /** Both where it is not said: a difference between them fails the case. */
  engine?: EngineChoice | undefined;
  /** Only cases whose name holds this. */
  filter?: string | undefined;
  /** Policies in shadow and canaries decide for everyone, as they will once they are enforced. */
  enforced?: boolean | undefined;
  /** How many pairs of calls are tried for each property; none where absent. */
  properties?: { count: number; seed: number } | undefined;
  progress?: (done: number, of: number) => void;
  /** How engines are opened; a parameter, so that a test can open two that differ. */
  open?: typeof openEngines;
}

/** How many cases are run before others have their turn. */
const AT_ONCE = 50;

/** Asks what the cases ask and compares. Needs no server; reads and changes nothing outside. */
export async function runCases(input: CasesAsked): Promise<CaseReport> {
  const { landscape, clock, filter } = input;
  const choice = input.engine ?? "both";
  await readySql();
  const { problems, policies } = await inspect(input.policies ?? landscape.policies, clock.now());
  const suite = readSuite(input.cases);
  // What is not understood is a failure, whatever the filter says.
  const cases = suite.cases.filter(({ name, read }) => !read || filter === undefined || name.includes(filter));
  const report = (results: CaseResult[], more: Partial<CaseReport> = {}): CaseReport => {
    const failed = results.filter((result) => !result.ok).length;
    const sound = !problems.some(({ severity }) => severity === "error");
    const properties = more.properties ?? [];
    return {
      ok: sound && failed === 0 && properties.every(({ violations }) => violations.length === 0),
      passed: results.length - failed,
      failed,
      skipped: suite.cases.length - cases.length,
      engine: choice,
      problems,
      results,
      ...more,
      properties,
    };
  };
  if (problems.some(({ severity }) => severity === "error"))
    return report(cases.map(({ name }) => failure(name, "the policies are not valid")));

  const disagreements: Disagreement[] = [];
  const tested = input.enforced === true ? policies.map(enforced) : policies;
  const heard = (disagreement: Disagreement) => disagreements.push(disagreement);
  const { engine, quick, close } = (input.open ?? openEngines)(choice, { log: input.log ?? silentLog, heard });
  try {
    const active = activate(engine, tested, clock.now());
    if (!active.ok) return report(cases.map(({ name }) => failure(name, active.error.because)));
    const { prepared, cards, acting, notFor } = active.value;
    const compiled = compile(acting, schemaText());
    const coverage = compiled.ok ? makeCoverage(acting, compiled.value) : undefined;
    const source = makeEntities(landscape);
    const supported = input.supported ?? MODEL_PATH;
    const world = { landscape, source, clock };
    const bench: Bench = { prepared, cards, source, supported };
    const watched = coverage ? { ...bench, prepared: coverage.watch(prepared) } : bench;
    const results: CaseResult[] = [];
    for (const { name, read, problem } of cases) {
      if (results.length % AT_ONCE === 0) {
        input.progress?.(results.length, cases.length);
        await setImmediate();
      }
      results.push(read ? runCase(read, { ...world, bench: watched, notFor }, disagreements) : failure(name, problem));
    }
    const properties = input.properties
      ? await checkProperties({
          ...world,
          ...input.properties,
          bench,
          quick: benchOf(quick, bench, tested, clock.now()),
          acting,
          settings: suite.properties,
        })
      : [];
    return report(results, { ...(coverage ? { coverage: coverage.report(policies) } : {}), properties });
  } finally {
    close();
  }
}

/** The same set in another engine. */
function benchOf(engine: Engine, bench: Bench, policies: readonly KnownPolicy[], now: Millis): Bench {
  const active = activate(engine, policies, now);
  return active.ok ? { ...bench, prepared: active.value.prepared } : bench;
}

function runCase(
  one: Case,
  world: World & { bench: Bench; notFor: ActiveSet["notFor"] },
  disagreements: Disagreement[],
): CaseResult {
  const question = questionOf(one, world);
  if (!question.ok) return failure(one.name, question.error.because);
  const { candidates, links } = question.value;
  const without = world.notFor(links);
  disagreements.length = 0;
  const asked = answerTo({ ...world.bench, ...(without ? { without } : {}) }, question.value);
  const rulings = asked.rulings.map((ruling, place) => ({ id: candidates[place]?.key ?? "", ruling }));
  const answer = answerOf(rulings, asked.outcome);
  const differences = [...compare(one.expect, answer, rulings), ...disagreements.slice(0, 1).map(told)];
  return { name: one.name, ok: differences.length === 0, differences, answer };
}

// Guarantee: a case on which the engines differ has failed.
function told({ request, answers }: Disagreement): string {
  const said = answers.map(({ engine, answer }) => `${engine} says ${answer}`).join("; ");
  return `the engines differ about ${request.principal.id} and ${request.resource.id}: ${said}`;
}

function failure(name: string, difference: string): CaseResult {
  return { name, ok: false, differences: [difference] };
}
