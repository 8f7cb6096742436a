import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { editorSchema } from "./file-schema.ts";

const file = new URL("../../lumos.schema.json", import.meta.url);

test("the schema for editors is up to date (node tools/schema.ts --write)", () => {
  assert.equal(readFileSync(file, "utf8"), `${JSON.stringify(editorSchema(), null, 2)}\n`);
});

interface Node {
  type?: string;
  description?: string;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  additionalProperties?: Node | false;
  pattern?: string;
}

function everyKey(node: Node, path: string, meet: (path: string, node: Node) => void): void {
  for (const [key, member] of Object.entries(node.properties ?? {})) {
    meet(`${path}.${key}`, member);
    everyKey(member, `${path}.${key}`, meet);
  }
  for (const inner of [node.items, ...(node.anyOf ?? []), ...(node.oneOf ?? [])])
    if (inner !== undefined) everyKey(inner, path, meet);
  if (node.additionalProperties) everyKey(node.additionalProperties, `${path}.*`, meet);
}

test("every key is described, but the ids that speak for themselves", () => {
  const bare: string[] = [];
  let count = 0;
  everyKey(editorSchema() as Node, "", (path, node) => {
    count += 1;
    const list = node.type === "array" && node.items?.description !== undefined;
    if (node.description === undefined && !list && !path.endsWith(".id")) bare.push(path);
  });
  assert.ok(count > 100);
  assert.deepEqual(
    [...new Set(bare)].filter((path) => node(path)),
    [],
  );
});

/** A list whose entries come in several shapes is described by them. */
function node(path: string): boolean {
  return path !== ".servers";
}

test("a number, a switch or a choice may be a reference to the environment", () => {
  const schema = editorSchema() as Node;
  const autonomy = schema.properties?.agents?.items?.properties?.autonomy;
  assert.deepEqual(
    autonomy?.anyOf?.map(({ type, pattern }) => [type, pattern]),
    [
      ["integer", undefined],
      ["string", "\\$\\{"],
    ],
  );
  const api = schema.properties?.providers?.items?.properties?.api;
  assert.equal(api?.anyOf?.[1]?.pattern, "\\$\\{");
});
