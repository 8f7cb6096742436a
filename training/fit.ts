import { BUCKETS, bucketOf, type Features, markOf } from "../server/src/risk/model/sums.ts";
import { SMOOTH } from "../server/src/risk/model/describe.ts";
import { HEADS, HEAD_ROOM } from "../server/src/risk/model/heads.ts";
import { conceptFeatures } from "../server/src/risk/model/read.ts";
import type { Instance } from "./instances.ts";
import { diceFor } from "./rows.ts";

export interface Fitted extends Features {
  scales: Float32Array;
  biases: Float32Array;
}

export interface FitOptions {
  epochs: number;
  rate: number;
  /** The share of an instance's features that is left out each time it is seen. */
  dropout: number;
  /** Pulls weights to zero each time they are used. */
  decay: number;
  /** No feature speaks against an attack by more than this: whoever attacks may surround it by anything. */
  floor: number;
  /** How often only concepts are seen of a text: they must speak for themselves, in any language. */
  bare: number;
}

const FLOORED: ReadonlySet<string> = new Set(["attack", "injection", "jailbreak", "exfil", "planted", "instruction"]);
/** An error smaller than this teaches nothing more. */
const WELL = 0.02;

const FIT: FitOptions = { epochs: 4, rate: 0.25, dropout: 0.3, decay: 5e-5, floor: 0.5, bare: 0.05 };

/** The first layer: chooses one feature a bucket, and learns what it says about every head. */
export function fit(instances: readonly Instance[], options: FitOptions = FIT): Fitted {
  const marks = choose(instances);
  const { lists, ends } = listsOf(instances, marks);
  const isConcept = new Uint8Array(BUCKETS);
  for (const feature of conceptFeatures())
    if (marks[bucketOf(feature)] === markOf(feature)) isConcept[bucketOf(feature)] = 1;
  const weights = new Float32Array(BUCKETS * HEAD_ROOM);
  const squares = new Float32Array(BUCKETS).fill(1e-4);
  const biases = new Float32Array(HEAD_ROOM);
  const biasSquares = new Float32Array(HEAD_ROOM).fill(1e-2);
  const order = instances.map((_, i) => i);
  const dice = diceFor("fit");
  const logits = new Float32Array(HEAD_ROOM);
  const errors = new Float32Array(HEAD_ROOM);
  const learners = new Uint8Array(HEAD_ROOM);
  const floors = Float32Array.from({ length: HEAD_ROOM }, (_, head) =>
    FLOORED.has(HEADS[head] ?? "") ? -options.floor : Number.NEGATIVE_INFINITY,
  );
  const heads = HEADS.length;
  const used = new Uint16Array(1 << 16);

  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, dice);
    const rate = options.rate * (1 - epoch / (options.epochs + 1));
    for (const index of order) {
      const { answers, weight } = instances[index] as Instance;
      const from = index === 0 ? 0 : (ends[index - 1] as number);
      const to = ends[index] as number;
      let size = 0;
      if (dice.number(1000) < options.bare * 1000)
        for (let i = from; i < to; i++) if (isConcept[lists[i] as number] === 1) used[size++] = lists[i] as number;
      if (size === 0)
        for (let i = from; i < to; i++)
          if (options.dropout === 0 || dice.number(1000) >= options.dropout * 1000) used[size++] = lists[i] as number;
      const x = 1 / Math.sqrt(size + SMOOTH);
      logits.set(biases);
      for (let i = 0; i < size; i++) {
        const row = (used[i] as number) * HEAD_ROOM;
        for (let head = 0; head < heads; head++)
          logits[head] = (logits[head] as number) + x * (weights[row + head] as number);
      }
      let square = 0;
      let learning = 0;
      for (let head = 0; head < heads; head++) {
        const answer = answers[head] as number;
        let error = answer === -1 ? 0 : 1 / (1 + Math.exp(-(logits[head] as number))) - answer;
        // What is known well enough teaches nothing more, and costs most of the time.
        if (error < WELL && error > -WELL) continue;
        error *= weight;
        errors[learning] = error;
        learners[learning++] = head;
        square += error * error;
        biasSquares[head] = (biasSquares[head] as number) + error * error;
        biases[head] = (biases[head] as number) - (0.05 * error) / Math.sqrt(biasSquares[head] as number);
      }
      if (square < 1e-5) continue;
      const add = (square * x * x) / 4;
      for (let i = 0; i < size; i++) {
        const bucket = used[i] as number;
        const row = bucket * HEAD_ROOM;
        squares[bucket] = (squares[bucket] as number) + add;
        const step = (rate * x) / Math.sqrt(squares[bucket] as number);
        for (let i = 0; i < learning; i++) {
          const at = row + (learners[i] as number);
          const value = weights[at] as number;
          const next = value - step * (errors[i] as number) - options.decay * value;
          weights[at] =
            next < (floors[learners[i] as number] as number) ? (floors[learners[i] as number] as number) : next;
        }
      }
    }
  }
  return { marks, ...quantized(weights), biases };
}

/** Weights as small integers, with one scale a head. What is beyond the outermost few is cut off. */
function quantized(weights: Float32Array): { weights: Int8Array; scales: Float32Array } {
  const small = new Int8Array(weights.length);
  const scales = new Float32Array(HEAD_ROOM);
  for (let head = 0; head < HEADS.length; head++) {
    const sizes = new Float32Array(BUCKETS);
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      sizes[bucket] = Math.abs(weights[bucket * HEAD_ROOM + head] as number);
    sizes.sort();
    const scale = Math.max(1e-6, (sizes[BUCKETS - 33] as number) / 127);
    scales[head] = scale;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const value = Math.round((weights[bucket * HEAD_ROOM + head] as number) / scale);
      small[bucket * HEAD_ROOM + head] = Math.max(-127, Math.min(127, value));
    }
  }
  return { weights: small, scales };
}

