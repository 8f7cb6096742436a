import { deepEqual, equal, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape, acmeRoom, assessed, chainOf, quiet } from "../../test/policy/acme.ts";
import type { ToolUse } from "./rulings/candidates.ts";

const CRM: Omit<ToolUse, "server"> = {
  tool: "find_contact",
  operations: ["read"],
  objects: [],
  hosts: [],
  unbounded: false,
  batch: 1,
  pinned: true,
};

// Guarantee: a kept answer about a tool is never given to another principal, use, landscape or policy set.
test("a kept answer about a tool is never given to another principal, use, landscape or policy set", async () => {
  const landscape = acmeLandscape();
  const { room, registry } = await acmeRoom(landscape);
  const ask = (more: { who?: string[]; use?: Partial<ToolUse>; taint?: string[]; at?: typeof landscape } = {}) => {
    const here = more.at ?? landscape;
    const server = here.servers.get("crm") as ToolUse["server"];
    return room.decideUses({
      at: NOON,
      chain: chainOf(here, ...(more.who ?? ["user:sam@acme.test"])),
      context: { ...quiet, channel: "mcp", taint: more.taint ?? [] },
      assessment: assessed(),
      uses: [{ ...CRM, server, ...more.use }],
      whole: true,
    });
  };
  try {
    const first = ask();
    equal(first.outcome, "allowed");
    equal(ask().rulings, first.rulings, "the same question has the same answer, as the same object");
    const others = [
      ask({ use: { operations: ["write"] } }),
      ask({ use: { pinned: false } }),
      ask({ use: { objects: ["contacts"] } }),
      ask({ use: { tool: "update_contact" } }),
      ask({ use: { unbounded: true } }),
      ask({ who: ["user:alice@acme.test"] }),
      ask({ who: ["agent:triage-bot", "user:sam@acme.test"] }),
      ask({ taint: ["untrusted"] }),
    ];
    for (const [at, other] of others.entries()) notEqual(other.rulings, first.rulings, String(at));
    deepEqual(
      [
        ask({ use: { operations: ["write"], pinned: false } }).outcome,
        ask({ who: ["user:bob@acme.test"], use: { operations: ["write"] } }).outcome,
      ],
      ["blocked", "blocked"],
    );
    const closed = acmeLandscape((declaration) => {
      declaration.objects.policies = declaration.objects.policies.filter(({ id }) => id !== "tool.read");
    }, 2);
    registry.set(closed);
    await room.settled();
    equal(ask({ at: closed }).outcome, "allowed", "another policy permits it");
    notEqual(ask({ at: closed }).rulings, first.rulings);
    notEqual(ask().rulings, first.rulings, "what is of another landscape is asked anew");
  } finally {
    room.close();
  }
});
