import type { Checked } from "./check.ts";
import type { Measured } from "./load/job.ts";
import type { Timing } from "./metrics.ts";
import type { Scenario } from "./scenarios.ts";
import type { Absent, Target, TargetName } from "./targets/index.ts";
import { type Interval, median, ratioInterval } from "./statistics.ts";

/** One measured window. */
export interface Sample {
  scenario: string;
  target: TargetName;
  repeat: number;
  measured: Measured;
  timings: Timing[];
  movements: Record<string, number>;
}

export interface Run {
  profile: "quick" | "full";
  startedAt: string;
  endedAt: string;
  host: string;
  machine: Record<string, string>;
  versions: Record<string, string>;
  pinned: string;
  targets: (Pick<Target, "name" | "version" | "startMs" | "notes"> & { check: Checked })[];
  absent: Absent[];
  cedar: { engine: string; policies: number; medianUs: number; minUs: number } | undefined;
  scenarios: Scenario[];
  samples: Sample[];
}

/** What the repeats of one scenario say about one target. */
export interface Row {
  scenario: Scenario;
  target: TargetName;
  repeats: number;
  /** Set when a window saw a wrong answer: then no figure of the row is worth anything. */
  void: string | undefined;
  /** Per request; for streams per event. */
  cpuUs: number[];
  perSecond: number[];
  p50: number[];
  p99: number[];
  /** Over direct in the same repeat. */
  addedP50: number[];
  addedP99: number[];
  eventP50: number[];
  eventP99: number[];
  rssMb: number[];
  kbPerStream: number[];
  corePercent: number[];
  ratios: Partial<Record<TargetName, { ratio: number; interval: Interval | undefined }>>;
}

const YARDSTICKS = ["nginx", "bare", "portkey"] as const;

export function rows(run: Run): Row[] {
  return run.scenarios.flatMap((scenario) => {
    const own = run.samples.filter((sample) => sample.scenario === scenario.id);
    const all = scenario.targets.flatMap((target) => {
      const samples = own.filter((sample) => sample.target === target);
      return samples.length === 0 ? [] : [row(scenario, target, { samples, own, run })];
    });
    for (const one of all) {
      for (const yardstick of YARDSTICKS) {
        const other = all.find((some) => some.target === yardstick);
        if (other === undefined || other === one || one.void !== undefined || other.void !== undefined) continue;
        if (one.cpuUs.some(Number.isNaN) || one.target === "direct") continue;
        one.ratios[yardstick] = {
          ratio: median(one.cpuUs) / median(other.cpuUs),
          interval: ratioInterval(one.cpuUs, other.cpuUs),
        };
      }
    }
    return all;
  });
}

function row(
  scenario: Scenario,
  target: TargetName,
  { samples, own, run }: { samples: Sample[]; own: Sample[]; run: Run },
): Row {
  const isStream = scenario.load.kind === "streams" || scenario.load.kind === "held";
  const of = (pick: (measured: Measured) => number): number[] => samples.map(({ measured }) => pick(measured));
  const over = (pick: (measured: Measured) => number): number[] =>
    samples.map(({ measured, repeat }) => {
      const direct = own.find((some) => some.target === "direct" && some.repeat === repeat);
      return direct === undefined ? Number.NaN : pick(measured) - pick(direct.measured);
    });
  const units = (measured: Measured): number => (isStream ? measured.events : measured.requests);
  const streams = scenario.load.kind === "held" ? scenario.load.streams : Number.NaN;
  const bytes = run.targets.find(({ name }) => name === target)?.check[isStream ? "stream" : "reply"] ?? "";
  return {
    scenario,
    target,
    repeats: samples.length,
    void: whyVoid(samples, bytes),
    cpuUs: of((measured) => (target === "direct" ? Number.NaN : measured.cpuNs / 1_000 / units(measured))),
    perSecond: of((measured) => units(measured) / measured.seconds),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    addedP50: over(({ p50 }) => p50),
    addedP99: over(({ p99 }) => p99),
    eventP50: of(({ eventP50 }) => eventP50),
    eventP99: of(({ eventP99 }) => eventP99),
    rssMb: of(({ rssBytes }) => rssBytes / 1e6),
    kbPerStream: of(({ rssBytes, rssBeforeBytes }) => (rssBytes - rssBeforeBytes) / 1e3 / streams),
    corePercent: of(({ cpuNs, seconds }) => (cpuNs / 1e9 / seconds) * 100),
    ratios: {},
  };
}

function whyVoid(samples: Sample[], bytes: string): string | undefined {
  if (bytes !== "bytes" && bytes !== "json") return `wrong answer: ${bytes}`;
  const errors = samples.reduce((sum, { measured }) => sum + measured.errors, 0);
  if (errors > 0)
    return `${errors} wrong answers: ${samples.find(({ measured }) => measured.error)?.measured.error ?? ""}`;
  const unanswered = samples.reduce((sum, { measured }) => sum + measured.unanswered, 0);
  if (unanswered > 0) return `${unanswered} never answered: it does not carry this load`;
  return samples.every(({ measured }) => measured.requests > 0) ? undefined : "no answer at all";
}
