import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "../../kernel/index.ts";
import { openFast } from "../engine/fast.ts";
import { openReference } from "../engine/reference.ts";
import { inspect } from "../sets/check.ts";
import { assessed, callOf, quiet } from "../../../test/policy/acme.ts";
import { baseContext, gatherFacts, modelContext } from "../rulings/facts.ts";
import { schemaText, uid } from "../rulings/vocabulary.ts";
import { joined } from "./joined.ts";

test("two sets joined answer as the one set of all their policies does, in every mixture", async () => {
  const texts = {
    permit: "permit(principal, action, resource);",
    permit_other: "permit(principal, action, resource) when { context.tools || !context.tools };",
    forbid: "forbid(principal, action, resource);",
    quiet_permit: "permit(principal, action, resource) when { context.tools };",
    quiet_forbid: "forbid(principal, action, resource) when { context.tools };",
    error_permit:
      "permit(principal, action, resource) when { context.tokensIn * 9007199254740991 * 9007199254740991 > 1 };",
    error_forbid:
      "forbid(principal, action, resource) when { context.tokensIn * 9007199254740991 * 9007199254740991 > 1 };",
  };
  const kept = Object.entries(texts).map(([id, text]) => ({
    id,
    text: `@id("${id}") @why("w") ${text.replace("action,", 'action == Lumos::Action::"invoke",')}`,
  }));
  const { policies, problems } = await inspect(kept, 0);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
  );
  for (const engine of [openFast(), openReference({ log: silentLog })]) {
    const facts = gatherFacts({ call: callOf({ tokensIn: 5 }), context: quiet, assessment: assessed(), fulfilled: [] });
    const base = baseContext(facts, []);
    assert.ok(base.ok);
    const request = {
      principal: uid("User", "a"),
      action: uid("Action", "invoke"),
      resource: uid("Model", "m"),
      context: modelContext(facts, base.value),
    };
    const ask = (ids: number) => {
      const prepared = engine.prepare(
        policies.filter((_policy, place) => (ids >> place) & 1),
        schemaText(),
      );
      assert.ok(prepared.ok, JSON.stringify(prepared));
      return prepared.value;
    };
    const all = (1 << policies.length) - 1;
    // Preparing a set takes the reference long; what it must agree on is the same.
    const step = engine.name === "fast" ? 1 : 11;
    for (let one = 0; one <= all; one += step) {
      for (let other = 1; other <= all; other *= 2) {
        if (one & other) continue;
        const [a, b, both] = [ask(one), ask(other), ask(one | other)];
        const expected = both.evaluate(request, []);
        assert.ok(expected.ok, JSON.stringify(expected));
        assert.deepEqual(joined(a, b).evaluate(request, []), expected, `${one} ${other}`);
        for (const set of [a, b, both]) set.release();
      }
    }
    engine.close();
  }
});
