import { type Clock, type ModelAsk, type Random, bounded, systemRandom } from "../kernel/index.ts";
import type { ConnectedModel, Landscape } from "../registry/index.ts";
import { lackOf } from "./fits.ts";
import { makeHealth } from "./health.ts";
import { makeLatencies } from "./latency.ts";
import { modelName } from "./names.ts";
import { type PriceOf, bookPrice, makeOrder } from "./order.ts";
import { type RetryBudget, makeRetryBudget, verdictOn, waitMs } from "./retries.ts";
import type { Candidate, Choosing, Route, Routing, Skip, Target, Tried } from "./types.ts";

export interface RoutingParts {
  clock: Clock;
  random?: Random;
  /** Whether execution can speak a provider's dialect; a sentence when it cannot. */
  speaks(model: ConnectedModel, ask: ModelAsk): string | undefined;
  /** What a call would cost; the declared prices or the price book where it is left out. */
  priceOf?: PriceOf;
  /** Hear of every try, and of each that is made once more; for the metrics. */
  heard?(tried: Tried): void;
  heardAgain?(tried: Tried): void;
}

export function makeRouting(parts: RoutingParts): Routing {
  const { clock, random = systemRandom, priceOf = bookPrice(parts.clock) } = parts;
  const health = makeHealth({ clock, random });
  const latencies = makeLatencies({ clock });
  const order = makeOrder({ clock, random, latencies, priceOf });
  // Guarantee: what fails in one organization takes no tries from another.
  const budgets = bounded<RetryBudget>(MAX_BUDGETS);
  const budgetOf = ({ provider: { org } }: ConnectedModel): RetryBudget => {
    let budget = budgets.get(org);
    if (!budget) budgets.set(org, (budget = makeRetryBudget({ clock })));
    return budget;
  };

  /** Why a candidate can never answer this call. */
  const barred = ({ ruling, model }: Candidate, { ask, target }: Choosing): Skip | undefined => {
    if (ruling.outcome !== "allowed") return { by: "policy", outcome: ruling.outcome };
    const dialect = parts.speaks(model, ask);
    if (dialect !== undefined) return { by: "dialect", detail: dialect };
    const lack = lackOf(model, ask, target.route);
    return lack && !lack.estimated ? { by: "feature", detail: lack.detail } : undefined;
  };

  /** Why another candidate is better; with nobody else left it is tried all the same. */
  const passedOver = ({ model }: Candidate, { ask, target }: Choosing): Skip | undefined => {
    const lack = lackOf(model, ask, target.route);
    if (lack) return { by: "feature", detail: lack.detail };
    const resting = health.rests(model);
    return resting === undefined ? undefined : { by: "health", detail: resting };
  };

  return {
    target: targetOf,

    choose(choosing) {
      const { decision, target, ask, session } = choosing;
      const [anyModel] = target.models;
      if (anyModel) budgetOf(anyModel).call();
      // A pending rung that the route says to wait for ends the ladder: nothing below it is tried.
      const waiting = decision.outcome === "pending";
      const candidates = decision.rulings.map((ruling): Candidate => {
        const candidate: Candidate = { model: ruling.candidate, ruling, skip: undefined };
        candidate.skip = waiting ? { by: "policy", outcome: "pending" } : barred(candidate, choosing);
        return candidate;
      });

      const open = candidates.filter(({ skip }) => skip === undefined);
      const { models, orderedBy } = order(
        open.map(({ model }) => model),
        { ask, session, route: target.route },
      );
      const placed = orderedBy === undefined ? candidates : inOrder(candidates, open, models);
      const skips = open.map((candidate) => passedOver(candidate, choosing));
      if (skips.includes(undefined)) for (const [at, candidate] of open.entries()) candidate.skip = skips[at];

      const first = orderedBy === undefined ? candidates[0]?.model : models[0];
      const route: Route = { asked: ask.model, candidates: placed, declared: target.route };
      if (orderedBy !== undefined) route.orderedBy = orderedBy;
      if (first) route.first = first;
      return route;
    },

    unfit: (model, ask, route) => lackOf(model, ask, route)?.detail ?? health.rests(model),

    keyFor: (model, session) => health.keyFor(model, session),

    tried(tried) {
      health.learn(tried);
      measure(tried);
      parts.heard?.(tried);
    },

    again(tried, tries, othersLeft, route) {
      if (tries > (route?.retries?.max ?? (othersLeft ? 1 : 2))) return undefined;
      // What took too long may be under way still: another model answers sooner, and costs no more than asking twice.
      if (tried.failure === "timeout" && othersLeft && route?.retries?.max === undefined) return undefined;
      const verdict = verdictOn(tried);
      if (verdict === "never") return undefined;
      const otherKey = health.otherKey(tried.model, tried.key);
      // Guarantee: what a key was refused for is never asked again with the same key.
      if (verdict === "other_key" && !otherKey) return undefined;
      const atOnce = otherKey && (verdict === "other_key" || tried.status === 429);
      const wait = atOnce ? 0 : waitMs(tried, tries, othersLeft, random);
      if (wait === undefined) return undefined;
      // Where others are left nobody waits for a model that rests longer than the wait.
      if (othersLeft && !atOnce && tried.retryAfterMs === undefined && health.rests(tried.model)) return undefined;
      if (!budgetOf(tried.model).take()) return undefined;
      parts.heardAgain?.(tried);
      return wait;
    },

    circuits: health.counts,
  };

  function measure({ model, ok, status, stream, firstByteMs, totalMs, tokensOut }: Tried): void {
    if (!ok || status === undefined || status >= 300) return;
    const writingMs = stream ? totalMs - (firstByteMs ?? 0) : totalMs;
    const tokensPerS = tokensOut && writingMs >= LEAST_WRITING_MS ? (tokensOut / writingMs) * 1000 : undefined;
    latencies.measured(modelName(model), {
      ...(stream && firstByteMs !== undefined ? { firstByteMs } : {}),
      ...(tokensPerS === undefined ? {} : { tokensPerS }),
    });
  }
}

/** Organizations whose tries are counted apart; those that were heard of the longest ago begin anew. */
const MAX_BUDGETS = 1_000;

/** A pace measured over less says more about the network than about the model. */
const LEAST_WRITING_MS = 20;

/** Made once for each name that a landscape has. */
const targets = new WeakMap<Landscape, Map<string, Target>>();

function targetOf(landscape: Landscape, name: string): Target | undefined {
  let known = targets.get(landscape);
  if (!known) targets.set(landscape, (known = new Map()));
  let target = known.get(name);
  if (!target) {
    target = makeTarget(landscape, name);
    if (target) known.set(name, target);
  }
  return target;
}

function makeTarget(landscape: Landscape, name: string): Target | undefined {
  const route = landscape.routes.get(name);
  if (route) {
    const models = route.models.flatMap((id) => landscape.models.get(id) ?? []);
    return models.length > 0 ? { route, models } : undefined;
  }
  const model = landscape.models.get(name);
  return model ? { route: undefined, models: [model] } : undefined;
}

/** All candidates: those that may be tried in their new order, the others where they stood. */
function inOrder(candidates: Candidate[], open: Candidate[], models: readonly ConnectedModel[]): Candidate[] {
  const byModel = new Map(open.map((candidate) => [candidate.model, candidate]));
  let next = 0;
  return candidates.map((candidate) => {
    if (!byModel.has(candidate.model)) return candidate;
    const model = models[next];
    next += 1;
    return (model && byModel.get(model)) ?? candidate;
  });
}
