import type { Policy } from "../../config/index.ts";
import { type Principal, principalIn } from "../../identity/index.ts";
import { type Clock, type Log, type Result, ok, refused, silentLog } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { activate } from "../sets/active.ts";
import { modelCandidate, toolCandidate } from "../rulings/candidates.ts";
import { type Case, type CaseFacts, readCases } from "./case-file.ts";
import { openReference } from "../engine/reference.ts";
import { inspect } from "../sets/check.ts";
import { type EntitySource, makeEntities } from "../rulings/entities.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { type Question, answerTo } from "../rulings/question.ts";
import type { Candidate } from "../rulings/ruling.ts";
import type { Facts, Obligation, PolicyProblem, Ruling } from "../types.ts";

export interface CaseReport {
  /** Every case passed and the policies have no error. */
  ok: boolean;
  passed: number;
  failed: number;
  /** What is wrong with the policies; with errors among it no case is run. */
  problems: PolicyProblem[];
  results: CaseResult[];
}

export interface CaseResult {
  name: string;
  ok: boolean;
  /** What is not as expected, a sentence each. */
  differences: string[];
  /** Absent where the case could not be asked at all. */
  answer: CaseAnswer | undefined;
}

export interface CaseAnswer {
  outcome: "allowed" | "pending" | "blocked";
  model: string;
  adjusted: ("fallback" | "redacted" | "restricted")[];
  /** The policies that decided, from the first candidate to the one that was taken. */
  by: string[];
  obligations: Obligation[];
  needs: Obligation[];
}

/** Asks what the cases ask and compares. Needs no server; reads and changes nothing outside. */
export async function runCases(input: {
  landscape: Landscape;
  /** The landscape's own where absent. */
  policies?: readonly Policy[];
  /** As parsed from cases.yaml. */
  cases: unknown;
  clock: Clock;
  log?: Log;
  supported?: readonly string[];
}): Promise<CaseReport> {
  const { landscape, clock } = input;
  const { problems, policies } = await inspect(input.policies ?? landscape.policies, clock.now());
  const report = (results: CaseResult[]): CaseReport => {
    const failed = results.filter((result) => !result.ok).length;
    const sound = !problems.some(({ severity }) => severity === "error");
    return { ok: sound && failed === 0, passed: results.length - failed, failed, problems, results };
  };
  const cases = readCases(input.cases);
  if (problems.some(({ severity }) => severity === "error"))
    return report(cases.map(({ name }) => failure(name, "the policies are not valid")));

  const engine = openReference({ log: input.log ?? silentLog });
  try {
    const active = activate(engine, policies, clock.now());
    if (!active.ok) return report(cases.map(({ name }) => failure(name, active.error.because)));
    const source = makeEntities(landscape);
    const { prepared, cards } = active.value;
    const bench = { prepared, cards, source, supported: input.supported ?? MODEL_PATH };
    return report(
      cases.map(({ name, read, problem }) => {
        if (!read) return failure(name, problem);
        const question = questionOf(read, landscape, source, clock);
        if (!question.ok) return failure(name, question.error);
        const { candidates } = question.value;
        const asked = answerTo(bench, question.value);
        const rulings = asked.rulings.map((ruling, place) => ({ id: candidates[place]?.key ?? "", ruling }));
        const answer = answerOf(rulings, asked.outcome);
        const differences = compare(read.expect, answer, rulings);
        return { name, ok: differences.length === 0, differences, answer };
      }),
    );
  } finally {
    engine.close();
  }
}

function questionOf(one: Case, landscape: Landscape, source: EntitySource, clock: Clock): Result<Question, string> {
  const links: Principal[] = [];
  for (const ref of one.chain) {
    const principal = principalIn(landscape, ref, clock.now());
    if (!principal) return refused(`there is no ${ref}`);
    links.push(principal);
  }
  const facts = factsOf(one, clock);
  if ("model" in one.ask) {
    const route = landscape.routes.get(one.ask.model);
    const ids = route?.models ?? [one.ask.model];
    const models = ids.map((id) => landscape.models.get(id));
    const gone = ids.find((_id, place) => models[place] === undefined);
    if (gone !== undefined) return refused(`there is no route or model ${gone}`);
    const candidates = models.flatMap((model) => (model ? [modelCandidate(source, model)] : []));
    return ok({ links, facts, candidates, onPending: route?.onPending ?? "fallback" });
  }
  const candidate = toolOf(one.ask, landscape);
  return candidate.ok ? ok({ links, facts, candidates: [candidate.value], onPending: "fallback" }) : candidate;
}

function toolOf(
  ask: Exclude<Case["ask"], { model: string }>,
  landscape: Landscape,
): Result<Candidate<unknown>, string> {
  const [id, tool] = ask.tool.split(/\/(.*)/s) as [string, string];
  const server = landscape.servers.get(id);
  if (!server) return refused(`there is no server ${id}`);
  // Never guessed and never skipped: a case that cannot be asked has failed.
  if (ask.arguments && server.kind === "postgres")
    return refused(`there is no SQL connector yet, so what this statement does on ${id} is not known`);
  if (ask.arguments) return refused(`arguments are not read for a server of kind ${server.kind} yet; say operations`);
  const effect = server.tools?.[tool]?.effect;
  const operations = ask.operations ?? (effect ? [effect] : undefined);
  if (!operations) return refused(`${ask.tool} has no declared effect; say operations`);
  return ok(
    toolCandidate({
      server,
      tool,
      operations,
      objects: ask.objects ?? [],
      hosts: ask.hosts ?? [],
      unbounded: ask.unbounded ?? false,
      batch: ask.batch ?? 1,
      pinned: ask.pinned ?? true,
    }),
  );
}

