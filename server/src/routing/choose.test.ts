import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import { allowed, blocked, chosen, modelOf, routingAt, shortly, triedAt } from "../../test/routes.ts";

const [a, b, c] = [modelOf("a"), modelOf("b"), modelOf("c")];

test("candidates keep the order of the route, and each one left out says why", () => {
  const routing = routingAt({ speaks: ({ id }) => (id === "b" ? "not spoken" : undefined) });
  const route = chosen(routing, [blocked(a), allowed(b), allowed(c)]);
  deepEqual(shortly(route), ["a:policy", "b:dialect", "c:try"]);
  deepEqual([route.first?.id, route.orderedBy], ["a", undefined]);
});

test("a model that asked for rest is passed over until it is over, and used when there is no other", () => {
  const routing = routingAt();
  triedAt(routing, a, { status: 503, retryAfterMs: 2_000 });
  deepEqual(shortly(chosen(routing, [allowed(a), allowed(b)])), ["a:health", "b:try"]);
  deepEqual(shortly(chosen(routing, [allowed(a), blocked(b)])), ["a:try", "b:policy"]);
  routing.clock.advance(2_001);
  deepEqual(shortly(chosen(routing, [allowed(a), allowed(b)])), ["a:try", "b:try"]);
});

test("when all candidates rest, all of them may be tried", () => {
  const routing = routingAt();
  for (const model of [a, b]) triedAt(routing, model, { status: 503, retryAfterMs: 9_000 });
  deepEqual(shortly(chosen(routing, [allowed(a), allowed(b)])), ["a:try", "b:try"]);
});

for (const status of [429, 503]) {
  test(`no provider can ask for more rest than a minute (${status})`, () => {
    const routing = routingAt();
    triedAt(routing, a, { status, retryAfterMs: 86_400_000 });
    routing.clock.advance(59_000);
    equal(shortly(chosen(routing, [allowed(a), allowed(b)]))[0], "a:health");
    routing.clock.advance(1_001);
    equal(shortly(chosen(routing, [allowed(a), allowed(b)]))[0], "a:try");
  });
}

test("what a call needs and a model does not have leaves it out, with a sentence", () => {
  const plain = modelOf("plain", {
    features: { tools: false, images: false, files: false, schema: false, maxOutputTokens: 100 },
  });
  const routing = routingAt();
  for (const ask of [{ tools: true }, { images: true }, { files: true }, { schema: true }, { maxTokensOut: 101 }]) {
    const route = chosen(routing, [allowed(plain), allowed(b)], { ask });
    deepEqual(shortly(route), ["plain:feature", "b:try"]);
    match(JSON.stringify(route.candidates[0]?.skip), /"(calls|sees|takes|follows|answers) /);
  }
  deepEqual(shortly(chosen(routing, [allowed(plain)], { ask: { tools: true } })), ["plain:feature"]);
  deepEqual(shortly(chosen(routing, [allowed(plain)], { ask: { maxTokensOut: 100 } })), ["plain:try"]);
});

test("a call that looks too long goes to a model with more room, and to the small one when there is no other", () => {
  const small = modelOf("small", { features: { contextTokens: 1_000 } });
  const routing = routingAt();
  const ask = { tokensIn: 900, maxTokensOut: 101 };
  deepEqual(shortly(chosen(routing, [allowed(small), allowed(b)], { ask })), ["small:feature", "b:try"]);
  deepEqual(shortly(chosen(routing, [allowed(small), blocked(b)], { ask })), ["small:try", "b:policy"]);
  deepEqual(shortly(chosen(routing, [allowed(small)], { ask: { ...ask, maxTokensOut: 100 } })), ["small:try"]);
});

// Guarantee: a route's regions hold for all of a model's work, and a model of no known region is none of theirs.
test("a route's regions hold for all of a model's work, and a model of no known region is none of theirs", () => {
  const models = [modelOf("eu", { regions: ["EU"] }), modelOf("both", { regions: ["EU", "US"] }), modelOf("none")];
  const routing = routingAt();
  const route = chosen(routing, models.map(allowed), { route: { regions: ["EU", "CH"] } });
  deepEqual(shortly(route), ["eu:try", "both:feature", "none:feature"]);
  // Not even when nobody else is left.
  deepEqual(shortly(chosen(routing, models.slice(1).map(allowed), { route: { regions: ["EU"] } })), [
    "both:feature",
    "none:feature",
  ]);
});
