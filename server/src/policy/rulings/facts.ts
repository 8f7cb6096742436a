import { isIP } from "node:net";
import type { Context } from "../../context/index.ts";
import type { Assessment } from "../../risk/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import type { ModelCall, Millis } from "../../kernel/index.ts";
import { type Result, ok, refused } from "../../kernel/index.ts";
import { EntityRef, Extension, type Fields, type Value } from "../../cedar/index.ts";
import type { Facts } from "../types.ts";
import { uid } from "./vocabulary.ts";

const MAX_STRING = 1_024;
const MAX_MEMBERS = 1_000;
/** What policies compare numbers with is far below this; JSON carries it exactly. */
const MAX_LONG = 2 ** 52;

/** Puts together what policy may read about a call. */
export function gatherFacts(input: {
  call: Pick<ModelCall, "at" | "ask">;
  context: Context;
  assessment: Assessment;
  fulfilled: readonly string[];
}): Facts {
  const { context, assessment } = input;
  const { run: _run, session: _session, ...rest } = context;
  const { operation } = input.call.ask;
  return {
    ...rest,
    now: input.call.at,
    dataClasses: union(context.dataClasses, assessment.dataClasses),
    risk: assessment.risk,
    topics: assessment.topics,
    assessed: assessment.assessed,
    confidence: assessment.confidence,
    fulfilled: [...input.fulfilled],
    ask: {
      tokensIn: input.call.ask.tokensIn,
      maxTokensOut: input.call.ask.maxTokensOut,
      tools: input.call.ask.tools,
      images: input.call.ask.images,
      streaming: input.call.ask.stream,
      ...(operation === "generate" ? {} : { operation }),
    },
  };
}

/** The same of the use of a tool: it asks nothing of a model. */
export function factsOfUse(input: {
  at: Millis;
  context: Context;
  assessment: Assessment;
  fulfilled: readonly string[];
}): Facts {
  const { run: _run, session: _session, ...rest } = input.context;
  const { assessment } = input;
  return {
    ...rest,
    now: input.at,
    dataClasses: union(input.context.dataClasses, assessment.dataClasses),
    risk: assessment.risk,
    topics: assessment.topics,
    assessed: assessment.assessed,
    confidence: assessment.confidence,
    fulfilled: [...input.fulfilled],
  };
}

/**
 * The `base` of every context, built field by field. What does not fit is refused as a whole: a list cut
 * short could lose the very member a policy forbids.
 */
// Guarantee: what a caller states is only ever a string or a member of a set, never a value of the engine.
export function baseContext(facts: Facts, fulfilled: readonly string[]): Result<Fields, string> {
  const build = builder();
  const ip = addressOf(facts.ip);
  const base: Fields = {
    now: build.datetime("now", facts.now),
    channel: build.text("channel", facts.channel),
    client: build.text("client", facts.client),
    environment: build.text("environment", facts.environment),
    geo: build.text("geo", facts.geo),
    ...(ip === undefined ? {} : { ip: new Extension("ip", ip) }),
    workflow: new EntityRef(uid("Workflow", build.text("workflow", facts.workflow))),
    purpose: build.text("purpose", facts.purpose),
    customer: build.text("customer", facts.customer),
    autonomy: riseTo(facts.autonomy),
    delegationDepth: riseTo(facts.delegationDepth),
    onBehalfOf: build.set("onBehalfOf", facts.onBehalfOf),
    dataClasses: build.set("dataClasses", facts.dataClasses),
    dataRegions: build.set("dataRegions", facts.dataRegions),
    risk: riskRecord(facts.risk),
    topics: build.set("topics", facts.topics),
    assessed: facts.assessed === true,
    confidence: fallTo(facts.confidence),
    sessionRisk: riseTo(facts.sessionRisk, 100),
    sessionTurns: riseTo(facts.sessionTurns),
    sessionBlocks: riseTo(facts.sessionBlocks),
    sessionFlags: build.set("sessionFlags", facts.sessionFlags),
    taint: build.set("taint", facts.taint),
    trustScore: fallTo(facts.trustScore),
    budget: build.text("budget", facts.budget),
    programs: build.set("programs", facts.programs),
    mfaAgeS: riseTo(facts.mfaAgeS),
    fulfilled: build.set("fulfilled", fulfilled),
  };
  return build.wrong === undefined ? ok(base) : refused(build.wrong);
}

