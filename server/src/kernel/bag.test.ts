import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { makeBag } from "./bag.ts";
import { seededRandom } from "./random.ts";

test("a bag holds what was added and not removed, in whatever order that came", () => {
  const random = seededRandom(5);
  const bag = makeBag<number>();
  const model = new Map<number, ReturnType<typeof bag.add>>();
  for (let step = 0; step < 5_000; step++) {
    const pick = random.bytes(2).readUInt16BE();
    if (pick % 5 < 3 || model.size === 0) model.set(step, bag.add(step));
    else {
      const [key, entry] = [...model][pick % model.size] as [number, ReturnType<typeof bag.add>];
      bag.remove(entry);
      bag.remove(entry);
      model.delete(key);
    }
    equal(bag.size, model.size);
  }
  deepEqual(
    bag.items().sort((a, b) => a - b),
    [...model.keys()],
  );
});

test("what was removed is not held any more", () => {
  const bag = makeBag<object>();
  const entry = bag.add({});
  bag.remove(entry);
  equal(entry.item, undefined);
});
