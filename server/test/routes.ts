import { type ModelAsk, NANO_PER_USD, UNREAD, fixedClock, seededRandom } from "../src/kernel/index.ts";
import type { Decision, Ruling } from "../src/policy/index.ts";
import type { ConnectedKey, ConnectedModel, Route as DeclaredRoute } from "../src/registry/index.ts";
import { type Routing, type RoutingParts, type Tried, makeRouting } from "../src/routing/index.ts";

/* Models, rulings and calls as the tests of routing use them. */

interface ModelMarks {
  keys?: Record<string, number>;
  org?: string;
  tier?: string;
  /** Dollars per million tokens. */
  price?: [input: number, output: number];
  regions?: string[];
  features?: ConnectedModel["features"];
}

export function modelOf(id: string, marks: ModelMarks = {}): ConnectedModel {
  const keys = Object.entries(marks.keys ?? {}).map(([key, weight]) => ({ id: key, weight }) as ConnectedKey);
  const provider = { id: "p", org: marks.org ?? "o", keys };
  const { price, regions = [], tier = "frontier", features } = marks;
  return {
    id,
    tier,
    regions,
    ...(features === undefined ? {} : { features }),
    provider,
    price: price && {
      input: price[0] * NANO_PER_USD,
      output: price[1] * NANO_PER_USD,
      cachedInput: price[0] * NANO_PER_USD,
    },
  } as unknown as ConnectedModel;
}

export const allowed = (candidate: ConnectedModel): Ruling => ({
  outcome: "allowed",
  candidate,
  obligations: [],
  reasons: [],
});
export const blocked = (candidate: ConnectedModel): Ruling => ({ outcome: "blocked", candidate, reasons: [] });

export const routeOf = (route: Partial<DeclaredRoute>): DeclaredRoute => ({ id: "r", models: [], ...route });

/** A routing whose clock stands still and whose chance is always the same. */
export function routingAt(parts: Partial<RoutingParts> = {}): Routing & { clock: ReturnType<typeof fixedClock> } {
  const clock = fixedClock(1_000_000_000);
  return { ...makeRouting({ clock, random: seededRandom(7), speaks: () => undefined, ...parts }), clock };
}

interface Asked {
  route?: Partial<DeclaredRoute>;
  ask?: Partial<ModelAsk>;
  session?: string;
}

export function chosen(routing: Routing, rulings: Ruling[], { route, ask, session = "s" }: Asked = {}) {
  return routing.choose({
    decision: { outcome: "allowed", rulings } as unknown as Decision,
    target: { route: route && routeOf(route), models: rulings.map(({ candidate }) => candidate) },
    ask: { ...UNREAD, ...ask },
    session,
  });
}

/** `a:try`, `b:health`, ... in the order of the tries. */
export const shortly = (route: ReturnType<typeof chosen>): string[] =>
  route.candidates.map(({ model, skip }) => `${model.id}:${skip?.by ?? "try"}`);

/** What execution tells of a try at a model with the key it was given. */
export function triedAt(routing: Routing, model: ConnectedModel, told: Partial<Tried> = {}): Tried {
  const session = told.session ?? "s";
  const tried = { model, key: routing.keyFor(model, session), session, ok: false, totalMs: 100, ...told };
  routing.tried(tried);
  return tried;
}
