import assert from "node:assert/strict";
import { test } from "node:test";
import { collectProblems } from "./problems.ts";
import { plain, readTree } from "./tree.ts";
import type { Problem } from "./types.ts";

const MIB = 1_048_576;

function read(text: string | Uint8Array): { value: unknown; problems: Problem[] } {
  const problems = collectProblems();
  const tree = readTree(typeof text === "string" ? Buffer.from(text) : text, "lumos.yaml", problems);
  return { value: tree === undefined ? undefined : plain(tree), problems: problems.list() };
}

function onlyProblem(text: string | Uint8Array): Problem {
  const { problems } = read(text);
  assert.equal(problems.length, 1, JSON.stringify(problems.slice(0, 3)));
  return problems[0] as Problem;
}

test("values come out as YAML 1.2 means them", () => {
  const { value, problems } = read(
    'a: yes\nb: 0o17\nc: 2027-12-31\nd: [1, 0.5, true, ~]\ne: &x {k: v}\nf: *x\n"1": t\n2: u\n',
  );
  assert.deepEqual(problems, []);
  const shared = { k: "v" };
  const expected = {
    a: "yes",
    b: 15,
    c: "2027-12-31",
    d: [1, 0.5, true, null],
    e: shared,
    f: shared,
    "1": "t",
    "2": "u",
  };
  assert.deepEqual(value, expected);
});

test("a key without a value is as if it were not written", () => {
  assert.deepEqual(read("a:\nb: 1").value, { b: 1 });
});

test("a key written twice is told at its second place with the line of its first", () => {
  const problem = onlyProblem("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n");
  assert.deepEqual([problem.line, problem.column, problem.path], [5, 3, "b.c"]);
  assert.match(problem.message, /`c` is written twice; first on line 3/);
});

test("broken YAML is told where it breaks", () => {
  const { problems, value } = read("a: 1\nb: [1, 2\nc: 3\n");
  assert.equal(value, undefined);
  assert.ok(problems.length > 0);
  assert.ok(problems.every((problem) => problem.line >= 2 && problem.message.startsWith("not valid YAML")));
});

test("windows line ends do not move a place", () => {
  const { problems } = read("a: 1\r\nb: 2\r\nb: 3\r\n");
  assert.deepEqual([problems[0]?.line, problems[0]?.column], [3, 1]);
});

test("a text that quotes itself in the library's message is not repeated, for it may hold a secret", () => {
  for (const text of [
    'key: "a" sk-verysecret',
    "key: 'a' sk-verysecret: b",
    "a: |sk-verysecret\n b",
    'a: "\\sk-verysecret"',
    "]sk-verysecret",
    "a: !sk-verysecret b",
    "%sk-verysecret\n---\na: b",
  ]) {
    const { problems } = read(text);
    assert.ok(problems.length > 0, text);
    assert.doesNotMatch(JSON.stringify(problems), /verysecret/, text);
  }
});

test("aliases that multiply are refused before they do", () => {
  const letters = [..."abcdefghij"];
  const laughs = letters.map((letter, index) => {
    const before = letters[index - 1];
    return `${letter}: &${letter} [${Array(9)
      .fill(before === undefined ? "lol" : `*${before}`)
      .join(", ")}]`;
  });
  const problem = onlyProblem(laughs.join("\n"));
  assert.match(problem.message, /aliases stand for more than 10000 values/);
  assert.ok(problem.line > 1);
});

test("an alias to itself or to nothing is refused", () => {
  assert.match(onlyProblem("a: &a [*a]").message, /points to no anchor above it/);
  assert.match(onlyProblem("a: *nowhere").message, /alias/);
});

test("nesting is refused beyond 64 levels, whichever way it is written", () => {
  const deep = [
    "a: " + "[".repeat(100) + "]".repeat(100),
    "{a: ".repeat(100),
    "- ".repeat(100),
    "? ".repeat(100),
    Array.from({ length: 100 }, (_, index) => `${" ".repeat(index)}a:`).join("\n"),
    "[".repeat(MIB - 1),
    "- ".repeat(MIB / 2 - 1),
    Array.from({ length: 1_400 }, (_, index) => `${" ".repeat(index)}a:`).join("\n"),
  ];
  for (const text of deep) assert.match(onlyProblem(text).message, /nested deeper than 64 levels/, text.slice(0, 20));
});

test("aliases do not nest deeper than text may", () => {
  const lines = ["a0: &a0 [x]"];
  for (let index = 1; index < 100; index++) lines.push(`a${index}: &a${index} [*a${index - 1}]`);
  const { problems } = read(lines.join("\n"));
  assert.match(problems[0]?.message ?? "", /nested deeper than 64 levels/);
});

test("sixty levels are read", () => {
  assert.deepEqual(read("a: " + "[".repeat(60) + "]".repeat(60)).problems, []);
});

test("what looks like nesting inside text is text", () => {
  const { problems, value } = read(
    `a: |\n  ${"[".repeat(200)}\n  ${"- ".repeat(200)}\nb: "${"{".repeat(200)}" # ${"[".repeat(99)}\n`,
  );
  assert.deepEqual(problems, []);
  assert.equal((value as { b: string }).b.length, 200);
});

// Guarantee: no key of a file reaches an object's prototype.
test("no key of a file reaches an object's prototype", () => {
  const problem = onlyProblem("a:\n  __proto__: { polluted: true }\n");
  assert.match(problem.message, /cannot be used as a key/);
  assert.equal(problem.line, 2);
  const { value } = read("constructor: { prototype: { polluted: true } }");
  assert.equal(Object.hasOwn(value as object, "constructor"), true);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test("a file that is too large, not UTF-8, empty, a list or two documents is refused", () => {
  assert.match(onlyProblem("#".repeat(MIB + 1)).message, /at most 1048576/);
  assert.match(onlyProblem(Buffer.from([0x61, 0x3a, 0x20, 0xff])).message, /not UTF-8/);
  assert.match(onlyProblem("").message, /empty/);
  assert.match(onlyProblem("# nothing\n").message, /empty/);
  assert.match(onlyProblem("- a").message, /map of keys/);
  assert.match(onlyProblem("hello").message, /map of keys/);
  assert.match(onlyProblem("a: 1\n---\nb: 1\n").message, /more than one YAML document/);
});

test("a text of a megabyte is read as it is", () => {
  const { value, problems } = read(`a: "${"x".repeat(MIB - 100)}"`);
  assert.deepEqual(problems, []);
  assert.equal((value as { a: string }).a.length, MIB - 100);
});

test("tags, merge keys and keys that are not text bring nothing in by the back door", () => {
  assert.match(onlyProblem("a: !!binary aGVsbG8=").message, /tag/);
  assert.match(onlyProblem("a: !ruby/object b").message, /tag/);
  assert.deepEqual(read("<<: { a: 1 }").value, { "<<": { a: 1 } });
  assert.match(read("? [a]\n: b").problems[0]?.message ?? "", /keys must be strings/);
});

test("of many problems the first fifty are told, and how many more there are", () => {
  const { problems } = read("a: 1\n".repeat(200));
  assert.equal(problems.length, 50);
  assert.equal(problems[49]?.message, "and 150 more problems");
});
