import assert from "node:assert/strict";
import { test } from "node:test";
import { acme } from "../../../test/registry-world.ts";
import { readProperties } from "../../doors/decisions/properties.ts";
import { NO_PROPERTIES } from "../../kernel/index.ts";
import { buildLandscape } from "../../registry/index.ts";
import { askedCandidates } from "./asked.ts";
import { makeEntities } from "./entities.ts";

const landscape = buildLandscape(acme(), 1);
const known = { landscape, source: makeEntities(landscape), now: 0 };
const [server] = landscape.servers.keys();

function contextOf(action: string, resource: { type: string; id: string }, said: unknown): Record<string, unknown> {
  const fail = () => assert.fail("it was not read");
  const actionProperties = readProperties(said, "action.properties", fail, (text) => text);
  const none = { subjectProperties: NO_PROPERTIES, resourceProperties: NO_PROPERTIES, attributes: NO_PROPERTIES };
  const [found] = askedCandidates(known, { action, resource, actionProperties, ...none });
  assert.ok(found);
  return found.context({} as never, {} as never) as Record<string, unknown>;
}

// Guarantee: what is said of an action and not understood counts as the gravest.
test("what is said of an action and not understood counts as the gravest", () => {
  for (const [action, type, id] of [
    ["call_tool", "tool", `${server}/any`],
    ["read_resource", "dataset", "any"],
  ] as const) {
    const of = (said: unknown) => contextOf(action, { type, id }, said);
    const figures = (said: unknown) => [of(said)["batch"], of(said)["unbounded"]];
    assert.deepEqual(figures({ batch: 7, unbounded: true }), [7, true]);
    assert.deepEqual(figures({ batch: "7", unbounded: false }), [7, false]);
    assert.deepEqual(figures({}), [1, false]);
    for (const batch of [1e21, -1, 7.5, "many", [500], { rows: 500 }, "99999999999999999"])
      assert.equal(of({ batch })["batch"], 1_000_000_000_000_000, JSON.stringify(batch));
    for (const unbounded of ["yes", "True", 1, [true], { all: true }, [false, true]])
      assert.equal(of({ unbounded })["unbounded"], true, JSON.stringify(unbounded));
  }
  const code = (said: unknown) => contextOf("send_output", { type: "sink", id: "any" }, said)["code"];
  assert.deepEqual([code({}), code({ code: false }), code({ code: "TRUE" })], [false, false, true]);
});
