import { HEAD_ROOM } from "./heads.ts";
import { makeKernel, MOST_ROWS } from "./kernel.ts";
import type { Reading } from "./read.ts";

/** The first layer: which features are known, and what each says about every head. */
export interface Features {
  /** In each bucket one feature is known, told by these bits of its hash; 0 where none is. */
  marks: Uint8Array;
  /** `HEAD_ROOM` weights a bucket. */
  weights: Int8Array;
}

const BUCKET_BITS = 15;
export const BUCKETS = 1 << BUCKET_BITS;

export function bucketOf(feature: number): number {
  return feature >>> (32 - BUCKET_BITS);
}

/** Never 0. */
export function markOf(feature: number): number {
  return feature & 255 || 1;
}

/** Sums of weights, of each sentence and of the whole text; a feature counts once in each. */
export interface Sums {
  sentences: Int32Array;
  /** How many known features each sentence has. */
  sizes: Uint32Array;
  whole: Int32Array;
  size: number;
}

export type Sum = (reading: Reading) => Sums;

export function makeSum({ marks, weights }: Features): Sum {
  const kernel = makeKernel(weights);
  const { rows, sums: summed } = kernel;
  const inText = new Uint32Array(BUCKETS);
  const inSentence = new Uint32Array(BUCKETS);
  /** Known features that stood in an earlier sentence, too. */
  let again = new Uint16Array(4096);
  let text = 0;
  let stamp = 0;
  const sums: Sums = {
    sentences: new Int32Array(64 * HEAD_ROOM),
    sizes: new Uint32Array(64),
    whole: new Int32Array(HEAD_ROOM),
    size: 0,
  };
  return (reading) => {
    if (sums.sizes.length < reading.sentences) {
      sums.sizes = new Uint32Array(reading.sentences * 2);
      sums.sentences = new Int32Array(reading.sentences * 2 * HEAD_ROOM);
    }
    if (again.length < reading.count) again = new Uint16Array(reading.count * 2);
    const { sentences, sizes, whole } = sums;
    const { features } = reading;
    whole.fill(0);
    text += 1;
    let repeats = 0;
    let size = 0;
    let from = 0;
    for (let sentence = 0; sentence < reading.sentences; sentence++) {
      const to = reading.featureEnds[sentence] as number;
      let known = 0;
      let waiting = 0;
      stamp += 1;
      summed.fill(0);
      for (let i = from; i < to; i++) {
        const feature = features[i] as number;
        const bucket = feature >>> (32 - BUCKET_BITS);
        if (marks[bucket] !== (feature & 255 || 1) || inSentence[bucket] === stamp) continue;
        inSentence[bucket] = stamp;
        known += 1;
        rows[waiting++] = bucket;
        if (waiting === MOST_ROWS) {
          kernel.add(waiting);
          waiting = 0;
        }
        if (inText[bucket] === text) again[repeats++] = bucket;
        else {
          inText[bucket] = text;
          size += 1;
        }
      }
      kernel.add(waiting);
      sentences.set(summed, sentence * HEAD_ROOM);
      for (let head = 0; head < HEAD_ROOM; head++) whole[head] = (whole[head] as number) + (summed[head] as number);
      sizes[sentence] = known;
      from = to;
    }
    // The whole is the sum of its sentences, but for what had been there before.
    summed.fill(0);
    for (let at = 0; at < repeats; at += MOST_ROWS) {
      const count = Math.min(MOST_ROWS, repeats - at);
      for (let i = 0; i < count; i++) rows[i] = again[at + i] as number;
      kernel.add(count);
    }
    for (let head = 0; head < HEAD_ROOM; head++) whole[head] = (whole[head] as number) - (summed[head] as number);
    sums.size = size;
    return sums;
  };
}
