import { equal, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { array, assert as always, constantFrom, property, record, uniqueArray } from "fast-check";
import { acmeLandscape, callOf, chainOf } from "../../../test/policy/acme.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import { scanJson } from "../../kernel/index.ts";
import { rewriteBody } from "../models/rewrite.ts";
import { type Keyed, keyOf, scopeOf } from "./key.ts";
import { lastUserText } from "./likeable.ts";

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

// Guarantee: an answer to a like call is given only where all but the user's last words is the same.
test("an answer to a like call is given only where all but the user's last words is the same", () => {
  const one = record({
    org: constantFrom("o1", "o2"),
    ref: constantFrom("user:a", "user:b"),
    route: constantFrom("r1", "r2"),
    snapshot: constantFrom("s1", "s2"),
    obligations: uniqueArray(constantFrom("redact:pii", "limit:tokens=5"), { maxLength: 1 }),
    model: constantFrom(model, other),
    embedder: constantFrom(model, other),
    withheld: constantFrom<string[]>([], ["a"], ["b"]),
    system: constantFrom("Be brief.", "Be kind."),
    temperature: constantFrom(0, 1),
    stream: constantFrom(false, true),
    headers: constantFrom<Record<string, string>>({}, { "openai-beta": "x" }),
  });
  const words = constantFrom("a", "How do I reset it?", 'With "quotes" and \u{1f600}', "[]");
  const scopeFor = (what: Scoped, last: string) => {
    const written = Buffer.from(
      JSON.stringify({
        messages: [
          { role: "system", content: what.system },
          { role: "user", content: last },
        ],
        model: "r",
        temperature: what.temperature,
      }),
    );
    const shape = scanJson(written, 10);
    const asked = callOf({
      body: written,
      members: "members" in shape ? shape.members : new Map(),
      texts: [
        { path: ["messages", 0, "content"], place: "", channel: "system", encoding: "string", text: what.system },
        { path: ["messages", 1, "content"], place: "", channel: "prompt", encoding: "string", text: last },
      ],
      tokensIn: last.length,
      stream: what.stream,
      headers: what.headers,
    });
    const found = lastUserText(asked.ask);
    equal(found?.text, last);
    const over = { part: found?.part ?? 0, start: 0, end: last.length, replacement: "[]" };
    const masked = rewriteBody(asked.ask, { model: "r", redactions: [over] });
    const about = keyed({
      route: what.route,
      snapshot: what.snapshot,
      obligations: what.obligations,
      model: what.model,
      chain: { org: what.org, links: [{ ref: what.ref, teams: [] }] as never },
      call: asked,
      body: written,
    });
    return scopeOf(about, { sent: masked, written: masked, embedder: what.embedder, withheld: what.withheld });
  };
  always(
    property(one, one, words, words, (a, b, said, again) => {
      // Some of what is made up has no prototype: their members are compared.
      equal(scopeFor(a, said) === scopeFor(b, again), isDeepStrictEqual({ ...a }, { ...b }));
      equal(scopeFor(a, said), scopeFor(a, again));
    }),
    { numRuns: 500 },
  );
});

interface Scoped {
  org: string;
  ref: string;
  route: string;
  snapshot: string;
  obligations: string[];
  model: ConnectedModel;
  embedder: ConnectedModel;
  withheld: string[];
  system: string;
  temperature: number;
  stream: boolean;
  headers: Record<string, string>;
}
