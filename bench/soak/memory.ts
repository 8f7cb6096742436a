import { readFileSync } from "node:fs";

export interface MemorySample {
  seconds: number;
  rssMb: number;
}

export interface Slope {
  /** Medians of the second and the last quarter of the time: what grew between them grows on. */
  earlyMb: number;
  lateMb: number;
  mbPerHour: number;
  flat: boolean;
}

/** What a process may gain between the quarters before it counts as a leak: a share, and a few megabytes of noise. */
const SHARE = 0.1;
const NOISE_MB = 20;

export function rssMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

export function slopeOf(samples: readonly MemorySample[]): Slope {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const early = samples.slice(quarter, 2 * quarter);
  const late = samples.slice(-quarter);
  const earlyMb = median(early.map((sample) => sample.rssMb));
  const lateMb = median(late.map((sample) => sample.rssMb));
  const seconds = middle(late) - middle(early);
  return {
    earlyMb,
    lateMb,
    mbPerHour: seconds > 0 ? ((lateMb - earlyMb) / seconds) * 3_600 : 0,
    flat: lateMb <= earlyMb * (1 + SHARE) + NOISE_MB,
  };
}

function middle(samples: readonly MemorySample[]): number {
  return samples[Math.floor(samples.length / 2)]?.seconds ?? 0;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
