import { equal } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Chain } from "../../identity/index.ts";
import { silentLog, systemClock, systemRandom } from "../../kernel/index.ts";
import { type Store, openStore } from "../../store/index.ts";
import { makeGivenAnswers } from "./given.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

suite("answers that were given", { concurrency: false }, () => {
  let data: string;
  let store: Store;
  let now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const who = (org: string, ...refs: string[]) => ({ org, links: refs.map((ref) => ({ ref })) }) as unknown as Chain;

  before(async () => {
    data = mkdtempSync(join(tmpdir(), "lumos-given-"));
    store = await openStore({ database: "sqlite", data, clock: systemClock, log: silentLog, random: systemRandom });
  });
  after(async () => {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  });

  test("are known to their caller alone, in any process", async () => {
    const alice = who("acme", "user:alice");
    await makeGivenAnswers({ store, clock }).remember(alice, ["resp_1", "msg_1", "msg_1"], "south");
    const other = makeGivenAnswers({ store, clock });
    equal(await other.providerOf(alice, ["resp_1"]), "south");
    equal(await other.providerOf(alice, ["msg_1", "resp_1", "msg_1"]), "south");
    for (const stranger of [
      who("acme", "user:bob"),
      who("other", "user:alice"),
      who("acme", "agent:bot", "user:alice"),
      who("acme"),
    ]) {
      equal(await other.providerOf(stranger, ["resp_1"]), undefined);
    }
    equal(await other.providerOf(alice, ["resp_1", "resp_2"]), undefined);
    equal(await other.providerOf(alice, []), undefined);
    equal(
      await other.providerOf(
        alice,
        Array.from({ length: 501 }, (_, at) => `msg_${at}`),
      ),
      undefined,
    );
  });

  test("of two providers are nobody's together", async () => {
    const given = makeGivenAnswers({ store, clock });
    const carol = who("acme", "user:carol");
    await given.remember(carol, ["resp_a"], "south");
    await given.remember(carol, ["resp_b"], "north");
    equal(await given.providerOf(carol, ["resp_a", "resp_b"]), undefined);
  });

  test("are forgotten when their provider forgets them, and leave no row", async () => {
    const given = makeGivenAnswers({ store, clock });
    const dave = who("acme", "user:dave");
    await given.remember(dave, ["resp_old"], "south");
    now += 31 * DAY_MS;
    equal(await given.providerOf(dave, ["resp_old"]), undefined);
    for (let at = 0; at < 500; at += 1) await given.remember(dave, ["resp_new"], "south");
    const { rows } = await store.read
      .selectFrom("given_answers")
      .select(({ fn }) => fn.countAll<number>().as("rows"))
      .executeTakeFirstOrThrow();
    equal(Number(rows), 1);
  });
});
