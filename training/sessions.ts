/*
 * Fits the weights of a session's score: `node training/sessions.ts DIALOGUES.jsonl [--write]`. Deterministic; the
 * features come from the room's own code, the scores of single turns from the built-in detectors.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fixedClock, silentLog, type TextPart } from "../server/src/kernel/index.ts";
import { DOMAINS, makeRisk } from "../server/src/risk/index.ts";
import { FEATURES, featuresOf } from "../server/src/sessions/score/features.ts";
import { makeDialogues } from "../server/src/sessions/dialogue.ts";
import { dialogues } from "./data/dialogues.ts";
import { type Dialogue, talks } from "./data/talks.ts";

interface Sample {
  src: string;
  attack: boolean;
  hard: boolean;
  weight: number;
  x: Float64Array;
}

const risk = makeRisk({ log: silentLog, clock: fixedClock(0) });

function scoresOf(text: string): { scores: number[]; topics: number } {
  const part: TextPart = { path: ["messages", 0, "content"], place: "", channel: "prompt", encoding: "string", text };
  const { risk: scores, scored } = risk.assess({ ask: { texts: [part] } });
  return { scores: DOMAINS.map((domain) => scores[domain] / 100), topics: scored?.[0]?.topics ?? 0 };
}

const talked = makeDialogues(scoresOf);

function sampleOf(dialogue: Dialogue): Sample {
  const state = talked.stateOf(dialogue.turns);
  const x = featuresOf(state, new Float64Array(FEATURES.length)).slice();
  return { src: dialogue.src, attack: dialogue.label === "attack", hard: dialogue.hard === true, weight: 1, x };
}

/** Weakly labelled: whole conversations with rude people, most of whose turns ask for nothing. */
const WEAK = /weak/;

function load(file: string): Sample[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const given = lines.map((line) => JSON.parse(line) as Dialogue);
  const samples = [...given, ...dialogues(), ...talks()].map(sampleOf);
  const bySrc = Map.groupBy(samples, ({ src }) => src);
  for (const sample of samples) {
    const size = bySrc.get(sample.src)?.length ?? 1;
    // A family counts by the root of its size; what is labelled weakly a quarter of that.
    sample.weight = (WEAK.test(sample.src) ? 0.25 : 1) / Math.sqrt(size);
  }
  return samples;
}

interface Fit {
  bias: number;
  weights: number[];
}

/**
 * Logistic regression by gradient descent, with weights kept small. Which way a feature may speak was settled by
 * hand: what looks like a danger never speaks against one because of a template.
 */
function fit(samples: readonly Sample[], columns: readonly number[], ridge = 0.03): Fit {
  const width = columns.length;
  const sums = [true, false].map((side) =>
    samples.filter(({ attack }) => attack === side).reduce((sum, { weight }) => sum + weight, 0),
  );
  const scale = columns.map((column) => {
    const most = Math.sqrt(samples.reduce((sum, { x }) => sum + (x[column] ?? 0) ** 2, 0) / samples.length);
    return most === 0 ? 1 : 1 / most;
  });
  const matrix = Float64Array.from(
    samples.flatMap(({ x }) => columns.map((column, at) => (x[column] ?? 0) * (scale[at] ?? 1))),
  );
  const wanted = Float64Array.from(samples, ({ attack }) => (attack ? 1 : 0));
  const share = Float64Array.from(samples, ({ attack, weight }) => weight / (sums[attack ? 0 : 1] ?? 1) / 2);
  const weights = new Float64Array(width);
  const expected = columns.map((column) => (width > 1 ? (EXPECTED.get(column) ?? 0) : 0));
  const gradient = new Float64Array(width);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round++) {
    gradient.fill(0);
    let lean = 0;
    for (let row = 0, from = 0; row < wanted.length; row++, from += width) {
      let sum = bias;
      for (let at = 0; at < width; at++) sum += (weights[at] as number) * (matrix[from + at] as number);
      const error = (1 / (1 + Math.exp(-sum)) - (wanted[row] as number)) * (share[row] as number);
      lean += error;
      for (let at = 0; at < width; at++)
        gradient[at] = (gradient[at] as number) + error * (matrix[from + at] as number);
    }
    bias -= RATE * lean;
    for (let at = 0; at < width; at++) {
      const weight = weights[at] as number;
      const next = weight - RATE * ((gradient[at] as number) + ridge * (weight - (expected[at] as number)));
      weights[at] = CALMING.has(columns[at] as number) ? Math.min(0, next) : Math.max(0, next);
    }
  }
  return { bias, weights: [...weights].map((weight, at) => weight * (scale[at] ?? 1)) };
}

