/* What Linux tells about a process and its descendants under /proc. */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** The process and all it started, as far as they still run. */
export function processTree(pid: number): number[] {
  const found: number[] = [];
  const open = [pid];
  for (let next = open.pop(); next !== undefined && found.length < 1_000; next = open.pop()) {
    const threads = list(`/proc/${next}/task`);
    if (threads.length === 0) continue;
    found.push(next);
    for (const thread of threads) {
      open.push(...read(`/proc/${next}/task/${thread}/children`).split(" ").filter(Boolean).map(Number));
    }
  }
  return found;
}

/** Nanoseconds on a processor, per thread of the tree. Exact, unlike the clock ticks in `stat`. */
export function cpuTimes(pid: number): Map<string, number> {
  const times = new Map<string, number>();
  for (const one of processTree(pid)) {
    for (const thread of list(`/proc/${one}/task`)) {
      const [onCpu = "0"] = read(`/proc/${one}/task/${thread}/schedstat`).split(" ");
      times.set(`${one}/${thread}`, Number(onCpu));
    }
  }
  return times;
}

/** Nanoseconds spent between two readings. A thread that ended in between is missing with its last part. */
export function cpuBetween(before: Map<string, number>, after: Map<string, number>): number {
  let sum = 0;
  for (const [thread, time] of after) sum += time - (before.get(thread) ?? 0);
  return sum;
}

export interface ProcessorUse {
  /** Seconds this processor was busy since the machine started, for whomever. */
  busy: number;
  /** Seconds another machine on the same host had it. */
  stolen: number;
}

export function processorUse(processor: number): ProcessorUse {
  const line = read("/proc/stat")
    .split("\n")
    .find((one) => one.startsWith(`cpu${processor} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, stolen = 0] = (line ?? "")
    .split(" ")
    .slice(1)
    .map(Number);
  return { busy: (user + nice + system + irq + soft) / 100, stolen: stolen / 100 };
}

/** Bytes of the tree in memory; pages shared between its processes count more than once. */
export function residentBytes(pid: number): number {
  const pages = processTree(pid).map((one) => Number(read(`/proc/${one}/statm`).split(" ")[1] ?? 0));
  return pages.reduce((sum, count) => sum + count, 0) * 4_096;
}

/** Whether a process of the tree listens on that port, so that nobody else's server is measured by mistake. */
export function listensOn(pid: number, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set(
    ["tcp", "tcp6"].flatMap((table) =>
      read(`/proc/${pid}/net/${table}`)
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[1]?.endsWith(`:${wanted}`) && fields[3] === "0A")
        .map((fields) => `socket:[${fields[9] ?? ""}]`),
    ),
  );
  return processTree(pid).some((one) =>
    list(`/proc/${one}/fd`).some((fd) => inodes.has(link(`/proc/${one}/fd/${fd}`))),
  );
}

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const link = (file: string): string => {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
};
