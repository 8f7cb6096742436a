import assert from "node:assert/strict";
import { test } from "node:test";
import { plainRows, table } from "./table.ts";

const columns = ["id", "name", "createdAt", "costNanoUsd"].map((name) => ({ name, title: name.toUpperCase() }));
const rows = [
  { id: "a", createdAt: 1_800_000_000_000, costNanoUsd: 1_500_000_000 },
  { id: "longer", costNanoUsd: null },
];

test("people see aligned columns, moments and money as they read them, and no column that is empty", () => {
  assert.equal(
    table(columns, rows, { columns: 80, colour: false }),
    "ID      CREATEDAT             COSTNANOUSD\na       2027-01-15T08:00:00Z  $1.50\nlonger\n",
  );
});

test("a line is never wider than the terminal", () => {
  const lines = table(columns, rows, { columns: 12, colour: false }).trimEnd().split("\n");
  assert.ok(lines.every((line) => line.length <= 12));
});

test("colour is used only where it is wanted", () => {
  assert.ok(!table(columns, rows, { columns: 80, colour: false }).includes("\u001b"));
  assert.ok(table(columns, rows, { columns: 80, colour: true }).includes("\u001b[1m"));
});

test("programs get every column in its place, as it is", () => {
  assert.equal(plainRows(columns, rows), "a\t\t1800000000000\t1500000000\nlonger\t\t\t\n");
});