/**
 * What scores of turns are expected to weigh before any dialogue is seen: authored dialogues are more careful in
 * their words than people are, and would have them count for less.
 */
const EXPECTED: ReadonlyMap<number, number> = new Map([
  [FEATURES.indexOf("evidence over turns"), 0.84],
  [FEATURES.indexOf("average turn"), 0.7],
  [FEATURES.indexOf("strongest turn"), 0.5],
  [FEATURES.indexOf("last turn"), 0.35],
  [FEATURES.indexOf("turns read together"), 0.56],
  [FEATURES.indexOf("strongest turns read together"), 0.42],
]);
const ROUNDS = 600;
const RATE = 2;
const CALMING = new Set([FEATURES.indexOf("sides of prevention")]);
const ALL = FEATURES.map((_, at) => at);

interface Model {
  all: Fit;
  danger: Fit;
  turn: Fit;
}

function fitAll(samples: readonly Sample[]): Model {
  return { all: fit(samples, ALL), danger: fit(samples, [0]), turn: fit(samples, [2]) };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const linear = ({ bias, weights }: Fit, values: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), bias);

type Score = (model: Model, x: Float64Array) => number;
const SCORES: Readonly<Record<string, Score>> = {
  "strongest turn": (_, x) => x[2] ?? 0,
  "decayed evidence": (_, x) => x[0] ?? 0,
  "session score": ({ all }, x) => sigmoid(linear(all, [...x])),
  "the larger of all": ({ all, danger, turn }, x) =>
    Math.max(sigmoid(linear(all, [...x])), sigmoid(linear(danger, [x[0] ?? 0])), sigmoid(linear(turn, [x[2] ?? 0]))),
};

