import assert from "node:assert/strict";
import { it } from "node:test";
import { fixedClock } from "../../src/kernel/index.ts";
import type { Store } from "../../src/store/index.ts";
import { heard, openRoom, told } from "../pseudonyms-world.ts";
import { type Bed, raw } from "./store-bed.ts";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-11-21T12:00:00Z");
const ANA = "ana@acme.example";
const BOB = "bob@acme.example";

/** What holds of pseudonyms on either database. */
export function pseudonymsContract(makeEmpty: () => Promise<Bed>): void {
  const on = async (work: (store: Store, bed: Bed) => Promise<void>) => {
    const bed = await makeEmpty();
    try {
      await work(await bed.open(), bed);
    } finally {
      await bed.end();
    }
  };

  it("one value has one pseudonym throughout a session, after a restart and in another process too", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const first = openRoom(store, clock);
      assert.deepEqual((await told(first, { says: [`${ANA}, ${BOB}`] })).sent, ["<EMAIL_1>, <EMAIL_2>"]);
      await first.close();
      const second = openRoom(store, clock);
      const again = await told(second, { says: [`${BOB}, new@acme.example, ${ANA}`] });
      assert.deepEqual(again.sent, ["<EMAIL_2>, <EMAIL_3>, <EMAIL_1>"]);
      assert.equal(heard(again.opened, ["<EMAIL_1> and <EMAIL_3>"]), `${ANA} and new@acme.example`);
      await second.close();
    }));

  // Guarantee: two processes that meet a new value in one session at once call it by one pseudonym.
  it("two processes that meet a new value in one session at once call it by one pseudonym", () =>
    on(async (store, bed) => {
      const clock = fixedClock(NOON);
      const other = bed.database === "sqlite" ? store : await bed.open();
      const rooms = [openRoom(store, clock), openRoom(other, clock)];
      const said = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          told(rooms[at % 2] as (typeof rooms)[0], {
            says: [`shared${at >> 1}@acme.example`, `own${at}@acme.example`],
            redaction: { restore: true, style: at % 4 < 2 ? "pseudonym" : "format" },
          }),
        ),
      );
      const names = said.map(({ sent }) => sent[0] ?? "");
      for (let at = 0; at < 20; at += 2) assert.equal(names[at], names[at + 1]);
      const all = said.flatMap(({ sent }) => sent);
      assert.equal(new Set(all).size, 30);
      for (const [at, { opened, sent }] of said.entries())
        assert.equal(heard(opened, [sent.join(" ")]), `shared${at >> 1}@acme.example own${at}@acme.example`);
      await Promise.all(rooms.map((room) => room.close()));
    }));

  it("nothing that is stored can be read, and what is stored goes in time", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const room = openRoom(store, clock);
      await told(room, { says: [ANA], session: "the-session" });
      const rows = await raw(store).selectFrom("pseudonyms").selectAll().execute();
      const sessions = await raw(store).selectFrom("pseudonym_sessions").selectAll().execute();
      assert.equal(rows.length, 1);
      for (const word of ["ana", "acme", "the-session"]) assert.ok(!JSON.stringify([rows, sessions]).includes(word));
      assert.equal(Number(rows[0]?.expires_at), NOON + 24 * HOUR);
      clock.advance(25 * HOUR);
      // Another value of the session finds the old one gone; its number is never given again.
      const later = await told(room, { says: [BOB], session: "the-session" });
      assert.deepEqual(later.sent, ["<EMAIL_2>"]);
      assert.equal((await raw(store).selectFrom("pseudonyms").selectAll().execute()).length, 1);
      await room.close();
    }));

  it("a value that is used is kept for as long again", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const redaction = { restore: true, keepFor: "10h" };
      for (let at = 0; at < 5; at++) {
        const room = openRoom(store, clock);
        assert.deepEqual((await told(room, { says: [ANA], redaction })).sent, ["<EMAIL_1>"]);
        await room.close();
        clock.advance(7 * HOUR);
      }
    }));

  // Guarantee: what an answer says that its provider keeps is turned back with the pseudonyms it was given under.
  it("what an answer says that its provider keeps is turned back with the pseudonyms it was given under", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const room = openRoom(store, clock);
      const ask = { format: "openai.responses" as const };
      const first = await told(room, { says: [ANA], session: "unnamed-1", ask });
      await first.opened.answered(["resp_1"]);
      const goesOn = { ask: { ...ask, broughtIn: ["resp_1"] } };
      const second = await told(room, { says: [BOB], session: "unnamed-2", ...goesOn });
      assert.deepEqual(second.sent, ["<EMAIL_2>"]);
      assert.equal(heard(second.opened, ["<EMAIL_1>, <EMAIL_2>"]), `${ANA}, ${BOB}`);
      // Whoever else names the answer gets nothing back, and neither does who names one that is not known.
      for (const call of [{ ...goesOn, who: ["user:eve"] }, { ask: { ...ask, broughtIn: ["resp_1", "resp_9"] } }]) {
        const { opened, sent } = await told(room, { says: [BOB], session: "unnamed-1", ...call });
        assert.deepEqual(sent, ["<EMAIL-1>"]);
        assert.equal(heard(opened, ["<EMAIL_1>, <EMAIL_2>, <EMAIL-1>"]), "<EMAIL_1>, <EMAIL_2>, <EMAIL-1>");
      }
      await room.close();
    }));

  // Guarantee: where a pseudonym cannot be kept, the value is replaced all the same, by what never comes back.
  it("where a pseudonym cannot be kept, the value is replaced all the same, by what never comes back", () =>
    on(async (store) => {
      const clock = fixedClock(NOON);
      const room = openRoom(store, clock);
      await told(room, { says: [ANA] });
      await store.close();
      const { opened, sent } = await told(room, { says: [`${ANA}, ${BOB}, ${BOB}`] });
      assert.deepEqual(sent, ["<EMAIL_1>, <EMAIL-1>, <EMAIL-1>"]);
      assert.equal(heard(opened, ["<EMAIL_1>, <EMAIL-1>"]), `${ANA}, <EMAIL-1>`);
      assert.deepEqual(opened.story(), { kept: 1, restored: 1, once: 1, because: "pseudonyms could not be kept" });
      assert.equal(room.counts().unkept, 1);
      await room.close();
    }));
}
