import type { Clock, ModelAsk } from "../kernel/index.ts";
import type { Decision } from "../policy/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import type { Candidate, Routing, Skip, Tried } from "./types.ts";

export interface RoutingParts {
  clock: Clock;
  /** Whether execution can speak a provider's dialect; a sentence when it cannot. */
  speaks(model: ConnectedModel, ask: ModelAsk): string | undefined;
}

const MAX_REST_MS = 60_000;

export function makeRouting(parts: RoutingParts): Routing {
  const restUntil = new Map<string, number>();

  const skipOf = (ruling: Decision["rulings"][number], ask: ModelAsk, others: boolean): Skip | undefined => {
    if (ruling.outcome !== "allowed") return { by: "policy", outcome: ruling.outcome };
    const dialect = parts.speaks(ruling.candidate, ask);
    if (dialect !== undefined) return { by: "dialect", detail: dialect };
    const until = restUntil.get(restKey(ruling.candidate));
    if (until === undefined) return undefined;
    const left = until - parts.clock.now();
    if (left <= 0) {
      restUntil.delete(restKey(ruling.candidate));
      return undefined;
    }
    // With nobody else to ask, a resting model is better than none.
    return others ? { by: "health", detail: `asked for rest, ${Math.ceil(left / 1000)} s left` } : undefined;
  };

  return {
    target(landscape, name) {
      const route = landscape.routes.get(name);
      if (route) {
        const models = route.models.flatMap((id) => landscape.models.get(id) ?? []);
        return models.length > 0 ? { route, models } : undefined;
      }
      const model = landscape.models.get(name);
      return model ? { route: undefined, models: [model] } : undefined;
    },

    choose({ decision, target, ask }) {
      // A pending rung that the route says to wait for ends the ladder: nothing below it is tried.
      const waiting = decision.outcome === "pending";
      const allowed = decision.rulings.filter((ruling) => ruling.outcome === "allowed").length;
      const candidates = decision.rulings.map((ruling): Candidate => {
        const skip = waiting ? ({ by: "policy", outcome: "pending" } as const) : skipOf(ruling, ask, allowed > 1);
        return { model: ruling.candidate, ruling, skip };
      });
      return { asked: ask.model, candidates, declared: target.route };
    },

    keyFor: (model) => model.provider.keys[0],

    tried(tried) {
      const forMs = restOf(tried);
      if (forMs > 0) restUntil.set(restKey(tried.model), parts.clock.now() + Math.min(forMs, MAX_REST_MS));
    },

    again: () => undefined,
  };
}

/** How long a model asked to be left alone, or is left alone after an outage. */
function restOf(tried: Tried): number {
  if (tried.ok) return 0;
  if (tried.retryAfterMs !== undefined) return tried.retryAfterMs;
  if (tried.failure === "unreachable") return 2_000;
  return tried.status === 429 || tried.status === 503 ? 1_000 : 0;
}

function restKey(model: ConnectedModel): string {
  return `${model.provider.id} ${model.id}`;
}
