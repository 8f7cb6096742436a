import assert from "node:assert/strict";
import { it } from "node:test";
import type { Principal } from "../../src/identity/index.ts";
import { fixedClock } from "../../src/kernel/index.ts";
import type { Store } from "../../src/store/index.ts";
import { eventually } from "../registry-world.ts";
import { CLIMB, assistant, email, historyOf, openSessions, tool, user, weigh, weighing } from "../sessions-world.ts";
import { type Bed, raw } from "./store-bed.ts";

/** What holds of sessions on either database. */
export function sessionsContract(makeEmpty: () => Promise<Bed>): void {
  const on = async (work: (store: Store, bed: Bed) => Promise<void>) => {
    const bed = await makeEmpty();
    try {
      await work(await bed.open(), bed);
    } finally {
      await bed.end();
    }
  };
  const ANA = { org: "acme", links: [{ ref: "user:ana" } as Principal] };
  const NOON = Date.parse("2026-11-21T12:00:00Z");

  it("what is known of a session is there after a restart", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const first = openSessions(store, clock);
      for (let at = 1; at <= CLIMB.length; at++)
        await weigh(first, { lines: historyOf(CLIMB.slice(0, at)), session: "s" });
      const before = await weigh(first, { lines: historyOf(CLIMB), session: "s" });
      before.learned({ blocked: true });
      await first.close();

      const second = openSessions(store, clock);
      const after = await weigh(second, { lines: historyOf(CLIMB), session: "s" });
      assert.equal(after.context.sessionTurns, before.context.sessionTurns);
      assert.ok(after.context.sessionRisk >= before.context.sessionRisk - 1, `${after.context.sessionRisk}`);
      assert.equal(after.context.sessionBlocks, 1);
      await second.close();
    }));

  it("what was read in a session is known to the next call of it, whichever process it comes to", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const one = openSessions(store, clock);
      const two = openSessions(store, clock);
      const about = weighing({ lines: [user("Read the page.")], session: "s" });
      const taintIn = async (room: typeof one) => (await room.look(about)).context.taint;
      // Both know the session, and neither anything of what is read now.
      assert.deepEqual([await taintIn(one), await taintIn(two)], [[], []]);
      const { session } = await one.look(about);
      await one.mark(about.chain, session, ["untrusted"]);
      assert.deepEqual(await taintIn(one), ["untrusted"]);
      const three = openSessions(store, clock);
      assert.deepEqual(await taintIn(three), ["untrusted"], "it is on the disk");
      await eventually(async () => (await taintIn(two)).includes("untrusted"));
      for (const room of [one, two, three]) await room.close();
    }));

  it("a conversation without a name is known again by its texts, also by another process", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const one = openSessions(store, clock);
      const opening = [
        user("Read the ticket and answer it, please."),
        assistant("I will look at the ticket first."),
        tool("From a stranger", [email]),
      ];
      const first = await weigh(one, { lines: opening });
      assert.deepEqual(first.context.taint, ["private", "tool", "untrusted"]);
      await one.close();

      const two = openSessions(store, clock);
      const without = [
        ...opening.slice(0, 2),
        opening[2] ?? user(""),
        assistant("The ticket asks for a refund of an order."),
        user("Thanks. And what was the weather in it like?"),
      ];
      const second = await weigh(two, { lines: without });
      assert.equal(second.session, first.session);
      // Guarantee: a label stays on a session until it ends, also when a later call leaves out what put it there.
      const left = await weigh(two, {
        lines: [...without.slice(0, 1), ...without.slice(3), assistant("Sunny, as far as it says."), user("Good.")],
      });
      assert.equal(left.session, first.session);
      assert.deepEqual(left.context.taint, ["private", "tool", "untrusted"]);
      await two.close();
    }));

  it("what two processes saw of one session is added up, whichever of them writes last", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const [one, two] = [openSessions(store, clock), openSessions(store, clock)];
      await weigh(one, { lines: [user("first words of it")], session: "s" });
      await weigh(two, { lines: [user("first words of it")], session: "s" });
      for (let at = 0; at < 4; at++) {
        (await weigh(one, { lines: [user(`question ${at} of the one`)], session: "s" })).learned({ blocked: true });
        (await weigh(two, { lines: [user(`question ${at} of the other`), tool("data")], session: "s" })).learned({
          blocked: true,
        });
      }
      await one.flush();
      await two.flush();
      await one.close();
      await two.close();
      const third = openSessions(store, clock);
      const { context } = await weigh(third, { lines: [user("and now")], session: "s" });
      assert.equal(context.sessionBlocks, 8);
      assert.ok(context.sessionTurns >= 9, `${context.sessionTurns}`);
      assert.deepEqual(context.taint, ["tool", "untrusted"]);
      await third.close();
    }));

  it("a session that was reset is forgotten by every process", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const [one, two] = [openSessions(store, clock), openSessions(store, clock)];
      const call = { lines: [user("Look at this"), tool("words of a stranger")], session: "s" };
      await weigh(one, call);
      await one.flush();
      await weigh(two, call);
      await two.flush();
      const [row] = await one.list("acme", { limit: 10 });
      assert.equal(row?.session, "s");
      assert.equal(await store.transact((tx) => one.reset(tx, "other", row?.id ?? "")), false);
      assert.equal(await store.transact((tx) => one.reset(tx, "acme", row?.id ?? "")), true);
      for (let at = 0; at < 100 && (await two.taintOf(ANA, "s")).length > 0; at++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      for (const room of [one, two])
        assert.deepEqual((await weigh(room, { lines: [user("anew")], session: "s" })).context.taint, []);
      await one.close();
      await two.close();
    }));

  it("sessions are gone when their time is over, and no text of any is stored", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const room = openSessions(store, clock);
      const secret = "zanzibar-refrigerator";
      await weigh(room, {
        lines: [user(`Tell me of ${secret} and ransomware`), assistant(`${secret} is a thing`), tool(secret)],
        session: "s",
      });
      await room.flush();
      const rows = await raw(store).selectFrom("sessions").selectAll().execute();
      const marks = await raw(store).selectFrom("session_marks").selectAll().execute();
      assert.ok(rows.length >= 2);
      assert.doesNotMatch(JSON.stringify([rows, marks]), /zanzibar|refrigerator|ransomware/);
      clock.advance(31 * 86_400_000);
      await weigh(room, { lines: [user("hello"), tool("data")], session: "other" });
      await room.flush();
      const left = await raw(store).selectFrom("sessions").select("name").where("kind", "=", "session").execute();
      assert.deepEqual(left, [{ name: "other" }]);
      await room.close();
    }));

  it("pages of sessions hold each of them once, the last used first", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const room = openSessions(store, clock);
      for (let at = 0; at < 7; at++) {
        clock.advance(1_000);
        await weigh(room, { lines: [user(`look ${at}`), tool("data")], session: `s${at}`, who: [`user:u${at % 2}`] });
      }
      const names: string[] = [];
      let after: string | undefined;
      for (;;) {
        const page = await room.list("acme", { limit: 3, ...(after === undefined ? {} : { after }) });
        names.push(...page.map(({ session }) => session));
        const last = page.at(-1);
        if (page.length < 3 || !last) break;
        after = `${last.lastAt}.${last.id}`;
      }
      assert.deepEqual(names, ["s6", "s5", "s4", "s3", "s2", "s1", "s0"]);
      assert.equal((await room.list("acme", { limit: 10, principal: "user:u1" })).length, 3);
      assert.deepEqual(await room.list("other", { limit: 10 }), []);
      await room.close();
    }));
}
