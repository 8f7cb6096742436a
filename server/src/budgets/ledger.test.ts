import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { array, assert as holds, asyncProperty, integer, nat, record } from "fast-check";
import { fixedClock, silentLog, systemRandom } from "../kernel/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { type Ledger, makeLedger, type Taken, type Taking } from "./ledger.ts";
import type { Counter } from "./types.ts";

let names = 0;
const counterOf = (measure: Counter["measure"], amount: number, spanMs = measure === "concurrent" ? 0 : 60_000) => {
  names += 1;
  return { key: `acme l${names} ${measure}`, measure, amount, spanMs, name: `limit l${names}`, text: "a limit" };
};
const taken = async (result: Taken | Promise<Taken>): Promise<Taking[]> => {
  const done = await result;
  assert.ok(done.ok, "there was no room");
  return done.takings;
};
const refused = async (result: Taken | Promise<Taken>): Promise<number> => {
  const done = await result;
  assert.ok(!done.ok, "there was room");
  return done.waitMs;
};

describe("counting", () => {
  const data = mkdtempSync(join(tmpdir(), "lumos-limits-"));
  const clock = fixedClock(1_800_000_000_000);
  let store: Store;
  let ledger: Ledger;
  const ledgers: Ledger[] = [];
  let down = false;
  let exchanges = 0;
  /** Another process on the same database. */
  const another = (holder: string): Ledger => {
    const counted: Store = {
      ...store,
      transact: (work) => {
        exchanges += 1;
        if (down) return Promise.reject(new Error("away"));
        return store.transact(work);
      },
    };
    const made = makeLedger({ store: counted, clock, log: silentLog, holder });
    ledgers.push(made);
    return made;
  };

  before(async () => {
    store = await openStore({ database: "sqlite", data, clock, log: silentLog, random: systemRandom });
  });
  beforeEach(() => {
    ledger = another("one");
    exchanges = 0;
  });
  afterEach(async () => {
    down = false;
    for (const made of ledgers.splice(0)) await made.close();
  });
  after(async () => {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  });

  test("a limit lets through its amount, says when there is room, and then lets through as it drains", async () => {
    const counter = counterOf("requests", 6);
    for (let at = 0; at < 6; at++) await taken(ledger.take([{ counter, amount: 1 }]));
    assert.equal(await refused(ledger.take([{ counter, amount: 1 }])), 10_000);
    clock.advance(9_999);
    await refused(ledger.take([{ counter, amount: 1 }]));
    clock.advance(1);
    await taken(ledger.take([{ counter, amount: 1 }]));
    await refused(ledger.take([{ counter, amount: 1 }]));
  });

  // Guarantee: a caller over its limit is refused without asking the database again and again.
  test("a caller over its limit is refused without asking the database again and again", async () => {
    const counter = counterOf("requests", 1);
    await taken(ledger.take([{ counter, amount: 1 }]));
    await refused(ledger.take([{ counter, amount: 1 }]));
    const before = exchanges;
    for (let at = 0; at < 100; at++) assert.ok(!(ledger.take([{ counter, amount: 1 }]) instanceof Promise));
    assert.equal(exchanges, before);
  });

  test("calls that come together share an exchange, and exactly the amount of them passes", async () => {
    const counter = counterOf("requests", 100);
    const results = await Promise.all(Array.from({ length: 500 }, () => ledger.take([{ counter, amount: 1 }])));
    assert.equal(results.filter((result) => result.ok).length, 100);
    assert.ok(exchanges < 10, `${exchanges} exchanges`);
  });

  test("all or nothing: what one limit refuses is not taken from another", async () => {
    const wide = counterOf("requests", 3);
    const narrow = counterOf("requests", 1);
    const both = [wide, narrow].map((counter) => ({ counter, amount: 1 }));
    await taken(ledger.take(both));
    for (let at = 0; at < 5; at++) await refused(ledger.take(both));
    await taken(ledger.take([{ counter: wide, amount: 2 }]));
    await refused(ledger.take([{ counter: wide, amount: 1 }]));
  });

  test("another process sees what this one has counted, and a restart hands out nothing twice", async () => {
    const counter = counterOf("requests", 10);
    for (let at = 0; at < 7; at++) await taken(ledger.take([{ counter, amount: 1 }]));
    // No close, no flush: as after kill -9.
    const next = another("two");
    for (let at = 0; at < 3; at++) await taken(next.take([{ counter, amount: 1 }]));
    await refused(next.take([{ counter, amount: 1 }]));
  });

  test("tokens are settled: what was not used is there again, what was used beyond is owed", async () => {
    const counter = counterOf("tokens", 1_000);
    const [taking] = await taken(ledger.take([{ counter, amount: 900 }]));
    await refused(ledger.take([{ counter, amount: 500 }]));
    ledger.settle(taking as Taking, 200);
    await ledger.flush();
    const [more] = await taken(ledger.take([{ counter, amount: 500 }]));
    ledger.settle(more as Taking, 2_300);
    await ledger.flush();
    // 2500 of 1000 are used: 1501 drain first, at 1000 a minute.
    assert.equal(await refused(ledger.take([{ counter, amount: 1 }])), 90_060);
    clock.advance(90_060);
    await taken(ledger.take([{ counter, amount: 1 }]));
  });

  // Guarantee: what is given back has not drained away before, so that nothing is given twice.
  test("what is given back has not drained away before, so that nothing is given twice", async () => {
    const counter = counterOf("tokens", 1_000);
    const [open] = await taken(ledger.take([{ counter, amount: 1_000 }]));
    clock.advance(60_000);
    await taken(ledger.take([{ counter, amount: 1_000 }]));
    // A whole span later nothing is left of what the first call had set aside.
    ledger.settle(open as Taking, 0);
    await ledger.flush();
    clock.advance(100);
    await refused(ledger.take([{ counter, amount: 100 }]));
  });

  test("a share that lies unused goes back to the others", async () => {
    const counter = counterOf("requests", 1_600, 1_000);
    await taken(ledger.take([{ counter, amount: 1 }]));
    const two = another("two");
    // All that the first has not taken in advance.
    const results = await Promise.all(Array.from({ length: 1_600 }, () => two.take([{ counter, amount: 1 }])));
    const passed = results.filter((result) => result.ok).length;
    assert.ok(passed >= 1_500 && passed <= 1_599, `${passed} passed`);
  });

  test("places are taken, refused and free again at once", async () => {
    const counter = counterOf("concurrent", 2);
    const want = [{ counter, amount: 1 }];
    const [first] = await taken(ledger.take(want));
    await taken(ledger.take(want));
    assert.equal(await refused(ledger.take(want)), 1_000);
    ledger.settle(first as Taking, 0);
    await taken(ledger.take(want));
    await refused(ledger.take(want));
  });

  test("a place of a process that is gone is free after its lease, one of a living process is not", async () => {
    const counter = counterOf("concurrent", 2);
    const want = [{ counter, amount: 1 }];
    await taken(ledger.take(want));
    const dead = another("dead");
    await taken(dead.take(want));
    ledgers.pop(); // It never says another word.
    const two = another("two");
    await refused(two.take(want));
    for (let at = 0; at < 3; at++) {
      clock.advance(6_000);
      await ledger.flush();
    }
    await taken(two.take(want));
    await refused(two.take(want));
    clock.advance(200);
    await refused(two.take(want));
  });

  test("a free place is given to another process", async () => {
    const counter = counterOf("concurrent", 1);
    const want = [{ counter, amount: 1 }];
    const [taking] = await taken(ledger.take(want));
    const two = another("two");
    await refused(two.take(want));
    ledger.settle(taking as Taking, 0);
    await ledger.flush();
    clock.advance(100);
    await taken(two.take(want));
  });

  test("without the database a limit refuses, and goes on when it is back", async () => {
    const counter = counterOf("requests", 5);
    down = true;
    await assert.rejects(async () => await ledger.take([{ counter, amount: 1 }]), /away/);
    down = false;
    for (let at = 0; at < 5; at++) await taken(ledger.take([{ counter, amount: 1 }]));
    await refused(ledger.take([{ counter, amount: 1 }]));
  });

  test("what could not be told the database is told later", async () => {
    const counter = counterOf("tokens", 1_000);
    const [taking] = await taken(ledger.take([{ counter, amount: 10 }]));
    down = true;
    ledger.settle(taking as Taking, 1_010);
    await ledger.flush();
    down = false;
    await ledger.flush();
    await refused(another("two").take([{ counter, amount: 10 }]));
  });

  test("however calls come, break off and end, places return to zero and never exceed the limit", async () => {
    await holds(
      asyncProperty(
        integer({ min: 1, max: 6 }),
        array(record({ who: integer({ min: 0, max: 2 }), ticks: integer({ min: 0, max: 5 }), used: nat(300) }), {
          minLength: 1,
          maxLength: 40,
        }),
        async (places, calls) => {
          const place = counterOf("concurrent", places);
          const tokens = counterOf("tokens", 1_000_000, 86_400_000);
          const three = [ledger, another("two"), another("three")];
          let running = 0;
          let spent = 0;
          await Promise.all(
            calls.map(async ({ who, ticks, used }) => {
              const mine = three[who] as Ledger;
              const result = await mine.take([
                { counter: place, amount: 1 },
                { counter: tokens, amount: 100 },
              ]);
              if (!result.ok) return;
              running += 1;
              assert.ok(running <= places);
              for (let at = 0; at < ticks; at++) await new Promise(setImmediate);
              running -= 1;
              spent += used;
              for (const taking of result.takings) mine.settle(taking, taking.counter === tokens ? used : 1);
            }),
          );
          assert.equal(running, 0);
          clock.advance(600);
          for (const made of three) await made.flush();
          const held = await store.read.selectFrom("limit_places").selectAll().where("key", "=", place.key).execute();
          assert.deepEqual(held, []);
          const row = await store.read
            .selectFrom("limit_levels")
            .selectAll()
            .where("key", "=", tokens.key)
            .executeTakeFirst();
          // 600 ms drain 7 of them at most; nothing else may be missing, and nothing too much be there.
          const used = Number(row?.used ?? 0);
          assert.ok(used <= spent && used >= spent - 7, `${used} of ${spent}`);
        },
      ),
      { numRuns: 25 },
    );
  });
});
