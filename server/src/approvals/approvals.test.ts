import { deepEqual, equal, match, notEqual, ok, rejects } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { MINUTE_MS, type ApprovalsWorld, makeApprovalsWorld } from "../../test/approvals-world.ts";
import { type TestPostgres, startPostgres } from "../../test/postgres.ts";
import type { Chain } from "../identity/index.ts";
import type { ApprovalAsk, Sought } from "./types.ts";

for (const dialect of ["sqlite", "postgres"] as const)
  suite(`approvals on ${dialect}`, { concurrency: false }, () => {
    let postgres: TestPostgres | undefined;
    let world: ApprovalsWorld;
    let bot: Chain;
    let adam: Chain;
    let calls = 0;
    /** A call like no other before it. */
    const fresh = (change: Partial<ApprovalAsk> = {}) => world.ask(bot, { content: { call: (calls += 1) }, ...change });
    const pending = async (ask: ApprovalAsk): Promise<string> => {
      const sought = await world.room.seek(ask);
      equal(sought.state, "pending");
      return idOf(sought);
    };
    const approved = async (ask: ApprovalAsk, by = adam): Promise<string> => {
      const id = await pending(ask);
      const decided = await world.decide(id, by);
      ok(decided.ok);
      return id;
    };

    before(async () => {
      if (dialect === "postgres") postgres = await startPostgres();
      world = await makeApprovalsWorld((await postgres?.database()) ?? "sqlite");
      adam = await world.person("adam");
    });
    // Another chain for each test, so that what waits in one does not count in the next.
    beforeEach(async () => {
      bot = await world.chain("agent:bot");
      world.clock.advance(25 * 60 * MINUTE_MS);
      await world.room.sweep();
      world.steps.length = 0;
    });
    after(async () => {
      await world.close();
      await postgres?.stop();
    });

    test("the same call asked again while it waits finds the same approval", async () => {
      const ask = fresh();
      const id = await pending(ask);
      equal(await pending({ ...ask, decision: world.ids.next(), session: "another" }), id);
      const told = await world.room.find(ask);
      deepEqual([told?.id, told?.state, told?.url], [id, "pending", `https://lumos.test/approvals/${id}`]);
      deepEqual(
        world.steps.map(({ what }) => what),
        ["requested"],
      );
    });

    test("however many ask for the same at once, there is one approval of it", async () => {
      const ask = fresh();
      const rooms = [world.room, world.another(), world.another()];
      const all = await Promise.all(Array.from({ length: 12 }, (_, at) => rooms[at % 3]?.seek(ask)));
      equal(new Set(all.map((one) => one && idOf(one))).size, 1);
    });

    test("a call that was approved goes through once", async () => {
      const ask = fresh();
      const id = await approved(ask);
      const again = { ...ask, decision: world.ids.next() };
      const sought = await world.room.seek(again);
      ok(sought.state === "approved");
      deepEqual(sought.fulfilled, ["approval:approver"]);
      equal(await sought.take(), true);
      equal(await sought.take(), false);
      notEqual(await pending(again), id);
      const used = await world.room.show("acme", id);
      deepEqual([used?.state, used?.usedBy, used?.given.map(({ by }) => by)], ["used", again.decision, ["user:adam"]]);
      deepEqual(
        world.steps.slice(0, 3).map(({ what, actor }) => [what, actor]),
        [
          ["requested", "agent:bot"],
          ["approved", "user:adam"],
          ["used", "agent:bot"],
        ],
      );
      const kept = await world.records.changes("acme", { subjectKind: "approval", subjectId: id }, { limit: 10 });
      deepEqual(
        kept.map(({ action }) => action),
        ["approvals.used", "approvals.approved", "approvals.requested"],
      );
    });

    // Guarantee: an approval lets exactly one call through, however many race for it in however many processes.
    test("an approval lets exactly one call through, however many race for it in however many processes", async () => {
      const ask = fresh();
      await approved(ask);
      const rooms = [world.room, world.another(), world.another()];
      const sought = await Promise.all(Array.from({ length: 9 }, (_, at) => rooms[at % 3]?.seek(ask)));
      const taken = await Promise.all(sought.map((one) => one?.state === "approved" && one.take()));
      equal(taken.filter(Boolean).length, 1);
    });

    // Guarantee: an approval holds for one chain, credential, action, resource, content and policy set, and no other.
    test("an approval holds for one chain, credential, action, resource, content and policy set, and no other", async () => {
      const ask = fresh();
      await approved(ask);
      const reasons = [{ policy: "another", why: "why" }];
      const others: Partial<ApprovalAsk>[] = [
        { content: { call: calls, more: true } },
        { action: "run_command" },
        { resource: "crm/delete_contact" },
        { server: "mias" },
        { needs: ["approval:security_admin"] },
        { needs: ["approval:approver", "approval:owner"] },
        { reasons: [...ask.reasons, ...reasons] },
        { chain: await world.chain("agent:bot") },
        { chain: await world.chain("agent:other-bot") },
        { chain: await world.chain("agent:bot", { behalf: "user:eve" }) },
      ];
      for (const other of others)
        equal((await world.room.seek({ ...ask, ...other })).state, "pending", JSON.stringify(Object.keys(other)));
      const here = await world.room.seek(ask);
      equal(here.state, "approved");
      // Another policy set asks anew, and what was given under the one before counts no more.
      equal((await world.room.seek({ ...ask, snapshot: "set-2" })).state, "pending");
      ok(here.state === "approved");
      equal(await here.take(), false);
      equal((await world.room.show("acme", here.approval.id))?.state, "cancelled");
    });

    test("whoever said yes to more said yes to less", async () => {
      const ask = fresh({ needs: ["approval:owner", "approval:approver"] });
      const id = await pending(ask);
      const half = await world.decide(id, adam);
      ok(half.ok);
      deepEqual([half.value.state, half.value.given.map(({ need }) => need)], ["pending", ["approval:approver"]]);
      const whole = await world.decide(id, await world.person("olga"));
      ok(whole.ok);
      equal(whole.value.state, "approved");
      const less = await world.room.seek({ ...ask, needs: ["approval:approver"] });
      equal(idOf(less), id);
      equal(less.state, "approved");
    });

    test("what was denied stays denied for its time, whichever key or need it is asked with again; its reason comes with it", async () => {
      const ask = fresh();
      const id = await pending(ask);
      ok((await world.decide(id, adam, "deny", "Not on a Friday.")).ok);
      for (const change of [{}, { needs: ["approval:owner"] }, { chain: await world.chain("agent:bot") }]) {
        const sought = await world.room.seek({ ...ask, ...change });
        equal(sought.state, "denied");
        ok(sought.state === "denied");
        deepEqual([sought.approval.id, sought.approval.reason], [id, "Not on a Friday."]);
      }
      world.clock.advance(15 * MINUTE_MS);
      notEqual(await pending(ask), id);
    });

    test("what has run out is decided by nobody, and lets nothing through", async () => {
      const one = fresh({ ttlMs: 5 * MINUTE_MS });
      const waits = await pending(one);
      const two = fresh({ ttlMs: 5 * MINUTE_MS });
      await approved(two);
      const sought = await world.room.seek(two);
      world.clock.advance(5 * MINUTE_MS);
      deepEqual(await world.decide(waits, adam), { ok: false, error: "expired" });
      ok(sought.state === "approved");
      equal(await sought.take(), false);
      world.steps.length = 0;
      await world.room.sweep();
      deepEqual(
        world.steps.map(({ what, actor }) => [what, actor]),
        [
          ["expired", "system"],
          ["expired", "system"],
        ],
      );
      notEqual(await pending(one), waits);
    });

    test("nothing waits longer than a day, and a quarter of an hour where no policy says", async () => {
      const now = world.clock.now();
      for (const [ttlMs, expected] of [
        [undefined, 15 * MINUTE_MS],
        [MINUTE_MS, MINUTE_MS],
        [30 * 24 * 60 * MINUTE_MS, 24 * 60 * MINUTE_MS],
      ] as const) {
        const sought = await world.room.seek(fresh({ ttlMs }));
        ok(sought.state === "pending");
        equal(sought.approval.expiresAt - now, expected);
      }
    });

    // Guarantee: nobody can flood the people who decide: what waits of a chain and of an organization is bounded.
    test("nobody can flood the people who decide: what waits of a chain and of an organization is bounded", async () => {
      const states = [];
      for (let at = 0; at < 22; at += 1) states.push(await world.room.seek(fresh()));
      deepEqual(
        states.map(({ state }) => state),
        [...Array.from({ length: 20 }, () => "pending"), "full", "full"],
      );
      const full = states.at(-1);
      ok(full?.state === "full");
      match(full.message, /20 calls of yours wait/);
      // A denial makes no room for the next try.
      ok((await world.decide(idOf(states[0] as Sought), adam, "deny", "no")).ok);
      equal((await world.room.seek(fresh())).state, "full");
      // Another key of the same agent has no more room.
      equal((await world.room.seek(fresh({ chain: await world.chain("agent:bot") }))).state, "full");
      equal((await world.room.seek(fresh({ chain: await world.chain("agent:other-bot") }))).state, "pending");
    });

    test("whoever waits hears of the decision, also from another process", async () => {
      const ask = fresh();
      const id = await pending(ask);
      const waits = world.another().decided("acme", id, new AbortController().signal);
      ok((await world.decide(id, adam)).ok);
      equal((await waits).state, "approved");
      const gone = new AbortController();
      const other = await pending(fresh());
      const left = world.room.decided("acme", other, gone.signal);
      gone.abort();
      equal((await left).state, "pending");
    });

    test("each step of an approval is recorded with it, and every process hears of it", async () => {
      const ask = fresh();
      const id = await pending(ask);
      const waits = world.another().decided("acme", id, new AbortController().signal);
      const steps = async () =>
        (await world.records.changes("acme", { subjectKind: "approval", subjectId: id }, { limit: 50 })).map(
          ({ action }) => action,
        );
      // A step that is not kept leaves neither the word nor its record.
      const undone = world.store.transact(async (tx) => {
        ok((await world.room.decide(tx, { org: "acme", id, by: adam, answer: "approve", reason: "" })).ok);
        throw new Error("undone");
      });
      await rejects(undone, /undone/);
      equal((await world.room.show("acme", id))?.state, "pending");
      deepEqual(await steps(), ["approvals.requested"]);
      ok((await world.decide(id, adam)).ok);
      equal((await waits).state, "approved");
      const sought = await world.room.seek(ask);
      ok(sought.state === "approved");
      equal(await sought.take(), true);
      deepEqual((await steps()).toSorted(), ["approvals.approved", "approvals.requested", "approvals.used"]);
    });

    test("two people who decide at once: one of them has decided", async () => {
      const id = await pending(fresh());
      const rita = await world.person("rita");
      const both = await Promise.all([world.decide(id, adam), world.decide(id, rita, "deny", "no")]);
      equal(both.filter((one) => one.ok).length, 1);
      const late = both.find((one) => !one.ok);
      ok(late && !late.ok);
      equal(late.error, "already-decided");
    });

    test("what somebody asked for who is disabled since is cancelled", async () => {
      const ask = fresh();
      const id = await approved(ask);
      const sought = await world.room.seek(ask);
      world.registry.change("acme", ({ agents }) => {
        for (const agent of agents) if (agent.id === "bot") agent.status = "disabled";
      });
      await world.room.sweep();
      equal((await world.room.show("acme", id))?.state, "cancelled");
      ok(sought.state === "approved");
      equal(await sought.take(), false);
      world.registry.change("acme", ({ agents }) => {
        for (const agent of agents) delete agent.status;
      });
    });

    test("lists show what waits for somebody, and what somebody asked for", async () => {
      const id = await pending(fresh());
      const has = async (filter: Parameters<ApprovalsWorld["room"]["list"]>[1]) =>
        (await world.room.list("acme", filter, { limit: 50 })).some((one) => one.id === id);
      equal(await has({ waitsFor: "adam" }), true);
      equal(await has({ waitsFor: "rita" }), true);
      equal(await has({ waitsFor: "sam" }), false);
      equal(await has({ askedBy: "sam" }), true);
      equal(await has({ askedBy: "adam" }), false);
      equal(await has({ concerns: "eve" }), false);
      ok((await world.decide(id, adam)).ok);
      equal(await has({ waitsFor: "adam" }), false);
      equal(await has({ state: "approved" }), true);
      deepEqual(await world.room.list("other", {}, { limit: 50 }), []);
    });

    // Guarantee: a person who decides sees what is there: hidden marks are shown as what they are.
    test("a person who decides sees what is there: hidden marks are shown as what they are", async () => {
      const details = [{ name: "to\u202e", value: `a\u200bb\u0007${"x".repeat(1_000)}` }];
      const id = await pending(fresh({ shown: { title: "t\u2066", details } }));
      const shown = (await world.room.show("acme", id))?.shown;
      equal(shown?.title, "t\\u{2066}");
      equal(shown?.details[0]?.name, "to\\u{202e}");
      ok(shown?.details[0]?.value.startsWith("a\\u{200b}b\\u{7}xxx"));
      ok((shown?.details[0]?.value.length ?? 0) < 500);
    });
  });

function idOf(sought: Sought): string {
  return "approval" in sought ? sought.approval.id : "";
}
