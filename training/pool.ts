import { makeRead, type Reading } from "../server/src/risk/model/read.ts";
import type { Sample } from "./load.ts";
import { answersOf } from "./heads.ts";

/** A sample as the classifier reads it; readings share big arrays. */
export interface Entry {
  sample: Sample;
  reading: Reading;
  answers: Int8Array;
  /** For documents that something was put into: whether each sentence is of it. */
  planted?: Uint8Array;
}

/** A sample with a place in it that was put there. */
export interface Planted extends Sample {
  from: number;
  to: number;
}

const MOST_CHARS = 6000;
const BLOCK = 1 << 22;

export function readAll(samples: readonly (Sample | Planted)[]): Entry[] {
  const read = makeRead();
  let block = new Uint32Array(BLOCK);
  let used = 0;
  const keep = (features: Uint32Array): Uint32Array => {
    if (used + features.length > block.length) {
      block = new Uint32Array(Math.max(BLOCK, features.length));
      used = 0;
    }
    block.set(features, used);
    used += features.length;
    return block.subarray(used - features.length, used);
  };
  return samples.map((sample) => {
    const reading = read(sample.text, MOST_CHARS);
    const { sentences, count } = reading;
    const entry: Entry = {
      sample,
      answers: answersOf(sample),
      reading: {
        ...reading,
        features: keep(reading.features.subarray(0, count)),
        featureEnds: reading.featureEnds.slice(0, sentences),
        textEnds: reading.textEnds.slice(0, sentences),
        concepts: reading.concepts.slice(0, reading.conceptEnds[sentences - 1]),
        conceptEnds: reading.conceptEnds.slice(0, sentences),
        seen: reading.seen.slice(0, sentences),
      },
    };
    if ("from" in sample) entry.planted = plantedIn(entry.reading, sample);
    return entry;
  });
}

/** A sentence belongs to what was put in when at least half of it, or half of what was put in, is shared. */
function plantedIn(reading: Reading, { from, to }: Planted): Uint8Array {
  const planted = new Uint8Array(reading.sentences);
  let start = 0;
  for (let sentence = 0; sentence < reading.sentences; sentence++) {
    const end = reading.textEnds[sentence] as number;
    const shared = Math.min(end, to) - Math.max(start, from);
    if (shared * 2 >= Math.min(end - start, to - from)) planted[sentence] = 1;
    start = end;
  }
  return planted;
}
