import type { Principal } from "../../identity/index.ts";
import { type Log, bounded, canonicalJson } from "../../kernel/index.ts";
import type { Prepared } from "../engine/engine.ts";
import { narrowed, type Narrowing } from "../rulings/guardrails.ts";
import { outcomeOf } from "../rulings/ladder.ts";
import type { QuestionAnswer } from "../rulings/question.ts";
import type { Bench } from "../rulings/ruling.ts";
import type { ActiveSet } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { type Change, changeBetween, takenOf } from "./change.ts";
import { joined } from "./joined.ts";
import type { Ledger } from "./ledger.ts";
import type { WatchSet } from "./watch-set.ts";

const MAX_KEPT = 10_000;
const MAX_WAITING = 1_000;
/** Of the policies that have something to say about one question, those that are decided with. */
const MAX_TRIED = 100;
const TURN_MS = 1;
const FOLD_MS = 1_000;

/** What one policy that does not decide would have made of a decision. */
export interface Would {
  policy: string;
  stage: "shadow" | "canary";
  would: Change;
  /** The model that would have been taken, where it is another one. */
  model?: string;
  /** True where it could not be evaluated, which forbids. */
  errored?: boolean;
}

/** What is found beside a decision, after it was made. */
export interface Beside {
  /** Undefined until it is known, and for good where it could not be found. */
  readonly would: readonly Would[] | undefined;
  /** Resolves when nothing more comes. */
  readonly settled: Promise<void>;
}

/** A decision that was made, and how to ask it again. */
export interface Decided<C extends { id: string }> {
  org: string;
  team: string;
  /** Equal questions under equal sets have equal keys; without one the answer is not kept. */
  key: string | undefined;
  active: ActiveSet;
  watch: WatchSet;
  links: readonly Principal[];
  /** The same question once more, with what is given to decide with. */
  ask(deciding: Deciding): QuestionAnswer<C>;
  answer: QuestionAnswer<C>;
  /** What is added to an answer, where asking does not. */
  narrowing: Narrowing | undefined;
  onPending: "fallback" | "wait";
}

/** What a question is answered with, besides what is asked. */
export type Deciding = Pick<Bench, "prepared" | "cards" | "without">;

/** Looks at what policies that do not decide would have changed, after the decision and beside its call. */
export interface Watcher {
  look<C extends { id: string }>(decided: Decided<C>): Beside;
  /** Brings what was seen since the last time into the ledger. */
  fold(): void;
  close(): void;
}

class Look implements Beside {
  would: Would[] | undefined;
  readonly settled: Promise<void>;
  settle: () => void = () => {};
  /** Calls that were not counted yet. */
  calls = 0;
  done = false;
  /** Of the watched, those that do not decide here, and those of them that had something to say. */
  beside: readonly KnownPolicy[] = [];
  matched: readonly KnownPolicy[] = [];
  /** Canaries that took part in deciding. */
  acted: readonly KnownPolicy[] = [];
  readonly org: string;
  readonly team: string;
  readonly model: string;

  constructor(org: string, team: string, model: string) {
    this.org = org;
    this.team = team;
    this.model = model;
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
  }
}

// Guarantee: a policy that does not decide never changes a decision.
export function makeWatcher(parts: { ledger: Ledger; log: Log }): Watcher {
  const { ledger, log } = parts;
  const kept = bounded<Look>(MAX_KEPT);
  const waiting: { look: Look; decided: Decided<{ id: string }> }[] = [];
  const uncounted = new Set<Look>();
  let turn: NodeJS.Immediate | undefined;
  let closed = false;

  const work = () => {
    turn = undefined;
    const until = performance.now() + TURN_MS;
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      try {
        find(item.look, item.decided);
      } catch (error) {
        log.error("policy.watch.failed", { organization: item.look.org, error });
      }
      // What could not be found this time may be another time.
      if (!item.look.would && item.decided.key !== undefined) kept.delete(item.decided.key);
      item.look.done = true;
      item.look.settle();
      if (performance.now() >= until) break;
    }
    if (waiting.length > 0 && !closed) turn = setImmediate(work);
  };

  const fold = () => {
    for (const look of uncounted) {
      if (!look.done) continue;
      ledger.add(look, look.calls);
      look.calls = 0;
      uncounted.delete(look);
    }
  };
  const folding = setInterval(fold, FOLD_MS).unref();

  const start = (decided: Decided<{ id: string }>): Look => {
    const { org, team, answer } = decided;
    const look = new Look(org, team, takenOf(answer)?.candidate.id ?? "");
    if (closed || waiting.length >= MAX_WAITING) {
      look.done = true;
      look.settle();
      return look;
    }
    waiting.push({ look, decided });
    turn ??= setImmediate(work);
    if (decided.key !== undefined) kept.set(decided.key, look);
    return look;
  };

  return {
    look(decided) {
      const look = (decided.key === undefined ? undefined : kept.get(decided.key)) ?? start(decided);
      look.calls += 1;
      uncounted.add(look);
      return look;
    },
    fold,
    close() {
      closed = true;
      clearInterval(folding);
      if (turn) clearImmediate(turn);
      for (const { look } of waiting.splice(0)) look.settle();
      fold();
      kept.clear();
    },
  };
}

