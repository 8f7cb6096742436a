import type { TextPart } from "../../kernel/index.ts";
import { type Domain, DOMAINS } from "../types.ts";
import { tellApart } from "./apart.ts";
import { type Described, DESCRIBED, makeDescribe } from "./describe.ts";
import { SPEAKS, TOPICS } from "./domains.ts";
import { type Head, HEADS } from "./heads.ts";
import { scoreAmongMany } from "./length.ts";
import { type Line, makeLine, scoreOf, sumOf } from "./lines.ts";
import { makeRead, type Reading } from "./read.ts";
import { SIGNALS } from "./signals.ts";
import { makeSum } from "./sums.ts";
import { GROUPS, type Group, type Weights } from "./weights.ts";

/** Where a text comes from, as far as scores go. */
export type Channel = TextPart["channel"] | "output";

/** What the classifier says about one text. */
export interface Scored {
  /** By index of `DOMAINS`, 0 to 100. */
  scores: Uint8Array;
  /** Bits by index of `DOMAINS`: what the text is about. */
  topics: number;
  /** The sentence that speaks most for a domain, where its score is worth telling. */
  places: Place[];
}

export interface Place {
  domain: Domain;
  score: number;
  start: number;
  end: number;
  /** The signal that the sentence shows, or `classifier`. */
  rule: string;
}

/** What one wants to know of a score. */
export interface Explained extends Scored {
  signals: { name: string; start: number; end: number }[];
  /** For each domain told: what raised its sum most. */
  reasons: { domain: Domain; features: { name: string; adds: number }[] }[];
}

export interface Model {
  /** Changes with the weights. */
  readonly version: string;
  score(text: string, channel: Channel): Scored;
  explain(text: string, channel: Channel): Explained;
}

/** Scores from here on are told with a place. */
const TOLD = 50;

/** A longer text is read in pieces of so many characters: what is bounded stays in the cache of the processor. */
const BLOCK = 32_768;
const OVERLAP = 512;
const MOST_PLACES = 64;

export function makeModel(weights: Weights): Model {
  const read = makeRead();
  const sum = makeSum(weights);
  const describe = makeDescribe({
    scales: Float32Array.from(weights.scales),
    biases: Float32Array.from(weights.biases),
  });
  const lines = Object.fromEntries(GROUPS.map((group) => [group, linesOf(weights, group)])) as Record<Group, Lines>;
  const topics = Object.entries(TOPICS).map(([head, domain]) => ({
    head: HEADS.indexOf(head as Head),
    bit: 1 << DOMAINS.indexOf(domain),
    least: weights.topics[head] ?? Number.POSITIVE_INFINITY,
  }));

  const scoreWith = (text: string, channel: Channel): { scored: Scored; reading: Reading; described: Described } => {
    const reading = read(text);
    const described = describe(reading, sum(reading));
    const group = groupOf(channel);
    const scores = new Uint8Array(DOMAINS.length);
    const { attack, told } = lines[group];
    if (attack) {
      const score = scoreAmongMany(scoreOf(attack, sumOf(attack, described.values)), text.length);
      // One line tells attacks of either sort; which it is more like says the first layer.
      const isJailbreak = (described.whole[JAILBREAK] as number) > (described.whole[INJECTION] as number);
      scores[DOMAINS.indexOf("jailbreak")] = Math.round(isJailbreak ? score : score / 2);
      scores[DOMAINS.indexOf("injection")] = Math.round(isJailbreak ? score / 2 : score);
    }
    for (const { domain, line } of told) {
      const score = scoreOf(line, sumOf(line, described.values));
      scores[domain] = Math.round(scoreAmongMany(score, text.length));
    }
    if (group !== "data" && group !== "definition") tellApart(scores, described);
    let about = 0;
    for (const { head, bit, least } of topics) if ((described.whole[head] as number) >= least) about |= bit;
    return {
      scored: { scores, topics: about, places: placesOf(scores, group, reading, described) },
      reading,
      described,
    };
  };

  return {
    version: weights.version,
    score(text, channel) {
      if (text.length <= BLOCK) return scoreWith(text, channel).scored;
      const whole: Scored = { scores: new Uint8Array(DOMAINS.length), topics: 0, places: [] };
      for (let from = 0; from < text.length; from += BLOCK - OVERLAP) {
        const { scores, topics: about, places } = scoreWith(text.slice(from, from + BLOCK), channel).scored;
        whole.topics |= about;
        for (let i = 0; i < scores.length; i++)
          whole.scores[i] = Math.max(whole.scores[i] as number, scores[i] as number);
        if (whole.places.length < MOST_PLACES)
          for (const place of places) whole.places.push({ ...place, start: place.start + from, end: place.end + from });
      }
      return whole;
    },
    explain(text, channel) {
      const { scored, reading, described } = scoreWith(text.slice(0, BLOCK), channel);
      const signals = SIGNALS.flatMap((name, i) => {
        const sentence = described.signals[i] as number;
        return sentence === -1 ? [] : [{ name, ...spanOf(reading, sentence) }];
      });
      const { attack, told } = lines[groupOf(channel)];
      const reasons: Explained["reasons"] = [];
      for (const [index, domain] of DOMAINS.entries()) {
        if ((scored.scores[index] as number) < 25) continue;
        const line = told.find((one) => one.domain === index)?.line ?? attack;
        if (line) reasons.push({ domain, features: addsOf(line, described.values) });
      }
      return { ...scored, signals, reasons };
    },
  };
}