/** Neutral facts with what the case says laid over them. */
function factsOf(one: Case, clock: Clock): Facts {
  const { risk, now, ...said }: CaseFacts = one.facts ?? {};
  const scores = Object.fromEntries(DOMAINS.map((domain) => [domain, risk?.[domain] ?? 0])) as Facts["risk"];
  const max = risk?.["max"] ?? Math.max(...Object.values(scores));
  const model = "model" in one.ask ? one.ask : undefined;
  return {
    ...NEUTRAL,
    channel: model ? "model" : "mcp",
    delegationDepth: one.chain.length - 1,
    onBehalfOf: one.chain.slice(1),
    now: now === undefined ? clock.now() : Date.parse(now),
    risk: { ...scores, max },
    ...defined(said),
    ...(model
      ? {
          ask: {
            tokensIn: model.tokensIn ?? 100,
            maxTokensOut: model.maxTokensOut ?? 1_000,
            tools: model.tools ?? false,
            images: model.images ?? false,
            streaming: model.streaming ?? false,
          },
        }
      : {}),
  };
}

const NEUTRAL: Omit<Facts, "now" | "risk" | "ask"> = {
  channel: "model",
  client: "",
  environment: "",
  geo: "US",
  ip: "",
  workflow: "none",
  purpose: "",
  customer: "",
  autonomy: 0,
  delegationDepth: 0,
  onBehalfOf: [],
  dataClasses: [],
  dataRegions: [],
  programs: [],
  taint: [],
  trustScore: 100,
  budget: "ok",
  mfaAgeS: 0,
  sessionRisk: 0,
  sessionTurns: 0,
  sessionBlocks: 0,
  sessionFlags: [],
  assessed: true,
  confidence: 100,
  fulfilled: [],
};

function answerOf(rulings: { id: string; ruling: Ruling<unknown> }[], outcome: CaseAnswer["outcome"]): CaseAnswer {
  const place = rulings.findIndex(({ ruling }) => ruling.outcome === outcome);
  const taken = outcome === "blocked" ? undefined : rulings[place];
  const seen = outcome === "allowed" ? rulings.slice(0, place + 1) : rulings;
  const ruling = taken?.ruling;
  const obligations = ruling && ruling.outcome !== "blocked" ? ruling.obligations : [];
  const adjusted: CaseAnswer["adjusted"] = [];
  if (outcome === "allowed" && place > 0) adjusted.push("fallback");
  if (obligations.some((obligation) => obligation.startsWith("redact:"))) adjusted.push("redacted");
  if (obligations.some((obligation) => /^(limit|tools):/.test(obligation))) adjusted.push("restricted");
  return {
    outcome,
    model: taken?.id ?? "",
    adjusted,
    by: [...new Set(seen.flatMap(({ ruling }) => ruling.reasons.map(({ policy }) => policy)))],
    obligations,
    needs: ruling?.outcome === "pending" ? ruling.needs : [],
  };
}

function compare(
  expect: Case["expect"],
  answer: CaseAnswer,
  rulings: { id: string; ruling: Ruling<unknown> }[],
): string[] {
  const differences: string[] = [];
  const differ = (what: string, expected: readonly string[], was: readonly string[]) =>
    differences.push(`${what}: expected ${list(expected)}, was ${list(was)}`);
  if (expect.outcome !== answer.outcome) {
    const first = rulings.find(({ ruling }) => ruling.outcome === answer.outcome)?.ruling.reasons[0];
    const because = first ? ` (${first.policy}: ${first.why})` : "";
    differences.push(`outcome: expected ${expect.outcome}, was ${answer.outcome}${because}`);
  }
  if (expect.model !== undefined && expect.model !== answer.model) differ("model", [expect.model], [answer.model]);
  if (expect.adjusted && !sameSet(expect.adjusted, answer.adjusted))
    differ("adjusted", expect.adjusted, answer.adjusted);
  for (const what of ["by", "obligations", "needs"] as const) {
    const expected = expect[what];
    if (!expected) continue;
    // An empty list says that there is nothing; a longer one names what must be there.
    const good =
      expected.length === 0 ? answer[what].length === 0 : expected.every((item) => answer[what].includes(item));
    if (!good) differ(what, expected, answer[what]);
  }
  return differences;
}

function failure(name: string, difference: string): CaseResult {
  return { name, ok: false, differences: [difference], answer: undefined };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return new Set(one).size === new Set(other).size && one.every((item) => other.includes(item));
}

function list(items: readonly string[]): string {
  return items.length === 0 || items.join("") === "" ? "nothing" : items.join(", ");
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
