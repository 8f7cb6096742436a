import { mkdirSync, writeFileSync } from "node:fs";
import { DESCRIBED } from "../server/src/risk/model/describe.ts";
import { HEADS } from "../server/src/risk/model/heads.ts";
import { TOPICS } from "../server/src/risk/model/domains.ts";
import { GROUPS, type Head as Header, READING, readWeights, writeWeights } from "../server/src/risk/model/weights.ts";
import { crossed, fitOn, type Seen } from "./cross.ts";
import { readAuthored, readFolder, type Sample } from "./load.ts";
import { auc, threshold } from "../server/src/risk/measures.ts";
import { readAll } from "./pool.ts";
import { fitSecond, stepsOf, written } from "./second.ts";
import { valueOf } from "./stack.ts";
import { tableOf } from "./table.ts";

const OPTIONS = { folds: 4, attacks: 2500, orders: 1000 };

/** Learns the weights, and measures them on families that what is measured has not seen. */
export function train(samples: readonly Sample[], options: typeof OPTIONS & { log: (line: string) => void }) {
  const seen = crossed(samples, options);
  const second = fitSecond(seen);
  const first = fitOn(readAll(samples), options);
  const header: Header = {
    reading: READING,
    scales: [...first.scales.subarray(0, HEADS.length)].map((scale) => Number(scale.toPrecision(6))),
    biases: [...first.biases.subarray(0, HEADS.length)].map((bias) => Number(bias.toPrecision(6))),
    lines: { prompt: {}, system: {}, output: {}, data: {}, definition: {} },
    topics: topicsOf(seen),
  };
  for (const group of GROUPS)
    for (const [head, line] of Object.entries(second[group]))
      header.lines[group][head] = written(line, stepsOf(line, seen, group));
  return { bytes: writeWeights(header, first), seen };
}

/** The held-out figures: the second layer, too, is judged on folds it has not seen. */
export function figuresOf(seen: readonly Seen[]): string[] {
  const scored = [];
  for (const fold of new Set(seen.map((one) => one.fold))) {
    const { prompt, data } = fitSecond(
      seen.filter((one) => one.fold !== fold),
      ["attack", "harm", "planted"],
    );
    for (const one of seen)
      if (one.fold === fold && prompt.attack && prompt.harm && data.planted)
        scored.push({
          seen: one,
          attack: valueOf(prompt.attack, one.values),
          harm: valueOf(prompt.harm, one.values),
          planted: valueOf(data.planted, one.values),
        });
  }
  return [...tableOf(scored), ...domainsOf(seen)];
}

/** How well the first layer tells each domain from all else it was told of, harmful texts of other domains too. */
function domainsOf(seen: readonly Seen[]): string[] {
  const lines = ["## domains: AUC of the first layer over prompts, wanted and other texts"];
  for (const [at, head] of HEADS.slice(3, 18).entries()) {
    const value = DESCRIBED.indexOf(`whole:${head}`);
    const sides: [number[], number[]] = [[], []];
    for (const { entry, values } of seen) {
      const answer = entry.answers[at + 3] as number;
      if (entry.sample.kind === "prompt" && answer !== -1) sides[answer === 1 ? 1 : 0].push(values[value] as number);
    }
    lines.push(`   ${head} ${auc(sides[1], sides[0]).toFixed(3)} (${sides[1].length} and ${sides[0].length})`);
  }
  return lines;
}

/** From where on a text counts as being about a topic: what three in a hundred other texts reach. */
function topicsOf(seen: readonly Seen[]): Record<string, number> {
  const topics: Record<string, number> = {};
  for (const head of Object.keys(TOPICS)) {
    const at = HEADS.indexOf(head as (typeof HEADS)[number]);
    const scores = seen.flatMap(({ entry, values }) =>
      entry.answers[at] === 0 && entry.sample.kind === "prompt"
        ? [values[DESCRIBED.indexOf(`whole:${head}`)] as number]
        : [],
    );
    topics[head] = Number(Math.max(0, threshold(scores, 0.03)).toPrecision(4));
  }
  return topics;
}

async function main(): Promise<void> {
  const folder = argument("--data");
  if (folder === undefined) throw new TypeError("--data DIR: the folder that holds train.jsonl and dev.jsonl");
  const out = argument("--out") ?? new URL("../server/defaults/risk/", import.meta.url).pathname;
  const startedAt = performance.now();
  const log = (line: string) =>
    void process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(0)} s  ${line}\n`);
  const samples = [...readFolder(folder), ...(await readAuthored())];
  log(`${samples.length} rows of ${new Set(samples.map(({ src }) => src)).size} sources`);
  const { bytes, seen } = train(samples, { ...OPTIONS, log });
  mkdirSync(out, { recursive: true });
  writeFileSync(`${out}/classifier.bin`, bytes);
  log(`${bytes.length} bytes, version ${readWeights(bytes).version}`);
  const figures = figuresOf(seen);
  writeFileSync(`${out}/figures.txt`, `${figures.join("\n")}\n`);
  process.stdout.write(`${figures.join("\n")}\n`);
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

if (import.meta.main) await main();
