import assert from "node:assert/strict";
import { test } from "node:test";
import type { Landscape } from "../registry/index.ts";
import type { ShelfItem } from "../shelves/index.ts";
import { classOf, knownOf } from "./classify.ts";

test("what only shares a name or an interpreter with something approved is not taken for it", () => {
  const servers = new Map(
    [
      { id: "node", kind: "mcp", transport: "stdio", command: ["node", "a.js"] },
      { id: "zap", kind: "mcp", transport: "http", url: "https://zap.test/s/Njk4YzQ2ZTctZDM3Yi00ZmJm/mcp" },
      { id: "crm", kind: "mcp", transport: "http", url: "https://crm.test/mcp" },
      { id: "db", kind: "postgres", url: "postgres://x.test/db" },
    ].map((one) => [one.id, one]),
  ) as unknown as Landscape["servers"];
  const item = (more: Partial<ShelfItem>) =>
    ({ kind: "server", name: "x", target: "", digest: "", ...more }) as ShelfItem;
  const approved = [
    item({ name: "fs", target: "npm:fs" }),
    item({ kind: "skill", digest: "sha256:a" }),
    item({ name: "sh", target: "program:sh" }),
    item({ name: "crm", target: "npm:crm-mcp" }),
  ];
  const known = knownOf(
    { servers },
    { approved, blocked: [item({ target: "npm:bad" }), item({ target: "url:crm.test/old" })] },
  );
  const rows: [string, string, string][] = [
    ["program:node", "server", "unknown"],
    ["program:sh", "hook", "unknown"],
    ["url:zap.test/s/-/mcp", "server", "unknown"],
    ["url:crm.test/mcp", "server", "approved"],
    ["url:crm.test/mcp/other", "server", "unknown"],
    ["npm:fs", "server", "approved"],
    ["npm:fs2", "server", "unknown"],
    ["npm:bad", "server", "blocked"],
    ["", "server", "unknown"],
  ];
  for (const [target, kind, wanted] of rows)
    assert.equal(classOf({ kind: kind as "server", target, class: "unknown", digest: "" }, known), wanted, target);
  assert.equal(classOf({ kind: "server", target: "npm:bad", class: "lumos", digest: "" }, known), "blocked");
  assert.equal(classOf({ kind: "skill", target: "", class: "unknown", digest: "sha256:a" }, known), "approved");
  assert.equal(classOf({ kind: "skill", target: "", class: "unknown", digest: "" }, known), "unknown");
  assert.equal(
    known.servers.get("npm:crm-mcp"),
    "crm",
    "what was asked for by a package is led to the server of its name",
  );
});
