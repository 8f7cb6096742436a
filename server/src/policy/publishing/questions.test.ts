import assert from "node:assert/strict";
import { test } from "node:test";
import { acme } from "../../../test/registry-world.ts";
import { buildLandscape } from "../../registry/index.ts";
import { inspect } from "../sets/check.ts";
import { samples } from "./questions.ts";

test("who reads questions gets to look at the clock also where much work comes to none", async () => {
  const landscape = buildLandscape(acme(), 1);
  const policies = Array.from({ length: 40 }, (_, at) => ({
    id: `p${at}`,
    text: `@id("p${at}") @why("x")\nforbid (principal, action, resource) when { context.base.risk.cyber >= 60 };`,
  }));
  const { policies: known } = await inspect(policies, 0);
  const trees = known.map(({ tree }) => tree);
  const one = [...samples(landscape, trees.slice(0, 1), [])];
  const all = [...samples(landscape, trees, [])];
  const asked = (list: typeof all) => list.filter((sample) => sample !== undefined).length;
  assert.equal(asked(all), asked(one), "equal policies ask nothing new");
  assert.ok(all.length - asked(all) > 40 * 5, "and each of them lets go of the thread many times");
});
