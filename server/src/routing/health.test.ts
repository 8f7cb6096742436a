import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { allowed, chosen, modelOf, routingAt, shortly, triedAt } from "../../test/routes.ts";
import type { Routing, Tried } from "./types.ts";

const keyed = modelOf("m", { keys: { one: 1, two: 1 } });
const other = modelOf("n", { keys: { one: 1, two: 1 } });
const [a, b] = [modelOf("a"), modelOf("b")];

const rests = (routing: Routing, model = a) =>
  shortly(chosen(routing, [allowed(model), allowed(b)]))[0] !== `${model.id}:try`;
const fail = (routing: Routing, count: number, told: Partial<Tried> = { status: 500 }) => {
  for (let at = 0; at < count; at += 1) triedAt(routing, a, told);
};

for (const told of [
  { status: 500 },
  { status: 529 },
  { failure: "unreachable" },
  { failure: "timeout" },
  { failure: "cut" },
] as const) {
  test(`five failures in a row open a circuit (${JSON.stringify(told)})`, () => {
    const routing = routingAt();
    fail(routing, 4, told);
    equal(rests(routing), false);
    fail(routing, 1, told);
    equal(rests(routing), true);
    deepEqual(routing.circuits(), { open: 1, half_open: 0 });
  });
}

test("a success in between keeps a circuit closed, a high rate of failures opens it all the same", () => {
  const routing = routingAt();
  const round = () => {
    fail(routing, 3);
    triedAt(routing, a, { ok: true, status: 200 });
  };
  for (let at = 0; at < 4; at += 1) round();
  equal(rests(routing), false);
  for (let at = 0; at < 2; at += 1) round();
  equal(rests(routing), true);
});

test("what failed long ago counts no more", () => {
  const routing = routingAt();
  for (let at = 0; at < 6; at += 1) {
    fail(routing, 3);
    triedAt(routing, a, { ok: true, status: 200 });
    routing.clock.advance(70_000);
  }
  equal(rests(routing), false);
});

test("after its rest one call finds out, the others wait, and its success closes the circuit", () => {
  const routing = routingAt();
  fail(routing, 5);
  routing.clock.advance(2_000);
  equal(rests(routing), false);
  const key = routing.keyFor(a, "probe");
  const route = chosen(routing, [allowed(a), allowed(b)]);
  match(JSON.stringify(route.candidates[0]?.skip), /tried by another call/);
  deepEqual(routing.circuits(), { open: 0, half_open: 1 });
  routing.tried({ model: a, key, session: "probe", ok: true, status: 200, totalMs: 1 });
  equal(rests(routing), false);
  deepEqual(routing.circuits(), { open: 0, half_open: 0 });
});

test("a probe that never comes back makes room for another", () => {
  const routing = routingAt();
  fail(routing, 5);
  routing.clock.advance(2_000);
  routing.keyFor(a, "lost");
  equal(rests(routing), true);
  routing.clock.advance(30_001);
  equal(rests(routing), false);
});

test("each failed probe makes the rest longer, up to a minute", () => {
  const routing = routingAt();
  fail(routing, 5);
  const rested: number[] = [];
  for (let at = 0; at < 10; at += 1) {
    let ms = 0;
    for (; rests(routing); ms += 100) routing.clock.advance(100);
    rested.push(ms);
    fail(routing, 1);
  }
  ok((rested[0] ?? 0) <= 1_300 && (rested[2] ?? 0) >= 3_000, String(rested));
  ok(Math.max(...rested) <= 60_100 && (rested.at(-1) ?? 0) >= 45_000, String(rested));
});

// Guarantee: what a caller does wrong, or breaks off, never makes a model or key rest.
test("what a caller does wrong, or breaks off, never makes a model or key rest", () => {
  const routing = routingAt();
  for (const status of [400, 404, 413, 422]) fail(routing, 10, { status });
  for (const status of [400, 422]) fail(routing, 10, { status, ok: true });
  fail(routing, 10, { failure: "aborted", status: 200 });
  equal(rests(routing), false);
  // Nor does it say that a failing model works again.
  fail(routing, 4);
  fail(routing, 1, { status: 400, ok: true });
  fail(routing, 1);
  equal(rests(routing), true);
});

// Guarantee: a key that is not accepted rests alone; the provider's other keys go on.
test("a key that is not accepted rests alone; the provider's other keys go on", () => {
  const routing = routingAt();
  const tried = triedAt(routing, keyed, { status: 401 });
  const next = routing.keyFor(keyed, "s");
  ok(next !== undefined && next.id !== tried.key?.id);
  equal(rests(routing, keyed), false);
  // The key is refused at the provider's other models too.
  equal(routing.keyFor(other, "s")?.id, next.id);
  triedAt(routing, keyed, { status: 401 });
  equal(rests(routing, keyed), true);
  ok(routing.keyFor(keyed, "s"), "with all keys resting one is still given");
});

for (const status of [403, 429]) {
  test(`${status} rests a key at this model only`, () => {
    const routing = routingAt();
    const before = routing.keyFor(other, "s")?.id;
    const tried = triedAt(routing, keyed, { status });
    ok(routing.keyFor(keyed, "s")?.id !== tried.key?.id);
    equal(routing.keyFor(other, "s")?.id, before);
  });
}

test("rest without a number grows each time it is asked for", () => {
  const routing = routingAt();
  const restedMs = () => {
    let ms = 0;
    for (; rests(routing); ms += 100) routing.clock.advance(100);
    return ms;
  };
  fail(routing, 1, { status: 429 });
  const first = restedMs();
  fail(routing, 1, { status: 429 });
  ok(restedMs() > first);
});

test("calls of one session keep their key, many sessions share the keys by weight", () => {
  const model = modelOf("w", { keys: { big: 3, small: 1 } });
  const routing = routingAt();
  let big = 0;
  for (let at = 0; at < 2_000; at += 1) {
    const key = routing.keyFor(model, `s${at}`);
    equal(routing.keyFor(model, `s${at}`), key);
    if (key?.id === "big") big += 1;
  }
  ok(big > 1_400 && big < 1_600, `${big} of 2000`);
  equal(routing.keyFor(a, "s"), undefined);
});

test("a session that lost its key to a rest comes back to it", () => {
  const routing = routingAt();
  const own = triedAt(routing, keyed, { status: 429, retryAfterMs: 1_000 }).key;
  ok(routing.keyFor(keyed, "s") !== own);
  routing.clock.advance(1_001);
  equal(routing.keyFor(keyed, "s"), own);
});

test("what happens at one organization's provider says nothing about another's of the same name", () => {
  const routing = routingAt();
  fail(routing, 5);
  equal(rests(routing, modelOf("a", { org: "elsewhere" })), false);
});

test("a flood of failing models does not fill the memory", () => {
  const routing = routingAt();
  for (let at = 0; at < 12_000; at += 1) triedAt(routing, modelOf(`m${at}`), { status: 429, retryAfterMs: 60_000 });
  ok(routing.circuits().open <= 10_000);
});
