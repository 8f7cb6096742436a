import assert from "node:assert/strict";
import { test } from "node:test";
import type { ToolEffect } from "../../kernel/index.ts";
import { claudeCode } from "./dialects/claude-code.ts";
import { sdk } from "./dialects/sdk.ts";
import type { HookEvent } from "./types.ts";
import { useOf } from "./uses.ts";

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

test("the input of a client's own tool makes the tool graver, and never less grave", () => {
  const does = (name: string, input: Record<string, unknown>) =>
    useOf(claudeCode, { client: "claude-code" } as HookEvent, { name, input }, { servers: new Map() }).does;
  assert.deepEqual(does("Read", { file_path: "src/a.ts" })?.operations, ["read"]);
  assert.deepEqual(does("Write", {})?.operations, ["write"]);
  assert.deepEqual(does("WebFetch", { url: "https://a.test/x" })?.operations, ["egress"]);
  assert.deepEqual(does("WebFetch", { url: "https://a.test/x" })?.hosts, ["a.test"]);
  assert.deepEqual(does("Read", { file_path: "/root/.ssh/id_rsa" })?.operations, ["read", "secret-access"]);
  assert.ok(does("Edit", { file_path: "/etc/hosts" })?.operations.includes("destructive"));
});
