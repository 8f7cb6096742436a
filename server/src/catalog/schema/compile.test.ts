import { equal } from "node:assert/strict";
import { test } from "node:test";
import { type Compiled, compileSchema } from "./compile.ts";

test("a plain schema of a tool tells the first thing that is wrong", () => {
  const { check } = compiled({
    type: "object",
    properties: { path: { type: "string" }, lines: { type: "integer", minimum: 1 } },
    required: ["path"],
    additionalProperties: false,
  });
  equal(check({ path: "a" }), undefined);
  equal(check({}), 'the arguments need "path"');
  equal(check({ path: 3 }), "path has to be a string");
  equal(check({ path: "a", lines: 0 }), "lines has to be at least 1");
  equal(check({ path: "a", other: 1 }), "the arguments have a member that is not known; known are: path, lines");
  equal(check("text"), "the arguments have to be an object");
});

function compiled(schema: unknown): Compiled {
  const made = compileSchema(schema);
  if (typeof made === "string") throw new Error(made);
  return made;
}
