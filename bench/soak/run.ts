/* `npm run soak`: half of what the machine carries, with every kind of trouble, for an hour or as long as is said. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, freePort, killAll, startChild, untilAnswers } from "../children.ts";
import { PROGRAM, createKey } from "../key.ts";
import { BENCH, ROOT, WORK } from "../paths.ts";
import { type Caller, type Ended, makeCaller } from "./caller.ts";
import { KINDS, kindOf } from "./kinds.ts";
import { type MemorySample, rssMb, slopeOf } from "./memory.ts";
import { readSoakOptions } from "./options.ts";

const CALIBRATION_S = 10;
const MAX_RATE = 400;
/** Calls that may be open at once before new ones wait: the machine cannot carry the rate then. */
const MAX_OPEN = 2_000;
const SAMPLE_MS = 5_000;
/** In less time a process that warms up looks like one that leaks. */
const MIN_MINUTES_FOR_MEMORY = 10;

/** Calls made so far, the calibration's included. */
let started = 0;

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(130);
  });
}
process.once("exit", killAll);
process.exit((await soak()) ? 0 : 1);

async function soak(): Promise<boolean> {
  const options = readSoakOptions();
  mkdirSync(WORK, { recursive: true });
  const data = mkdtempSync(join(WORK, "soak-"));
  const upstreamPort = await freePort();
  const upstream = startChild({
    name: "soak-upstream",
    command: process.execPath,
    args: [join(ROOT, "server", "test", "fakes", "upstream.ts"), "--port", String(upstreamPort)],
    role: "mock",
  });
  await untilAnswers(upstream, upstreamPort, "/v1/models");
  const port = await freePort();
  const env = {
    LUMOS_CONFIG: join(BENCH, "soak", "lumos.yaml"),
    LUMOS_LISTEN: `127.0.0.1:${port}`,
    LUMOS_DATA: data,
    SOAK_UPSTREAM: `http://127.0.0.1:${upstreamPort}`,
  };
  const lumos = startChild({
    name: "soak-lumos",
    command: process.execPath,
    args: [PROGRAM, "up"],
    role: "server",
    env,
  });
  await untilAnswers(lumos, port, "/readyz", 60_000);
  const caller = makeCaller(port, await createKey(env, "agent:soak"));
  try {
    const rate = options.rate ?? (await halfOfCapacity(caller));
    say(`${rate} calls a second for ${options.minutes} minutes`);
    const ran = await run({ caller, rate, minutes: options.minutes, lumos });
    caller.close();
    await lumos.stop(40_000);
    return conclude(options.minutes, rate, ran, recordsIn(data));
  } finally {
    killAll();
    rmSync(data, { recursive: true, force: true });
  }
}

interface Ran {
  calls: number;
  ends: Record<Ended, number>;
  details: string[];
  memory: MemorySample[];
  late: number;
}

async function run(parts: { caller: Caller; rate: number; minutes: number; lumos: Child }): Promise<Ran> {
  const { caller, rate, minutes, lumos } = parts;
  const ran: Ran = { calls: 0, ends: { right: 0, wrong: 0, hung: 0, unsent: 0 }, details: [], memory: [], late: 0 };
  const begin = performance.now();
  const open = new Set<Promise<void>>();
  let sampleAt = 0;
  for (let due = 0; due < minutes * 60_000; due += 1_000 / rate) {
    const ahead = begin + due - performance.now();
    if (ahead > 2) await sleep(ahead);
    if (open.size >= MAX_OPEN) {
      ran.late += 1;
      await Promise.race(open);
    }
    if (performance.now() - begin >= sampleAt) {
      ran.memory.push({ seconds: (performance.now() - begin) / 1_000, rssMb: rssMb(lumos.pid) });
      sampleAt += SAMPLE_MS;
    }
    const number = (started += 1);
    const one = caller.call(kindOf(number), number).then(({ ended, detail }) => {
      ran.ends[ended] += 1;
      if (ended !== "right") keepDetail(ran.details, `${ended}: ${detail}`);
      open.delete(one);
    });
    open.add(one);
    ran.calls += 1;
  }
  await Promise.all(open);
  ran.memory.push({ seconds: (performance.now() - begin) / 1_000, rssMb: rssMb(lumos.pid) });
  return ran;
}

/** A few of each kind tell as much as thousands. */
function keepDetail(details: string[], detail: string): void {
  const head = detail.slice(0, 30);
  if (details.length < 60 && details.filter((other) => other.startsWith(head)).length < 3) details.push(detail);
}

/** How many calls of the mix are answered in a second when callers do not wait, halved. */
async function halfOfCapacity(caller: Caller): Promise<number> {
  const until = performance.now() + CALIBRATION_S * 1_000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (performance.now() < until) {
        const number = (started += 1);
        await caller.call(kindOf(number), number);
        answered += 1;
      }
    }),
  );
  return Math.max(1, Math.min(MAX_RATE, Math.floor(answered / CALIBRATION_S / 2)));
}

/** Every call that was sent leaves one decision; each that was executed a body as well. */
function recordsIn(data: string): { decisions: number; open: number } {
  const db = new DatabaseSync(join(data, "lumos.db"), { readOnly: true });
  const count = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
  const decisions = count("select count(*) from decisions");
  const open = count(
    "select count(*) from decision_bodies b where not exists (select 1 from decisions d where d.id = b.id)",
  );
  db.close();
  return { decisions, open };
}

function conclude(minutes: number, rate: number, ran: Ran, records: { decisions: number; open: number }): boolean {
  const slope = slopeOf(ran.memory);
  const tooShort = minutes < MIN_MINUTES_FOR_MEMORY;
  const missing = started - ran.ends.unsent - records.decisions;
  const summary = {
    at: new Date().toISOString(),
    host: hostname(),
    node: process.version,
    minutes,
    rate,
    calls: ran.calls,
    kinds: KINDS.length,
    ends: ran.ends,
    waitedBecauseTooManyWereOpen: ran.late,
    records: { ...records, missing },
    memory: slope,
    details: ran.details,
  };
  const file = join(BENCH, "results", `${summary.at.slice(0, 10)}-${summary.host}-soak.json`);
  writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
  say(JSON.stringify(summary, null, 2));
  const good =
    ran.ends.wrong === 0 &&
    ran.ends.hung === 0 &&
    ran.ends.unsent === 0 &&
    missing === 0 &&
    records.open === 0 &&
    (slope.flat || tooShort);
  const leak = tooShort ? `too short to tell a leak (${MIN_MINUTES_FOR_MEMORY} minutes do)` : "no leak";
  say(good ? `sound: ${leak}, no hung call, no record missing` : "NOT sound: see above");
  return good;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
