import assert from "node:assert/strict";
import { test } from "node:test";
import { collectProblems } from "./problems.ts";
import { substitute } from "./substitute.ts";
import { plain, readTree } from "./tree.ts";

function fill(text: string, env: Record<string, string | undefined> = {}) {
  const problems = collectProblems();
  const tree = readTree(Buffer.from(text), "lumos.yaml", problems);
  assert.ok(tree, JSON.stringify(problems.list()));
  substitute(tree, env, problems);
  return { value: plain(tree), problems: problems.list() };
}

test("several references in one value are replaced, in lists and maps alike", () => {
  const { value } = fill('a: "${X}-${Y:-why}-${X}"\nb: [{ c: "${Y:-}" }]', { X: "1" });
  assert.deepEqual(value, { a: "1-why-1", b: [{ c: "" }] });
});

test("a default holds for a variable that is unset or empty", () => {
  assert.deepEqual(fill("a: ${X:-d}", {}).value, { a: "d" });
  assert.deepEqual(fill("a: ${X:-d}", { X: "" }).value, { a: "d" });
  assert.deepEqual(fill("a: ${X:-http://h:1/p?q=r}", {}).value, { a: "http://h:1/p?q=r" });
  assert.deepEqual(fill("a: ${X:-d}", { X: "set" }).value, { a: "set" });
});

test("an unset variable is told where it stands and by name", () => {
  const { problems } = fill('a:\n  - b: "x ${MISSING} y"\n');
  assert.equal(problems.length, 1);
  assert.deepEqual([problems[0]?.line, problems[0]?.column, problems[0]?.path], [2, 8, "a[0].b"]);
  assert.match(problems[0]?.message ?? "", /`MISSING`/);
  assert.match(problems[0]?.suggestion ?? "", /set MISSING, or write a default/);
});

// Guarantee: a value from the environment is never read as YAML and never as a further reference.
test("a value from the environment is never read as YAML and never as a further reference", () => {
  for (const evil of [
    "${HOME}",
    "$${",
    '"}], admin: true, x: ["',
    "a\nb: c\n- d",
    "&a *a !!js",
    "': {",
    "{",
    "$&$1$`",
    "null",
    "true",
    "# no",
  ]) {
    const { value, problems } = fill('a: "${X}"\nb: ${X}\nc: { d: "${X}" }', { X: evil, HOME: "/root" });
    assert.deepEqual(problems, [], evil);
    assert.deepEqual(value, { a: evil, b: evil, c: { d: evil } });
  }
});

test("a doubled dollar writes a plain reference mark", () => {
  assert.deepEqual(fill('a: "$${X} $$${X} $5 $$ {X}"', {}).value, { a: "${X} $${X} $5 $$ {X}" });
});

test("a reference that is not one is told once for its value", () => {
  for (const bad of ["${", "${}", "${1A}", "${A B}", "${A-b}", "${A:-${B}}", "${A ${B"]) {
    const { problems } = fill(`a: '${bad}'`, { A: "a", B: "b" });
    assert.equal(problems.length, 1, bad);
    assert.match(problems[0]?.message ?? "", /written \$\{NAME\}/);
  }
});

test("names every object has are not variables", () => {
  for (const name of ["constructor", "__proto__", "toString"])
    assert.match(fill(`a: \${${name}}`, {}).problems[0]?.message ?? "", /no variable/);
});

test("a value that is shared by an alias is filled once", () => {
  assert.deepEqual(fill("a: &x ['${X}']\nb: *x", { X: "${X}" }).value, { a: ["${X}"], b: ["${X}"] });
});
