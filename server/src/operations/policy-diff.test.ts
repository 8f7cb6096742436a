import assert from "node:assert/strict";
import { test } from "node:test";
import { makeApiWorld } from "../../test/api-world.ts";

// Guarantee: differences are not looked for more often at once than calls can bear.
test("differences are not looked for more often at once than calls can bear", async () => {
  const world = await makeApiWorld();
  try {
    const policies = [{ id: "cap", text: '@id("cap") @why("x")\nforbid (principal, action, resource);' }];
    const ask = () =>
      world.ask("POST", "/api/v1/policy/diff", {
        key: world.keys.auditor,
        body: { from: "live", to: "given", policies, questions: 10 },
      });
    const all = await Promise.all(Array.from({ length: 8 }, ask));
    const statuses = all.map(({ status }) => status);
    assert.deepEqual([...new Set(statuses)].toSorted(), [200, 429]);
    assert.equal((await ask()).status, 200, "and the next ones are answered again");
  } finally {
    await world.close();
  }
});
