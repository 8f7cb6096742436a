import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { allowed, blocked, chosen, modelOf, routingAt, shortly, triedAt } from "../../test/routes.ts";

const dear = modelOf("dear", { price: [10, 50] });
const unpriced = modelOf("unpriced", { tier: "guarded" });
const cheap = modelOf("cheap", { tier: "economy", price: [1, 2] });

const firsts = (count: number, pick: (session: string) => string | undefined) => {
  const counted: Record<string, number> = {};
  for (let at = 0; at < count; at += 1) {
    const id = pick(`session-${at}`) ?? "";
    counted[id] = (counted[id] ?? 0) + 1;
  }
  return counted;
};

test("by price the cheapest allowed model goes first, across tiers, and what has no price last", () => {
  const route = chosen(routingAt(), [allowed(dear), allowed(unpriced), allowed(cheap)], { route: { order: "price" } });
  deepEqual(shortly(route), ["cheap:try", "dear:try", "unpriced:try"]);
  deepEqual([route.first?.id, route.orderedBy], ["cheap", "price"]);
});

test("an order never brings in what policy blocked, and what it blocked is no fallback's cause there", () => {
  const route = chosen(routingAt(), [allowed(dear), allowed(unpriced), blocked(cheap)], { route: { order: "price" } });
  deepEqual(shortly(route), ["dear:try", "unpriced:try", "cheap:policy"]);
  equal(route.first?.id, "dear");
});

test("the price function that is handed in goes before the declared prices", () => {
  const routing = routingAt({ priceOf: ({ id }) => (id === "dear" ? 0 : undefined) });
  equal(chosen(routing, [allowed(cheap), allowed(dear)], { route: { order: "price" } }).first?.id, "dear");
});

test("by weight calls are spread as the shares say, and a session stays where it is", () => {
  const [a, b] = [modelOf("a"), modelOf("b")];
  const routing = routingAt();
  const weigh = (session: string) =>
    chosen(routing, [allowed(a), allowed(b)], { route: { order: "weight", weights: { a: 3, b: 1 } }, session }).first
      ?.id;
  const { a: toA = 0 } = firsts(2_000, weigh);
  ok(toA > 1_400 && toA < 1_600, `${toA} of 2000 went to the model with three quarters`);
  equal(new Set(Array.from({ length: 50 }, () => weigh("one"))).size, 1);
  deepEqual(
    firsts(
      50,
      () => chosen(routing, [allowed(a), allowed(b)], { route: { order: "weight", weights: { a: 0 } } }).first?.id,
    ),
    { b: 50 },
  );
});

test("by weight without sticking, one session is spread too", () => {
  const [a, b] = [modelOf("a"), modelOf("b")];
  const routing = routingAt();
  const { a: toA = 0 } = firsts(
    500,
    () => chosen(routing, [allowed(a), allowed(b)], { route: { order: "weight", sticky: "none" } }).first?.id,
  );
  ok(toA > 200 && toA < 300, `${toA} of 500`);
});

test("weights without an order choose among neighbours of one tier only", () => {
  const models = [modelOf("a"), modelOf("b"), modelOf("low", { tier: "economy" }), modelOf("c")];
  const routing = routingAt();
  const places = new Set<string>();
  for (let at = 0; at < 200; at += 1) {
    const route = chosen(routing, models.map(allowed), {
      route: { weights: { low: 1_000, c: 1_000 } },
      session: `${at}`,
    });
    places.add(route.candidates.map(({ model }) => model.id).join());
  }
  deepEqual([...places].sort(), ["a,b,low,c", "b,a,low,c"]);
});

test("by latency the fastest model goes first, whatever the session did not choose before", () => {
  const [slow, fast] = [modelOf("slow"), modelOf("fast")];
  const routing = routingAt();
  const ordered = (session: string) =>
    chosen(routing, [allowed(slow), allowed(fast)], { route: { order: "latency" }, session });
  equal(ordered("early").first?.id, "slow");
  const told = { ok: true, status: 200, stream: true, tokensOut: 100 };
  triedAt(routing, slow, { ...told, firstByteMs: 900, totalMs: 4_000 });
  triedAt(routing, fast, { ...told, firstByteMs: 100, totalMs: 1_000 });
  equal(ordered("late").first?.id, "fast");
  // The caches of the session that began there are worth more.
  const kept = ordered("early");
  deepEqual([kept.first?.id, kept.orderedBy], ["slow", "session"]);
});

test("what was measured fades: a model that became slow loses its place", () => {
  const [a, b] = [modelOf("a"), modelOf("b")];
  const routing = routingAt();
  const told = { ok: true, status: 200, stream: true };
  triedAt(routing, a, { ...told, firstByteMs: 100, totalMs: 200 });
  triedAt(routing, b, { ...told, firstByteMs: 300, totalMs: 400 });
  const first = () =>
    chosen(routing, [allowed(a), allowed(b)], { route: { order: "latency", sticky: "none" } }).first?.id;
  equal(first(), "a");
  for (let at = 0; at < 5; at += 1) triedAt(routing, a, { ...told, firstByteMs: 2_000, totalMs: 2_100 });
  equal(first(), "b");
});

test("exploring is bounded: what is slow is measured again by a small share of calls", () => {
  const [slow, fast] = [modelOf("slow"), modelOf("fast")];
  const routing = routingAt();
  const told = { ok: true, status: 200, stream: true };
  triedAt(routing, slow, { ...told, firstByteMs: 900, totalMs: 1_000 });
  routing.clock.advance(60_000);
  triedAt(routing, fast, { ...told, firstByteMs: 100, totalMs: 200 });
  const { slow: explored = 0 } = firsts(
    1_000,
    (session) => chosen(routing, [allowed(fast), allowed(slow)], { route: { order: "latency" }, session }).first?.id,
  );
  ok(explored > 20 && explored < 90, `${explored} of 1000`);
});
