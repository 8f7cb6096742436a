import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, timings } from "./metrics.ts";
import { median, quantile, ratioInterval } from "./statistics.ts";

test("medians and quantiles of small sets are elements or their middle", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1]), 2.5);
  assert.equal(median([Number.NaN, 4]), 4);
  assert.ok(Number.isNaN(median([])));
  assert.equal(quantile([1, 2, 3, 4], 0.5), 2);
  assert.equal(quantile([1, 2, 3, 4], 0.99), 4);
});

test("the interval holds the ratio, is a point for equal repeats, and is missing for one repeat", () => {
  assert.deepEqual(ratioInterval([2, 2, 2], [1, 1, 1]), { low: 2, high: 2 });
  const interval = ratioInterval([2, 3, 4], [1, 1, 1]);
  assert.ok(interval && interval.low >= 2 && interval.high <= 4 && interval.low < 3 && interval.high > 3);
  assert.equal(ratioInterval([2], [1]), undefined);
});

test("timings are the mean of what was added between two readings", () => {
  const before = parse('lumos_stage_seconds_sum{stage="policy"} 1\nlumos_stage_seconds_count{stage="policy"} 10\n');
  const text = '# HELP x\nlumos_stage_seconds_sum{stage="policy"} 1.5\nlumos_stage_seconds_count{stage="policy"} 20\n';
  assert.deepEqual(timings(before, parse(text)), [{ name: 'lumos_stage{stage="policy"}', count: 10, meanUs: 50_000 }]);
});
