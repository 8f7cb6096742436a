import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { acmeLandscape, chainOf } from "../../../test/policy/acme.ts";
import type { Connection } from "../../config/index.ts";
import type { ToolUse } from "./candidates.ts";
import { connectionNarrowing } from "./connections.ts";

const landscape = acmeLandscape();

function narrowing(refs: string[], server: string, tool: string, operations: string[], more: Partial<Connection> = {}) {
  const connections = new Map(landscape.connections);
  const triage = connections.get("triage-crm") as Connection;
  connections.set("triage-crm", { ...triage, ...more });
  const found = landscape.servers.get(server);
  const use = { server: found, tool, operations, objects: [], hosts: [], unbounded: false, batch: 1, pinned: true };
  const said = connectionNarrowing({ ...landscape, connections }, chainOf(landscape, ...refs).links, use as ToolUse);
  return said && { by: said.forbids.map(({ policy, principal }) => `${policy} ${principal}`), asks: said.obligations };
}
const TRIAGE = ["agent:triage-bot", "user:sam@acme.test"];

// Guarantee: a connection allows nobody in a chain more than its own connections say.
test("a connection allows nobody in a chain more than its own connections say", () => {
  equal(narrowing(TRIAGE, "crm", "find_contact", ["read"]), undefined);
  equal(narrowing(TRIAGE, "crm", "update_contact", ["write"]), undefined);
  deepEqual(narrowing(TRIAGE, "crm", "delete_contact", ["destructive"])?.by, ["connection.tools agent:triage-bot"]);
  deepEqual(narrowing(TRIAGE, "warehouse", "query", ["write", "insert"])?.by, [
    "connection.operations agent:triage-bot",
  ]);
  deepEqual(narrowing(TRIAGE, "crm", "find_contact", [])?.by, ["connection.operations agent:triage-bot"]);
});

test("an agent without a connection does not reach a server that anyone is connected to", () => {
  deepEqual(narrowing(["agent:release-bot", "user:alice@acme.test"], "crm", "find_contact", ["read"])?.by, [
    "connection.missing agent:release-bot",
  ]);
});

test("people are kept out only of servers that people are connected to, and teams count", () => {
  equal(narrowing(["user:sam@acme.test"], "crm", "delete_contact", ["destructive"]), undefined);
  equal(narrowing(["user:alice@acme.test"], "files", "read_file", ["read"]), undefined);
  equal(narrowing(["user:dana@acme.test"], "files", "read_file", ["read"]), undefined);
  deepEqual(narrowing(["user:bob@acme.test"], "files", "read_file", ["read"])?.by, [
    "connection.missing user:bob@acme.test",
  ]);
});

test("a tool that sends out passes with writing only where it is named", () => {
  equal(narrowing(TRIAGE, "crm", "send_mail", ["egress"]), undefined);
  deepEqual(narrowing(TRIAGE, "crm", "send_mail", ["egress"], { operations: ["read"] })?.by, [
    "connection.operations agent:triage-bot",
  ]);
});

test("what a connection wants a person for is asked for", () => {
  const approvals: Connection["approvals"] = [{ operations: ["write"], by: "approver" }];
  deepEqual(narrowing(TRIAGE, "crm", "update_contact", ["write"], { approvals }), {
    by: [],
    asks: ["approval:approver"],
  });
  equal(narrowing(TRIAGE, "crm", "find_contact", ["read"], { approvals }), undefined);
});
