import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { UNREAD, fixedClock } from "../kernel/index.ts";
import type { Decision, Ruling } from "../policy/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import { makeRouting } from "./choose.ts";

const model = (id: string) => ({ id, provider: { id: "p" } }) as unknown as ConnectedModel;
const [a, b, c] = [model("a"), model("b"), model("c")] as [ConnectedModel, ConnectedModel, ConnectedModel];
const allowed = (candidate: ConnectedModel): Ruling => ({
  outcome: "allowed",
  candidate,
  obligations: [],
  reasons: [],
});
const blocked = (candidate: ConnectedModel): Ruling => ({ outcome: "blocked", candidate, reasons: [] });
const decision = (...rulings: Ruling[]) => ({ outcome: "allowed", rulings }) as unknown as Decision;
const skips = (routing: ReturnType<typeof makeRouting>, ...rulings: Ruling[]) =>
  routing
    .choose({ decision: decision(...rulings), target: { route: undefined, models: [] }, ask: UNREAD, session: "s" })
    .candidates.map(({ model, skip }) => `${model.id}:${skip?.by ?? "try"}`);

test("candidates keep the order of the route, and each one left out says why", () => {
  const routing = makeRouting({ clock: fixedClock(0), speaks: ({ id }) => (id === "b" ? "not spoken" : undefined) });
  deepEqual(skips(routing, blocked(a), allowed(b), allowed(c)), ["a:policy", "b:dialect", "c:try"]);
});

test("a model that asked for rest is passed over until it is over, and used when there is no other", () => {
  const clock = fixedClock(0);
  const routing = makeRouting({ clock, speaks: () => undefined });
  routing.tried({ model: a, key: undefined, session: "s", ok: false, retryAfterMs: 2_000, totalMs: 1 });
  deepEqual(skips(routing, allowed(a), allowed(b)), ["a:health", "b:try"]);
  deepEqual(skips(routing, allowed(a), blocked(b)), ["a:try", "b:policy"]);
  clock.advance(2_001);
  deepEqual(skips(routing, allowed(a), allowed(b)), ["a:try", "b:try"]);
});

test("no provider can ask for more rest than a minute", () => {
  const clock = fixedClock(0);
  const routing = makeRouting({ clock, speaks: () => undefined });
  routing.tried({ model: a, key: undefined, session: "s", ok: false, retryAfterMs: 86_400_000, totalMs: 1 });
  clock.advance(60_001);
  equal(skips(routing, allowed(a), allowed(b))[0], "a:try");
});
