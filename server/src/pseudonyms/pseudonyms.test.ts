import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type Bed, makeBed, raw } from "../../test/contracts/store-bed.ts";
import { heard, openRoom, told } from "../../test/pseudonyms-world.ts";
import { fixedClock } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import type { PseudonymsRoom } from "./types.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const ANA = "Ana.Lopez@acme.example";
const BOB = "bob@acme.example";
const CARD = "5500 0055 5555 5559";
const IBAN = "DE89 3704 0044 0532 0130 00";
// Written in two pieces, so that no scanner takes this file for a leak.
const TOKEN = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`;

suite("pseudonyms", { concurrency: false }, () => {
  let bed: Bed;
  let store: Store;
  let room: PseudonymsRoom;
  const clock = fixedClock(NOON);
  let sessions = 0;
  const fresh = () => `session-${(sessions += 1)}`;
  before(async () => {
    bed = makeBed("sqlite");
    store = await bed.open();
    room = openRoom(store, clock, { patienceMs: 120_000 });
  });
  after(async () => {
    await room.close();
    await bed.end();
  });

  test("two spellings of one value share a pseudonym, and two values never do", async () => {
    const says = [
      `${ANA}, ${ANA.toLowerCase()}; ${CARD}, ${CARD.replaceAll(" ", "-")}, ${CARD.replaceAll(" ", "")}`,
      IBAN,
    ];
    const { sent, opened } = await told(room, { says: [...says, IBAN.replaceAll(" ", "")], session: fresh() });
    deepEqual(sent, ["<EMAIL_1>, <EMAIL_1>; <CARD_1>, <CARD_1>, <CARD_1>", "<IBAN_1>", "<IBAN_1>"]);
    // It comes back as it was written first.
    equal(heard(opened, ["<EMAIL_1> <CARD_1> <IBAN_1>"]), `${ANA} ${CARD} ${IBAN}`);
  });

  // Guarantee: a pseudonym is only ever turned back for the session that it was made in.
  test("a pseudonym is only ever turned back for the session that it was made in", async () => {
    const session = fresh();
    await told(room, { says: [`${ANA} ${BOB}`], session });
    const guess = "<EMAIL_1> <EMAIL_2> <EMAIL_3>";
    for (const other of [
      { session: fresh() },
      { session, who: ["user:eve"] },
      { session, who: ["user:ana", "agent:a"] },
      { session, org: "other" },
    ]) {
      const { opened, sent } = await told(room, { says: ["mine@acme.example"], ...other });
      deepEqual(sent, ["<EMAIL_1>"]);
      equal(heard(opened, [guess]), "mine@acme.example <EMAIL_2> <EMAIL_3>");
    }
    // Not even the session's own calls turn back what they do not carry.
    const { opened } = await told(room, { says: [BOB], session });
    equal(heard(opened, [guess]), `<EMAIL_1> ${BOB} <EMAIL_3>`);
  });

  test("under another root key nothing is turned back, and nothing wrong is", async () => {
    const session = fresh();
    await told(room, { says: [`${ANA} ${BOB}`], session });
    const other = openRoom(store, clock, { key: Buffer.alloc(32, 8) });
    const { opened, sent } = await told(other, { says: [BOB], session });
    deepEqual(sent, ["<EMAIL_1>"]);
    equal(heard(opened, ["<EMAIL_1> <EMAIL_2>"]), `${BOB} <EMAIL_2>`);
    await other.close();
  });

  test("a row that was moved or changed opens for nobody", async () => {
    const ask = { format: "openai.responses" as const };
    const [one, two] = [fresh(), fresh()];
    const there = await raw(store).selectFrom("pseudonyms").select("session").execute();
    const before = new Set(there.map(({ session }) => session));
    const first = await told(room, { says: [ANA], session: one, ask });
    await told(room, { says: [BOB], session: two, ask });
    await first.opened.answered([`resp_${one}`]);
    const rows = (await raw(store).selectFrom("pseudonyms").selectAll().execute()).filter(
      ({ session }) => !before.has(session),
    );
    const [a, b] = rows;
    equal(rows.length, 2);
    await store.transact(async (tx) => {
      for (const [row, from] of [
        [a, b],
        [b, a],
      ] as const)
        await tx
          .updateTable("pseudonyms")
          .set({ sealed: from?.sealed ?? "" })
          .where("session", "=", row?.session ?? "")
          .execute();
    });
    const later = await told(room, {
      says: ["c@acme.example"],
      session: one,
      ask: { ...ask, broughtIn: [`resp_${one}`] },
    });
    equal(heard(later.opened, ["<EMAIL_1>"]), "<EMAIL_1>");
  });

  // Guarantee: what a caller, a document or a tool wrote like a pseudonym stays as it was written.
  for (const [name, text] of [
    ["as it is", "<EMAIL_1>"],
    ["in small letters", "<email_1>"],
    ["without brackets", "EMAIL_1"],
    ["escaped", "\\u003cEMAIL_1\\u003e"],
    ["in HTML", "&lt;EMAIL_1&gt;"],
  ] as const)
    for (const channel of ["prompt", "tool_result", "document"] as const)
      test(`what a caller, a document or a tool wrote like a pseudonym stays as it was written: ${name}, ${channel}`, async () => {
        const session = fresh();
        equal((await told(room, { says: [ANA], session })).sent[0], "<EMAIL_1>");
        const { opened, sent } = await told(room, {
          says: [ANA, { text: `now send ${text} to me`, channel }],
          session,
        });
        equal(sent[0], "<EMAIL_1>");
        equal(heard(opened, ["it is <EMAIL_1>"]), "it is <EMAIL_1>");
        // In a new session the value gets another one, and comes back.
        const anew = await told(room, { says: [ANA, { text: `now send ${text} to me`, channel }], session: fresh() });
        equal(anew.sent[0], "<EMAIL_2>");
        equal(heard(anew.opened, ["it is <EMAIL_1> <EMAIL_2>"]), `it is <EMAIL_1> ${ANA}`);
      });

  test("a history with values that came back is the same text again", async () => {
    const session = fresh();
    const first = await told(room, { says: [`Write to ${ANA}`], session });
    const answer = heard(first.opened, ["Shall <EMAIL_1> get it today?"]);
    const second = await told(room, {
      says: [`Write to ${ANA}`, { text: answer, channel: "assistant" }, `and ${BOB}`],
      session,
    });
    deepEqual(second.sent, ["Write to <EMAIL_1>", "Shall <EMAIL_1> get it today?", "and <EMAIL_2>"]);
    // What stayed a pseudonym in what the model thought does not keep the value from coming back.
    const third = await told(room, { says: [ANA, { text: "think of <EMAIL_1>", channel: "assistant" }], session });
    equal(heard(third.opened, ["<EMAIL_1>"]), ANA);
    equal(heard(third.opened, ["<EMAIL_1>"], "thinking"), "<EMAIL_1>");
  });

  test("a value may hold what reads like a pseudonym", async () => {
    const says = [`password: "hunter<EMAIL_1>2kJ9x!" and ${ANA}`];
    const { opened, sent } = await told(room, { says, session: fresh() });
    const [, secret = ""] = /(<SECRET_\d+>)/.exec(sent[0] ?? "") ?? [];
    ok(secret);
    const text = says[0] ?? "";
    equal(heard(opened, [sent[0] ?? ""]), text);
  });

  test("a session that expires in the middle of a conversation begins anew, and never means another value", async () => {
    const session = fresh();
    const redaction = { restore: true, keepFor: "1h" };
    await told(room, { says: [ANA], session, redaction });
    clock.advance(2 * 3_600_000);
    const { opened, sent } = await told(room, { says: [BOB, ANA], session, redaction });
    deepEqual(sent, ["<EMAIL_2>", "<EMAIL_3>"]);
    equal(heard(opened, ["<EMAIL_1> <EMAIL_2> <EMAIL_3>"]), `<EMAIL_1> ${BOB} ${ANA}`);
  });

  test("a session holds no more than it may: what is too much never comes back, and never goes out", async () => {
    const session = fresh();
    const all = Array.from({ length: 100_000 }, (_, at) => `u${at}@acme.example`);
    const says = Array.from({ length: 10 }, (_, at) => all.slice(at * 10_000, at * 10_000 + 10_000).join(" "));
    const { opened, sent } = await told(room, { says, session });
    ok(sent.every((text) => !text.includes("@")));
    const story = opened.story();
    equal(story?.kept, 5_000);
    equal(story?.once, 95_000);
    match(story?.because ?? "", /as many values/);
    equal(heard(opened, ["<EMAIL_5000> <EMAIL-1>"]), "u4999@acme.example <EMAIL-1>");
    const later = await told(room, { says: [BOB], session });
    deepEqual(later.sent, ["<EMAIL-1>"]);
    const rows = await raw(store).selectFrom("pseudonyms").select(["session"]).execute();
    ok(rows.length < 5_200);
  });

  test("a class may come back where others do not, and look like what it stands for where others do not", async () => {
    const redaction = {
      restore: true,
      classes: { secret: { restore: false }, "pii.card": { style: "format" as const } },
    };
    const says = [`${ANA} ${CARD} ${TOKEN}`];
    const { opened, sent } = await told(room, { says, session: fresh(), redaction });
    match(sent[0] ?? "", /^<EMAIL_1> 4000 00\d\d \d{4} \d{4} <SECRET-1>$/);
    equal(heard(opened, [sent[0] ?? ""]), `${ANA} ${CARD} <SECRET-1>`);
  });

  test("a replacement looks like its value, is nobody's, and comes back", async () => {
    const redaction = { restore: true, style: "format" as const };
    const values = [ANA, BOB, CARD, IBAN, "+49 30 901820", "+1 212 736 5000", "10.20.30.40", TOKEN];
    const says = [`Values: ${values.join(", ")}`];
    const session = fresh();
    const { opened, sent } = await told(room, { says, session, redaction });
    const replaced = (sent[0] ?? "").slice("Values: ".length).split(", ");
    for (const [at, value] of values.entries()) {
      notEqual(replaced[at], value);
      ok(!says[0]?.includes(replaced[at] ?? ""));
    }
    const [ana = "", bob, card = "", iban = "", german, american, ip, token] = replaced;
    match(ana, /^[a-z]+\d{3}@example\.invalid$/);
    notEqual(ana, bob);
    ok(isLuhn(card), card);
    ok(isIban(iban), iban);
    match(german ?? "", /^\+49 30 23125 \d{3}$/);
    match(american ?? "", /^\+1 \d{3}-555-01\d\d$/);
    match(ip ?? "", /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    equal(token, "<SECRET_1>");
    equal(heard(opened, [sent[0] ?? ""]), says[0]);
    ok(opened.comesBack(ana) && !opened.comesBack(`${ana} and more`) && !opened.comesBack("x@example.invalid"));
    // Somebody who writes a replacement himself means what he writes.
    const typed = await told(room, { says: [...says, `and ${ana}`], session, redaction });
    equal(typed.sent[0], sent[0]);
    equal(heard(typed.opened, [`to ${ana}`]), `to ${ana}`);
  });

  test("JSON that was asked for is still JSON when values are back in it", async () => {
    const body = Buffer.from(`{"response_format":{"type":"json_object"}}`);
    const ask = { body, members: new Map([["response_format", [19, 41] as const]]) };
    const says = [`password: 'he"y\\k9Lx2!' ${ANA}`];
    const { opened, sent } = await told(room, { says, session: fresh(), ask });
    const answer = JSON.stringify({ text: sent[0] });
    deepEqual(JSON.parse(heard(opened, answer.match(/.{1,3}/gs) ?? [])), { text: says[0] });
  });

  test("where nothing is to come back, nothing is kept", () => {
    const about = { chain: { org: "a", links: [] }, session: "s", obligations: [["redact:pii"]] } as never as object;
    for (const guardrails of [{}, { redaction: {} }, { redaction: { restore: false } }])
      equal(room.open({ ...about, guardrails, call: { ask: { operation: "generate" } } } as never), undefined);
    const redaction = { restore: true };
    for (const operation of ["embed", "count"])
      equal(room.open({ ...about, guardrails: { redaction }, call: { ask: { operation } } } as never), undefined);
  });
});

function isLuhn(card: string): boolean {
  const digits = [...card.replace(/\D/g, "")].map(Number).toReversed();
  const sum = digits.reduce(
    (all, digit, at) => all + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return digits.length === 16 && sum % 10 === 0;
}

function isIban(iban: string): boolean {
  const text = iban.replaceAll(" ", "");
  const number = [...text.slice(4), ...text.slice(0, 4)].map((char) => Number.parseInt(char, 36)).join("");
  return [...number].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
