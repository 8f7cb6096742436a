import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { acmeLandscape, NOON } from "../../../test/policy/acme.ts";
import { fixedClock, silentLog } from "../../kernel/index.ts";
import { runCases } from "../index.ts";
import { agreeing } from "./agreeing.ts";
import type { Engine } from "./engine.ts";
import { openReference } from "./reference.ts";

const landscape = acmeLandscape();

/** An engine that is wrong in one way: it does not see one of the policies. */
function blind(id: string): Engine {
  const engine = openReference({ log: silentLog });
  return {
    ...engine,
    prepare: (policies, schema) =>
      engine.prepare(
        policies.filter((one) => one.id !== id),
        schema,
      ),
  };
}

const run = (other: Engine) =>
  runCases({
    landscape,
    clock: fixedClock(NOON),
    cases: parse(`
- { name: a secret reaches no model, chain: [user:alice@acme.test], ask: { model: smart }, facts: { dataClasses: [secret] }, expect: { outcome: blocked } }
- { name: an ordinary request, chain: [user:alice@acme.test], ask: { model: smart }, expect: { outcome: allowed } }
`),
    open: (_choice, { heard }) => {
      const quick = openReference({ log: silentLog });
      const engine = agreeing([quick, other], heard);
      return { engine, quick, close: () => engine.close() };
    },
  });

test("engines that agree answer as one", async () => {
  const { results } = await run(openReference({ log: silentLog }));
  assert.deepEqual(
    results.map(({ ok }) => ok),
    [true, true],
  );
});

test("where the engines differ nothing is answered; a case on which the engines differ has failed", async () => {
  const { ok, results } = await run(blind("data.secret"));
  assert.equal(ok, false);
  assert.deepEqual(
    results.map((result) => result.ok),
    [false, true],
  );
  // What was expected came out, and yet the case fails: nobody knows which engine is right.
  assert.equal(results[0]?.answer?.outcome, "blocked");
  assert.match(
    results[0]?.differences.join() ?? "",
    /the engines differ about alice@acme\.test and north-frontier: reference says deny by data\.secret; reference says allow by grant\.frontier/,
  );
});
