import { deepEqual, equal, ok } from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Ask } from "../../test/approvals-process.ts";
import { type ApprovalsWorld, makeApprovalsWorld } from "../../test/approvals-world.ts";
import { type TestPostgres, startPostgres } from "../../test/postgres.ts";

const CHILD = join(import.meta.dirname, "..", "..", "test", "approvals-process.ts");

/** Another process on the same database, and what it says, one word after the other. */
function spawned(database: string, data: string): { child: ChildProcess; said(): Promise<unknown> } {
  const child = fork(CHILD, [JSON.stringify({ database, data })], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const words: unknown[] = [];
  const waiting: ((word: unknown) => void)[] = [];
  const hear = (word: unknown) => {
    const next = waiting.shift();
    if (next) next(word);
    else words.push(word);
  };
  child.on("message", hear);
  child.once("exit", () => hear("it ended"));
  return {
    child,
    said: () => (words.length > 0 ? Promise.resolve(words.shift()) : new Promise((resolve) => waiting.push(resolve))),
  };
}

suite("approvals among processes", () => {
  let postgres: TestPostgres;
  let database = "";
  let world: ApprovalsWorld;
  const others: ReturnType<typeof spawned>[] = [];
  before(async () => {
    postgres = await startPostgres();
    database = await postgres.database();
    world = await makeApprovalsWorld(database);
    // The children go by the clock on the wall.
    world.clock.advance(Date.now() - world.clock.now());
    for (let at = 0; at < 2; at += 1) others.push(spawned(database, world.data));
    deepEqual(await Promise.all(others.map(({ said }) => said())), ["ready", "ready"]);
  });
  after(async () => {
    await Promise.all(
      others.map(({ child }) => {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.disconnect();
        return gone;
      }),
    );
    await world.close();
    await postgres.stop();
  });

  // Guarantee: an approval lets exactly one call through, however many race for it in however many processes.
  test("an approval lets exactly one call through, however many race for it in two processes", async () => {
    const adam = await world.person("adam");
    const bot = await world.chain("agent:bot");
    for (let round = 0; round < 5; round += 1) {
      const ask = world.ask(bot, { content: { round } });
      const sought = await world.room.seek(ask);
      ok(sought.state === "pending");
      ok((await world.decide(sought.approval.id, adam)).ok);
      const order: Ask = { op: "seek", ask, times: 8 };
      const take: Ask = { op: "take" };
      for (const { child } of others) child.send(order);
      deepEqual(await Promise.all(others.map(({ said }) => said())), ["approved", "approved"]);
      for (const { child } of others) child.send(take);
      const taken = (await Promise.all(others.map(({ said }) => said()))) as number[];
      equal(
        taken.reduce((sum, one) => sum + one, 0),
        1,
      );
    }
  });

  test("whoever waits in another process hears what was said", async () => {
    const sought = await world.room.seek(world.ask(await world.chain("agent:other-bot")));
    ok(sought.state === "pending");
    const [other] = others;
    const order: Ask = { op: "wait", org: "acme", id: sought.approval.id };
    other?.child.send(order);
    equal(await other?.said(), "waiting");
    ok((await world.decide(sought.approval.id, await world.person("adam"), "deny", "no")).ok);
    equal(await other?.said(), "denied");
  });
});
