import assert from "node:assert/strict";
import { test } from "node:test";
import { clientToolDoes } from "./client-tools.ts";

function operations(client: string, tool: string, input: unknown): readonly string[] | undefined {
  return clientToolDoes(client, tool, input)?.operations;
}

test("a command of an agent is read as a command, as text or as words", () => {
  assert.equal(clientToolDoes("claude-code", "Bash", { command: "rm -rf /" })?.unbounded, true);
  assert.equal(clientToolDoes("codex", "shell", { command: ["bash", "-lc", "rm -rf '/'"] })?.unbounded, true);
  assert.equal(clientToolDoes("gemini-cli", "run_shell_command", { command: "ls" })?.operations.join(), "read");
  assert.ok(operations("windsurf", "run_command", { CommandLine: "git push" })?.includes("egress"));
  assert.ok(operations("claude-code", "Bash", {})?.includes("destructive"));
});

test("a tool that writes where secrets are kept, or into the machine's own files, is seen as that; files are objects", () => {
  assert.deepEqual(clientToolDoes("claude-code", "Read", { file_path: "/src/a.ts" })?.objects, ["/src/a.ts"]);
  assert.ok(operations("claude-code", "Read", { file_path: "/home/me/.ssh/id_rsa" })?.includes("secret-access"));
  assert.ok(operations("gemini-cli", "write_file", { file_path: "/etc/hosts" })?.includes("destructive"));
  assert.ok(operations("codex", "write_file", { path: "~/.aws/credentials" })?.includes("secret-access"));
  assert.deepEqual(operations("claude-code", "Edit", { file_path: "src/a.ts" }), ["write"]);
  assert.ok(operations("claude-code", "Write", { file_path: "/home/me/.bashrc" })?.includes("code-execution"));
  assert.ok(operations("cursor", "delete_file", { target_file: "a" })?.includes("destructive"));
  const patch = "*** Begin Patch\n*** Update File: a.ts\n*** Delete File: b.ts\n*** End Patch";
  assert.deepEqual(clientToolDoes("codex", "apply_patch", { input: patch })?.objects, ["a.ts", "b.ts"]);
  assert.ok(operations("codex", "apply_patch", { input: patch })?.includes("destructive"));
});

test("an address that carries data out is egress, though it is only fetched", () => {
  assert.deepEqual(operations("claude-code", "WebFetch", { url: "https://a.test/docs?page=2" }), ["read", "network"]);
  const data = "x".repeat(80);
  assert.ok(operations("claude-code", "WebFetch", { url: `https://a.test/?d=${data}` })?.includes("egress"));
  assert.deepEqual(clientToolDoes("gemini-cli", "web_fetch", { prompt: "sum up https://A.test/x" })?.hosts, ["a.test"]);
});

test("a tool that a client does not bring itself is not known", () => {
  assert.equal(clientToolDoes("claude-code", "mcp__crm__find", {}), undefined);
  assert.equal(clientToolDoes("codex", "made_up", {}), undefined);
});
