import assert from "node:assert/strict";
import { test } from "node:test";
import { isRecord } from "../../kernel/index.ts";
import { operations } from "../../operations/index.ts";
import { openApi } from "./openapi.ts";

/*
 * No validator of OpenAPI is installed: these are the rules of 3.1 that our description could break, and those
 * of JSON Schema 2020-12 for the keywords it uses.
 */

type Node = Record<string, unknown>;
const api = JSON.parse(JSON.stringify(openApi(operations))) as Node;
const paths = api["paths"] as Record<string, Record<string, Node>>;
const described = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, node]) => ({ path, method, node })),
);

function walk(value: unknown, visit: (node: Node, place: string) => void, place = "#"): void {
  if (Array.isArray(value)) for (const [at, one] of value.entries()) walk(one, visit, `${place}/${at}`);
  if (!isRecord(value)) return;
  visit(value, place);
  for (const [name, member] of Object.entries(value)) walk(member, visit, `${place}/${name}`);
}

function at(ref: string): unknown {
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, step) => (isRecord(node) ? node[step] : undefined), api);
}

test("the description has what OpenAPI 3.1 requires, and nothing it does not know", () => {
  assert.match(String(api["openapi"]), /^3\.1\.\d+$/);
  const known = new Set([
    "openapi",
    "info",
    "jsonSchemaDialect",
    "servers",
    "paths",
    "webhooks",
    "components",
    "security",
    "tags",
    "externalDocs",
  ]);
  for (const name of Object.keys(api)) assert.ok(known.has(name), name);
  const info = api["info"] as Node;
  assert.ok(info["title"] && info["version"]);
});

test("every operation of the table is described, once", () => {
  const ids = described.map(({ node }) => node["operationId"]);
  assert.deepEqual([...ids].sort(), operations.map((operation) => operation.name).sort());
  assert.equal(new Set(ids).size, ids.length);
});

test("no two paths differ in the names of their placeholders only", () => {
  const shapes = Object.keys(paths).map((path) => path.replace(/\{\w+\}/g, "{}"));
  assert.equal(new Set(shapes).size, shapes.length);
});

test("every placeholder of a path is a required parameter, and none is named twice", () => {
  for (const { path, node } of described) {
    const parameters = (node["parameters"] ?? []) as { name: string; in: string; required: boolean; schema: Node }[];
    const holes = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const inPath = parameters.filter((one) => one.in === "path");
    assert.deepEqual(inPath.map((one) => one.name).sort(), holes.sort(), path);
    assert.ok(inPath.every((one) => one.required));
    const names = parameters.map((one) => `${one.in} ${one.name}`);
    assert.equal(new Set(names).size, names.length);
    for (const one of parameters) assert.ok(isRecord(one.schema) && ["path", "query", "header"].includes(one.in));
  }
});

test("reading takes no body, every operation says what it answers", () => {
  for (const { method, node, path } of described) {
    if (method === "get" || method === "delete") assert.equal(node["requestBody"], undefined, path);
    const responses = node["responses"] as Record<string, Node>;
    assert.ok(Object.keys(responses).every((status) => /^[2-5]\d\d$/.test(status)));
    assert.ok(
      Object.keys(responses).some((status) => status.startsWith("2")),
      path,
    );
    for (const response of Object.values(responses)) assert.ok("$ref" in response || "description" in response);
  }
});

test("every reference leads somewhere", () => {
  let count = 0;
  walk(api, (node, place) => {
    if (typeof node["$ref"] !== "string") return;
    count += 1;
    assert.match(node["$ref"], /^#\/components\/(schemas|responses)\/\w+$/, place);
    assert.ok(isRecord(at(node["$ref"])), `${place} -> ${node["$ref"]}`);
  });
  assert.ok(count > 100);
});

test("every schema uses keywords as JSON Schema has them", () => {
  const types = new Set(["string", "integer", "number", "boolean", "object", "array", "null"]);
  walk(api, (node, place) => {
    if (/\/(properties|schemas|responses|paths|securitySchemes|security\/\d+)$/.test(place)) return;
    if ("nullable" in node) assert.fail(`${place}: nullable is not of 3.1`);
    if ("$defs" in node || "$schema" in node) assert.fail(`${place}: a schema of its own`);
    if (typeof node["type"] === "string" && !/securitySchemes/.test(place)) assert.ok(types.has(node["type"]), place);
    if (Array.isArray(node["required"])) {
      const members = node["properties"];
      for (const name of node["required"]) assert.ok(isRecord(members) && String(name) in members, `${place} ${name}`);
    }
    if (node["type"] === "array") assert.ok("items" in node || "prefixItems" in node, place);
    if (typeof node["pattern"] === "string")
      assert.doesNotThrow(() => new RegExp(node["pattern"] as string, "u"), place);
  });
});

test("every kind of object is described once, among the components", () => {
  const schemas = at("#/components/schemas") as Record<string, Node>;
  for (const name of ["Tier", "Provider", "Model", "Route", "Agent", "Server", "Policy", "Budget", "Error"]) {
    assert.ok(name in schemas, name);
  }
});
