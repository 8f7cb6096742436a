import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Role, ROLES } from "../src/config/index.ts";
import type { Chain } from "../src/identity/index.ts";
import { operations, reachOf } from "../src/operations/index.ts";

const GOLDEN = join(import.meta.dirname, "golden", "roles.txt");

/** A chain of users holding these roles, one user a list. */
function chainOf(...links: Role[][]): Chain {
  return {
    org: "acme",
    links: links.map((roles, n) => ({
      kind: "user",
      id: `u${n}`,
      ref: `user:u${n}`,
      name: "",
      active: true,
      teams: [],
      roles,
      owner: undefined,
      autonomy: 0,
      attested: false,
      environment: "",
      region: "",
    })),
    credential: { ref: "key:aaaaaaaa", kind: "key", scopes: ["manage"], expiresAt: 0 },
    entities: [],
    fingerprint: "",
  };
}

function matrix(): string {
  const columns = [...ROLES, "member"] as const;
  const width = Math.max(...operations.map((operation) => operation.name.length));
  const rows = operations.map((operation) => {
    const cells = columns.map((column) => {
      const reach = reachOf(operation, chainOf(column === "member" ? [] : [column]));
      return (reach === "all" ? "yes" : (reach ?? "-")).padEnd(column.length);
    });
    const anyone = operation.roles === "anyone" ? "yes" : "-";
    return [operation.name.padEnd(width), ...cells, anyone].join("  ").trimEnd();
  });
  return [
    "# Who may do what. yes: everywhere in the organization; own: on what is their own; -: refused.",
    "# `member` is a person without a role, `anyone` somebody unknown. The machine's owner may do everything.",
    ["operation".padEnd(width), ...columns, "anyone"].join("  "),
    ...rows,
    "",
  ].join("\n");
}

test("who may do what is what the golden matrix says", () => {
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, matrix());
  assert.equal(matrix(), readFileSync(GOLDEN, "utf8"));
});

test("what no row allows is refused", () => {
  const nothing = { roles: [] as const };
  for (const role of ROLES) assert.equal(reachOf(nothing, chainOf([role])), undefined);
  assert.equal(reachOf({ roles: "machine" }, chainOf([...ROLES])), undefined);
});

test("everyone in a chain must hold the role", () => {
  const operation = { roles: ["owner"] as const };
  assert.equal(reachOf(operation, chainOf(["owner"])), "all");
  assert.equal(reachOf(operation, chainOf(["owner"], [])), undefined);
  assert.equal(reachOf(operation, chainOf([], ["owner"])), undefined);
  assert.equal(reachOf(operation, chainOf()), undefined);
});

test("no operation is described twice, by name or by path", () => {
  const names = operations.map((operation) => operation.name);
  const paths = operations.map((operation) => `${operation.method} ${operation.path}`);
  assert.equal(new Set(names).size, names.length);
  assert.equal(new Set(paths).size, paths.length);
});
