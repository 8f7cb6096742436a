import assert from "node:assert/strict";
import { test } from "node:test";
import { textDiff } from "./text-diff.ts";

const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, at) => (at % 2 ? word : "")).join("\n");

test("many long texts are not all compared line by line: past a bound they are told as replaced", () => {
  const change = (id: number) => ({
    action: "update" as const,
    id: `p${id}`,
    before: lines(1_000, "a"),
    after: lines(1_000, "b"),
  });
  const kept = (text: string) => text.split("\n").filter((line) => line.startsWith(" ")).length;
  const one = textDiff([change(1)]);
  assert.ok(kept(one) > 400, "half of the lines stay");
  const many = textDiff(Array.from({ length: 50 }, (_, id) => change(id)));
  assert.ok(kept(many) < 3 * kept(one), "only the first few were compared");
  assert.equal(many.split("+++").length, 51, "each is told");
});