interface Lines {
  attack: Line | undefined;
  told: { domain: number; head: Head; line: Line }[];
}

const JAILBREAK = HEADS.indexOf("jailbreak");
const INJECTION = HEADS.indexOf("injection");

function linesOf(weights: Weights, group: Group): Lines {
  const of = weights.lines[group];
  const told = Object.entries(SPEAKS[group]).flatMap(([head, domain]) => {
    const line = of[head];
    return line ? [{ domain: DOMAINS.indexOf(domain), head: head as Head, line: makeLine(line) }] : [];
  });
  return { attack: of["attack"] && makeLine(of["attack"]), told };
}

function groupOf(channel: Channel): Group {
  if (channel === "document" || channel === "tool_result") return "data";
  if (channel === "tool_definition") return "definition";
  if (channel === "assistant" || channel === "output") return "output";
  return channel;
}

const HEAD_OF: Partial<Record<Domain, Head>> = Object.fromEntries([
  ...Object.entries(SPEAKS.prompt).map(([head, domain]) => [domain, head]),
  ["injection", "injection"],
  ["jailbreak", "jailbreak"],
]) as Partial<Record<Domain, Head>>;

function placesOf(scores: Uint8Array, group: Group, reading: Reading, described: Described): Place[] {
  const places: Place[] = [];
  for (const [index, domain] of DOMAINS.entries()) {
    const score = scores[index] as number;
    if (score < TOLD) continue;
    const head = (group === "data" || group === "definition") && domain === "injection" ? "planted" : HEAD_OF[domain];
    if (head === undefined) continue;
    const sentence = described.strongest[HEADS.indexOf(head)] as number;
    const shown = SIGNALS.find((_, i) => described.signals[i] === sentence);
    places.push({ domain, score, ...spanOf(reading, sentence), rule: shown ?? "classifier" });
  }
  return places;
}

function spanOf(reading: Reading, sentence: number): { start: number; end: number } {
  return {
    start: sentence === 0 ? 0 : (reading.textEnds[sentence - 1] as number),
    end: reading.textEnds[sentence] as number,
  };
}

function addsOf(line: Line, values: Float32Array): { name: string; adds: number }[] {
  return [...line.at]
    .map((at, i) => ({ name: DESCRIBED[at] as string, adds: (line.weights[i] as number) * (values[at] as number) }))
    .filter(({ adds }) => adds > 0)
    .toSorted((a, b) => b.adds - a.adds)
    .slice(0, 6);
}
