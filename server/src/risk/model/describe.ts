import { HEADS, HEAD_ROOM, type Head } from "./heads.ts";
import type { Reading } from "./read.ts";
import { SIGNALS, signalsOf } from "./signals.ts";
import type { Sums } from "./sums.ts";

/** What turns sums of small integers into evidence. */
export interface Scales {
  scales: Float32Array;
  biases: Float32Array;
}

/** How sums are made comparable between short and long texts. */
export const SMOOTH = 8;

/** Heads whose strongest sentences matter. */
const STRONGEST = HEADS.slice(0, 20);
const WINDOWED: readonly Head[] = [
  "attack",
  "injection",
  "jailbreak",
  "harm",
  "code_exec",
  "exfil",
  "planted",
  "instruction",
];
const WINDOW = 4;
const DOCUMENTED: readonly Head[] = ["attack", "injection", "exfil", "planted", "instruction"];
const SHAPE = ["words", "sentences", "foreign", "ideographs", "signals", "known"];

/** Names of the numbers a text is described by; the second layer weighs them. */
export const DESCRIBED: readonly string[] = [
  ...STRONGEST.map((head) => `whole:${head}`),
  ...STRONGEST.map((head) => `sentence:${head}`),
  ...WINDOWED.map((head) => `window:${head}`),
  ...DOCUMENTED.flatMap((head) => [`second:${head}`, `mean:${head}`]),
  ...DOCUMENTED.map((head) => `stands-out:${head}`),
  ...HEADS.slice(0, 20).map((head) => `at-planted:${head}`),
  ...SIGNALS.map((signal) => `signal:${signal}`),
  ...SIGNALS.map((signal) => `near:${signal}`),
  ...SHAPE.map((shape) => `shape:${shape}`),
  ...HEADS.slice(20).map((head) => `whole:${head}`),
];

export interface Described {
  values: Float32Array;
  /** The evidence of every head for every sentence, `HEAD_ROOM` apart. */
  sentences: Float32Array;
  /** The evidence of every head for the whole. */
  whole: Float32Array;
  /** For each signal the first sentence that shows it, or -1. */
  signals: Int32Array;
  /** For each head the sentence that speaks for it most. */
  strongest: Int32Array;
}

const PLANTED = HEADS.indexOf("planted");

export function makeDescribe({ scales, biases }: Scales): (reading: Reading, sums: Sums) => Described {
  const described: Described = {
    values: new Float32Array(DESCRIBED.length),
    sentences: new Float32Array(64 * HEAD_ROOM),
    whole: new Float32Array(HEAD_ROOM),
    signals: new Int32Array(SIGNALS.length),
    strongest: new Int32Array(HEAD_ROOM),
  };
  let counts = new Uint8Array(64);
  const windowed = WINDOWED.map((head) => HEADS.indexOf(head));
  const documented = DOCUMENTED.map((head) => HEADS.indexOf(head));

  return (reading, sums) => {
    const count = reading.sentences;
    if (counts.length < count) {
      counts = new Uint8Array(count * 2);
      described.sentences = new Float32Array(count * 2 * HEAD_ROOM);
    }
    const { values, sentences, whole, strongest, signals } = described;
    for (let head = 0; head < HEADS.length; head++) {
      const scale = scales[head] as number;
      const bias = biases[head] as number;
      whole[head] = bias + ((sums.whole[head] as number) * scale) / Math.sqrt(sums.size + SMOOTH);
    }
    for (let sentence = 0; sentence < count; sentence++) {
      const at = sentence * HEAD_ROOM;
      const by = 1 / Math.sqrt((sums.sizes[sentence] as number) + SMOOTH);
      for (let head = 0; head < HEADS.length; head++)
        sentences[at + head] =
          (biases[head] as number) + (sums.sentences[at + head] as number) * (scales[head] as number) * by;
    }
    signalsOf(reading, signals, counts);

    let to = 0;
    for (let head = 0; head < 20; head++) values[to++] = whole[head] as number;
    for (let head = 0; head < HEADS.length; head++) {
      let best = 0;
      for (let sentence = 1; sentence < count; sentence++)
        if ((sentences[sentence * HEAD_ROOM + head] as number) > (sentences[best * HEAD_ROOM + head] as number))
          best = sentence;
      strongest[head] = best;
      if (head < 20) values[to++] = sentences[best * HEAD_ROOM + head] as number;
    }
    for (const head of windowed) values[to++] = windowOf(head, count, sums);
    for (const head of documented) {
      const best = strongest[head] as number;
      let second = Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let sentence = 0; sentence < count; sentence++) {
        const value = sentences[sentence * HEAD_ROOM + head] as number;
        sum += value;
        if (sentence !== best && value > second) second = value;
      }
      values[to++] = count === 1 ? (sum as number) : second;
      values[to++] = sum / count;
    }
    for (const head of documented) {
      let sum = 0;
      for (let sentence = 0; sentence < count; sentence++) sum += sentences[sentence * HEAD_ROOM + head] as number;
      values[to++] = (sentences[(strongest[head] as number) * HEAD_ROOM + head] as number) - sum / count;
    }
    const planted = strongest[PLANTED] as number;
    for (let head = 0; head < 20; head++) values[to++] = sentences[planted * HEAD_ROOM + head] as number;
    for (let rule = 0; rule < SIGNALS.length; rule++) values[to++] = (signals[rule] as number) === -1 ? 0 : 1;
    for (let rule = 0; rule < SIGNALS.length; rule++) {
      const first = signals[rule] as number;
      values[to++] = first !== -1 && Math.abs(first - planted) <= 1 ? 1 : 0;
    }
    let most = 0;
    for (let sentence = 0; sentence < count; sentence++) most = Math.max(most, counts[sentence] as number);
    values[to++] = Math.log(1 + reading.words) / 4;
    values[to++] = Math.log(count) / 3;
    values[to++] = reading.foreign / (1 + reading.words * 4);
    values[to++] = reading.ideographs / (1 + reading.words);
    values[to++] = most / 4;
    values[to++] = sums.size / (1 + reading.count);
    for (let head = 20; head < HEADS.length; head++) values[to++] = whole[head] as number;
    return described;
  };

  function windowOf(head: number, count: number, sums: Sums): number {
    let best = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let size = 0;
    for (let sentence = 0; sentence < count; sentence++) {
      sum += sums.sentences[sentence * HEAD_ROOM + head] as number;
      size += sums.sizes[sentence] as number;
      if (sentence >= WINDOW) {
        sum -= sums.sentences[(sentence - WINDOW) * HEAD_ROOM + head] as number;
        size -= sums.sizes[sentence - WINDOW] as number;
      }
      if (sentence >= WINDOW - 1 || sentence === count - 1)
        best = Math.max(best, (biases[head] as number) + (sum * (scales[head] as number)) / Math.sqrt(size + SMOOTH));
    }
    return best;
  }
}
