import assert from "node:assert/strict";
import { test } from "node:test";
import { DIALECTS } from "./dialects/index.ts";
import type { HookClient, HookEvent, HookTool } from "./types.ts";
import type { ToolEffect } from "../../kernel/index.ts";
import { sdk } from "./dialects/sdk.ts";
import { useOf } from "./uses.ts";

function doesOf(client: HookClient, name: string, input: Record<string, unknown>) {
  const dialect = DIALECTS[client];
  const tool = { name, input } as HookTool;
  return useOf(dialect, { client } as HookEvent, tool, { servers: new Map() }).does;
}

test("what a client's own tool is given makes its use graver, and never less grave", () => {
  const key = doesOf("claude-code", "Read", { file_path: "/home/me/.ssh/id_rsa" });
  assert.deepEqual(key?.objects, ["~/.ssh/id_rsa"]);
  assert.ok(key?.operations.includes("secret-access"));
  assert.deepEqual(doesOf("claude-code", "Read", { file_path: "/src/a.ts" })?.operations, ["read"]);
  assert.ok(doesOf("gemini-cli", "write_file", { file_path: "/etc/hosts" })?.operations.includes("destructive"));
  const page = doesOf("claude-code", "WebFetch", { url: "https://a.test/docs" });
  assert.ok(page?.operations.includes("egress"), "what fetches may send, however short");
  assert.deepEqual(page?.hosts, ["a.test"]);
  assert.equal(doesOf("claude-code", "NobodyKnowsThis", { file_path: "/src/a.ts" }), undefined);
});

test("a command that comes as words is read as those words", () => {
  const removed = doesOf("codex", "shell", { command: ["bash", "-lc", "rm -rf '/'"] });
  assert.ok(removed?.operations.includes("destructive"));
  assert.equal(removed?.unbounded, true);
  assert.deepEqual(doesOf("codex", "shell", { command: ["echo", "; rm -rf /"] })?.operations, ["read"]);
  for (const command of [undefined, 7, {}, ["ls", 7]]) {
    const unread = doesOf("codex", "shell", { command });
    assert.ok(unread?.operations.includes("destructive"), JSON.stringify(command));
  }
});

const EVENT = { client: "sdk" } as HookEvent;

function operationsOf(declared: ToolEffect | undefined, said: ToolEffect | undefined): readonly string[] | undefined {
  const tools = declared === undefined ? {} : { lookup: { effect: declared } };
  const servers = new Map([["sdk", { id: "sdk", kind: "client", tools }]]);
  const landscape = { servers } as unknown as Parameters<typeof useOf>[3];
  const tool = { name: "lookup", input: {}, ...(said === undefined ? {} : { effect: said }) };
  return useOf(sdk, EVENT, tool, landscape).does?.operations;
}

test("what an application says that its tool does makes the tool graver, and never less grave", () => {
  assert.deepEqual(operationsOf(undefined, undefined), ["write"]);
  assert.deepEqual(operationsOf(undefined, "read"), ["write"], "a tool nobody declared writes, whatever it says");
  assert.deepEqual(operationsOf("destructive", "read"), ["destructive"]);
  assert.deepEqual(operationsOf("read", "read"), ["read"]);
  assert.deepEqual(operationsOf("read", "egress"), ["egress"]);
  assert.deepEqual(operationsOf("write", "destructive"), ["write", "destructive"]);
});
