import { HEAD_ROOM } from "./heads.ts";
import type { Reading } from "./read.ts";

/** The first layer: which features are known, and what each says about every head. */
export interface Features {
  /** In each bucket one feature is known, told by these bits of its hash; 0 where none is. */
  marks: Uint8Array;
  /** `HEAD_ROOM` weights a bucket. */
  weights: Int8Array;
}

export const BUCKET_BITS = 15;
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
  const inText = new Uint32Array(BUCKETS);
  const inSentence = new Uint32Array(BUCKETS);
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
    const { sentences, sizes, whole } = sums;
    sentences.fill(0, 0, reading.sentences * HEAD_ROOM);
    whole.fill(0);
    text += 1;
    let size = 0;
    let from = 0;
    for (let sentence = 0; sentence < reading.sentences; sentence++) {
      const to = reading.featureEnds[sentence] as number;
      const at = sentence * HEAD_ROOM;
      let known = 0;
      stamp += 1;
      for (let i = from; i < to; i++) {
        const feature = reading.features[i] as number;
        const bucket = feature >>> (32 - BUCKET_BITS);
        if (marks[bucket] !== (feature & 255 || 1) || inSentence[bucket] === stamp) continue;
        inSentence[bucket] = stamp;
        known += 1;
        const row = bucket * HEAD_ROOM;
        for (let head = 0; head < HEAD_ROOM; head++)
          sentences[at + head] = (sentences[at + head] as number) + (weights[row + head] as number);
        if (inText[bucket] === text) continue;
        inText[bucket] = text;
        size += 1;
        for (let head = 0; head < HEAD_ROOM; head++)
          whole[head] = (whole[head] as number) + (weights[row + head] as number);
      }
      sizes[sentence] = known;
      from = to;
    }
    sums.size = size;
    return sums;
  };
}
