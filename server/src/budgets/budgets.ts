import {
  bounded,
  type Call,
  type Clock,
  type Ids,
  type Log,
  type ModelAsk,
  UNREAD,
  type Usage,
} from "../kernel/index.ts";
import type { ConnectedModel, Landscape } from "../registry/index.ts";
import type { Store } from "../store/index.ts";
import { type Ledger, makeLedger, type Taken, type Taking, type Want } from "./ledger.ts";
import { emptyIn } from "./level.ts";
import { callerCounters, makePlan, modelCounters, type Plan, useCounters } from "./limits.ts";
import { makeSpending } from "./spend.ts";
import type { Aside, Budgets, Counter, Hold, Limited, Measured, Reserved, Standing, Use } from "./types.ts";

export interface BudgetsParts {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Log;
}

type Reserving = Parameters<Budgets["reserve"]>[0];

/** What a model is taken to answer before it has been heard, and the most that is set aside for it. */
const FIRST_TOKENS_OUT = 500;
const MAX_TOKENS_OUT = 32_000;
const MAX_LEARNED = 5_000;
/** No limit is larger; a provider that counts more is mistaken. */
const MAX_USED = 1_000_000_000_000;

const FREE: Hold = {
  admit: () => undefined,
  beside: () => {},
  aside: () => Promise.resolve({ ok: true, used: () => {} }),
  standing: () => undefined,
  settle: () => {},
};
const UNLIMITED: Reserved = { ok: true, hold: FREE };

export async function makeBudgets({ store, clock, ids, log }: BudgetsParts): Promise<Budgets> {
  // One process has a SQLite database at a time: what another one held died with it.
  if (store.dialect === "sqlite") await store.transact((tx) => tx.deleteFrom("limit_places").execute());
  const ledger = makeLedger({ store, clock, log, holder: ids.next() });
  const spending = makeSpending({ store, clock });
  const plans = new WeakMap<Landscape, { plan: Plan | undefined }>();
  /** What was answered of late to calls for a name, on average. */
  const learned = bounded<number>(MAX_LEARNED);

  const planOf = (landscape: Landscape): Plan | undefined => {
    let known = plans.get(landscape);
    if (!known) {
      known = { plan: makePlan(landscape) };
      plans.set(landscape, known);
    }
    return known.plan;
  };

  return {
    reserve(about) {
      return spending.costs(about) ? takeAndSpend(about) : take(about);
    },
    spent: (org, connection) => spending.spent(org, connection),
    close: () => ledger.close(),
  };

  async function takeAndSpend(about: Reserving): Promise<Reserved> {
    const reserved = await take(about);
    if (!reserved.ok) return reserved;
    const limited = await spending.take(about);
    if (!limited) return reserved;
    // That it was asked for counts; that it would have cost something does not.
    reserved.hold.settle({ usage: undefined, cut: false });
    return { ok: false, limited };
  }

  function take(about: Reserving): Reserved | Promise<Reserved> {
    const plan = planOf(about.landscape);
    if (plan === undefined) return UNLIMITED;
    const { call, chain, landscape } = about;
    const ask = modelAskOf(call);
    const subject = `${chain.org} ${ask.model}`;
    const tokens = estimate(ask, learned.get(subject) ?? FIRST_TOKENS_OUT);
    const learn = (out: number) => {
      const before = learned.get(subject) ?? out;
      learned.set(subject, before + Math.round((out - before) / 8));
    };
    const uses = call.kind === "tool" || call.kind === "hook" ? useCounters(plan, landscape, chain, call.ask) : [];
    const counters = [...callerCounters(plan, landscape, chain), ...uses];
    const makeHold = (takings: Taking[]) => ({
      ok: true as const,
      hold: new OneHold({ ledger, log, plan, about, tokens, learn, counters }, takings),
    });
    if (counters.length === 0) return makeHold([]);
    const taken = ledger.take(wantsOf(counters, tokens));
    const answer = (result: Taken): Reserved =>
      result.ok ? makeHold(result.takings) : { ok: false, limited: limitedBy(ledger, result, counters) };
    return taken instanceof Promise ? taken.then(answer) : answer(taken);
  }
}

interface HoldParts {
  ledger: Ledger;
  log: Log;
  plan: Plan;
  about: Reserving;
  tokens: { in: number; out: number };
  learn(out: number): void;
  counters: Counter[];
}

class OneHold implements Hold {
  readonly #parts: HoldParts;
  #takings: Taking[];
  /** Those of the model that is being tried. */
  #counters: readonly Counter[] = [];
  /** Tokens that were used beside the answer. */
  #besides = 0;
  #settled = false;

  constructor(parts: HoldParts, takings: Taking[]) {
    this.#parts = parts;
    this.#takings = takings;
  }

  admit(model: ConnectedModel, use: Use = "answer"): undefined | Promise<Limited | undefined> {
    const { plan, about } = this.#parts;
    const { call, chain, landscape } = about;
    const counters = modelCounters(plan, landscape, chain, use === "answer" ? modelAskOf(call).model : "", model);
    this.#leave(counters);
    return counters.length === 0 ? undefined : this.#admit(counters);
  }

