import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scratch } from "../../test/scratch.ts";
import { loadConfiguration } from "./index.ts";

const HEAD = "version: 1\norganization: { id: a, name: A }\n";
const rule = (id: string) => `@id("${id}") permit (principal, action, resource);`;

function load(files: Record<string, string | Uint8Array>) {
  using folder = scratch({ "lumos.yaml": `${HEAD}policies: ./policies\n`, "policies/empty.txt": "", ...files });
  mkdirSync(join(folder.path, "policies/sub.cedar"), { recursive: true });
  const result = loadConfiguration({ file: folder.path, env: {}, cwd: "/" });
  const at = (file: string) => file.slice(folder.path.length + 1);
  return {
    policies: result.ok ? result.value.declaration.objects.policies : undefined,
    problems: result.ok
      ? []
      : result.error.map(
          ({ file, line, column, message }) => `${at(file)}:${line}:${column} ${message.replaceAll(folder.path, "")}`,
        ),
  };
}

test("files are read in the order of their names, policies in the order of their file", () => {
  const { policies } = load({
    "policies/b.cedar": `${rule("b1")}\n// why\n${rule("b2")}`,
    "policies/a.cedar": rule("z"),
    "policies/c.txt": rule("no"),
  });
  assert.deepEqual(policies, [
    { id: "z", text: rule("z"), file: "a.cedar" },
    { id: "b1", text: rule("b1"), file: "b.cedar" },
    { id: "b2", text: `// why\n${rule("b2")}`, file: "b.cedar" },
  ]);
});

test("an id that is missing, used twice or not one is told at its place", () => {
  const { problems } = load({
    "policies/a.cedar": `${rule("one")}\n\n  permit (principal, action, resource);\n${rule("a b")}`,
    "policies/b.cedar": `\n ${rule("one")}`,
  });
  assert.deepEqual(problems, [
    "policies/a.cedar:3:3 a policy needs an id",
    "policies/a.cedar:4:1 `a b` is not a policy's id: 1 to 128 letters, digits or . _ -, a letter or digit first",
    "policies/b.cedar:2:2 the id `one` is used twice; first in /policies/a.cedar:1",
  ]);
});

test("a policy longer than 64 KiB and a file that is not UTF-8 are told", () => {
  const { problems } = load({
    "policies/a.cedar": `@id("long") @why("${"x".repeat(65_536)}") permit (principal, action, resource);`,
    "policies/b.cedar": Buffer.from([0xff, 0xfe]),
  });
  assert.deepEqual(problems, [
    "policies/a.cedar:1:1 the policy `long` is longer than 65536 bytes",
    "policies/b.cedar:0:0 the file is not UTF-8 text",
  ]);
});

test("more than 10,000 policies and more than 16 MiB of them are refused", () => {
  const many = Array.from({ length: 10_001 }, (_, index) => rule(`p${index}`)).join("\n");
  assert.match(load({ "policies/a.cedar": many }).problems.join(), /more than 10000 policies/);
  const comment = `// ${"x".repeat(1_000)}\n\n`.repeat(16_000);
  assert.match(
    load({ "policies/a.cedar": comment, "policies/b.cedar": comment }).problems.join(),
    /more than 16777216 bytes/,
  );
});

test("a directory that is not there is told at the key that names it", () => {
  using folder = scratch({ "lumos.yaml": `${HEAD}policies: ./rules\n` });
  const result = loadConfiguration({ file: folder.path, env: {}, cwd: "/" });
  assert.ok(!result.ok);
  assert.deepEqual([result.error[0]?.line, result.error[0]?.column, result.error[0]?.path], [3, 11, "policies"]);
});

test("policies may stand in the file itself", () => {
  const inline = (text: string) =>
    load({ "lumos.yaml": `${HEAD}policies:\n  - id: one\n    text: |\n      ${text.replaceAll("\n", "\n      ")}\n` });
  assert.deepEqual(inline(rule("one")).policies, [{ id: "one", text: `${rule("one")}\n` }]);
  assert.match(inline(rule("two")).problems.join(), /its @id is `two`, not `one`/);
  assert.match(inline(`${rule("one")}\n${rule("one")}`).problems.join(), /exactly one policy/);
  assert.match(inline("permit (principal, action, resource);").problems.join(), /@id\("one"\)/);
  assert.match(inline("// nothing").problems.join(), /exactly one policy/);
  assert.match(load({ "lumos.yaml": `${HEAD}policies: { a: b }` }).problems.join(), /must be a list/);
  assert.match(load({ "lumos.yaml": `${HEAD}policies: 5` }).problems.join(), /a directory/);
});
