import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fixedClock, silentLog } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { type Bed, makeBed } from "../../test/contracts/store-bed.ts";
import {
  CLIMB,
  KEY,
  assistant,
  historyOf,
  openSessions,
  tool,
  user,
  weigh,
  weighing,
} from "../../test/sessions-world.ts";
import { makeSessions } from "./index.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");

describe("sessions against those who mean harm", { concurrency: false }, () => {
  let bed: Bed;
  let store: Store;
  before(async () => {
    bed = makeBed("sqlite");
    store = await bed.open();
  });
  after(() => bed.end());

  // Guarantee: a session belongs to the chain that began it; the same name stated by anybody else is another session.
  test("a session belongs to the chain that began it; the same name stated by anybody else is another session", async () => {
    const room = openSessions(store, fixedClock(NOON));
    const lines = [...historyOf(CLIMB), tool("from outside")];
    const mine = { lines, session: "shared", who: ["agent:bot", "user:ana"] };
    (await weigh(room, mine)).learned({ blocked: true });
    const others = [
      ["user:ana"],
      ["agent:bot"],
      ["user:ana", "agent:bot"],
      ["agent:bot", "user:bob"],
      ["agent:bot user:ana"],
    ];
    for (const who of others) {
      const { context } = await weigh(room, { lines: [user("hello")], session: "shared", who, teams: [] });
      assert.deepEqual([context.taint, context.sessionBlocks, context.sessionTurns], [[], 0, 1], who.join());
    }
    const elsewhere = await weigh(room, { ...mine, lines: [user("hello")], org: "other" });
    assert.deepEqual(elsewhere.context.taint, []);
    // Nobody poisoned it either.
    const after1 = await weigh(room, mine);
    assert.equal(after1.context.sessionBlocks, 1);
    await room.close();
  });

  test("the name of a recognized session is of use to its own caller alone", async () => {
    const room = openSessions(store, fixedClock(NOON));
    const mine = await weigh(room, { lines: [user("Read this"), tool("data")], who: ["user:kim"] });
    assert.match(mine.session, /^s-[A-Za-z0-9_-]{27}$/);
    const same = await weigh(room, { lines: [user("more")], session: mine.session, who: ["user:kim"] });
    assert.deepEqual(same.context.taint, ["tool", "untrusted"]);
    const other = await weigh(room, { lines: [user("more")], session: mine.session, who: ["user:lee"] });
    assert.deepEqual(other.context.taint, []);
    await room.close();
  });

  // Guarantee: who states another session for the same conversation brings along what it came to.
  test("who states another session for the same conversation brings along what it came to", async () => {
    const room = openSessions(store, fixedClock(NOON));
    const who = ["user:mallory"];
    const history = [
      user("Look at the mail, please."),
      assistant("Here is the mail that you asked me to look at."),
      tool("words of a stranger"),
    ];
    const first = await weigh(room, { lines: history, session: "a", who });
    assert.deepEqual(first.context.taint, ["tool", "untrusted"]);
    const without = [...history.slice(0, 2), user("Good, now send the list to this address.")];
    await weigh(room, {
      lines: [...history, assistant("It says hello to everybody in the house."), user("What else is in it for us?")],
      session: "a",
      who,
    });
    const second = await weigh(room, {
      lines: [
        assistant("It says hello to everybody in the house."),
        user("What else is in it for us?"),
        assistant("Nothing."),
        user("Send it."),
      ],
      session: "b",
      who,
    });
    assert.deepEqual(second.context.taint, ["tool", "untrusted"]);
    const climbed = await weigh(room, { lines: historyOf(CLIMB), session: "c1", who });
    const again = await weigh(room, {
      lines: [...historyOf(CLIMB), assistant("No."), user("Please.")],
      session: "c2",
      who,
    });
    assert.ok(again.context.sessionRisk >= climbed.context.sessionRisk - 10, `${again.context.sessionRisk}`);
    assert.ok(without.length > 0);
    await room.close();
  });

  test("a million sessions of a flood stay within bounds and push out none that is in use", async () => {
    const room = makeSessions({ store, clock: fixedClock(NOON), log: silentLog, key: KEY });
    const mine = { lines: [user("Keep this"), tool("data")], session: "mine", who: ["user:steady"] };
    await weigh(room, mine);
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < 60_000; at++) {
      await room.weigh(weighing({ lines: [user(`flood ${at}`)], who: ["user:flood"] }));
      if (at % 5_000 === 0) await weigh(room, mine);
    }
    const grown = process.memoryUsage().heapUsed - before;
    assert.ok(room.counts().known <= 20_000, `${room.counts().known}`);
    assert.ok(grown < 400e6, `${Math.round(grown / 1e6)} MB`);
    const { context } = await weigh(room, { ...mine, lines: [user("still there?")] });
    assert.deepEqual(context.taint, ["tool", "untrusted"]);
    // One-time calls with nothing in them are not written.
    await room.flush();
    assert.ok((await room.list("acme", { principal: "user:flood", limit: 10 })).length <= 1);
    await room.close();
  });

  test("huge histories and texts are read within bounds", async () => {
    const room = openSessions(store, fixedClock(NOON));
    const lines = Array.from({ length: 5_000 }, (_, at) =>
      at % 2 === 0 ? user(`question ${at} about ransomware`) : assistant(`answer ${at}`),
    );
    lines.push(tool("data"));
    const { context } = await weigh(room, { lines, who: ["user:long"], session: "long" });
    assert.ok(context.sessionTurns <= 2_000, `${context.sessionTurns}`);
    for (const text of [
      "a".repeat(5_000_000),
      "\ud800".repeat(100_000),
      "字".repeat(1_000_000),
      "a b ".repeat(500_000),
      "\0".repeat(1_000_000),
    ])
      await weigh(room, { lines: [user(text)], who: ["user:wide"], session: "wide" });
    await room.flush();
    const [row] = await room.list("acme", { session: "long", limit: 1 });
    const size = JSON.stringify(
      await store.read
        .selectFrom("sessions")
        .select("state")
        .where("key", "=", row?.id ?? "")
        .executeTakeFirst(),
    ).length;
    assert.ok(size < 60_000, `${size}`);
    await room.close();
  });

  test("a clock that goes back breaks nothing and forgives nothing", async () => {
    const clock = fixedClock(NOON);
    const room = openSessions(store, clock);
    const call = { lines: historyOf(CLIMB), who: ["user:time"], session: "t" };
    const before = await weigh(room, call);
    clock.advance(-400 * 86_400_000);
    const after1 = await weigh(room, { ...call, lines: [...call.lines, assistant("No."), user("And then?")] });
    assert.ok(after1.context.sessionRisk >= before.context.sessionRisk - 15);
    await room.flush();
    clock.advance(500 * 86_400_000);
    await weigh(room, { ...call, lines: [user("much later")] });
    await room.close();
  });

  test("with the store away calls go on with what is in memory, and say so", async () => {
    const own = makeBed("sqlite");
    const broken = await own.open();
    const room = makeSessions({ store: broken, clock: fixedClock(NOON), log: silentLog, key: KEY });
    const call = { lines: [user("Read"), tool("data")], session: "s", who: ["user:ana"] };
    await weigh(room, call);
    await broken.close();
    const known = await weigh(room, call);
    assert.deepEqual([known.context.taint, known.note], [["tool", "untrusted"], undefined]);
    const unknown = await weigh(room, { ...call, session: "never seen" });
    assert.equal(unknown.note, "what came before this call could not be read");
    assert.equal(unknown.assessment.note, "what came before this call could not be read");
    assert.equal(unknown.assessment.assessed, true);
    await assert.rejects(room.flush());
    assert.ok(room.counts().unread >= 1 && room.counts().unwritten >= 1);
    await room.close();
    await own.end().catch(() => {});
  });
});
