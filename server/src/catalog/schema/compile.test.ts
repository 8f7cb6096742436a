import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { type Compiled, compileSchema } from "./compile.ts";
import { VECTORS } from "./vectors.ts";

test("values fit schemas as the standard says", () => {
  let count = 0;
  const wrong: string[] = [];
  for (const { about, schema, fit, not } of VECTORS) {
    // The arguments are always an object, so each value is looked at as a member of one.
    const { check } = compiled({ type: "object", properties: { v: schema }, ...definitionsOf(schema) });
    for (const [values, fits] of [
      [fit, true],
      [not, false],
    ] as const)
      for (const value of values) {
        count += 1;
        if ((check({ v: value }) === undefined) !== fits)
          wrong.push(
            `${about}: ${JSON.stringify(value)} ${fits ? "has to fit" : "must not fit"} ${JSON.stringify(schema)}`,
          );
      }
  }
  deepEqual(wrong, []);
  ok(count > 350, String(count));
});

test("a plain schema of a tool tells the first thing that is wrong", () => {
  const { check } = compiled({
    type: "object",
    properties: {
      path: { type: "string" },
      lines: { type: "integer", minimum: 1 },
      how: { enum: ["fast", "slow"] },
      tags: { type: "array", items: { type: "object", required: ["id"] } },
    },
    required: ["path"],
    additionalProperties: false,
  });
  equal(check({ path: "a" }), undefined);
  equal(check({}), 'the arguments need "path"');
  equal(check({ path: 3 }), "path has to be a string");
  equal(check({ path: "a", lines: 0 }), "lines has to be at least 1");
  equal(check({ path: "a", how: "slowly" }), 'how has to be one of "fast", "slow"');
  equal(check({ path: "a", tags: [{ id: 1 }, {}] }), 'tags[1] needs "id"');
  equal(
    check({ path: "a", other: 1 }),
    "the arguments have a member that is not known; known are: path, lines, how, tags",
  );
  for (const wrong of ["text", null, [], 3, undefined]) equal(check(wrong), "the arguments have to be an object");
});

test("no value and no unknown name of the arguments is told", () => {
  const { check } = compiled({
    type: "object",
    properties: { a: { type: "string", pattern: "^x", maxLength: 30 }, b: { enum: [1] }, c: { const: 2 } },
    patternProperties: { "^p": { type: "number" } },
    additionalProperties: { type: "boolean" },
  });
  for (const args of [
    { a: "hunter2" },
    { a: "x".repeat(40) },
    { b: "hunter2" },
    { c: "hunter2" },
    { phunter2: "hunter2" },
    { hunter2: "hunter2" },
  ])
    equal(check(args)?.includes("hunter2"), false);
});

// Guarantee: no pattern of a server holds up the process, whatever text it meets.
test("no pattern of a server holds up the process, whatever text it meets", () => {
  for (const pattern of ["^(a+)+$", "^(a|aa)+$", "(x+x+)+y", "^([a-z]+)*$"]) {
    const { check } = compiled({ type: "object", properties: { v: { type: "string", pattern } } });
    ok(check({ v: `${"a".repeat(50_000)}!` }) !== undefined || pattern.startsWith("(x"));
  }
  const many = { type: "object", properties: { v: { type: "array", items: { type: "string", pattern: "^(a+)+$" } } } };
  match(compiled(many).check({ v: Array.from({ length: 2_000 }, () => "a".repeat(1_000)) }) ?? "", /too large/);
  for (const pattern of ["(?=a)b", "(a)\\1", "(", "a{1,100000}", "x".repeat(2_000)]) {
    const { notes, check } = compiled({ type: "object", properties: { v: { type: "string", pattern } } });
    equal(notes.length, 1, pattern);
    equal(check({ v: "anything" }), undefined, "what cannot be run is not looked at, and is said to be so");
  }
});

// Guarantee: a schema fetches nothing: it refers only to places in itself.
test("a schema fetches nothing: it refers only to places in itself", () => {
  for (const $ref of [
    "https://other.test/s.json",
    "http://127.0.0.1/s",
    "other.json",
    "file:///etc/passwd",
    "#/none",
    "#none",
  ])
    match(String(compileSchema({ type: "object", properties: { v: { $ref } } })), /refers to/);
});

