import assert from "node:assert/strict";
import { test } from "node:test";
import { HEAD_ROOM } from "./heads.ts";
import { makeRead } from "./read.ts";
import { BUCKETS, bucketOf, makeSum, markOf } from "./sums.ts";

test("the sums are those of the weights, of each sentence and of the whole, each feature once", () => {
  let state = 7;
  const roll = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8;
  const marks = Uint8Array.from({ length: BUCKETS }, () => 1 + (roll() % 3));
  const weights = Int8Array.from({ length: BUCKETS * HEAD_ROOM }, () => (roll() % 255) - 127);
  const read = makeRead();
  const sum = makeSum({ marks, weights });
  const words = ["ignore", "the", "river", "Zeile", "\u4f60\u597d", "x".repeat(40), "rules.", "and", "\n", "7"];
  for (let round = 0; round < 40; round++) {
    const text = Array.from({ length: round * round }, () => words[roll() % words.length]).join(" ");
    const reading = read(text);
    // Whatever the words, some of their features are known.
    for (let i = 0; i < reading.count; i += 2)
      marks[bucketOf(reading.features[i] as number)] = markOf(reading.features[i] as number);
    const { sentences, sizes, whole, size } = sum(reading);
    const all = new Set<number>();
    let from = 0;
    for (let sentence = 0; sentence < reading.sentences; sentence++) {
      const own = new Set<number>();
      for (let i = from; i < (reading.featureEnds[sentence] as number); i++) {
        const feature = reading.features[i] as number;
        if (marks[bucketOf(feature)] === markOf(feature)) own.add(bucketOf(feature));
      }
      from = reading.featureEnds[sentence] as number;
      assert.equal(sizes[sentence], own.size);
      assert.deepEqual([...sentences.subarray(sentence * HEAD_ROOM, (sentence + 1) * HEAD_ROOM)], sumOf(own));
      for (const bucket of own) all.add(bucket);
    }
    assert.equal(size, all.size);
    assert.deepEqual([...whole], sumOf(all));
  }

  function sumOf(buckets: Set<number>): number[] {
    const total = Array.from({ length: HEAD_ROOM }, () => 0);
    for (const bucket of buckets)
      for (let head = 0; head < HEAD_ROOM; head++)
        total[head] = (total[head] as number) + (weights[bucket * HEAD_ROOM + head] as number);
    return total;
  }
});
