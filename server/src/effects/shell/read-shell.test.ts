import assert from "node:assert/strict";
import { test } from "node:test";
import { readShell } from "./read-shell.ts";

test("what cannot be understood is never read-only", () => {
  for (const command of ["if then", "x".repeat(70_000), "ls \u0001", "frobnicate --now", "$(whatever)", "nu -c ls"]) {
    const { does } = readShell(command);
    assert.ok(does.operations.includes("write"), command.slice(0, 40));
  }
});

test("a look at files is a read", () => {
  assert.deepEqual(readShell("ls -la src | grep test").does.operations, ["read"]);
});

test("what a command deletes is named, and whether it has a bound", () => {
  const { does } = readShell("rm -rf ./build");
  assert.deepEqual(does.operations, ["write", "destructive"]);
  assert.deepEqual(does.objects, ["build"]);
  assert.equal(does.unbounded, false);
  assert.equal(readShell("r''m -rf $HOME/").does.unbounded, true);
});
