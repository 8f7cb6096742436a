// What decisions cost with many policies, in the fast engine and beside it in the reference.
// `npm run bench:policy`, `npm run bench:policy -- --quick` without the largest set; writes bench/results.
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { silentLog, systemClock } from "../../server/src/kernel/index.ts";
import type { Landscape } from "../../server/src/registry/index.ts";
import { openFast } from "../../server/src/policy/engine/fast.ts";
import { openReference } from "../../server/src/policy/engine/reference.ts";
import { makePolicy } from "../../server/src/policy/room.ts";
import { inspect } from "../../server/src/policy/sets/check.ts";
import { smallRegistry } from "../../server/test/policy/acme.ts";
import { machine } from "../machine.ts";
import { BENCH } from "../paths.ts";
import { quantile } from "../statistics.ts";
import { decisionsOf } from "./policy/decisions.ts";
import { organization } from "./policy/mix.ts";

interface Row {
  policies: number;
  what: string;
  engine: string;
  evaluations: number;
  p50Us: number;
  p99Us: number;
  minUs: number;
}

interface Loading {
  policies: number;
  /** From the change until the new set decides. */
  untilActiveMs: number;
  delayP99Ms: number;
  delayMaxMs: number;
}

const MOST_FOR_REFERENCE = 1_000;
const quick = process.argv.includes("--quick");
const startedAt = new Date();
const rows: Row[] = [];
const loading: Loading[] = [];

for (const policies of quick ? [100, 1_000] : [100, 1_000, 10_000]) {
  const landscape = organization(policies);
  await measureDecisions(policies, landscape);
  loading.push(await measureLoading(policies, landscape));
}
report();

async function measureDecisions(policies: number, landscape: Landscape): Promise<void> {
  const checked = await inspect(landscape.policies, systemClock.now());
  const errors = checked.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ policy, message }) => `${policy}: ${message}`).join("\n"));
  // With the largest set one decision of the reference takes many seconds.
  const slow = policies <= MOST_FOR_REFERENCE ? [openReference({ log: silentLog })] : [];
  for (const engine of [openFast(), ...slow]) {
    const decisions = decisionsOf(engine, landscape, checked.policies);
    for (const { what, evaluations, decide } of decisions) {
      // A decision in the reference with many policies takes a second: a few tell enough.
      const seconds = engine.name === "fast" ? 2 : 4;
      const times = timed(decide, seconds * 1_000);
      rows.push({ policies, what, engine: engine.name, evaluations, ...times });
      console.log(lineOf(rows.at(-1) as Row));
    }
    engine.close();
  }
}

/** Each decision by itself; the first tenth of the time only warms up. */
function timed(decide: (turn: number) => void, forMs: number): Pick<Row, "p50Us" | "p99Us" | "minUs"> {
  const times: number[] = [];
  const began = performance.now();
  for (let turn = 0; times.length < 3 || performance.now() - began < forMs; turn += 1) {
    const at = process.hrtime.bigint();
    decide(turn);
    const took = Number(process.hrtime.bigint() - at) / 1_000;
    if (performance.now() - began > forMs / 10) times.push(took);
    if (times.length >= 200_000) break;
  }
  times.sort((a, b) => a - b);
  return { p50Us: quantile(times, 0.5), p99Us: quantile(times, 0.99), minUs: times[0] ?? Number.NaN };
}

/** A new set arrives at a room that decides already: how late is what else wants to run? */
async function measureLoading(policies: number, landscape: Landscape): Promise<Loading> {
  const registry = smallRegistry(organization(50));
  const room = await makePolicy({ registry, clock: systemClock, log: silentLog });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  delay.enable();
  const began = performance.now();
  registry.set(landscape);
  await room.settled();
  const untilActiveMs = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 200));
  delay.disable();
  room.close();
  const result = {
    policies,
    untilActiveMs,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
  };
  console.log(
    `${policies} policies loaded in ${untilActiveMs.toFixed(0)} ms; event loop delay p99 ` +
      `${result.delayP99Ms.toFixed(1)} ms, at most ${result.delayMaxMs.toFixed(1)} ms`,
  );
  return result;
}

function lineOf({ policies, what, engine, evaluations, p50Us, p99Us, minUs }: Row): string {
  const figures = [p50Us, p99Us, minUs].map((us) => us.toFixed(1).padStart(11)).join("");
  return `${String(policies).padStart(6)} ${what.padEnd(44)} ${engine.padEnd(9)} ${String(evaluations).padStart(4)}${figures} us`;
}

function report(): void {
  const host = hostname();
  const name = `${startedAt.toISOString().slice(0, 10)}-${host}-policy${quick ? "-quick" : ""}`;
  const lines = [
    `# What decisions cost, ${startedAt.toISOString()}, ${host}`,
    "",
    "`npm run bench:policy`: the same decisions in both engines, in one run, nothing kept between them.",
    "Where neighbours disturb (look at the load), the least is nearer to the truth than the median.",
    "",
    ...Object.entries(machine()).map(([key, value]) => `- ${key}: ${value}`),
    `- node: ${process.version}`,
    "",
    "| policies | decision | evaluations | fast least | fast p50 | reference least | reference p50 | ratio of least |",
    "|---|---|---|---|---|---|---|---|",
    ...rows
      .filter(({ engine }) => engine === "fast")
      .map((fast) => {
        const slow = rows.find(
          ({ engine, policies, what }) => engine === "reference" && policies === fast.policies && what === fast.what,
        );
        const ratio = slow ? (slow.minUs / fast.minUs).toFixed(0) : "";
        return `| ${fast.policies} | ${fast.what} | ${fast.evaluations} | ${us(fast.minUs)} | ${us(fast.p50Us)} | ${us(slow?.minUs)} | ${us(slow?.p50Us)} | ${ratio} |`;
      }),
    "",
    "| policies loaded | until they decide | event loop delay p99 | at most |",
    "|---|---|---|---|",
    ...loading.map(
      (one) =>
        `| ${one.policies} | ${one.untilActiveMs.toFixed(0)} ms | ${one.delayP99Ms.toFixed(1)} ms | ${one.delayMaxMs.toFixed(1)} ms |`,
    ),
    "",
  ];
  const folder = join(BENCH, "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), lines.join("\n"));
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ startedAt, host, machine: machine(), node: process.version, rows, loading }, undefined, 2)}\n`,
  );
  console.log(`bench/results/${name}.md`);
}

function us(value: number | undefined): string {
  if (value === undefined) return "";
  return value < 1_000 ? `${value.toFixed(1)} us` : `${(value / 1_000).toFixed(1)} ms`;
}