// Guarantee: a schema that refers to itself in a ring is found when it is compiled, not when a call comes.
test("a schema that refers to itself in a ring is found when it is compiled, not when a call comes", () => {
  const rings = [
    { $ref: "#" },
    { allOf: [{ $ref: "#" }] },
    { $defs: { a: { $ref: "#/$defs/b" }, b: { anyOf: [{ $ref: "#/$defs/a" }] } }, $ref: "#/$defs/a" },
    { not: { $ref: "#" } },
    { if: { $ref: "#" } },
    { dependentSchemas: { a: { $ref: "#" } } },
  ];
  for (const ring of rings) match(String(compileSchema(ring)), /itself without end/);
  const tree = { type: "object", properties: { child: { $ref: "#" }, name: { type: "string" } }, required: ["name"] };
  equal(compiled(tree).check({ name: "a", child: { name: "b", child: { name: "c" } } }), undefined);
  equal(compiled(tree).check({ name: "a", child: { name: "b", child: {} } }), 'child.child needs "name"');
});

// Guarantee: arguments that cannot be checked are refused.
test("arguments that cannot be checked are refused", () => {
  const tree = { type: "object", properties: { child: { $ref: "#" } } };
  let deep: Record<string, unknown> = {};
  for (let depth = 0; depth < 500; depth++) deep = { child: deep };
  match(compiled(tree).check(deep) ?? "", /too large or too deep/);
  // Each level looks twice at the one below.
  const branching = {
    type: "object",
    properties: { child: { anyOf: [{ $ref: "#" }, { $ref: "#" }] } },
    not: { required: ["x"] },
  };
  let wide: Record<string, unknown> = { x: 1 };
  for (let depth = 0; depth < 40; depth++) wide = { child: wide };
  match(compiled(branching).check(wide) ?? "", /too large or too deep/);
  // A limit that is met inside of `not` is no good answer either.
  const below = {
    properties: { child: { anyOf: [{ $ref: "#/$defs/b" }, { $ref: "#/$defs/b" }] } },
    not: { required: ["x"] },
  };
  match(compiled({ $defs: { b: below }, not: { $ref: "#/$defs/b" } }).check(wide) ?? "", /too large or too deep/);
  const unique = { type: "object", properties: { v: { uniqueItems: true } } };
  match(compiled(unique).check({ v: Array.from({ length: 20_000 }, (_, at) => at) }) ?? "", /too large/);
});

test("schemas that are none are said to be none", () => {
  for (const wrong of [
    3,
    "object",
    null,
    [],
    { type: "text" },
    { type: ["string", 3] },
    { properties: [] },
    { properties: { a: 3 } },
    { required: "a" },
    { enum: "a" },
    { allOf: {} },
    { pattern: 3 },
    { patternProperties: { "(?=a)": {} } },
    { $ref: 3 },
  ])
    equal(typeof compileSchema(wrong), "string", JSON.stringify(wrong));
  let deep: unknown = {};
  for (let depth = 0; depth < 300; depth++) deep = { properties: { a: deep } };
  match(String(compileSchema(deep)), /deep/);
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`p${at}`, {}]));
  match(String(compileSchema({ properties: many })), /more than/);
});

test("names that objects have by themselves are names like others", () => {
  const { check } = compiled(
    JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}},"required":["toString"]}',
    ),
  );
  equal(check({}), 'the arguments need "toString"');
  equal(check(JSON.parse('{"toString":1,"__proto__":1}')), "__proto__ has to be a string");
  equal(check({ toString: 1, constructor: "x" }), "constructor has to be a number");
});

/** A reference inside of a vector points from the top. */
function definitionsOf(schema: unknown): Record<string, unknown> {
  const { $defs, definitions, $schema } = (schema ?? {}) as Record<string, unknown>;
  return { ...($defs ? { $defs } : {}), ...(definitions ? { definitions } : {}), ...($schema ? { $schema } : {}) };
}

function compiled(schema: unknown): Compiled {
  const made = compileSchema(schema);
  if (typeof made === "string") throw new Error(made);
  return made;
}