/** Fills in what is found; what cannot be found is left out as a whole. */
function find(look: Look, decided: Decided<{ id: string }>): void {
  const { active, watch } = decided;
  const notFor = active.notFor(decided.links);
  const without = notFor ? { without: notFor } : {};
  const beside = watch.policies.filter(({ id, stage }) => stage.name === "shadow" || notFor?.has(id) === true);
  const named = new Set(decided.answer.rulings.flatMap(({ reasons }) => reasons.map(({ policy }) => policy)));
  look.beside = beside;
  look.acted = watch.policies.filter((policy) => !beside.includes(policy) && named.has(policy.id));
  if (beside.length === 0) {
    look.would = [];
    return;
  }

  const heard = makeListener(active.prepared, watch);
  const base = decided.ask({ ...without, prepared: heard.prepared, cards: active.cards });
  // The engine has trouble, or the set was replaced meanwhile: nothing can be said about this decision.
  if (heard.failed() || exact(base) !== exact(decided.answer)) return;

  const is = withNarrowing(base, decided);
  const would: Would[] = [];
  const matched = beside.filter(({ id }) => heard.ids.has(id));
  for (const policy of matched.slice(0, MAX_TRIED)) {
    const { id, stage } = policy;
    const counting = withPolicy(decided, notFor, policy);
    if (!counting) return;
    const asked = decided.ask({ ...counting, cards: watch.cards });
    if (asked.rulings.some(engineFailed)) return;
    const after = withNarrowing(asked, decided);
    const change = changeBetween(is, after);
    if (change === undefined) continue;
    const errored = asked.rulings.some(({ reasons }) => reasons.some((one) => one.policy === id && one.errored));
    const model = takenOf(after)?.candidate.id;
    would.push({
      policy: id,
      stage: stage.name === "shadow" ? "shadow" : "canary",
      would: change,
      ...(model === undefined || model === look.model ? {} : { model }),
      ...(errored ? { errored } : {}),
    });
  }
  look.matched = matched;
  look.would = would;
}

/** What acts, and one policy more: a canary for others stands in the set already, one in shadow is joined to it. */
function withPolicy(
  { active, watch }: Pick<Decided<never>, "active" | "watch">,
  notFor: ReadonlySet<string> | undefined,
  policy: KnownPolicy,
): Pick<Bench, "prepared" | "without"> | undefined {
  const without = new Set(notFor);
  without.delete(policy.id);
  if (policy.stage.name === "canary") return { prepared: active.prepared, without };
  const alone = watch.alone(policy);
  return alone.ok ? { prepared: joined(active.prepared, alone.value), without } : undefined;
}

/**
 * Asks the watched policies whatever is asked on the way to an answer. One that is never satisfied and never
 * fails there changes nothing: each step of the way would have been the same.
 */
function makeListener(acting: Prepared, watch: WatchSet) {
  const ids = new Set<string>();
  let failed = false;
  const prepared: Prepared = {
    evaluate(request, entities, without) {
      for (const set of [watch.permits, watch.forbids]) {
        const verdict = set.evaluate(request, entities);
        if (!verdict.ok) failed = true;
        else for (const id of [...verdict.value.reasons, ...verdict.value.errors]) ids.add(id);
      }
      return acting.evaluate(request, entities, without);
    },
    release() {},
  };
  return { prepared, ids, failed: () => failed };
}

function withNarrowing<C>(
  answer: QuestionAnswer<C>,
  { narrowing, onPending }: Pick<Decided<{ id: string }>, "narrowing" | "onPending">,
): QuestionAnswer<C> {
  if (!narrowing) return answer;
  const rulings = narrowed(answer.rulings, narrowing);
  return { rulings, outcome: outcomeOf(rulings, onPending) };
}

function engineFailed({ reasons }: { reasons: readonly { policy: string }[] }): boolean {
  return reasons.some(({ policy }) => policy === "engine-unavailable");
}

function exact({ rulings }: QuestionAnswer<{ id: string }>): string {
  return canonicalJson(rulings.map((ruling) => ({ ...ruling, candidate: ruling.candidate.id })));
}
