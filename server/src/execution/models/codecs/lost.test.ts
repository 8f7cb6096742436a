import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { makeLost } from "./lost.ts";

const told = (...names: string[]) => {
  const lost = makeLost();
  for (const name of names) lost.add(name);
  return lost.names;
};

suite("what was lost", () => {
  test("what was lost is told once each, in the words of the formats", () => {
    const names = ["top_k", "tools.web_search_20250305", "generationConfig.topK", "anthropic-beta", "x_2025_03_11"];
    deepEqual(told(...names, ...names), names);
  });

  // Guarantee: what was lost is never told in words that could be a caller's secret.
  test("what was lost is never told in words that could be a caller's secret", () => {
    const key = `AKIA${"IOSFODNN7EXAMPLE"}`;
    for (const strange of [key, "eva@example.org", "+4915112345678", "a b", "", "x".repeat(41), "<script>", "ключ"]) {
      deepEqual(told(strange), ["other"]);
      deepEqual(told(`tools.${strange}`), ["tools"]);
    }
  });

  test("what was lost is bounded", () => {
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    equal(told(...letters.flatMap((a) => letters.map((b) => a + b))).length, 50);
  });
});
