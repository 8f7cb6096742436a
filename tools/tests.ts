// Runs test files, each in a process of its own, and counts. What a failed file printed is shown with it.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestLine } from "./reporter.ts";
import { ROOT, environment, indent, type Tally } from "./steps.ts";

export interface Limits {
  concurrency: number;
  testTimeoutMs: number;
  /** For a file as a whole, which ends one that keeps something open after its last test. */
  fileTimeoutMs: number;
}

interface FileResult {
  file: string;
  passed: number;
  skipped: number;
  failures: string[];
  output: string;
  seconds: string;
}

const MAX_OUTPUT = 20_000;

/** `files` are paths below the root. */
export async function runTests(files: readonly string[], limits: Limits): Promise<Tally> {
  const waiting = [...files];
  const results: FileResult[] = [];
  const running = new Set<ChildProcess>();
  const stop = () => {
    for (const child of running) end(child);
    process.exit(130);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);

  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runFile(file, limits, running);
      show(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: limits.concurrency }, work));
  process.off("SIGINT", stop).off("SIGTERM", stop);

  const failed = results.filter((result) => result.failures.length > 0);
  if (failed.length > 0) console.log("\nFailed:");
  for (const { file, failures } of failed) {
    for (const failure of failures) console.log(`  ${file}: ${failure.split("\n", 1)[0]}`);
  }
  return {
    passed: sum(results.map((result) => result.passed)),
    failed: sum(results.map((result) => result.failures.length)),
    skipped: sum(results.map((result) => result.skipped)),
  };
}

async function runFile(file: string, limits: Limits, running: Set<ChildProcess>): Promise<FileResult> {
  const folder = mkdtempSync(join(tmpdir(), "lumos-test-"));
  const report = join(folder, "report");
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      `--test-timeout=${limits.testTimeoutMs}`,
      `--test-reporter=${join(ROOT, "tools", "reporter.ts")}`,
      `--test-reporter-destination=${report}`,
      file,
    ],
    // A group of its own: what a test leaves running ends with it.
    { cwd: ROOT, env: environment(), stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  running.add(child);
  let output = "";
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-MAX_OUTPUT);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);

  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    end(child);
  }, limits.fileTimeoutMs);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on("exit", (code, signal) => resolve([code, signal]));
    child.on("error", (error) => {
      output += error.message;
      resolve([1, null]);
    });
  });
  clearTimeout(deadline);
  running.delete(child);
  end(child);

  const lines = linesOf(report);
  rmSync(folder, { recursive: true, force: true });
  const failures = lines.filter((line) => line.outcome === "failed").map(describe);
  if (late) failures.push(`The file did not end within ${limits.fileTimeoutMs / 1_000} s; something is still open.`);
  else if (lines.length === 0 && code === 0) failures.push("The file holds no test.");
  else if (code !== 0 && failures.length === 0) failures.push(`The file ended with ${signal ?? `exit code ${code}`}.`);
  return {
    file,
    passed: lines.filter((line) => line.outcome === "passed").length,
    skipped: lines.filter((line) => line.outcome === "skipped").length,
    failures,
    output: output.trim(),
    seconds: ((performance.now() - startedAt) / 1_000).toFixed(1),
  };
}

function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is empty: nothing was left running.
  }
}

function linesOf(report: string): TestLine[] {
  try {
    const lines = readFileSync(report, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as TestLine);
  } catch {
    return [];
  }
}

function describe(line: TestLine): string {
  return `${line.name}${line.line === undefined ? "" : ` (line ${line.line})`}\n${indent(line.error ?? "")}`;
}

function show(result: FileResult): void {
  const good = result.failures.length === 0;
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : "";
  console.log(`${good ? "ok    " : "FAILED"} ${result.file} (${result.passed} passed${skipped}, ${result.seconds} s)`);
  if (good) return;
  for (const failure of result.failures) console.log(indent(failure));
  if (result.output) console.log(indent(`It printed:\n${indent(result.output)}`));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