  async #admit(counters: Counter[]): Promise<Limited | undefined> {
    const { ledger, log, about, tokens } = this.#parts;
    const known = new Set(this.#takings.map((taking) => taking.counter.key));
    const fresh = counters.filter((counter) => !known.has(counter.key));
    let taken: Taken;
    try {
      taken = await ledger.take(wantsOf(fresh, tokens));
    } catch (error) {
      // Guarantee: a model whose limit cannot be counted is not tried.
      log.warn("a limit could not be counted", { call: about.call.id, error });
      return uncounted(fresh[0] as Counter);
    }
    if (!taken.ok) return limitedBy(ledger, taken, fresh);
    // Guarantee: what is taken after a call is over is given back at once.
    for (const taking of taken.takings) {
      if (this.#settled) ledger.settle(taking, 0);
      else this.#takings.push(taking);
    }
    this.#counters = counters;
    return undefined;
  }

  beside({ input, output }: Usage): void {
    this.#besides += input + output;
    this.#leave([], input + output);
  }

  async aside(model: ConnectedModel, tokens: { in: number; out: number }): Promise<Aside> {
    const { ledger, log, about, plan } = this.#parts;
    const counters = modelCounters(plan, about.landscape, about.chain, "", model);
    let taken: Taken = { ok: true, takings: [] };
    try {
      if (counters.length > 0) taken = await ledger.take(wantsOf(counters, tokens));
    } catch (error) {
      // Guarantee: a model whose limit cannot be counted is not tried.
      log.warn("a limit could not be counted", { call: about.call.id, error });
      return { ok: false, limited: uncounted(counters[0] as Counter) };
    }
    if (!taken.ok) return { ok: false, limited: limitedBy(ledger, taken, counters) };
    let takings = taken.takings;
    return {
      ok: true,
      used: (usage) => {
        const all = usage === undefined ? 0 : usage.input + usage.output;
        this.#besides += all;
        for (const taking of takings) ledger.settle(taking, taking.counter.measure === "tokens" ? all : taking.amount);
        takings = [];
      },
    };
  }

  /** The model before this one failed: its place is another call's; that it was asked still counts. */
  #leave(next: readonly Counter[], tokens = 0): void {
    const { ledger } = this.#parts;
    const left = this.#counters.filter(({ key }) => !next.some((counter) => counter.key === key));
    this.#counters = [];
    this.#takings = this.#takings.filter((taking) => {
      if (!left.some(({ key }) => key === taking.counter.key)) return true;
      ledger.settle(taking, taking.counter.measure === "tokens" ? tokens : taking.amount);
      return false;
    });
  }

  standing(): Standing | undefined {
    const counters = [...this.#parts.counters, ...this.#counters];
    return counters.length === 0 ? undefined : standingOf(this.#parts.ledger, counters);
  }

  settle({ usage, spent = [], cut }: Parameters<Hold["settle"]>[0]): void {
    if (this.#settled) return;
    this.#settled = true;
    const { ledger, about, tokens, learn } = this.#parts;
    // What was only counted was not sent to a model.
    const { operation } = modelAskOf(about.call);
    const counted = operation === "count" ? undefined : usage;
    const tries = operation === "count" ? [] : spent;
    const uses = counted === undefined ? tries : [counted, ...tries];
    const sum = uses.length === 0 && cut ? tokens.in : uses.reduce((so, one) => so + one.input + one.output, 0);
    const used = Math.min(sum, MAX_USED);
    for (const taking of this.#takings) {
      const models = this.#counters.some(({ key }) => key === taking.counter.key);
      const all = models ? used : used + this.#besides;
      ledger.settle(taking, taking.counter.measure === "tokens" ? all : taking.amount);
    }
    this.#takings = [];
    if (counted !== undefined && !cut && counted.partial !== true) learn(counted.output);
  }
}

/** What a call asks of a model. A question about something else uses no tokens, as one that only counts them. */
function modelAskOf(call: Call): ModelAsk {
  return call.kind === "model" ? call.ask : NO_MODEL;
}

const NO_MODEL: ModelAsk = { ...UNREAD, operation: "count" };

/**
 * What is set aside for a call: what goes in as its size says, what comes out as twice what was answered of late
 * to such calls, never more than the caller asks for at most.
 */
function estimate(ask: ModelAsk, answered: number): { in: number; out: number } {
  if (ask.operation === "count") return { in: 0, out: 0 };
  if (ask.operation === "embed") return { in: ask.tokensIn, out: 0 };
  const out = Math.min(2 * answered, MAX_TOKENS_OUT);
  return { in: ask.tokensIn, out: ask.maxTokensOut > 0 ? Math.min(ask.maxTokensOut, out) : out };
}

/** A call larger than a whole limit passes when nothing else has been used, and is owed for afterwards. */
function wantsOf(counters: readonly Counter[], tokens: { in: number; out: number }): Want[] {
  return counters.map((counter) => ({
    counter,
    amount: counter.measure === "tokens" ? Math.min(counter.amount, tokens.in + tokens.out) : 1,
  }));
}

function limitedBy(
  ledger: Ledger,
  { lacking, waitMs }: Extract<Taken, { ok: false }>,
  counters: readonly Counter[],
): Limited {
  const retryAfterS = Math.max(1, Math.ceil(waitMs / 1000));
  const full = lacking.measure === "concurrent" ? "has no place free" : "is used up";
  return {
    counter: lacking.name,
    message: `The ${lacking.text} ${full}; try again in ${spanText(retryAfterS)}.`,
    retryAfterS,
    standing: standingOf(ledger, counters),
  };
}

function uncounted(counter: Counter): Limited {
  return {
    counter: counter.name,
    message: `The ${counter.name} cannot be counted now.`,
    retryAfterS: 1,
    standing: {},
    uncounted: true,
  };
}

function standingOf(ledger: Ledger, counters: readonly Counter[]): Standing {
  const standing: Standing = {};
  for (const measure of ["requests", "tokens"] as const) {
    let tightest: Measured | undefined;
    for (const counter of counters) {
      if (counter.measure !== measure) continue;
      const { remaining, level } = ledger.remaining(counter);
      if (tightest && tightest.remaining <= remaining) continue;
      tightest = { limit: counter.amount, remaining, resetMs: emptyIn(level, counter) };
    }
    if (tightest) standing[measure] = tightest;
  }
  return standing;
}

function spanText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}
