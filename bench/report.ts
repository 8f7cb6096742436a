import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Row, type Run, rows } from "./results.ts";
import type { Scenario } from "./scenarios.ts";
import { median } from "./statistics.ts";

export function markdown(run: Run): string {
  const all = rows(run);
  const sections = run.scenarios
    .map((scenario) => ({ scenario, own: all.filter((row) => row.scenario === scenario) }))
    .filter(({ own }) => own.length > 0)
    .map(({ scenario, own }) => section(scenario, own));
  return [
    `# Bench: ${run.startedAt.slice(0, 16).replace("T", " ")} UTC on ${run.host} (${run.profile})`,
    "Medians of the repeats, minima in brackets. All targets were measured in turn within this one run; only ratios " +
      "within it mean anything. CPU is the processor time of the target's whole process tree. Ratios are of median CPU, " +
      "below 1 is less than the other; in brackets where nine of ten resamplings of the repeats fall. " +
      "How to read it: bench/README.md.",
    `## Machine and versions\n\n${table(["", ""], [...Object.entries(run.machine), ["placement", run.pinned], ["disturbance", disturbance(run)], ...Object.entries(run.versions)])}`,
    `## Targets\n\n${targets(run)}`,
    ...sections,
    ...decisions(run, all),
  ].join("\n\n");
}

export function save(run: Run, folder: string): { json: string; text: string } {
  mkdirSync(folder, { recursive: true });
  const base = join(folder, `${run.startedAt.slice(0, 10)}-${run.host}${run.profile === "quick" ? "-quick" : ""}`);
  const json = `${base}.json`;
  const text = `${base}.md`;
  // NaN has no JSON; what was not measured is null.
  writeFileSync(
    json,
    `${JSON.stringify({ ...run, rows: rows(run).map((row) => ({ ...row, scenario: row.scenario.id })) }, null, 1)}\n`,
  );
  writeFileSync(text, `${markdown(run)}\n`);
  return { json, text };
}

function section(scenario: Scenario, own: Row[]): string {
  const { kind } = scenario.load;
  const columns = kind === "closed" ? CLOSED : kind === "open" ? OPEN : kind === "streams" ? STREAMS : HELD;
  const lines = own.map((row) => [
    row.target,
    ...(row.void === undefined ? columns.map(([, cell]) => cell(row)) : [`void: ${row.void}`]),
  ]);
  const times = `Repeats: ${Math.max(...own.map((row) => row.repeats))}`;
  return `## ${scenario.id}: ${scenario.title}\n\n${table(["", ...columns.map(([name]) => name)], lines)}\n\n${times}.`;
}

type Column = [name: string, cell: (row: Row) => string];

const RATIOS: Column[] = (["nginx", "bare", "portkey"] as const).map((name) => [
  `CPU to ${name}`,
  (row) => ratio(row, name),
]);
const CPU: Column = ["CPU µs/request", (row) => both(row.cpuUs)];
const RSS: Column = ["RSS MB", (row) => (row.target === "direct" ? "" : one(row.rssMb, 0))];

const CLOSED: Column[] = [
  CPU,
  ["requests/s", (row) => one(row.perSecond, 0)],
  ["core used %", (row) => (row.target === "direct" ? "" : one(row.corePercent, 0))],
  ...RATIOS,
  RSS,
];
const OPEN: Column[] = [
  ["p50 µs", (row) => both(row.p50)],
  ["p99 µs", (row) => both(row.p99)],
  ["added p50 µs", (row) => (row.target === "direct" ? "" : both(row.addedP50))],
  ["added p99 µs", (row) => (row.target === "direct" ? "" : both(row.addedP99))],
  CPU,
  ...RATIOS,
];
const STREAMS: Column[] = [
  ["CPU µs/event", (row) => both(row.cpuUs)],
  ["events/s", (row) => one(row.perSecond, 0)],
  ["first event p50 µs", (row) => both(row.p50)],
  ["first event p99 µs", (row) => both(row.p99)],
  ["added p50 µs", (row) => (row.target === "direct" ? "" : both(row.addedP50))],
  ["event delay p50 µs", (row) => both(row.eventP50)],
  ["event delay p99 µs", (row) => both(row.eventP99)],
  ...RATIOS,
];
const HELD: Column[] = [
  ["KB/stream", (row) => (row.target === "direct" ? "" : one(row.kbPerStream, 0))],
  ["core used %", (row) => (row.target === "direct" ? "" : one(row.corePercent, 0))],
  ["first event p50 µs", (row) => one(row.p50, 0)],
  ["event delay p50 µs", (row) => one(row.eventP50, 0)],
  ["event delay p99 µs", (row) => one(row.eventP99, 0)],
  RSS,
  ...RATIOS,
];

