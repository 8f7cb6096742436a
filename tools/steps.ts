// The static checks: one named step each. `npm run check` runs these alone, `npm test` runs them first.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BIN = join(ROOT, "node_modules", ".bin");

interface Step {
  name: string;
  command: string;
  args: string[];
}

const STEPS: readonly Step[] = [
  { name: "types", command: "tsc", args: ["-p", "."] },
  { name: "lint", command: "oxlint", args: ["--deny-warnings"] },
  { name: "format", command: "oxfmt", args: ["--check"] },
  { name: "unused code", command: "knip", args: ["--no-progress", "--no-config-hints"] },
];

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs every step, also after one has failed, and shows what a failed one said. */
export function runSteps(): Tally {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const step of STEPS) {
    const startedAt = performance.now();
    const done = spawnSync(join(BIN, step.command), step.args, { cwd: ROOT, encoding: "utf8", env: environment() });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    const good = done.status === 0;
    tally[good ? "passed" : "failed"] += 1;
    console.log(`${good ? "ok    " : "FAILED"} ${step.name} (${step.command}, ${seconds} s)`);
    if (!good) console.log(indent(`${done.error?.message ?? ""}${done.stdout}${done.stderr}`.trim()));
  }
  return tally;
}

/** The last line of a run, for people and for programs that read it. */
export function totals({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The checkout's own tools first, and nothing of the developer's that would steer Lumos. */
export function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("LUMOS_"));
  return { ...Object.fromEntries(own), PATH: `${BIN}:${process.env["PATH"] ?? ""}` };
}

export function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
