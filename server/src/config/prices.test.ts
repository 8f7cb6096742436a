import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { scratch } from "../../test/scratch.ts";
import { loadConfiguration } from "./index.ts";

function problemsOf(model: string, route = ""): string[] {
  using folder = scratch({
    "lumos.yaml": `
version: 1
organization: { id: o, name: O }
tiers: [{ id: t }]
providers: [{ id: p, api: sandbox }]
models: [{ id: m, provider: p, upstream: x, tier: t, ${model} }]
routes: [{ id: r, models: [m] ${route} }]
`,
  });
  const loaded = loadConfiguration({ file: join(folder.path, "lumos.yaml"), env: {}, cwd: folder.path });
  return loaded.ok ? [] : loaded.error.map(({ message }) => message);
}

test("prices of every class, with first days, factors and a name in the book are read", () => {
  const model = `price: { input: 1, output: 2, cacheWrite1h: "0.5", webSearch: 0.01 }, priceAs: anthropic/claude-sonnet-4-5,
    prices: [{ from: 2027-01-01, input: 1, output: 1 }], serviceFactors: { flex: 0.5, priority: "1.75" }`;
  deepEqual(problemsOf(model), []);
});

test("two prices that begin on one day are refused", () => {
  const price = "{ from: 2027-01-01, input: 1, output: 1 }";
  match(problemsOf(`prices: [${price}, ${price}]`).join(), /begin on the same day/);
});

test("a price without its first day, a wrong day, a negative factor and a name without its list are refused", () => {
  for (const wrong of [
    "prices: [{ input: 1, output: 1 }]",
    "prices: [{ from: 2027-02-30, input: 1, output: 1 }]",
    "prices: []",
    "serviceFactors: { flex: -1 }",
    "serviceFactors: { flex: 101 }",
    "priceAs: claude-sonnet-4-5",
  ])
    equal(problemsOf(wrong).length > 0, true, wrong);
});

test("answers are kept for some time, and a day at most", () => {
  const cache = (ttl: string) => problemsOf("regions: []", `, cache: { ttl: ${ttl} }`);
  deepEqual(cache("24h"), []);
  match(cache("0s").join(), /24h at most/);
  match(cache("25h").join(), /24h at most/);
  match(cache("soon").join(), /a duration is/);
});

test("answers to like calls name a model, and how alike is a cosine that means something", () => {
  const similar = (text: string) => problemsOf("regions: []", `, cache: { ttl: 1h, similar: ${text} }`);
  deepEqual(similar("{ model: m, threshold: 0.95 }"), []);
  deepEqual(similar("{ model: m }"), []);
  match(similar("{ model: nowhere }").join(), /there is no model `nowhere`/);
  for (const wrong of ["{ threshold: 0.9 }", "{ model: m, threshold: 0.5 }", "{ model: m, threshold: 1.1 }"])
    equal(similar(wrong).length > 0, true, wrong);
});
