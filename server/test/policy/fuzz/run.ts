import { setImmediate as immediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { makeComparison } from "./doors.ts";
import { makeTally } from "./tally.ts";
import { vectorOf } from "./vectors.ts";

const SIZE = { policies: 40, requests: 60 };
const PROGRESS_MS = 5_000;

/*
 * npm run fuzz:policy -- [--cases N] [--seed S] [--from ROUND] [--forms]
 * Compares the evaluator with Cedar's own until N evaluations of a policy were compared, or without end. Leaves
 * with 1 at the first difference, which it prints as small as it can be made.
 */
const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "Infinity" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    forms: { type: "boolean", default: false },
  },
});
const [cases, seed, from] = [Number(values.cases), Number(values.seed), Number(values.from)];
if (Number.isNaN(cases) || !Number.isInteger(seed) || !Number.isInteger(from)) {
  process.stderr.write("usage: npm run fuzz:policy -- [--cases N] [--seed S] [--from ROUND] [--forms]\n");
  process.exit(2);
}
process.exitCode = await run();

async function run(): Promise<number> {
  const comparison = makeComparison();
  const tally = makeTally();
  const started = performance.now();
  let told = started;
  process.stderr.write(`seed ${seed}, from round ${from}\n`);
  const stop = new AbortController();
  process.once("SIGINT", () => {
    stop.abort();
  });
  const line = () => {
    const { evaluations, requests, satisfied, errored } = tally.counts;
    const seconds = (performance.now() - started) / 1000;
    return `${evaluations} evaluations, ${requests} requests, ${satisfied} satisfied, ${errored} errored, ${Math.round(evaluations / seconds)}/s`;
  };
  const report = () => {
    process.stdout.write(`${JSON.stringify({ seed, ...tally.counts })}\n`);
    if (values.forms)
      for (const [form, count] of [...tally.forms].toSorted((a, b) => b[1] - a[1]))
        process.stdout.write(`${String(count).padStart(9)} ${form}\n`);
  };
  for (let number = from; !stop.signal.aborted && tally.counts.evaluations < cases; number += 1) {
    const found = comparison.round(seed, number, SIZE, tally);
    if (found) {
      process.stderr.write(`round ${number} of seed ${seed} differs; made small:\n`);
      process.stdout.write(`${JSON.stringify(vectorOf(`seed ${seed}, round ${number}`, found), null, 2)}\n`);
      process.stderr.write(`answered ${JSON.stringify(found.said)}\n`);
      return 1;
    }
    if (performance.now() - told > PROGRESS_MS) {
      process.stderr.write(`round ${number}: ${line()}\n`);
      told = performance.now();
    }
    // Lets a signal through.
    await immediate();
  }
  process.stderr.write(`no difference: ${line()}\n`);
  report();
  return 0;
}
