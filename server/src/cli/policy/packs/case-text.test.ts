import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { fillCases, readCaseText, withSection } from "./case-text.ts";

const CASES = `- name: one
  chain: ["user:$user.member"]
  ask: { model: $route.smart }
  expect: { outcome: allowed }
- name: two
  chain: ["agent:$agent.helper"]
  ask: { model: $route.smart }
  expect: { outcome: allowed }
`;
const names = new Map([
  ["user.member", ["ann@example.org"]],
  ["agent.helper", ["helper"]],
  ["route.smart", ["best"]],
]);

test("cases are filled in and named after their pack; those that need what is missing are left out and say so", () => {
  const { cases, leftOut } = fillCases({ name: "p", cases: CASES }, names, new Set(["agent.helper"]));
  assert.deepEqual(leftOut, [{ name: "p: two", needs: ["agent.helper"] }]);
  assert.deepEqual(parse(cases.map(({ text }) => text).join("")), [
    { name: "p: one", chain: ["user:ann@example.org"], ask: { model: "best" }, expect: { outcome: "allowed" } },
  ]);
});

test("a section is added once, replaced in its place, and leaves every other byte", () => {
  const mine = "# mine\n- name: first # kept\n  chain: [x]";
  const one = [{ name: "a", text: "- name: a\n" }];
  const added = withSection(mine, "the pack p", "Yours.", one);
  assert.equal(added, `${mine}\n# Begin: the pack p. Yours.\n- name: a\n# End: the pack p.\n`);
  const more = `${added}- name: last\n`;
  const again = withSection(more, "the pack p", "Yours.", [{ name: "b", text: "- name: b\n" }]);
  assert.equal(again, `${mine}\n# Begin: the pack p. Yours.\n- name: b\n# End: the pack p.\n- name: last\n`);
  assert.equal(withSection(more, "the pack p", "Yours.", []), `${mine}\n- name: last\n`);
});

test("what is no list is not added to", () => {
  assert.deepEqual(readCaseText("# nothing yet\n", "cases.yaml"), []);
  assert.equal(readCaseText("- name: a\n- name: b\n", "cases.yaml").length, 2);
  for (const text of ["[{ name: a }]\n- name: b\n", "cases:\n  - name: a\n", "- name: a\n  name: b\n"])
    assert.throws(() => readCaseText(text, "cases.yaml"), /cases\.yaml is not a list/);
});
