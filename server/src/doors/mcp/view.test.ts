import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { CatalogTool } from "../../catalog/index.ts";
import type { Asker, Door } from "./types.ts";
import { definitionFor, toolNamed } from "./view.ts";

const tool = (server: string, name: string): CatalogTool => ({
  server,
  name,
  state: "approved",
  definition: JSON.stringify({ name, description: name }),
  hash: "",
  effect: "read",
  effectFrom: "person",
  openWorld: false,
  check: () => undefined,
});
const asker = { chain: { org: "o" }, scope: undefined } as Asker;
const doorWith = (tools: ReadonlyMap<string, ReadonlyMap<string, CatalogTool>>) =>
  ({ catalog: { tools: () => tools } }) as unknown as Door;

test("a name that stands for two tools stands for neither", () => {
  const twice = new Map([
    ["a", new Map([["t", tool("a", "t")]])],
    ["b", new Map([["t", tool("a", "t")]])],
  ]);
  deepEqual(toolNamed(doorWith(twice), asker, "a__t"), { server: "", name: "a__t" });
  const once = new Map([["a", new Map([["t", tool("a", "t")]])]]);
  deepEqual(toolNamed(doorWith(once), asker, "a__t"), { server: "a", name: "t" });
});

test("a definition keeps its bytes but for its name", () => {
  const raw = '{ "description" : "n\\u0061me", "name" : "t", "x":1.0 }';
  const one = { ...tool("a", "t"), definition: raw };
  deepEqual(definitionFor(one, "a"), raw);
  deepEqual(definitionFor(one, undefined), '{ "description" : "n\\u0061me", "name" : "a__t", "x":1.0 }');
});
