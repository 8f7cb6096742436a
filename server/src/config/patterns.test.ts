import assert from "node:assert/strict";
import { test } from "node:test";
import { OBJECTS } from "./objects.ts";
import { compilePattern } from "./patterns.ts";

function refusal(spec: object): string {
  const read = OBJECTS.detectors.safeParse({ id: "d", class: "project", ...spec });
  return read.success ? "" : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
}

test("a pattern of RE2's syntax is accepted, words too", () => {
  for (const spec of [
    { pattern: "PRJ-\\d{4}" },
    { pattern: "(?i)blue ?bird" },
    { pattern: "(a+)+$" },
    { pattern: "[(?=]x" },
    { pattern: "\\(?=x" },
    { words: ["Bluebird", "青い鳥"], context: ["launch"], within: 40, severity: "high", stage: "shadow" },
  ]) {
    assert.equal(refusal(spec), "", JSON.stringify(spec));
  }
});

test("look-around and references are refused with their place and what to do in their stead", () => {
  for (const [pattern, expected] of [
    ["foo(?=bar)", /^pattern: look-ahead `\(\?=` at character 4: .*linear time.*`context`/],
    ["(?!x)y", /look-ahead `\(\?!` at character 1/],
    ["(?<=a)b", /look-behind `\(\?<=` at character 1/],
    ["a(?<!c)b", /look-behind `\(\?<!` at character 2/],
    ["(a)\\1", /back-reference `\\1` at character 4/],
    ["a(b", /the pattern is not one: missing closing \)/],
    ["a*", /matches the empty text/],
    ["(?:x{1,100}){20}", /too large|repeat/],
    [`${"\\p{L}{1,90}".repeat(30)}`, /too large: \d+ steps/],
  ] as const) {
    assert.match(refusal({ pattern }), expected, pattern);
  }
});

test("a detector has a pattern or words, with bounds, and a class in small letters", () => {
  assert.match(refusal({}), /^pattern: a detector has either/);
  assert.match(refusal({ pattern: "ab", words: ["ab"] }), /^words: a detector has either/);
  assert.match(refusal({ words: [] }), /^words/);
  assert.match(refusal({ words: ["x"] }), /^words\.0/);
  assert.match(refusal({ words: Array.from({ length: 5_001 }, (_, i) => `word ${i}`) }), /^words/);
  assert.match(refusal({ words: ["a\nb"] }), /control/);
  assert.match(refusal({ pattern: "a".repeat(501) }), /^pattern/);
  assert.match(refusal({ words: ["ab"], class: "Project X" }), /^class/);
  assert.match(refusal({ words: ["ab"], within: 20 }), /^within/);
});

test("a pattern that makes other engines hang is compiled to a small program", () => {
  assert.notEqual(typeof compilePattern("(x+x+)+y", true), "string");
});
