import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DESCRIBED } from "./describe.ts";
import { HEADS, HEAD_ROOM } from "./heads.ts";
import { BUCKETS } from "./sums.ts";

/** What is told apart by where a text comes from. */
export const GROUPS = ["prompt", "system", "output", "data", "definition"] as const;
export type Group = (typeof GROUPS)[number];

/** One line of the second layer: what it weighs, by name, and what its sum means. */
export interface LineOf {
  bias: number;
  weights: Record<string, number>;
  /** Sums that stand for the scores of `STEPS`, going up. */
  steps: number[];
}

/** Scores whose sums are kept; between them a straight line is drawn. */
export const STEPS = [0, 10, 25, 50, 65, 80, 95, 100] as const;
/** The share of ordinary texts that score higher, for each of these. */
export const SHARES = [0.5, 0.25, 0.1, 0.01, 0.004, 0.0015, 0.0003, 0] as const;

export interface Head {
  /** Changes with the features, too: weights of another way of reading mean nothing. */
  reading: string;
  scales: number[];
  biases: number[];
  lines: Record<Group, Record<string, LineOf>>;
  /** What a topic's head must reach for the text to be about it. */
  topics: Record<string, number>;
}

export interface Weights extends Head {
  version: string;
  marks: Uint8Array;
  weights: Int8Array;
}

/** Changes with everything that changes what a text's features are. */
export const READING = "1";

const MAGIC = "lumos-risk\n";
const BYTES = MAGIC.length + 4;

/** The classifier that comes with Lumos. */
export function builtInWeights(): Weights {
  return readWeights(readFileSync(new URL("../../../defaults/risk/classifier.bin", import.meta.url)));
}

export function writeWeights(head: Head, { marks, weights }: Pick<Weights, "marks" | "weights">): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from(MAGIC), size, text, marks, new Uint8Array(weights.buffer, 0, weights.length)]);
}

export function readWeights(bytes: Buffer): Weights {
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new TypeError("these are no weights of a classifier");
  const size = bytes.readUInt32LE(MAGIC.length);
  const head = JSON.parse(bytes.toString("utf8", BYTES, BYTES + size)) as Head;
  const marksAt = BYTES + size;
  const weightsAt = marksAt + BUCKETS;
  if (head.reading !== READING || bytes.length !== weightsAt + BUCKETS * HEAD_ROOM)
    throw new TypeError("these weights are of another classifier");
  for (const lines of Object.values(head.lines))
    for (const { weights, steps } of Object.values(lines)) {
      if (steps.length !== STEPS.length) throw new TypeError("a line of these weights has no measure");
      for (const name of Object.keys(weights))
        if (!DESCRIBED.includes(name)) throw new TypeError(`nothing is described by ${name}`);
    }
  if (head.scales.length !== HEADS.length || head.biases.length !== HEADS.length)
    throw new TypeError("these weights have other heads");
  return {
    ...head,
    version: hash("sha256", bytes, "hex").slice(0, 16),
    marks: new Uint8Array(bytes.subarray(marksAt, weightsAt)),
    weights: new Int8Array(bytes.subarray(weightsAt)),
  };
}
