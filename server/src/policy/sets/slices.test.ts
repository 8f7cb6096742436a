import assert from "node:assert/strict";
import { test } from "node:test";
import { checkApart } from "./apart.ts";
import { inSlices } from "./slices.ts";

test("work on many things lets what else there is to do run in between, and leaves nothing out", async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    turning = setImmediate(count);
  };
  let turning = setImmediate(count);
  const done: number[] = [];
  await inSlices(
    Array.from({ length: 64 }, (_, place) => place),
    (place) => {
      for (const began = performance.now(); performance.now() - began < 1;);
      done.push(place);
    },
  );
  clearImmediate(turning);
  assert.ok(turns >= 5);
  assert.deepEqual(
    done,
    Array.from({ length: 64 }, (_, place) => place),
  );
});

test("the trees of a large set come back a few at a time, each once", async () => {
  const texts = Array.from({ length: 70 }, (_, place) => ({
    id: `p${place}`,
    text: `@id("p${place}") @why("w") permit (principal, action, resource) when { context == context };`,
  }));
  const parts: string[][] = [];
  await checkApart(texts, 30_000, (trees) => parts.push(trees.map(([id]) => id)));
  assert.ok(Math.max(...parts.map((part) => part.length)) <= 25);
  assert.deepEqual(
    parts.flat(),
    texts.map(({ id }) => id),
  );
});
