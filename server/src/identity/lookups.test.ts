import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Kysely, KyselyPlugin } from "kysely";
import { isFault, systemRandom } from "../kernel/index.ts";
import type { Reader, Tables } from "../store/index.ts";
import { makeWorld, type World } from "../../test/identity-world.ts";
import { makeLookups } from "./lookups.ts";
import { makeKey, makeKeyId } from "./token.ts";

let world: World;
before(async () => {
  world = await makeWorld();
});
after(() => world.close());

/** The same reader, counting what runs at once. */
function counted(read: Reader): { read: Reader; queries: number; most: number } {
  let running = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      count.queries += 1;
      running += 1;
      count.most = Math.max(count.most, running);
      return node;
    },
    transformResult: async ({ result }) => {
      running -= 1;
      return result;
    },
  };
  const count = { read: (read as Kysely<Tables>).withPlugin(plugin) as Reader, queries: 0, most: 0 };
  return count;
}

test("a flood of random keys costs the database at most two queries at a time per process", async () => {
  const { id } = await world.issue("user:sam");
  const count = counted(world.store.read);
  const lookups = makeLookups(count.read);
  let refused = 0;
  let unknown = 0;
  for (let wave = 0; wave < 5; wave++) {
    const ids = Array.from({ length: 3_000 }, () => makeKeyId(systemRandom));
    await Promise.all(
      ids.map(async (one) => {
        try {
          assert.equal(await lookups.find(one), undefined);
          unknown += 1;
        } catch (error) {
          assert.ok(isFault(error) && error.code === "unavailable");
          refused += 1;
        }
      }),
    );
  }
  assert.equal(count.most, 2);
  assert.equal(unknown, 10_000);
  assert.equal(refused, 5_000);
  assert.ok(count.queries <= 10_000 / 200 + 5, `${count.queries} queries`);
  assert.equal((await lookups.find(id))?.id, id);
});

test("those who ask for one key at the same time share one query", async () => {
  const { id } = await world.issue("user:sam");
  const count = counted(world.store.read);
  const lookups = makeLookups(count.read);
  const rows = await Promise.all(Array.from({ length: 100 }, () => lookups.find(id)));
  assert.ok(rows.every((row) => row?.id === id));
  assert.equal(count.queries, 1);
});

test("known keys go on while a flood of unknown ones is refused", async () => {
  const { key } = await world.issue("user:sam");
  assert.equal(await world.because(key), "ok");
  const flood = Array.from({ length: 5_000 }, async () => {
    const { text } = makeKey(systemRandom, "user", makeKeyId(systemRandom));
    try {
      return await world.because(text);
    } catch (error) {
      return isFault(error) ? error.code : "?";
    }
  });
  const known = world.ask(key);
  assert.ok(!(known instanceof Promise) && known.ok);
  const answers = await Promise.all(flood);
  assert.equal(answers.filter((answer) => answer === "unknown").length, 2_000);
  assert.equal(answers.filter((answer) => answer === "unavailable").length, 3_000);
});

test("an id that does not exist is asked for once in five seconds", async () => {
  const { text } = makeKey(systemRandom, "user", makeKeyId(systemRandom));
  assert.equal(await world.because(text), "unknown");
  assert.ok(!(world.ask(text) instanceof Promise));
  world.clock.advance(5_000);
  assert.ok(world.ask(text) instanceof Promise);
});