const TEXTS = ["channel", "client", "environment", "geo", "workflow", "purpose", "customer", "budget"] as const;
const LISTS = [
  "onBehalfOf",
  "dataClasses",
  "dataRegions",
  "topics",
  "sessionFlags",
  "taint",
  "programs",
  "fulfilled",
] as const;

/** False where a fact is too large to be evaluated, whether or not a policy reads it. */
export function fit(facts: Facts): boolean {
  for (const name of TEXTS) if (!(facts[name].length <= MAX_STRING)) return false;
  for (const name of LISTS) {
    const list = facts[name];
    if (!(list.length <= MAX_MEMBERS)) return false;
    for (const member of list) if (!(member.length <= MAX_STRING)) return false;
  }
  return true;
}

/** The same facts with other promises; whatever is not a promise is the same object as before. */
export function promising(base: Fields, fulfilled: readonly string[]): Result<Fields, string> {
  const build = builder();
  const promised: Fields = { ...base, fulfilled: build.set("fulfilled", fulfilled) };
  return build.wrong === undefined ? ok(promised) : refused(build.wrong);
}

export function modelContext(facts: Facts, base: Fields): Fields {
  const { ask } = facts;
  return {
    base,
    tokensIn: riseTo(ask?.tokensIn ?? 0),
    maxTokensOut: riseTo(ask?.maxTokensOut ?? 0),
    tools: ask?.tools === true,
    images: ask?.images === true,
    streaming: ask?.streaming === true,
  };
}

/** The address as Cedar writes it, or undefined when it is none. */
export function addressOf(text: string): string | undefined {
  if (typeof text !== "string" || !/^[0-9A-Fa-f:.]{2,45}$/.test(text)) return undefined;
  const version = isIP(text);
  if (version === 4) return text;
  if (version !== 6) return undefined;
  if (!text.includes(".")) return text;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : undefined;
}

function riskRecord(risk: Facts["risk"]): Fields {
  const record: Record<string, Value> = { max: riseTo(risk.max, 100) };
  for (const domain of DOMAINS) record[domain] = riseTo(risk[domain], 100);
  return record;
}

/** A number that makes a call more suspect the higher it is: rounded up, and highest where it is none. */
function riseTo(value: number, worst = MAX_LONG): number {
  if (typeof value !== "number" || Number.isNaN(value)) return worst;
  return clamp(Math.ceil(value));
}

/** A number that makes a call more trusted the higher it is: rounded down, and 0 where it is none. */
function fallTo(value: number): number {
  if (typeof value !== "number" || Number.isNaN(value)) return 0;
  return clamp(Math.floor(value));
}

function clamp(value: number): number {
  return Math.min(MAX_LONG, Math.max(-MAX_LONG, value)) + 0;
}

/** Reads fields and remembers the first that does not fit. */
function builder() {
  const state = {
    wrong: undefined as string | undefined,
    text(field: string, value: string): string {
      if (typeof value === "string" && value.length <= MAX_STRING) return value.toWellFormed();
      state.wrong ??= `${field} is not a text of at most ${MAX_STRING} characters`;
      return "";
    },
    set(field: string, values: readonly string[]): Value[] {
      if (Array.isArray(values) && values.length <= MAX_MEMBERS) return values.map((value) => state.text(field, value));
      state.wrong ??= `${field} is not a list of at most ${MAX_MEMBERS} members`;
      return [];
    },
    datetime(field: string, at: Millis): Value {
      const date = new Date(at);
      const year = date.getUTCFullYear();
      if (!(year >= 1 && year <= 9999)) state.wrong ??= `${field} is not a time`;
      return new Extension("datetime", state.wrong === undefined ? date.toISOString() : "1970-01-01");
    },
  };
  return state;
}

function union(one: readonly string[], other: readonly string[]): string[] {
  if (other.length === 0) return [...one];
  if (one.length === 0) return [...other];
  return [...new Set([...one, ...other])].toSorted();
}
