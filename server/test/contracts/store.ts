import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sql } from "kysely";
import { isFault } from "../../src/kernel/index.ts";
import { type Bed, body, count, decision, raw, spawnChild, until } from "./store-bed.ts";

/** What both databases must do alike. */
export function storeContract(makeEmpty: () => Promise<Bed>): void {
  const on = async (work: (bed: Bed) => Promise<void>) => {
    const bed = await makeEmpty();
    try {
      await work(bed);
    } finally {
      await bed.end();
    }
  };
  const codeIs = (code: string) => (error: unknown) => isFault(error) && error.code === code;

  describe("transactions", () => {
    it("what a transaction wrote is read after it, and nothing of one that failed", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.transact((tx) => tx.insertInto("revisions").values({ org: "a", revision: 1 }).execute());
        await assert.rejects(
          store.transact(async (tx) => {
            await tx.insertInto("revisions").values({ org: "b", revision: 1 }).execute();
            throw new Error("changed my mind");
          }),
          /changed my mind/,
        );
        assert.deepEqual(await store.read.selectFrom("revisions").selectAll().execute(), [{ org: "a", revision: 1 }]);
      }));

    it("transactions run one at a time: none is lost when fifty count together", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.transact((tx) => tx.insertInto("revisions").values({ org: "a", revision: 0 }).execute());
        await Promise.all(
          Array.from({ length: 50 }, () =>
            store.transact(async (tx) => {
              const { revision } = await tx.selectFrom("revisions").select("revision").executeTakeFirstOrThrow();
              await new Promise((resolve) => setImmediate(resolve));
              await tx
                .updateTable("revisions")
                .set({ revision: revision + 1 })
                .execute();
            }),
          ),
        );
        assert.equal((await store.read.selectFrom("revisions").select("revision").executeTakeFirst())?.revision, 50);
      }));

    it("a key that is taken is a conflict, and the update says how many rows it met", () =>
      on(async (bed) => {
        const store = await bed.open();
        const insert = () =>
          store.transact((tx) => tx.insertInto("revisions").values({ org: "a", revision: 1 }).execute());
        await insert();
        await assert.rejects(insert(), codeIs("conflict"));
        const result = await store.transact((tx) =>
          tx.updateTable("revisions").set({ revision: 2 }).where("org", "in", ["a", "b"]).executeTakeFirst(),
        );
        assert.equal(result.numUpdatedRows, 1n);
      }));

    it("a transaction that takes too long is rolled back and the next one goes on", () =>
      on(async (bed) => {
        const store = await bed.open({ transactTimeoutMs: 100 });
        const { promise: never } = Promise.withResolvers<void>();
        await assert.rejects(
          store.transact(async (tx) => {
            await tx.insertInto("revisions").values({ org: "a", revision: 1 }).execute();
            await never;
          }),
          codeIs("unavailable"),
        );
        await store.transact((tx) => tx.insertInto("revisions").values({ org: "b", revision: 1 }).execute());
        assert.deepEqual(await store.read.selectFrom("revisions").select("org").execute(), [{ org: "b" }]);
      }));

    it("large numbers, sums and odd text come back as they went in", () =>
      on(async (bed) => {
        const store = await bed.open();
        const big = 9_007_199_254_740_000;
        const odd = "ä 😀 'quoted' \\ \n \u2028 %_";
        await store.append({
          bodies: [],
          decisions: [decision({ cost_nano: big, workflow: odd }), decision({ cost_nano: 7 })],
        });
        const rows = await store.read.selectFrom("decisions").select(["cost_nano", "workflow"]).orderBy("id").execute();
        assert.deepEqual(rows[0], { cost_nano: big, workflow: odd });
        const sum = await store.read
          .selectFrom("decisions")
          .select((from) => [from.fn.sum("cost_nano").as("cost"), from.fn.countAll().as("calls")])
          .executeTakeFirstOrThrow();
        assert.deepEqual(sum, { cost: big + 7, calls: 2 });
      }));

    it("the reader cannot write", () =>
      on(async (bed) => {
        const store = await bed.open();
        await assert.rejects(raw(store).insertInto("revisions").values({ org: "a", revision: 1 }).execute());
        assert.deepEqual(await store.read.selectFrom("revisions").selectAll().execute(), []);
      }));
  });

  describe("append", () => {
    it("two thousand rows of sixty-four callers are all there, once", () =>
      on(async (bed) => {
        const store = await bed.open();
        const given: string[] = [];
        await Promise.all(
          Array.from({ length: 64 }, async () => {
            for (let i = 0; i < 32; i++) {
              const row = decision();
              given.push(row.id);
              await store.append({ bodies: [body({ id: row.id, at: row.at })], decisions: [row] });
            }
          }),
        );
        const found = await store.read.selectFrom("decisions").select("id").orderBy("id").execute();
        assert.deepEqual(
          found.map((row) => row.id),
          given.toSorted(),
        );
        const bodies = await store.read.selectFrom("decision_bodies").select("id").execute();
        assert.equal(bodies.length, given.length);
      }));

    it("rows that exist already are left as they are", () =>
      on(async (bed) => {
        const store = await bed.open();
        const row = decision();
        await store.append({ bodies: [], decisions: [row] });
        await store.append({ bodies: [], decisions: [{ ...row, outcome: "blocked" }, decision()] });
        const rows = await store.read.selectFrom("decisions").select(["id", "outcome"]).orderBy("id").execute();
        assert.equal(rows.length, 2);
        assert.deepEqual(rows[0], { id: row.id, outcome: "allowed" });
      }));

    it("a bad row fails its caller alone, not those it was committed with", () =>
      on(async (bed) => {
        const store = await bed.open();
        const good = [decision(), decision(), decision()];
        const bad = decision({ kind: null as unknown as string });
        const results = await Promise.allSettled([
          store.append({ bodies: [], decisions: [good[0] ?? decision()] }),
          store.append({ bodies: [], decisions: [bad] }),
          ...good.slice(1).map((row) => store.append({ bodies: [], decisions: [row] })),
        ]);
        assert.deepEqual(
          results.map((result) => result.status),
          ["fulfilled", "rejected", "fulfilled", "fulfilled"],
        );
        assert.equal((await store.read.selectFrom("decisions").select("id").execute()).length, 3);
      }));

    it("rows of days without a part of their own are kept too", () =>
      on(async (bed) => {
        const store = await bed.open();
        const days = [0, 1_000_000_000_000, Date.now() + 400 * 86_400_000];
        await store.append({ bodies: days.map((at) => body({ at })), decisions: days.map((at) => decision({ at })) });
        const found = await store.read.selectFrom("decisions").select("at").orderBy("at").execute();
        assert.deepEqual(
          found.map((row) => row.at),
          days,
        );
      }));

    it("text with NUL or half a surrogate pair does not fail a call", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.append({ bodies: [body({ body: "a\u0000b\ud800c" })], decisions: [] });
        assert.equal((await store.read.selectFrom("decision_bodies").select("id").execute()).length, 1);
      }));

    it("kept policy sets and how they became live are only added to", () =>
      on(async (bed) => {
        const store = await bed.open();
        const row = { org: "a", id: "s", at: 1, manifest: "{}" };
        const publication = { how: "direct", snapshot: "s", previous: "", publisher: "user:a", author: "[]" };
        await store.transact(async (tx) => {
          await tx.insertInto("snapshots").values(row).execute();
          await tx
            .insertInto("publications")
            .values({
              ...publication,
              id: "p",
              org: "a",
              at: 1,
              proposal: null,
              note: "",
              changes: "[]",
              details: "{}",
            })
            .execute();
        });
        for (const table of ["snapshots", "publications"] as const) {
          await assert.rejects(
            store.transact((tx) => tx.updateTable(table).set({ at: 2 }).execute()),
            table,
          );
          await assert.rejects(
            store.transact((tx) => tx.deleteFrom(table).execute()),
            table,
          );
        }
        assert.deepEqual(await store.read.selectFrom("snapshots").selectAll().execute(), [row]);
      }));

    it("closing writes what is still waiting; afterwards rows are refused", () =>
      on(async (bed) => {
        const store = await bed.open();
        const waiting = Array.from({ length: 40 }, () => store.append({ bodies: [], decisions: [decision()] }));
        await store.close();
        await Promise.all(waiting);
        await assert.rejects(store.append({ bodies: [], decisions: [decision()] }), codeIs("unavailable"));
        const again = await bed.open();
        assert.equal((await again.read.selectFrom("decisions").select("id").execute()).length, 40);
      }));

    it("appends and other pages go on while a reader works on a heavy query", () =>
      on(async (bed) => {
        const store = await bed.open({ readTimeoutMs: 60_000 });
        await Promise.all([1, 2, 3].map(() => store.read.selectFrom("decisions").select("id").execute()));
        let reading = true;
        const heavy = count(store, 4_000_000).finally(() => {
          reading = false;
        });
        for (let i = 0; i < 10; i++) await store.append({ bodies: [], decisions: [decision()] });
        const page = await store.read.selectFrom("decisions").select("id").limit(5).execute();
        assert.deepEqual([page.length, reading], [5, true]);
        await heavy;
      }));

    it("a query that overruns its time is given up, and reading goes on", () =>
      on(async (bed) => {
        const store = await bed.open({ readTimeoutMs: 300 });
        await assert.rejects(count(store, 6_000_000), codeIs("unavailable"));
        await until(() =>
          store.read
            .selectFrom("decisions")
            .select("id")
            .execute()
            .then(
              () => true,
              () => false,
            ),
        );
      }));
  });

  describe("append-only tables", () => {
    // Guarantee: what is recorded is neither changed nor removed.
    it("what is recorded is neither changed nor removed", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.append({ bodies: [body()], decisions: [decision()] });
        await store.transact((tx) =>
          tx
            .insertInto("records")
            .values({
              id: "r1",
              org: "acme",
              at: 1,
              actor: "user:a",
              action: "agents.update",
              subject_kind: "agent",
              subject_id: "x",
              before: null,
              after: null,
              details: null,
            })
            .execute(),
        );
        for (const table of ["decisions", "decision_bodies", "records"] as const) {
          await assert.rejects(store.transact((tx) => tx.updateTable(table).set({ org: "other" }).execute()));
          await assert.rejects(store.transact((tx) => tx.deleteFrom(table).execute()));
          assert.equal((await store.read.selectFrom(table).select("org").execute())[0]?.org, "acme");
        }
      }));
  });

  describe("pages and the feed", () => {
    it("keyset pages over ten thousand rows neither skip nor repeat while rows are added", () =>
      on(async (bed) => {
        const store = await bed.open();
        const first = Array.from({ length: 10_000 }, (_, i) => decision({ principal: `agent:${i % 3}` }));
        for (let at = 0; at < first.length; at += 1_000) {
          await store.append({ bodies: [], decisions: first.slice(at, at + 1_000) });
        }
        const seen: string[] = [];
        let before = "~";
        for (;;) {
          const page = await store.read
            .selectFrom("decisions")
            .select("id")
            .where("org", "=", "acme")
            .where("principal", "=", "agent:1")
            .where("id", "<", before)
            .orderBy("id", "desc")
            .limit(250)
            .execute();
          const last = page.at(-1);
          if (!last) break;
          seen.push(...page.map((row) => row.id));
          before = last.id;
          await store.append({ bodies: [], decisions: [decision({ principal: "agent:1" })] });
        }
        const wanted = first.filter((row) => row.principal === "agent:1").map((row) => row.id);
        assert.deepEqual(seen, wanted.toReversed());
      }));

    it("the feed gives every decision once, of one organization, while others are written", () =>
      on(async (bed) => {
        const store = await bed.open();
        const given: string[] = [];
        const writing = Promise.all(
          Array.from({ length: 8 }, async () => {
            for (let i = 0; i < 60; i++) {
              const row = decision();
              given.push(row.id);
              await store.append({ bodies: [], decisions: [row, decision({ org: "globex" })] });
            }
          }),
        );
        let done = false;
        void writing.finally(() => {
          done = true;
        });
        const seen: string[] = [];
        let position: string | undefined;
        for (;;) {
          const last = done;
          const page = await store.feed("acme", position, 50);
          seen.push(...page.rows.map((row) => row.id));
          position = page.position;
          if (last && page.rows.length === 0) break;
        }
        await writing;
        assert.deepEqual(seen.toSorted(), given.toSorted());
        assert.deepEqual((await store.feed("acme", await store.feedEnd("acme"), 50)).rows, []);
      }));

    it("the feed from its end gives what comes after; a position from nowhere starts over", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.append({ bodies: [], decisions: [decision()] });
        const end = await store.feedEnd("acme");
        const row = decision();
        await store.append({ bodies: [], decisions: [row] });
        assert.deepEqual((await store.feed("acme", end, 10)).rows, [row]);
        assert.equal((await store.feed("acme", "abc.12.x", 10)).rows.length, 2);
      }));
  });

  describe("signals", () => {
    it("a signal is heard after its commit, one of a failed transaction never", () =>
      on(async (bed) => {
        const store = await bed.open();
        const heard: string[] = [];
        const stop = store.onSignal("news", (payload) => heard.push(payload));
        await assert.rejects(
          store.transact(async (tx) => {
            await store.signal(tx, "news", "lost");
            throw new Error("no");
          }),
        );
        await store.transact(async (tx) => {
          await store.signal(tx, "news", "first");
          assert.deepEqual(heard, []);
        });
        await until(() => heard.length > 0);
        assert.deepEqual(heard, ["first"]);
        stop();
        const others: string[] = [];
        store.onSignal("news", (payload) => others.push(payload));
        await store.transact((tx) => store.signal(tx, "news", "second"));
        await until(() => others.length > 0);
        assert.deepEqual([heard, others], [["first"], ["second"]]);
      }));

    it("a hearer that throws does not keep the others from hearing", () =>
      on(async (bed) => {
        const store = await bed.open();
        const heard: string[] = [];
        store.onSignal("news", () => {
          throw new Error("deaf");
        });
        store.onSignal("news", (payload) => heard.push(payload));
        await store.transact((tx) => store.signal(tx, "news", "x"));
        await until(() => heard.length > 0);
        assert.ok(store.signalLag() >= 0);
      }));
  });

  describe("schema and health", () => {
    it("opening again changes nothing; a newer schema is refused with a way out", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.append({ bodies: [], decisions: [decision()] });
        assert.deepEqual(await store.health(), { ok: true });
        await store.close();
        const again = await bed.open();
        assert.equal((await again.read.selectFrom("decisions").select("id").execute()).length, 1);
        await again.transact((tx) =>
          sql`insert into migrations (number, name, checksum, applied_at) values (1000, 'later', 'x', 1)`.execute(tx),
        );
        await again.close();
        await assert.rejects(
          bed.open(),
          (error: unknown) => isFault(error) && error.code === "schema_newer" && error.fix !== undefined,
        );
      }));

    it("a schema step with another checksum is refused", () =>
      on(async (bed) => {
        const store = await bed.open();
        await store.transact((tx) => sql`update migrations set checksum = 'other' where number = 1`.execute(tx));
        await store.close();
        await assert.rejects(bed.open(), codeIs("schema_newer"));
      }));
  });

  describe("crashes", () => {
    const rounds = Number(process.env["LUMOS_CRASH_ROUNDS"] ?? 2);
    // Guarantee: an acknowledged row survives the death of the process.
    it(`an acknowledged row survives the death of the process (${rounds} rounds)`, () =>
      on(async (bed) => {
        for (let round = 0; round < rounds; round++) {
          const child = spawnChild("append", bed);
          await until(() => child.lines.length > 60 + 40 * (round % 5));
          await child.kill();
          const kept = child.lines.flatMap((line) => (/^kept [0-9a-f-]{36}$/.test(line) ? [line.slice(5)] : []));
          const store = await bed.open();
          const decisions = new Set(
            (await store.read.selectFrom("decisions").select("id").execute()).map((row) => row.id),
          );
          const bodies = new Set(
            (await store.read.selectFrom("decision_bodies").select("id").execute()).map((row) => row.id),
          );
          assert.ok(kept.length > 0);
          assert.deepEqual(
            kept.filter((id) => !decisions.has(id) || !bodies.has(id)),
            [],
          );
          await store.append({ bodies: [], decisions: [decision()] });
          await store.close();
        }
      }));
  });
}
