import assert from "node:assert/strict";
import { test } from "node:test";
import { cutPolicies } from "./cedar.ts";

const RULE = "permit (principal, action, resource);";

test("policies are cut with their annotations and the comment just above", () => {
  const text = `// about the file\n\n// grants\n// all\n@id("a") @why("b")\n${RULE}\n@id("c")${RULE}\n`;
  assert.deepEqual(cutPolicies(text), {
    policies: [
      { id: "a", text: `// grants\n// all\n@id("a") @why("b")\n${RULE}`, line: 5, column: 1 },
      { id: "c", text: `@id("c")${RULE}`, line: 7, column: 1 },
    ],
    faults: [],
  });
});

test("semicolons, brackets and marks in strings and comments cut nothing", () => {
  const one = `@id("a") @why("not ; here // \\" nor @id(\\"x\\") here")\npermit (principal, action, resource) // ; @id("y")\nwhen { context.a == ";@id" && "\\\\" like "*" };`;
  const { policies, faults } = cutPolicies(`${one} // behind\n@id("b") ${RULE}`);
  assert.deepEqual(faults, []);
  assert.deepEqual(
    policies.map(({ id, text }) => [id, text]),
    [
      ["a", one],
      ["b", `@id("b") ${RULE}`],
    ],
  );
});

test("an id is read with spaces around it, and only from the annotation of that name", () => {
  const ids = (text: string) => cutPolicies(text).policies.map(({ id }) => id);
  assert.deepEqual(ids(`@ id ( "a" )\n${RULE}`), ["a"]);
  assert.deepEqual(ids(`@idea("x") @why("y") ${RULE}`), [undefined]);
  assert.deepEqual(ids(`@id ${RULE}`), [undefined]);
  assert.deepEqual(ids(RULE), [undefined]);
});

test("a policy with two ids is told", () => {
  assert.match(cutPolicies(`@id("a") @id("b") ${RULE}`).faults[0]?.message ?? "", /one @id/);
});

test("a policy or a string that does not end is told where it begins", () => {
  assert.deepEqual(cutPolicies(`@id("a") ${RULE}\n  @id("b") permit (principal`), {
    policies: [{ id: "a", text: `@id("a") ${RULE}`, line: 1, column: 1 }],
    faults: [{ line: 2, column: 3, message: "a policy ends with a semicolon; this one does not end" }],
  });
  assert.deepEqual(cutPolicies('@id("a').faults, [{ line: 1, column: 5, message: "a string is not closed" }]);
});

test("a text without policies has none", () => {
  assert.deepEqual(cutPolicies("\n// nothing\n  "), { policies: [], faults: [] });
});

test("windows line ends change neither places nor cuts", () => {
  const { policies } = cutPolicies(`// x\r\n\r\n// y\r\n@id("a")\r\n${RULE}\r\n`);
  assert.deepEqual(policies, [{ id: "a", text: `// y\r\n@id("a")\r\n${RULE}`, line: 4, column: 1 }]);
});
