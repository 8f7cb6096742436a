import { makeDescribe } from "../server/src/risk/model/describe.ts";
import { makeSum } from "../server/src/risk/model/sums.ts";
import { type Fitted, fit } from "./fit.ts";
import { instancesOf } from "./instances.ts";
import type { Sample } from "./load.ts";
import { plantedIn } from "./plant.ts";
import { type Entry, readAll } from "./pool.ts";

/**
 * Families of sources, dealt out so that each fold has about as many rows of each sort: what is held out is
 * new, but never all there is of its sort.
 */
export function foldsOf(samples: readonly Sample[], count: number): Map<string, number> {
  const families = new Map<string, Map<string, number>>();
  for (const sample of samples) {
    const sorts = families.get(sample.family) ?? new Map<string, number>();
    families.set(sample.family, sorts.set(sortOf(sample), (sorts.get(sortOf(sample)) ?? 0) + 1));
  }
  const loads = new Map<string, number[]>();
  const folds = new Map<string, number>();
  const sized = [...families].map(([family, sorts]) => {
    const [sort = "", size = 0] = [...sorts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
    return { family, sort, size };
  });
  for (const { family, sort, size } of sized.toSorted((a, b) => b.size - a.size || (a.family < b.family ? -1 : 1))) {
    const load = loads.get(sort) ?? Array.from({ length: count }, (_, i) => i / 1000);
    loads.set(sort, load);
    const fold = load.indexOf(Math.min(...load));
    folds.set(family, fold);
    load[fold] = (load[fold] as number) + Math.sqrt(size);
  }
  return folds;
}

function sortOf({ kind, labels }: Sample): string {
  if (labels.includes("jailbreak")) return "jailbreak";
  if (labels.includes("injection")) return kind === "prompt" ? "injection" : "planted";
  if (labels.length > 0) return "harm";
  return kind === "prompt" ? "plain" : "data";
}

/** What each held-out text looks like to a first layer that has seen nothing of its family. */
export interface Seen {
  entry: Entry;
  fold: number;
  values: Float32Array;
}

export interface CrossOptions {
  folds: number;
  /** Only these folds, where not all are of interest. */
  only?: readonly number[];
  attacks: number;
  orders: number;
  log: (line: string) => void;
}

export function crossed(samples: readonly Sample[], options: CrossOptions): Seen[] {
  const folds = foldsOf(samples, options.folds);
  const entries = readAll(samples);
  const seen: Seen[] = [];
  for (let fold = 0; fold < options.folds; fold++) {
    if (options.only?.includes(fold) === false) continue;
    const inside = entries.filter(({ sample }) => folds.get(sample.family) !== fold);
    const outside = entries.filter(({ sample }) => folds.get(sample.family) === fold);
    const fitted = fitOn(inside, options);
    const describe = describer(fitted);
    // What is planted is made of held-out notes and held-out documents alone.
    const planted = readAll(
      plantedIn(
        outside.map(({ sample }) => sample),
        { attacks: 250, orders: 120 },
      ),
    );
    for (const entry of [...outside, ...planted]) seen.push({ entry, fold, values: describe(entry) });
    options.log(`fold ${fold}: ${inside.length} rows learned from, ${outside.length} held out`);
  }
  return seen;
}

export function fitOn(entries: readonly Entry[], options: CrossOptions): Fitted {
  const planted = readAll(
    plantedIn(
      entries.map(({ sample }) => sample),
      options,
    ),
  );
  return fit(instancesOf([...entries, ...planted]));
}

function describer(fitted: Fitted): (entry: Entry) => Float32Array {
  const sum = makeSum(fitted);
  const describe = makeDescribe(fitted);
  return ({ reading }) => describe(reading, sum(reading)).values.slice();
}
