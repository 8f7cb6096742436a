import { deepEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import { REVISIONS, type Results, compare, differences } from "./conformance.ts";

/* Both requirement sets of the official suite, from clients of each era to servers of each. */

/** What an older server has no words for: its question gets a key of ours, and it answers no question before it asked. */
const NO_WORDS = new Set([
  "input-required-result-basic-elicitation / sep-2322-elicitation-incomplete",
  "input-required-result-basic-elicitation / sep-2322-elicitation-complete",
  "input-required-result-ignore-extra-params / sep-2322-ignore-unexpected-params",
]);

for (const [revision, other] of [
  [REVISIONS[0], "modern"],
  [REVISIONS[1], "legacy"],
] as const)
  test(`a client of ${revision} meets through Lumos what it meets without it`, { timeout: 240_000 }, async () => {
    const { direct, through } = await compare({ revision });
    ok(direct.size >= 60, "the suite says too little");
    deepEqual(differences(direct, through), { worse: [], other: [] });
    const bridged = await compare({ revision, era: other, direct: false });
    deepEqual(differences(but(direct), but(bridged.through)), { worse: [], other: [] });
  });

function but(results: Results): Results {
  return new Map([...results].filter(([check]) => !NO_WORDS.has(check)));
}
