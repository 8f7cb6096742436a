import assert from "node:assert/strict";
import { test } from "node:test";
import { APIS } from "./catalog.ts";
import { provider } from "./catalog.ts";

const said = (written: object) => {
  const read = provider.safeParse({ id: "p", api: "openai", ...written });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

test("every dialect may be declared, with what some of them need", () => {
  for (const api of APIS) assert.deepEqual(said({ api }), []);
  assert.deepEqual(said({ api: "azure", resource: "acme-west", apiVersion: "2024-10-21", key: "k" }), []);
  assert.deepEqual(said({ api: "vertex", project: "acme.test:ai", location: "europe-west4" }), []);
  assert.deepEqual(said({ api: "bedrock", region: "us-gov-west-1", formats: ["bedrock.converse"] }), []);
  assert.deepEqual(said({ timeouts: { headers: "20s", idle: "15m" } }), []);
});

test("a key may be a key file over several lines, and nothing else may", () => {
  assert.deepEqual(said({ key: JSON.stringify({ a: 1 }, undefined, 2) }), []);
  for (const key of ["a\nb", "a\r\nx-evil: 1", "{\u0000}", "{\u00e9}", "x\n{}"]) assert.equal(said({ key }).length, 1);
});

test("a provider has a key or keys, and no two keys of one name", () => {
  const keys = [
    { id: "a", key: "1" },
    { id: "b", weight: 2 },
  ];
  assert.deepEqual(said({ keys }), []);
  assert.match(said({ key: "k", keys }).join(), /keys: a provider has a key or keys, not both/);
  assert.match(said({ keys: [...keys, { id: "a" }] }).join(), /two keys have the same id/);
  assert.equal(said({ keys: [] }).length, 1);
  assert.equal(said({ keys: [{ id: "a", weight: 0 }] }).length, 1);
});

test("nothing that becomes a piece of an address can change which address it is", () => {
  for (const [name, value] of [
    ["resource", "acme.evil.test/"],
    ["resource", "a#"],
    ["region", "x.evil.test"],
    ["region", "x@evil"],
    ["location", "evil.test/x"],
    ["project", "../../x"],
    ["project", "a/b"],
    ["apiVersion", "1&x=2"],
    ["tokenUrl", "ftp://x"],
    ["tokenUrl", "https://user:pass@x.test"],
  ] as const) {
    assert.equal(said({ [name]: value }).length, 1, `${name} ${value}`);
  }
});