/** Families that share their beginnings or their subjects: they are held out together. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/^authored-(educational|escalation)/, "climb"],
  [/^dialogue-history/, "history"],
  [/fiction/, "fiction"],
  [/thesis/, "thesis"],
  [/^dialogue-(role|defenders|false|worried)/, "sides"],
  [/^dialogue-(rephrase|refused)/, "refusals"],
  [/^dialogue-(referential|short)/, "short"],
  [/^dialogue-(..)-/, "languages"],
  [/^talk-history/, "talk-history"],
  [/^talk-novel/, "talk-novel"],
  [/^talk-defender/, "talk-defender"],
  [/^talk-swap/, "talk-swap"],
  [/^talk-(push|refused)/, "talk-refusals"],
  [/^talk-code/, "talk-code"],
  [/^talk-(de|fr|es)/, "languages"],
];

/** The score of each sample by a model that has not seen its family, nor its counterpart. */
function heldOut(samples: readonly Sample[]): Map<Sample, Model> {
  const family = (src: string) => PAIRS.find(([pattern]) => pattern.test(src))?.[1] ?? src;
  const models = new Map<Sample, Model>();
  for (const [, held] of Map.groupBy(samples, ({ src }) => family(src))) {
    const out = new Set(held);
    const model = fitAll(samples.filter((sample) => !out.has(sample)));
    for (const sample of held) models.set(sample, model);
  }
  return models;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function auc(attacks: readonly number[], calm: readonly number[]): number {
  let sum = 0;
  for (const a of attacks) for (const b of calm) sum += a > b ? 1 : a === b ? 0.5 : 0;
  return sum / (attacks.length * calm.length);
}

function table(samples: readonly Sample[]): string {
  const models = heldOut(samples);
  const lines = [
    `| family | ${Object.keys(SCORES).join(" | ")} |`,
    `|---|${Object.keys(SCORES)
      .map(() => "---|")
      .join("")}`,
  ];
  const scored = Object.values(SCORES).map((score) => {
    const of = new Map(samples.map((sample) => [sample, score(models.get(sample) as Model, sample.x)]));
    const calm = samples.filter(({ attack }) => !attack).map((sample) => of.get(sample) ?? 0);
    return { of, calm, limit: quantile(calm, 0.9) };
  });
  for (const [src, held] of Map.groupBy(samples, (sample) => sample.src)) {
    const cells = scored.map(({ of, calm, limit }) => {
      const values = held.map((sample) => of.get(sample) ?? 0);
      const above = (values.filter((value) => value > limit).length / values.length).toFixed(2);
      return held[0]?.attack ? `${auc(values, calm).toFixed(2)} / ${above}` : above;
    });
    lines.push(`| ${src} (${held.length}${held[0]?.attack ? ", attack" : ""}) | ${cells.join(" | ")} |`);
  }
  return lines.join("\n");
}

const [, , file, flag] = process.argv;
if (file !== undefined) {
  const samples = load(file);
  const model = fitAll(samples);
  const page = pageOf(samples, model);
  process.stdout.write(page);
  if (flag === "--write") {
    writeFileSync("server/src/sessions/score/weights.ts", written(samples, model));
    writeFileSync("docs/reference/session-scores.md", page);
  }
}

function pageOf(samples: readonly Sample[], model: Model): string {
  const weights = FEATURES.map((name, at) => `| ${name} | ${(model.all.weights[at] ?? 0).toFixed(2)} |`).join("\n");
  return `# Session scores

Made by \`node training/sessions.ts DIALOGUES.jsonl --write\`, with the built-in detectors as they are. Each family was held out, together with the families that share its beginnings or subjects, from the weights it is measured with.

For attacks: AUC against all harmless dialogues / the share above what one in ten harmless dialogues reaches. For harmless families: the share above it. The threshold is one for all families, hard ones included.

Dialogues: \`authored-*\`, \`taskmaster4\`, \`mt-bench\` and \`hh-harmless-weak\` (weakly labelled: rude talk, most of whose turns ask for nothing) from the file, \`dialogue-*\` and \`talk-*\` written for this repository. They are made from templates: real people are less regular, so read these figures as a comparison of scores, not as a promise. Several families of \`authored-rephrase\` ask for what the classifier was taught with; its figures are too good.

${table(samples)}

What weighs how much, each feature in its own unit:

| feature | weight |
|---|---|
${weights}
`;
}

/** The weights as source, and the points of the scale: what a tenth, a twentieth, a hundredth of calm talk reaches. */
function written(samples: readonly Sample[], model: Model): string {
  const one = SCORES["session score"] as Score;
  const models = heldOut(samples);
  const calm = samples.filter(({ attack }) => !attack).map((sample) => one(models.get(sample) as Model, sample.x));
  const points: [number, number][] = [
    [quantile(calm, 0.5), 10],
    [quantile(calm, 0.75), 30],
    [quantile(calm, 0.9), 55],
    [quantile(calm, 0.95), 70],
    [quantile(calm, 0.99), 85],
  ];
  const scale = [[0, 0], ...points, [1, 100]].map(([x = 0, y = 0]) => `    [${x.toFixed(4)}, ${y}],`).join("\n");
  const round = (value: number) => Number(value.toFixed(3));
  return `/* Made by training/sessions.ts: not to be edited. */
export const WEIGHTS: {
  bias: number;
  weights: readonly number[];
  /** From a probability to a score of 0..100, in straight pieces. */
  scale: readonly (readonly [number, number])[];
} = {
  bias: ${round(model.all.bias)},
  weights: [
${model.all.weights.map((weight, at) => `    ${round(weight)}, // ${FEATURES[at] ?? ""}`).join("\n")}
  ],
  scale: [
${scale}
  ],
};
`;
}