function shuffle(order: number[], dice: ReturnType<typeof diceFor>): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = dice.number(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
}

const GROUPS = 8;
const GROUP_HEADS: readonly (readonly string[])[] = [
  ["attack"],
  ["planted", "instruction"],
  ["cyber", "code_exec", "exfil"],
  ["cbrn", "violence"],
  ["fraud", "illicit", "privacy", "misinfo"],
  ["hate", "sexual", "self_harm"],
  ["harm"],
];

/** Long texts say the same again and again: their beginnings have a say in what is a feature. */
const MOST_CHOSEN_FROM = 2500;

/** For each bucket, of the features that fall into it, the one that tells most between groups and stands in several sources. */
function choose(instances: readonly Instance[]): Uint8Array {
  const cells = BUCKETS * 256;
  const counts = Array.from({ length: GROUPS }, () => new Float32Array(cells));
  const sources = new Uint8Array(cells);
  const lastSource = new Int16Array(cells).fill(-1);
  const lastInstance = new Int32Array(cells).fill(-1);
  const names = new Map<string, number>();
  const totals = new Float64Array(GROUPS);
  // Sources one after the other, so that a look at the last one counts them.
  const order = instances.map((_, i) => i);
  const numbers = instances.map(({ entry }) => {
    const name = entry.sample.src;
    const number = names.get(name) ?? names.size;
    names.set(name, number);
    return number;
  });
  order.sort((a, b) => (numbers[a] as number) - (numbers[b] as number) || a - b);
  for (const index of order) {
    const { entry, sentence, answers, weight } = instances[index] as Instance;
    const group = groupOf(answers);
    totals[group] = (totals[group] as number) + weight;
    const into = counts[group] as Float32Array;
    const { features, featureEnds, count } = entry.reading;
    const from = sentence <= 0 ? 0 : (featureEnds[sentence - 1] as number);
    const to = Math.min(from + MOST_CHOSEN_FROM, sentence === -1 ? count : (featureEnds[sentence] as number));
    const source = numbers[index] as number;
    for (let i = from; i < to; i++) {
      const feature = features[i] as number;
      const cell = (bucketOf(feature) << 8) | markOf(feature);
      if (lastInstance[cell] === index) continue;
      lastInstance[cell] = index;
      into[cell] = (into[cell] as number) + weight;
      if (lastSource[cell] === source) continue;
      lastSource[cell] = source;
      if ((sources[cell] as number) < 255) sources[cell] = (sources[cell] as number) + 1;
    }
  }
  const marks = new Uint8Array(BUCKETS);
  // Concepts have their places whatever else falls there.
  for (const feature of conceptFeatures()) {
    const cell = (bucketOf(feature) << 8) | markOf(feature);
    if ((sources[cell] as number) >= 3) marks[bucketOf(feature)] = markOf(feature);
  }
  const all = totals.reduce((sum, each) => sum + each, 0);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (marks[bucket] !== 0) continue;
    let best = 0;
    for (let mark = 1; mark < 256; mark++) {
      const cell = (bucket << 8) | mark;
      const many = sources[cell] as number;
      if (many < 2) continue;
      let sum = 0;
      for (let group = 0; group < GROUPS; group++) sum += (counts[group] as Float32Array)[cell] as number;
      if (sum < 2) continue;
      let chi = 0;
      for (let group = 0; group < GROUPS; group++) {
        const expected = (sum * (totals[group] as number)) / all;
        const seen = (counts[group] as Float32Array)[cell] as number;
        if (expected > 0) chi += (seen - expected) ** 2 / (expected + 1);
      }
      const score = chi * Math.min(1, many / 6);
      if (score > best) {
        best = score;
        marks[bucket] = mark;
      }
    }
  }
  return marks;
}

function groupOf(answers: Int8Array): number {
  for (const [group, heads] of GROUP_HEADS.entries())
    if (heads.some((head) => answers[(HEADS as readonly string[]).indexOf(head)] === 1)) return group;
  return GROUPS - 1;
}

/** The buckets of each instance's known features, each once. */
function listsOf(instances: readonly Instance[], marks: Uint8Array): { lists: Uint16Array; ends: Uint32Array } {
  let lists = new Uint16Array(1 << 22);
  const ends = new Uint32Array(instances.length);
  const stamps = new Int32Array(BUCKETS).fill(-1);
  let used = 0;
  for (const [index, { entry, sentence }] of instances.entries()) {
    const { features, featureEnds, count } = entry.reading;
    const from = sentence <= 0 ? 0 : (featureEnds[sentence - 1] as number);
    const to = sentence === -1 ? count : (featureEnds[sentence] as number);
    if (used + (to - from) > lists.length) {
      const more = new Uint16Array(lists.length * 2);
      more.set(lists);
      lists = more;
    }
    for (let i = from; i < to; i++) {
      const feature = features[i] as number;
      const bucket = bucketOf(feature);
      if (marks[bucket] !== markOf(feature) || stamps[bucket] === index) continue;
      stamps[bucket] = index;
      lists[used++] = bucket;
    }
    ends[index] = used;
  }
  return { lists, ends };
}
