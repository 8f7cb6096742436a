// How late the event loop is, and how long a call waits for its assessment, at 200 calls a second with 20 KB of new
// text each: read in threads, and read on the loop itself. `node bench/micro/risk-loop.ts [CALLS A SECOND]`
import { loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as after } from "node:timers/promises";
import { silentLog, systemClock, type TextPart } from "../../server/src/kernel/index.ts";
import { makeRisk, type RiskRoom } from "../../server/src/risk/index.ts";

const SENTENCES = [
  "Please look at the change below and tell me whether the retry loop can run forever. ",
  "const response = await client.request({ path: '/v2/orders', timeoutMs: 2_500, signal });\n",
  "The customer of order 84512 wrote twice in March; nobody answered until 2026-03-14 09:21:07. ",
  "See https://docs.internal/guide?id=550e8400-e29b-41d4-a716-446655440000&page=3 for the layout. ",
];
const CHARS = 20_000;
const SECONDS = 5;
const rate = Number(process.argv[2] ?? 200);

const whole = SENTENCES.join("").repeat(Math.ceil(CHARS / SENTENCES.join("").length));
const calls = Array.from({ length: (SECONDS + 1) * rate }, (_, i) => callOf(`${1e6 + i}${whole.slice(7, CHARS)}`));

console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}, ${rate} calls a second of ${CHARS} characters`);
await underLoad("nothing to read", undefined);
for (const [what, apart] of [
  ["read in threads", undefined],
  ["read on the loop", { above: 0, count: 0 }],
] as const) {
  const risk = makeRisk({ log: silentLog, clock: systemClock, ...(apart ? { apart } : {}) });
  await underLoad(what, risk);
  await risk.close();
}

async function underLoad(what: string, risk: RiskRoom | undefined): Promise<void> {
  // Threads are started and code is warm before it is measured.
  if (risk) for (const call of calls.slice(0, rate)) await risk.assessApart(call);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const took: number[] = [];
  const waiting: Promise<void>[] = [];
  let unread = 0;
  delay.enable();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (const [i, call] of calls.slice(rate).entries()) {
    const due = startedAt + (i * 1_000) / rate;
    const early = due - performance.now();
    if (early > 0) await after(early);
    if (!risk) continue;
    const came = performance.now();
    waiting.push(
      Promise.resolve(risk.assessApart(call)).then(({ assessed }) => {
        took.push(performance.now() - came);
        if (!assessed) unread += 1;
      }),
    );
  }
  await Promise.all(waiting);
  delay.disable();
  const used = process.cpuUsage(cpu);
  const cores = (used.user + used.system) / 1_000 / (performance.now() - startedAt);
  const ms = (share: number) => (delay.percentile(share) / 1e6).toFixed(1);
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  const calls50 = risk ? `; a call waits p50 ${at(0.5)} p99 ${at(0.99)} ms, ${unread} of ${took.length} unread` : "";
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(
    `${what.padEnd(18)} loop late p50 ${ms(50)} p99 ${ms(99)} max ${(delay.max / 1e6).toFixed(1)} ms${calls50}; ${cores.toFixed(2)} cores for ${seconds} s`,
  );
}

function callOf(text: string): { ask: { texts: TextPart[] } } {
  const path = ["messages", 0, "content"];
  const place = "messages[0].content";
  return {
    ask: { texts: [{ path, place, channel: "prompt", encoding: "string", text: Buffer.from(text).toString() }] },
  };
}
