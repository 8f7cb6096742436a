import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { mcp } from "../../test/catalog-world.ts";
import { effectOf } from "./effects.ts";
import { suggestionFor } from "./suggest.ts";

const known = (
  server: Parameters<typeof effectOf>[0],
  definition: Record<string, unknown>,
  more: { person?: "read" | "write"; connector?: boolean } = {},
) => {
  const sources = { definition, person: more.person, connector: more.connector ?? false };
  const { effect, effectFrom, openWorld } = effectOf(server, "find", sources);
  return [effect, effectFrom, openWorld];
};
const hints = (annotations: unknown) => ({ annotations });

// Guarantee: what a server says about its own tools counts only where it is declared as verified.
test("what a server says about its own tools counts only where it is declared as verified", () => {
  const said = hints({ readOnlyHint: true, openWorldHint: false });
  deepEqual(known(mcp("crm"), said), ["write", "unknown", true]);
  deepEqual(known(mcp("crm", { verified: false }), said), ["write", "unknown", true]);
  deepEqual(known(mcp("crm", { verified: true }), said), ["read", "annotation", false]);
});

test("what a hint leaves open is the graver, and without any nothing is said", () => {
  const trusted = mcp("crm", { verified: true });
  deepEqual(known(trusted, hints({ readOnlyHint: true })), ["read", "annotation", true]);
  deepEqual(known(trusted, hints({ readOnlyHint: false })), ["destructive", "annotation", true]);
  deepEqual(known(trusted, hints({ destructiveHint: true, openWorldHint: false })), [
    "destructive",
    "annotation",
    false,
  ]);
  deepEqual(known(trusted, hints({ readOnlyHint: false, destructiveHint: false, openWorldHint: false })), [
    "write",
    "annotation",
    false,
  ]);
  deepEqual(known(trusted, hints({ destructiveHint: false, openWorldHint: true })), ["egress", "annotation", true]);
  for (const nothing of [{}, { title: "x" }, null, "read", [true], { readOnlyHint: "true" }])
    deepEqual(known(trusted, hints(nothing)), ["write", "unknown", true]);
});

test("the declaration goes before a person, a person before a connector, a connector before hints", () => {
  const said = { annotations: { readOnlyHint: true }, _meta: { "lumos/effect": "destructive" } };
  const declared = mcp("crm", { verified: true, tools: { find: { effect: "egress" } } });
  deepEqual(known(declared, said, { person: "read", connector: true }), ["egress", "configuration", true]);
  deepEqual(known(mcp("crm", { verified: true }), said, { person: "write", connector: true }), [
    "write",
    "person",
    false,
  ]);
  deepEqual(known(mcp("crm", { verified: true }), said, { connector: true }), ["destructive", "connector", false]);
  deepEqual(known(mcp("crm", { verified: true }), said), ["read", "annotation", true]);
  const open = mcp("crm", { tools: { find: { openWorld: false } } });
  deepEqual(known(open, {}), ["write", "unknown", false], "what is declared about it alone counts too");
});

test("a server's own member of that name is not a connector's", () => {
  deepEqual(known(mcp("crm"), { _meta: { "lumos/effect": "read" } }), ["write", "unknown", true]);
});

test("words suggest what a tool does", () => {
  const suggested = (name: string, definition: Record<string, unknown> = {}) => suggestionFor(name, definition)?.effect;
  for (const [name, effect] of [
    ["list_issues", "read"],
    ["getUser", "read"],
    ["search-files", "read"],
    ["delete_contact", "destructive"],
    ["dropTable", "destructive"],
    ["send_mail", "egress"],
    ["upload_file", "egress"],
    ["create_page", "write"],
    ["get_deleted_items", "read"],
  ] as const)
    deepEqual([name, suggested(name)], [name, effect]);
  deepEqual(suggested("contact", { description: "Deletes a contact." }), "destructive");
  deepEqual(
    suggested("fetch", { inputSchema: { properties: { url: {} } } }),
    "egress",
    "an address can carry things out",
  );
  deepEqual(suggested("foo", { description: "Bar." }), undefined);
});
