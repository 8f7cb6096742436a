import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "./random.ts";
import { scanJson, spanAt, unitOffsets } from "./jsonscan.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const members = (text: string) => {
  const shape = scanJson(bytes(text), 64);
  ok("members" in shape, JSON.stringify(shape));
  return Object.fromEntries(
    [...shape.members].map(([name, [start, end]]) => [name, bytes(text).toString("utf8", start, end)]),
  );
};

test("top-level members are found with the exact bytes of their values", () => {
  deepEqual(members(`{ "model" : "smart" , "n":1,"messages":[{"role":"user","content":"a,b}]"}], "x":{} }`), {
    model: `"smart"`,
    n: "1",
    messages: `[{"role":"user","content":"a,b}]"}]`,
    x: "{}",
  });
  deepEqual(members("{}"), {});
  deepEqual(members(`[{"model":"x"}]`), {});
});

test("a name that is written with escapes is the same name", () => {
  deepEqual(members(String.raw`{"mo\u0064el":"a"}`), { model: `"a"` });
  deepEqual(scanJson(bytes(String.raw`{"mo\u0064el":"a","model":"b"}`), 64), { problem: "duplicate", name: "model" });
});

// Guarantee: a body that names a member twice, at any depth, is refused.
test("a member named twice is found at any depth", () => {
  deepEqual(scanJson(bytes(`{"messages":[{"role":"user","content":"a","content":"b"}]}`), 64), {
    problem: "duplicate",
    name: "content",
  });
  ok("members" in scanJson(bytes(`{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}]}`), 64));
});

test("nesting beyond the limit is refused", () => {
  ok("members" in scanJson(bytes("[".repeat(64) + "]".repeat(64)), 64));
  deepEqual(scanJson(bytes("[".repeat(65) + "]".repeat(65)), 64), { problem: "too-deep" });
});

test("quotes and backslashes inside long strings do not end them", () => {
  const long = `${"x".repeat(100)}\\"},{"model":"evil${"\\".repeat(7)}`;
  const text = JSON.stringify({ content: long, model: "good", more: `${"\\".repeat(60)}` });
  equal(members(text)["model"], `"good"`);
});

test("spans found by path give back the parsed value, for any document", () => {
  const random = seededRandom(7);
  const pick = (n: number) => (random.bytes(1)[0] as number) % n;
  const words = ["a", "é\n", `q"\\`, "😀 x", "", "model", "x".repeat(70), "\u2028"];
  const make = (depth: number): unknown => {
    const kind = depth > 4 ? pick(4) : pick(6);
    if (kind === 0) return pick(200) / 7;
    if (kind === 1) return words[pick(words.length)];
    if (kind === 2) return null;
    if (kind === 3) return pick(2) === 0;
    if (kind === 4) return Array.from({ length: pick(5) }, () => make(depth + 1));
    return Object.fromEntries(Array.from({ length: pick(5) }, () => [words[pick(words.length)], make(depth + 1)]));
  };
  const walk = (value: unknown, path: (string | number)[], text: Buffer): void => {
    const span = spanAt(text, path);
    ok(span);
    deepEqual(JSON.parse(text.toString("utf8", span[0], span[1])), value);
    if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, [...path, i], text);
    else if (typeof value === "object" && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, [...path, name], text);
  };
  for (let round = 0; round < 300; round++) {
    const value = make(0);
    walk(value, [], bytes(JSON.stringify(value, undefined, pick(3))));
  }
});

test("offsets of units point at the bytes of each character, escaped or not", () => {
  const text = String.raw`"aé😀\n\u00e9\ud83d\ude00z"`;
  const value = JSON.parse(text) as string;
  const offsets = unitOffsets(bytes(text), 0, bytes(text).length);
  equal(offsets.length, value.length + 1);
  equal(bytes(text).toString("utf8", offsets[value.indexOf("z")], offsets[value.length]), "z");
  equal(bytes(text).toString("utf8", offsets[1], offsets[2]), "é");
});
