import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { allowed, chosen, modelOf, routeOf, routingAt, triedAt } from "../../test/routes.ts";
import type { Tried } from "./types.ts";

const a = modelOf("a");
const keyed = modelOf("m", { keys: { one: 1, two: 1 } });

test("one more try while others are left, two when none is", () => {
  const routing = routingAt();
  const tried = triedAt(routing, a, { status: 500 });
  ok((routing.again(tried, 1, true) ?? -1) >= 0);
  equal(routing.again(tried, 2, true), undefined);
  ok((routing.again(tried, 2, false) ?? -1) >= 0);
  equal(routing.again(tried, 3, false), undefined);
});

test("a route says how many tries there are", () => {
  const routing = routingAt();
  const tried = triedAt(routing, a, { status: 500 });
  equal(routing.again(tried, 1, false, routeOf({ retries: { max: 0 } })), undefined);
  ok((routing.again(tried, 3, true, routeOf({ retries: { max: 3 } })) ?? -1) >= 0);
});

const passing: Partial<Tried>[] = [
  ...[408, 409, 500, 502, 503, 504, 529].map((status) => ({ status })),
  ...(["unreachable", "timeout", "cut", "failed"] as const).map((failure) => ({ failure })),
];
for (const told of passing) {
  test(`${JSON.stringify(told)} may be tried again`, () => {
    const routing = routingAt();
    ok(routing.again(triedAt(routing, a, told), 1, told.failure !== "timeout") !== undefined);
  });
}

test("what took too long is the next candidate's turn, unless the route says otherwise", () => {
  const routing = routingAt();
  const tried = triedAt(routing, a, { failure: "timeout" });
  equal(routing.again(tried, 1, true), undefined);
  ok(routing.again(tried, 1, true, routeOf({ retries: { max: 1 } })) !== undefined);
});

// Guarantee: what fails in one organization takes no tries from another.
test("what fails in one organization takes no tries from another", () => {
  const routing = routingAt();
  const other = { ...a, provider: { ...a.provider, org: "another" } };
  const failed = (model: typeof a) => routing.again(triedAt(routing, model, { status: 500 }), 1, false);
  for (let at = 0; at < 100; at += 1) failed(a);
  equal(failed(a), undefined);
  ok(failed(other) !== undefined);
});

// Guarantee: what a key was refused for is never asked again with the same key.
test("what a key was refused for is never asked again with the same key", () => {
  for (const status of [400, 401, 403, 404, 413, 422]) {
    const routing = routingAt();
    equal(routing.again(triedAt(routing, a, { status }), 1, false), undefined, String(status));
  }
  for (const status of [401, 403]) {
    const routing = routingAt();
    const tried = triedAt(routing, keyed, { status });
    equal(routing.again(tried, 1, false), 0);
    const next = triedAt(routing, keyed, { status });
    ok(next.key?.id !== tried.key?.id);
    equal(routing.again(next, 2, false), undefined, "both keys were refused");
  }
});

for (const told of [
  { failure: "aborted" },
  { failure: "malformed" },
  { failure: "too_large" },
  { status: 501 },
] as const) {
  test(`${JSON.stringify(told)} is never tried again at the same model`, () => {
    const routing = routingAt();
    equal(routing.again(triedAt(routing, a, told), 1, false), undefined);
  });
}

test("the wait before the second try is short and never the same", () => {
  const routing = routingAt();
  const tried = triedAt(routing, a, { status: 500 });
  const waits = (tries: number) =>
    Array.from({ length: 10 }, () => routing.again(tried, tries, false, routeOf({ retries: { max: 5 } })) ?? 0);
  const first = waits(1);
  ok(new Set(first).size > 5 && first.every((ms) => ms < 250), String(first));
});

test("what a provider asks for is waited for when it is short, else it is the next candidate's turn", () => {
  const routing = routingAt();
  const asked = (retryAfterMs: number, others: boolean) =>
    routing.again(
      { model: a, key: undefined, session: "s", ok: false, status: 429, retryAfterMs, totalMs: 1 },
      1,
      others,
    );
  ok((asked(900, true) ?? 0) >= 900);
  equal(asked(5_000, true), undefined);
  ok((asked(5_000, false) ?? 0) >= 5_000);
  equal(asked(11_000, false), undefined);
});

test("a key that is busy gives way to another one at once", () => {
  const routing = routingAt();
  equal(routing.again(triedAt(routing, keyed, { status: 429, retryAfterMs: 30_000 }), 1, true), 0);
});

test("a model whose circuit has opened is not waited for while others are left", () => {
  const routing = routingAt();
  for (let at = 0; at < 5; at += 1) triedAt(routing, a, { status: 500 });
  const tried = triedAt(routing, a, { status: 500 });
  equal(routing.again(tried, 1, true), undefined);
  ok(routing.again(tried, 1, false) !== undefined);
});

test("tries after the first stay a small share of calls, and come back with the next calls", () => {
  const routing = routingAt();
  const tried = triedAt(routing, a, { status: 500 });
  const taken = (count: number) => {
    let given = 0;
    for (let at = 0; at < count; at += 1) if (routing.again(tried, 1, false) !== undefined) given += 1;
    return given;
  };
  for (let at = 0; at < 200; at += 1) chosen(routing, [allowed(a)]);
  equal(taken(100), 30);
  for (let at = 0; at < 50; at += 1) chosen(routing, [allowed(a)]);
  equal(taken(100), 5);
  routing.clock.advance(61_000);
  equal(taken(100), 10);
});
