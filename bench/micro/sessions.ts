// How long the sessions room takes for a call of a session it knows. `node bench/micro/sessions.ts`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock, systemRandom } from "../../server/src/kernel/index.ts";
import { makeSessions } from "../../server/src/sessions/index.ts";
import { openStore } from "../../server/src/store/index.ts";
import { type Line, assistant, user, weighing } from "../../server/test/sessions-world.ts";

const WORDS =
  "please look at the change below and tell me whether the retry loop can run forever when orders are late ";
const textOf = (chars: number, mark: number) =>
  `${mark} ${WORDS.repeat(Math.ceil(chars / WORDS.length)).slice(0, chars)}`;

const folder = mkdtempSync(join(tmpdir(), "lumos-bench-"));
const store = await openStore({
  database: "sqlite",
  data: folder,
  clock: systemClock,
  log: silentLog,
  random: systemRandom,
});
const room = makeSessions({ store, clock: systemClock, log: silentLog, key: Buffer.alloc(32, 1) });

async function measure(what: string, turns: number, chars: number, stated: boolean): Promise<void> {
  const rounds = 7;
  const each = 100;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    // Conversations that are known but for their last turn, made ahead.
    const calls = [];
    for (let at = 0; at < each; at++) {
      const lines: Line[] = [];
      const mark = (round * each + at) * 1_000;
      for (let turn = 0; turn < turns; turn++)
        lines.push(turn % 2 === 0 ? user(textOf(chars, mark + turn)) : assistant(textOf(chars, mark + turn)));
      const session = stated ? { session: `${what} ${mark}` } : {};
      await room.weigh(weighing({ lines, ...session }));
      calls.push(
        weighing({
          lines: [...lines, assistant(textOf(chars, mark + 501)), user(textOf(chars, mark + 502))],
          ...session,
        }),
      );
    }
    const start = performance.now();
    for (const call of calls) room.weigh(call);
    least = Math.min(least, ((performance.now() - start) / each) * 1_000);
  }
  console.log(`${what.padEnd(52)} ${least.toFixed(1).padStart(8)} µs`);
}

for (const stated of [true, false]) {
  const how = stated ? "named" : "recognized";
  await measure(`${how}, 4 turns of 200 characters before`, 5, 200, stated);
  await measure(`${how}, 20 turns of 200 characters before`, 21, 200, stated);
  await measure(`${how}, 100 turns of 200 characters before`, 101, 200, stated);
  await measure(`${how}, 20 turns of 2,000 characters before`, 21, 2_000, stated);
}
const start = performance.now();
for (let at = 0; at < 10_000; at++) await room.weigh(weighing({ lines: [user(`${at} ${WORDS}`)] }));
console.log(
  `${"one question, no session, with making the call".padEnd(52)} ${((performance.now() - start) / 10).toFixed(1).padStart(8)} µs`,
);
await room.close();
await store.close();
rmSync(folder, { recursive: true, force: true });
