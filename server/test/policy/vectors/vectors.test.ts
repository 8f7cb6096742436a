import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type PolicyTree, policySetBuilder } from "../../../src/cedar/index.ts";
import { loadCedar } from "../../../src/policy/engine/reference.ts";
import { entitiesOf, exactly, fieldsOf } from "../cedar-json.ts";
import { runCorpus, withCorpus } from "../corpus.ts";
import { CONTEXT, ENTITIES, REQUEST } from "./world.ts";

const told = JSON.parse(readFileSync(new URL("conditions.json", import.meta.url), "utf8")) as Record<
  "holds" | "fails" | "errs",
  string[]
>;
const corpus = process.env["LUMOS_CEDAR_CORPUS"];

test("every condition holds, fails or errs as Cedar's own implementation said", () => {
  const cedar = loadCedar();
  const builder = policySetBuilder([]);
  for (const text of Object.values(told).flat()) {
    const parsed = exactly(() => cedar.policyToJson(text));
    assert.ok(parsed.type === "success", text);
    assert.equal(builder.add(text, parsed.json as unknown as PolicyTree), undefined, text);
  }
  const answer = builder.done().evaluate({ ...REQUEST, context: fieldsOf(CONTEXT) }, entitiesOf(ENTITIES));
  assert.ok(answer.ok);
  assert.deepEqual(answer.value.reasons, told.holds.toSorted());
  assert.deepEqual(answer.value.errors, told.errs.toSorted());
  assert.ok(Math.min(told.holds.length, told.fails.length, told.errs.length) > 200);
});

// Not part of the repository: there is nothing to run where nobody says where it is.
if (corpus !== undefined)
  test("every request of Cedar's corpus is answered as expected", { timeout: 280_000 }, () => {
    const report = withCorpus(corpus, (folder) => runCorpus(folder, () => undefined));
    assert.deepEqual(report.wrong.slice(0, 10), []);
    assert.ok(report.requests > 0 && report.right === report.requests);
  });
