// Every check and every test. The last line is `N passed, N failed`, over the steps and the tests together.
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { matchesGlob } from "node:path";
import { ensureBubblewrap, ensurePostgres } from "./postgres.ts";
import { ROOT, runSteps, totals, type Tally } from "./steps.ts";
import { runTests } from "./tests.ts";

const WHERE = ["server/src", "server/test", "tools", "sdk", "bench", "console"];
const FOREIGN = new Set(["node_modules", "dist", ".work"]);

const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const files = testFiles(patterns);
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

if (patterns.length === 0) add(runSteps());
if (files.length === 0) {
  console.log(patterns.length > 0 ? `No test file matches ${patterns.join(" ")}.` : "There is no test file.");
} else {
  ensurePostgres();
  ensureBubblewrap();
  add(
    await runTests(files, {
      concurrency: Math.min(availableParallelism(), 4),
      testTimeoutMs: 60_000,
      fileTimeoutMs: 300_000,
    }),
  );
}

console.log(totals(tally));
process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;

function testFiles(wanted: readonly string[]): string[] {
  const all = WHERE.flatMap((folder) =>
    globSync(`${folder}/**/*.test.{ts,tsx,mjs}`, { cwd: ROOT, exclude: (name) => FOREIGN.has(name) }),
  ).sort();
  if (wanted.length === 0) return all;
  return all.filter((file) => wanted.some((pattern) => file.includes(pattern) || matchesGlob(file, pattern)));
}

function add(more: Tally): void {
  tally.passed += more.passed;
  tally.failed += more.failed;
  tally.skipped += more.skipped;
}
