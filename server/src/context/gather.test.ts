import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape, callOf, chainOf, smallRegistry } from "../../test/policy/acme.ts";
import type { Scope } from "../identity/index.ts";
import { type Stated, fixedClock } from "../kernel/index.ts";
import type { Registry } from "../registry/index.ts";
import { makeContext } from "./gather.ts";

const landscape = acmeLandscape();
const clock = fixedClock(NOON);
const room = makeContext({ registry: smallRegistry(landscape) as unknown as Registry, clock });

function gather(refs: string[], stated: Stated, scopes: Scope[] = ["call"], at = room) {
  const chain = chainOf(landscape, ...refs);
  return at.gather({ ...callOf(), stated }, { ...chain, credential: { ...chain.credential, scopes } });
}

// Guarantee: a claim that widens rights counts only when the credential is entitled to state it.
test("a claim that widens rights counts only when the credential is entitled to state it", () => {
  const stated: Stated = { workflow: "release", purpose: "anything", customer: "big-one" };
  const plain = gather(["user:alice@acme.test"], stated);
  deepEqual([plain.workflow, plain.purpose, plain.customer], ["none", "", ""]);
  const entitled = gather(["user:alice@acme.test"], stated, [
    "call",
    "state:workflow",
    "state:purpose",
    "state:customer",
  ]);
  deepEqual([entitled.workflow, entitled.purpose, entitled.customer], ["release", "anything", "big-one"]);
});

test("a workflow nobody declared is none, even for those who may state one", () => {
  equal(gather(["user:alice@acme.test"], { workflow: "made-up" }, ["call", "state:workflow"]).workflow, "none");
});

test("a vetted member may state the workflows of the program, and qualifies for it only there", () => {
  const inside = gather(["user:dana@acme.test"], { workflow: "incident-response" });
  deepEqual([inside.workflow, inside.programs], ["incident-response", ["cyber-defense"]]);
  deepEqual(gather(["user:dana@acme.test"], {}).programs, []);
  const outsider = gather(["user:alice@acme.test"], { workflow: "incident-response" });
  deepEqual([outsider.workflow, outsider.programs], ["none", []]);
});

test("a program counts only when everyone in the chain is a member of it", () => {
  const through = gather(["agent:release-bot", "user:dana@acme.test"], { workflow: "incident-response" });
  deepEqual([through.workflow, through.programs], ["none", []]);
});

test("a program that has expired is none", () => {
  const later = makeContext({
    registry: smallRegistry(landscape) as unknown as Registry,
    clock: fixedClock(Date.parse("2028-01-01T00:00:00Z")),
  });
  deepEqual(gather(["user:dana@acme.test"], { workflow: "incident-response" }, ["call"], later).programs, []);
});

test("anyone may narrow: stated data classes are taken as they are", () => {
  deepEqual(gather(["user:bob@acme.test"], { dataClasses: ["phi"] }).dataClasses, ["phi"]);
});

test("an agent speaks with its own purpose and autonomy, and says for whom", () => {
  const context = gather(["agent:triage-bot", "user:sam@acme.test"], {});
  equal(context.purpose, "answers tickets");
  equal(context.autonomy, 2);
  deepEqual([context.delegationDepth, context.onBehalfOf], [1, ["user:sam@acme.test"]]);
  equal(gather(["user:sam@acme.test"], {}).environment, "prod");
});
