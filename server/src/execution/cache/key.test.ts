import { equal, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { array, assert as always, constantFrom, property, record, uniqueArray } from "fast-check";
import { acmeLandscape, callOf, chainOf } from "../../../test/policy/acme.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import { type Keyed, keyOf } from "./key.ts";

const landscape = acmeLandscape();
const model = landscape.models.get("south-frontier") as ConnectedModel;
const other = landscape.models.get("north-frontier") as ConnectedModel;
const body = Buffer.from('{"model":"m","messages":[]}');
const call = callOf({ body, members: new Map() });

const keyed = (change: Partial<Keyed> = {}): Keyed => ({
  chain: chainOf(landscape, "user:alice@acme.test"),
  scope: "principal",
  route: "smart",
  snapshot: "s1",
  guardrails: {},
  model,
  obligations: [],
  body,
  spoken: "openai.chat",
  call,
  ...change,
});

// Guarantee: an answer that was kept is given only within its scope, organization and policies.
test("an answer that was kept is given only within its scope, organization and policies", () => {
  const person = record({
    ref: constantFrom("user:a", "user:b", "agent:a"),
    team: constantFrom("red", "blue", undefined),
  });
  const asker = record({
    org: constantFrom("o1", "o2"),
    snapshot: constantFrom("s1", "s2"),
    guardrails: constantFrom({}, { unavailable: "block" as const }),
    obligations: uniqueArray(constantFrom("redact:pii", "limit:tokens=5", "retain:30d")),
    people: array(person, { minLength: 1, maxLength: 3 }),
  });
  always(
    property(
      asker,
      asker,
      constantFrom("principal" as const, "team" as const, "organization" as const),
      (a, b, scope) => {
        const keyFor = (one: typeof a) =>
          keyOf(
            keyed({
              scope,
              snapshot: one.snapshot,
              guardrails: one.guardrails,
              obligations: one.obligations,
              chain: {
                org: one.org,
                links: one.people.map(({ ref, team }) => ({ ref, teams: team === undefined ? [] : [team] })) as never,
              },
            }),
          );
        const who = (one: typeof a) => {
          if (scope === "organization") return "";
          return JSON.stringify(one.people.map(({ ref, team }) => (scope === "team" && team ? ["team", team] : ref)));
        };
        const same =
          a.org === b.org &&
          a.snapshot === b.snapshot &&
          JSON.stringify(a.guardrails) === JSON.stringify(b.guardrails) &&
          JSON.stringify(a.obligations.toSorted()) === JSON.stringify(b.obligations.toSorted()) &&
          who(a) === who(b);
        equal(keyFor(a) === keyFor(b), same);
      },
    ),
    { numRuns: 500 },
  );
});

test("whatever could make another answer makes another key", () => {
  const ask = (change: Partial<typeof call.ask>) => keyed({ call: { ...call, ask: { ...call.ask, ...change } } });
  const moved = { ...model, provider: { ...model.provider, baseUrl: "http://elsewhere.test/v1" } };
  const variants = [
    keyed(),
    keyed({ route: "cheap" }),
    keyed({ model: other }),
    keyed({ model: moved }),
    keyed({ body: Buffer.from('{"model":"m","messages":[] }') }),
    keyed({ spoken: "anthropic.messages" }),
    ask({ stream: true }),
    ask({ stream: true, jsonArray: true }),
    ask({ format: "openai.responses" }),
    ask({ operation: "embed" }),
    ask({ model: "another-name" }),
    ask({ headers: { "anthropic-beta": "x" } }),
    ask({ serviceTier: "flex" }),
  ];
  equal(new Set(variants.map(keyOf)).size, variants.length);
});

test("a translated answer depends on the caller's own words too", () => {
  const words = (text: string) =>
    keyOf(keyed({ spoken: "anthropic.messages", call: { ...call, ask: { ...call.ask, body: Buffer.from(text) } } }));
  notEqual(words("a"), words("b"));
});

test("another price, key or attempt at the same call is the same call", () => {
  const same = [
    keyed(),
    keyed({ model: { ...model, price: undefined, revision: 9 } }),
    keyed({ model: { ...model, provider: { ...model.provider, keys: [] } } }),
    keyed({ call: { ...call, id: "another", ask: { ...call.ask, headers: { "idempotency-key": "once" } } } }),
  ];
  equal(new Set(same.map(keyOf)).size, 1);
});