function targets(run: Run): string {
  const lines = run.targets.map(({ name, version, startMs, check }) => [
    name,
    version,
    startMs === undefined ? "" : `${startMs.toFixed(0)}`,
    check.request,
    check.reply,
    check.stream,
    startMs === undefined ? "" : check.leftOpen === 0 ? "yes" : "no",
  ]);
  const remarks = run.targets.flatMap(({ name, notes }) => notes.map((note) => `- ${name}: ${note}.`));
  const head = [
    "",
    "version",
    "start ms",
    "request passed on",
    "reply",
    "stream",
    "upstream told when the client leaves",
  ];
  const absent = run.absent.map(({ name, reason }) => `- ${name} is absent: ${reason}`);
  return [table(head, lines), [...remarks, ...absent].join("\n")].join("\n\n");
}

/** How quiet the machine was where the targets ran. */
function disturbance(run: Run): string {
  const of = (pick: "othersPercent" | "stolenPercent"): number[] => run.samples.map(({ measured }) => measured[pick]);
  const others = of("othersPercent");
  const stolen = of("stolenPercent");
  const write = (values: number[]): string =>
    `${median(values).toFixed(0)} % (at most ${Math.max(0, ...values).toFixed(0)} %)`;
  return `others had the target's processor for ${write(others)} of a window, other machines of the host for ${write(stolen)}`;
}

/** What a policy decision costs: inside the product, against the reference engine alone. */
function decisions(run: Run, all: Row[]): string[] {
  const cost = (id: string, target: string): number => {
    const row = all.find((some) => some.scenario.id === id && some.target === target && some.void === undefined);
    return row === undefined ? Number.NaN : median(row.cpuUs);
  };
  const warm = cost("closed-2k-warm", "lumos");
  const cold = cost("closed-2k-new-decision", "lumos");
  const lines: string[][] = [];
  if (run.cedar) {
    const { engine, policies, medianUs, minUs } = run.cedar;
    lines.push([
      `one evaluation in the reference engine alone (${engine}, ${policies} policies)`,
      `${medianUs.toFixed(0)} (${minUs.toFixed(0)})`,
    ]);
  }
  if (!Number.isNaN(warm)) lines.push(["Lumos, a request whose decision is known", warm.toFixed(0)]);
  if (!Number.isNaN(cold)) lines.push(["Lumos, a request whose decision is new", cold.toFixed(0)]);
  if (!Number.isNaN(cold - warm))
    lines.push([
      "the difference: a new decision in the product, one evaluation per candidate, principal and round",
      (cold - warm).toFixed(0),
    ]);
  const bare = cost("closed-2k-warm", "bare");
  if (!Number.isNaN(warm - bare)) lines.push(["Lumos over the bare proxy, decision known", (warm - bare).toFixed(0)]);
  const parts = lines.length === 0 ? [] : [`## What a decision costs (CPU µs, 2 KB)\n\n${table(["", ""], lines)}`];
  const inside = run.samples.filter(({ timings }) => timings.length > 0);
  if (inside.length === 0) return parts;
  const own = run.scenarios.flatMap(({ id }) => {
    const samples = inside.filter(({ scenario }) => scenario === id);
    const names = [...new Set(samples.flatMap(({ timings }) => timings.map(({ name }) => name)))];
    return names.map((name) => {
      const found = samples.flatMap(({ timings }) => timings.filter((timing) => timing.name === name));
      const counted = found.reduce((sum, { count }) => sum + count, 0);
      return [id, name.replaceAll("|", "/"), String(counted), median(found.map(({ meanUs }) => meanUs)).toFixed(1)];
    });
  });
  return [
    ...parts,
    `## What Lumos measured of itself (/metrics)\n\n${table(["scenario", "what", "count", "mean µs"], own)}`,
  ];
}

const ratio = (row: Row, name: "nginx" | "bare" | "portkey"): string => {
  const found = row.ratios[name];
  if (found === undefined || Number.isNaN(found.ratio)) return "";
  const { interval } = found;
  return `${short(found.ratio)}${interval ? ` (${short(interval.low)}..${short(interval.high)})` : ""}`;
};

const short = (value: number): string =>
  value < 0.095 ? value.toFixed(3) : value < 9.95 ? value.toFixed(2) : value.toFixed(0);

function both(values: number[]): string {
  const middle = median(values);
  if (Number.isNaN(middle)) return "";
  const least = Math.min(...values.filter((value) => !Number.isNaN(value)));
  const digits = Math.abs(middle) < 100 ? 1 : 0;
  return `${middle.toFixed(digits)} (${least.toFixed(digits)})`;
}

function one(values: number[], digits: number): string {
  const middle = median(values);
  return Number.isNaN(middle) ? "" : middle.toFixed(digits);
}

/** A Markdown table that also reads well as plain text. */
function table(head: string[], lines: readonly (readonly string[])[]): string {
  const cells = lines.map((line) => head.map((_, at) => line[at] ?? ""));
  const widths = head.map((name, at) => Math.max(3, name.length, ...cells.map((line) => line[at]?.length ?? 0)));
  const write = (line: readonly string[]): string =>
    `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [write(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...cells.map(write)].join("\n");
}
