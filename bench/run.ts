/* `npm run bench`: starts everything, measures the targets in turn, several times over, and writes what it saw. */
import { hostname } from "node:os";
import { join } from "node:path";
import { type Checked, check } from "./check.ts";
import { killAll, startChild } from "./children.ts";
import { startGeneratorProcess, startMockProcess } from "./control.ts";
import { machine, placement, versions } from "./machine.ts";
import { measure, measureFresh, warmUp } from "./measure.ts";
import { type Options, readOptions } from "./options.ts";
import { BENCH, WORK } from "./paths.ts";
import { markdown, save } from "./report.ts";
import type { Run, Sample } from "./results.ts";
import { type Absent, type Target, type TargetName, startTarget } from "./targets/index.ts";

const options = readOptions();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(130);
  });
}
process.once("exit", killAll);
const complete = await bench(options);
killAll();
process.exit(complete ? 0 : 1);

async function bench({ profile, targets: wanted, scenarios, repeats, out }: Options): Promise<boolean> {
  const startedAt = new Date().toISOString();
  const host = machine();
  const mock = await startMockProcess();
  const generator = startGeneratorProcess();
  const { targets, absent } = await startAll(wanted, mock.port);
  const checks = new Map<TargetName, Checked>();
  for (const target of targets) {
    const seen = await check(target, mock);
    checks.set(target.name, seen);
    say(`${target.name}: request ${seen.request}, reply ${seen.reply}, stream ${seen.stream}`);
  }
  for (const target of targets) await warmUp(target, { mock, generator, check: checks.get(target.name), profile });
  const cedar = targets.some(({ name }) => name === "lumos") ? await measureCedar() : undefined;

  const samples: Sample[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const scenario of scenarios) {
      const most = profile === "quick" && scenario.load.kind === "streams" ? 2 : scenario.repeats;
      if (repeat >= (most ?? repeats)) continue;
      const own = targets.filter(({ name }) => scenario.targets.includes(name));
      // A B C, B C A, C A B: whatever the order does to a figure, it does to all.
      for (let place = 0; place < own.length; place += 1) {
        const target = own[(place + repeat) % own.length];
        const seen = target && checks.get(target.name);
        if (target === undefined || seen === undefined) continue;
        const isStream = scenario.load.kind === "streams" || scenario.load.kind === "held";
        if (!(isStream ? seen.streamWorks : seen.plainWorks)) continue;
        if (target.child?.running() === false) continue;
        const tools = { mock, generator, check: seen, profile };
        const wanted = { scenario, target, repeat };
        const sample = await (scenario.fresh ? measureFresh(wanted, tools) : measure(wanted, tools));
        if (sample) samples.push(sample);
      }
    }
    say(`repeat ${repeat + 1} of ${repeats} done`);
  }
  for (const { child } of targets) await child?.stop();

  const run: Run = {
    profile,
    startedAt,
    endedAt: new Date().toISOString(),
    host: hostname(),
    machine: host,
    versions: versions(),
    pinned: placement(),
    targets: targets.flatMap(({ name, version, startMs, notes }) => {
      const seen = checks.get(name);
      return seen === undefined ? [] : [{ name, version, startMs, notes, check: seen }];
    }),
    absent,
    cedar,
    scenarios,
    samples,
  };
  const hasLumos = samples.some(({ target }) => target === "lumos");
  const files = save(run, out ?? (hasLumos ? join(BENCH, "results") : join(WORK, "results")));
  process.stdout.write(`${markdown(run)}\n`);
  say(`written: ${files.json} and ${files.text}`);
  return absent.every(({ failed }) => failed !== true);
}

async function startAll(wanted: TargetName[], port: number): Promise<{ targets: Target[]; absent: Absent[] }> {
  const targets: Target[] = [];
  const absent: Absent[] = [];
  for (const name of wanted) {
    const target = await startTarget(name, port).catch((error: unknown): Absent => ({
      name,
      reason: String(error),
      failed: true,
    }));
    if ("reason" in target) absent.push(target);
    else targets.push(target);
    say("reason" in target ? `${name} is absent: ${target.reason}` : `${name} ${target.version} is up`);
  }
  return { targets, absent };
}

async function measureCedar(): Promise<Run["cedar"]> {
  const child = startChild({
    name: "cedar",
    command: process.execPath,
    args: [join(BENCH, "peers", "cedar.ts")],
    role: "server",
  });
  await new Promise((resume) => child.channel.once("exit", resume));
  const text = child.lastWords();
  await child.stop();
  if (!text.startsWith("{")) say(`the reference engine was not measured: ${text}`);
  return text.startsWith("{") ? (JSON.parse(text) as Run["cedar"]) : undefined;
}

function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}
