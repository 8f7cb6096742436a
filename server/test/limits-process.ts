// One Lumos process as far as limits go, driven by its parent: node limits-process.ts '{"database":..,"data":..}'
import { makeLedger } from "../src/budgets/ledger.ts";
import type { Counter } from "../src/budgets/types.ts";
import { silentLog, systemClock, systemRandom } from "../src/kernel/index.ts";
import { openStore } from "../src/store/index.ts";

export type Ask =
  /** Tries as fast as it can for so long. */
  | { op: "hammer"; counter: Counter; forMs: number; atOnce: number }
  /** Takes places and keeps them. */
  | { op: "keep"; counter: Counter; times: number };

const { database, data } = JSON.parse(process.argv[2] ?? "") as { database: string; data: string };
const parts = { clock: systemClock, log: silentLog };
const store = await openStore({ database, data, random: systemRandom, ...parts });
const ledger = makeLedger({ store, ...parts, holder: `process-${process.pid}` });

process.on("message", (message) => {
  void answer(message as Ask).then((value) => process.send?.(value));
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function answer(ask: Ask): Promise<number[]> {
  const passed: number[] = [];
  const want = [{ counter: ask.counter, amount: 1 }];
  if (ask.op === "keep") {
    for (let at = 0; at < ask.times; at++) if ((await ledger.take(want)).ok) passed.push(Date.now());
    return passed;
  }
  const until = Date.now() + ask.forMs;
  const one = async () => {
    while (Date.now() < until) {
      const taken = await ledger.take(want);
      if (!taken.ok) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        continue;
      }
      passed.push(Date.now());
      for (const taking of taken.takings) if (ask.counter.spanMs === 0) ledger.settle(taking, 1);
    }
  };
  await Promise.all(Array.from({ length: ask.atOnce }, one));
  return passed;
}
