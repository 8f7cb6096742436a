import assert from "node:assert/strict";
import { test } from "node:test";
import { readShell } from "./read-shell.ts";

test("what cannot be understood is never read-only", () => {
  for (const command of ["if then", "x".repeat(70_000), "ls \u0001", "frobnicate --now", "$(whatever)", "nu -c ls"]) {
    const { does } = readShell(command);
    assert.ok(does.operations.includes("write"), command.slice(0, 40));
  }
});

test("what cannot be read counts as the gravest there is", () => {
  for (const command of ["if then", "x".repeat(70_000), `ls "unended`]) {
    const { does, unread } = readShell(command);
    assert.notEqual(unread, undefined, command.slice(0, 40));
    assert.equal(does.unbounded, true);
    for (const one of ["write", "destructive", "egress"]) assert.ok(does.operations.includes(one), one);
  }
});

test("a program that is not known writes and runs code; it never counts as reading", () => {
  for (const command of ["frobnicate", "./ls", "frobnicate --version", "ls | frobnicate --list"]) {
    const { does, classes } = readShell(command);
    assert.ok(does.operations.includes("write"), command);
    assert.ok(classes.includes("code-execution"), command);
  }
});

test("a verb that is not known writes and runs code; it never counts as reading", () => {
  for (const command of ["git frobnicate", "kubectl frobnicate pods", "docker frobnicate -a"]) {
    const { does, classes } = readShell(command);
    assert.ok(does.operations.includes("write"), command);
    assert.ok(classes.includes("code-execution"), command);
  }
  assert.deepEqual(readShell("git status").does.operations, ["read"]);
});

test("a command is read-only by what is known of it, never because nothing was found", () => {
  for (const command of ["", "   ", "# only a comment", "$nothing", "''", "{ :; }; frobnicate"])
    assert.notDeepEqual(readShell(command).does.operations, ["read"], JSON.stringify(command));
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
