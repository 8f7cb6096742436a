import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg, release, totalmem } from "node:os";
import { createRequire } from "node:module";
import { PLACES, hasPriority } from "./children.ts";

/** What the figures were measured on. */
export function machine(): Record<string, string> {
  const { stdout } = spawnSync("lscpu", ["-J"], { encoding: "utf8" });
  const fields = stdout ? (JSON.parse(stdout) as { lscpu: { field: string; data: string | null }[] }).lscpu : [];
  const kept = new Set([
    "Architecture:",
    "Model name:",
    "CPU(s):",
    "Thread(s) per core:",
    "Hypervisor vendor:",
    "L2 cache:",
    "L3 cache:",
  ]);
  return {
    ...Object.fromEntries(
      fields.filter(({ field }) => kept.has(field)).map(({ field, data }) => [field.slice(0, -1), data ?? ""]),
    ),
    "processors to use": String(availableParallelism()),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    kernel: release(),
    system: /^PRETTY_NAME="?(?<name>[^"\n]*)/m.exec(readText("/etc/os-release"))?.groups?.["name"] ?? "",
    "load average at the start": loadavg()
      .map((load) => load.toFixed(2))
      .join(" "),
  };
}

export function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const { version } = require("undici/package.json") as { version: string };
  return { node: process.version, undici: version };
}

export function placement(): string {
  if (PLACES === undefined)
    return "not pinned: taskset or a second processor is missing, so everything disturbs everything";
  const { server, mock, generator } = PLACES;
  const priority = hasPriority ? "; raised priority for all three, real-time where latency is measured" : "";
  return `target on processor ${server}, mock on ${mock}, load generator on ${generator}${priority}`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
