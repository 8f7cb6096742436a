import { type Clock, type ModelAsk, type Random, bounded } from "../kernel/index.ts";
import { type ConnectedModel, type Route as DeclaredRoute, expectedNanoUsd } from "../registry/index.ts";
import { chance, chanceOf, placeOf } from "./dice.ts";
import type { Latencies } from "./latency.ts";
import { modelName } from "./names.ts";

/** What a call costs at a model, as a number to compare; undefined where nobody knows. */
export type PriceOf = (model: ConnectedModel, ask: ModelAsk) => number | undefined;

export interface OrderParts {
  clock: Clock;
  random: Random;
  latencies: Latencies;
  priceOf: PriceOf;
}

export interface Ordered {
  models: ConnectedModel[];
  /** Absent where the declared order stands. */
  orderedBy?: string;
}

export type Order = (
  models: readonly ConnectedModel[],
  about: { ask: ModelAsk; session: string; route: DeclaredRoute | undefined },
) => Ordered;

/** An answer's length where the caller set no limit, to compare what models would cost or take. */
const USUAL_TOKENS_OUT = 500;
/** One in so many calls measures a model whose measure is old. */
const EXPLORED_SHARE = 0.05;
const MEASURED_LATELY_MS = 30_000;
const MAX_STUCK = 50_000;
const STUCK_MS = 3_600_000;

/**
 * Puts the models that policy allows in the order in which they are tried. A route that names an order means
 * it across its tiers; weights alone only choose among neighbours of one tier, so that the ladder stands.
 */
export function makeOrder(parts: OrderParts): Order {
  const stuck = bounded<{ model: string; at: number }>(MAX_STUCK);

  const placed = (models: readonly ConnectedModel[], score: (model: ConnectedModel) => number): ConnectedModel[] => {
    const scores = new Map(models.map((model) => [model, score(model)]));
    return models.toSorted((a, b) => compare(scores.get(a) ?? 0, scores.get(b) ?? 0));
  };

  const byWeight = (models: readonly ConnectedModel[], { session, route }: Parameters<Order>[1]) =>
    placed(models, ({ id }) => {
      const drawn =
        (route?.sticky ?? "session") === "session"
          ? chanceOf(`${session} ${route?.id ?? ""} ${id}`)
          : chance(parts.random);
      return placeOf(drawn, route?.weights?.[id] ?? 1);
    });

  const byLatency = (models: readonly ConnectedModel[], ask: ModelAsk) => {
    const tokens = usualOut(ask);
    const fastest = placed(
      models,
      (model) => parts.latencies.expectedMs(modelName(model), tokens) ?? Number.POSITIVE_INFINITY,
    );
    if (chance(parts.random) >= EXPLORED_SHARE) return fastest;
    const measuredAt = (model: ConnectedModel) => parts.latencies.at(modelName(model));
    const old = fastest.filter((model) => parts.clock.now() - measuredAt(model) > MEASURED_LATELY_MS);
    const oldest = old.toSorted((a, b) => measuredAt(a) - measuredAt(b))[0];
    return oldest ? first(oldest, fastest) : fastest;
  };

  /** Where the session's last call went, if it may go there again. */
  const kept = (models: ConnectedModel[], { session, route }: Parameters<Order>[1]): ConnectedModel[] => {
    const name = `${session} ${models[0]?.provider.org ?? ""} ${route?.id ?? ""}`;
    const last = stuck.get(name);
    const now = parts.clock.now();
    const fresh = last && now - last.at < STUCK_MS ? last.model : undefined;
    const its = models.find((model) => model.id === fresh) ?? models[0];
    if (!its) return models;
    stuck.set(name, { model: its.id, at: now });
    return its === models[0] ? models : first(its, models);
  };

  return (models, about) => {
    const { ask, route } = about;
    const order = route?.order ?? "declared";
    if (route === undefined || models.length < 2) return { models: [...models] };
    if (order === "declared") {
      if (!route.weights) return { models: [...models] };
      return { models: neighbours(models).flatMap((tier) => byWeight(tier, about)), orderedBy: "weight" };
    }
    if (order === "weight") return { models: byWeight(models, about), orderedBy: "weight" };
    const sorted =
      order === "price"
        ? placed(models, (model) => parts.priceOf(model, ask) ?? Number.POSITIVE_INFINITY)
        : byLatency(models, ask);
    const sticky = route.sticky ?? (order === "latency" ? "session" : "none");
    const staying = sticky === "session" ? kept(sorted, about) : sorted;
    return { models: staying, orderedBy: staying === sorted ? order : "session" };
  };
}

/** What a call would cost by declared prices or the price book: enough to compare, not a bill. */
export function bookPrice(clock: Clock): PriceOf {
  return (model, ask) => {
    const tokensOut = ask.operation === "generate" ? usualOut(ask) : 0;
    return expectedNanoUsd(model, ask.tokensIn, tokensOut, clock.now()) ?? undefined;
  };
}

function usualOut(ask: ModelAsk): number {
  return ask.maxTokensOut > 0 ? Math.min(ask.maxTokensOut, USUAL_TOKENS_OUT) : USUAL_TOKENS_OUT;
}

/** Runs of the same tier. */
function neighbours(models: readonly ConnectedModel[]): ConnectedModel[][] {
  const runs: ConnectedModel[][] = [];
  for (const model of models) {
    const run = runs.at(-1);
    if (run && run[0]?.tier === model.tier) run.push(model);
    else runs.push([model]);
  }
  return runs;
}

function first(model: ConnectedModel, models: readonly ConnectedModel[]): ConnectedModel[] {
  return [model, ...models.filter((other) => other !== model)];
}

/** Two unknown ones keep their places. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
