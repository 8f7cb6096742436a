/*
 * Fits the weights of a session's score: `node training/sessions.ts DIALOGUES.jsonl [--write]`. Deterministic; the
 * features come from the room's own code, the scores of single turns from the built-in detectors.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fixedClock, silentLog, type TextPart } from "../server/src/kernel/index.ts";
import { DOMAINS, makeRisk } from "../server/src/risk/index.ts";
import { foldTurn, wantsTogether } from "../server/src/sessions/memory/fold.ts";
import { freshState } from "../server/src/sessions/memory/state.ts";
import { FEATURES, featuresOf } from "../server/src/sessions/score/features.ts";
import { makeReadSigns } from "../server/src/sessions/signs/read.ts";
import { makeTerm } from "../server/src/sessions/signs/sip.ts";
import { together } from "../server/src/sessions/together.ts";
import { dialogues } from "./data/dialogues.ts";
import { type Dialogue, talks } from "./data/talks.ts";

interface Sample {
  src: string;
  attack: boolean;
  hard: boolean;
  weight: number;
  x: Float64Array;
}

const readSigns = makeReadSigns(makeTerm(Buffer.alloc(8, 7)));
const risk = makeRisk({ log: silentLog, clock: fixedClock(0) });

function scoresOf(text: string): { scores: number[]; topics: number } {
  const part: TextPart = { path: ["messages", 0, "content"], place: "", channel: "prompt", encoding: "string", text };
  const { risk: scores, scored } = risk.assess({ ask: { texts: [part] } });
  return { scores: DOMAINS.map((domain) => scores[domain] / 100), topics: scored?.[0]?.topics ?? 0 };
}

function sampleOf(dialogue: Dialogue): Sample {
  const state = freshState(0);
  const said: string[] = [];
  for (const { role, text } of dialogue.turns) {
    if (role === "user") said.push(text);
    const whole = role === "user" && wantsTogether(state) ? together(said) : undefined;
    const own = role === "user" ? scoresOf(text) : { scores: DOMAINS.map(() => 0), topics: 0 };
    foldTurn(state, {
      side: role,
      signs: readSigns(role === "assistant" ? text.slice(0, 600) : text),
      ...own,
      together: whole === undefined ? undefined : scoresOf(whole).scores,
    });
  }
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

/** Logistic regression by gradient descent, with weights kept small. `signs` says which way a feature may speak. */
function fit(samples: readonly Sample[], columns: readonly number[], ridge = 0.01): Fit {
  const weights = new Float64Array(columns.length);
  let bias = 0;
  const [attacks, calm] = [true, false].map((side) =>
    samples.filter(({ attack }) => attack === side).reduce((sum, { weight }) => sum + weight, 0),
  ) as [number, number];
  const scale = columns.map((column) => {
    const most = Math.sqrt(samples.reduce((sum, { x }) => sum + (x[column] ?? 0) ** 2, 0) / samples.length);
    return most === 0 ? 1 : 1 / most;
  });
  for (let round = 0; round < 600; round++) {
    const gradient = new Float64Array(columns.length);
    let gradientBias = 0;
    for (const { x, attack, weight } of samples) {
      let sum = bias;
      for (const [at, column] of columns.entries()) sum += (weights[at] ?? 0) * (scale[at] ?? 1) * (x[column] ?? 0);
      const share = weight / (attack ? attacks : calm) / 2;
      const error = (1 / (1 + Math.exp(-sum)) - (attack ? 1 : 0)) * share;
      gradientBias += error;
      for (const [at, column] of columns.entries())
        gradient[at] = (gradient[at] ?? 0) + error * (scale[at] ?? 1) * (x[column] ?? 0);
    }
    const rate = 2;
    bias -= rate * gradientBias;
    for (let at = 0; at < columns.length; at++) {
      const next = (weights[at] ?? 0) - rate * ((gradient[at] ?? 0) + ridge * (weights[at] ?? 0));
      // Signs were chosen by hand: what looks like a danger never speaks against one because of a template.
      weights[at] = CALMING.has(columns[at] ?? -1) ? Math.min(0, next) : Math.max(0, next);
    }
  }
  return { bias, weights: columns.map((_, at) => (weights[at] ?? 0) * (scale[at] ?? 1)) };
}

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
  "session model": ({ all }, x) => sigmoid(linear(all, [...x])),
  "one score": ({ all, danger, turn }, x) =>
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
  process.stdout.write(`${table(samples)}\n\n`);
  const model = fitAll(samples);
  process.stdout.write(
    `${FEATURES.map((name, at) => `${(model.all.weights[at] ?? 0).toFixed(2).padStart(7)} ${name}`).join("\n")}\nbias ${model.all.bias.toFixed(2)}\n`,
  );
  if (flag === "--write") writeFileSync("server/src/sessions/score/weights.ts", written(samples, model));
}

/** The weights as source, and the points of the scale: what a tenth, a twentieth, a hundredth of calm talk reaches. */
function written(samples: readonly Sample[], model: Model): string {
  const one = SCORES["one score"] as Score;
  const models = heldOut(samples);
  const calm = samples.filter(({ attack }) => !attack).map((sample) => one(models.get(sample) as Model, sample.x));
  const points: [number, number][] = [
    [quantile(calm, 0.5), 15],
    [quantile(calm, 0.9), 55],
    [quantile(calm, 0.95), 70],
    [quantile(calm, 0.99), 85],
  ];
  const scale = [[0, 0], ...points, [1, 100]].map(([x = 0, y = 0]) => `    [${x.toFixed(4)}, ${y}],`).join("\n");
  const round = (value: number) => Number(value.toFixed(3));
  const pair = ({ bias, weights }: Fit) => `[${round(bias)}, ${round(weights[0] ?? 0)}]`;
  return `/* Made by training/sessions.ts: not to be edited. */
export const WEIGHTS: {
  bias: number;
  weights: readonly number[];
  /** Of single measures, each as a probability of its own: [bias, weight]. */
  alone: { danger: readonly [number, number]; turn: readonly [number, number] };
  /** From a probability to a score of 0..100, in straight pieces. */
  scale: readonly (readonly [number, number])[];
} = {
  bias: ${round(model.all.bias)},
  weights: [
${model.all.weights.map((weight, at) => `    ${round(weight)}, // ${FEATURES[at] ?? ""}`).join("\n")}
  ],
  alone: { danger: ${pair(model.danger)}, turn: ${pair(model.turn)} },
  scale: [
${scale}
  ],
};
`;
}
