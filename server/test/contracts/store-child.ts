/** A second process for the store's tests: `store-child.ts MODE DATABASE DATA`. Says each step on stdout. */
import { silentLog, systemClock, systemRandom } from "../../src/kernel/index.ts";
import { lockData, openStore } from "../../src/store/index.ts";
import { body, decision } from "./store-bed.ts";

const [mode, database = "", data = ""] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (mode === "lock") {
  lockData(data);
  say("locked");
  setInterval(() => {}, 1_000);
} else {
  const store = await openStore({ database, data, clock: systemClock, log: silentLog, random: systemRandom });
  say("open");
  if (mode === "append") {
    const loop = async () => {
      for (;;) {
        const row = decision();
        await store.append({ bodies: [body({ id: row.id, at: row.at })], decisions: [row] });
        say(`kept ${row.id}`);
      }
    };
    for (let i = 0; i < 8; i++) void loop();
  } else if (mode === "echo") {
    store.onSignal("ping", (payload) => {
      void store.transact((tx) => store.signal(tx, "pong", payload));
    });
    setInterval(() => {}, 1_000);
  } else if (mode === "count") {
    for (let i = 0; i < 50; i++) {
      await store.transact(async (tx) => {
        const row = await tx.selectFrom("revisions").select("revision").where("org", "=", "acme").executeTakeFirst();
        await tx
          .insertInto("revisions")
          .values({ org: "acme", revision: (row?.revision ?? 0) + 1 })
          .onConflict((conflict) =>
            conflict.column("org").doUpdateSet((from) => ({ revision: from.ref("excluded.revision") })),
          )
          .execute();
      });
    }
    say("done");
    await store.close();
  } else {
    await store.close();
    say("closed");
  }
}
