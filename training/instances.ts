import { HEADS, HEAD_ROOM, type Head } from "../server/src/risk/model/heads.ts";
import type { Entry } from "./pool.ts";
import { diceFor } from "./rows.ts";

/** One thing to learn from: a whole text (-1) or one of its sentences. */
export interface Instance {
  entry: Entry;
  sentence: number;
  answers: Int8Array;
  weight: number;
}

const at = (head: Head) => HEADS.indexOf(head);
const DATA = new Set(["document", "tool_result"]);
/** People who tell a model what to do, in plain words. */
const ORDERS = /^(bfcl|codealpaca|selfinstruct|mt-bench|fuzzyai-benign|taskmaster)/;

/** What the first layer learns from. Big sources count less a row, so that none drowns the others. */
export function instancesOf(entries: readonly Entry[]): Instance[] {
  const sizes = new Map<string, number>();
  for (const { sample } of entries) sizes.set(sample.src, (sizes.get(sample.src) ?? 0) + 1);
  const instances: Instance[] = [];
  const dice = diceFor("sentences");
  const common = commonWords(entries);
  for (const entry of entries) {
    const { sample, reading } = entry;
    const size = sizes.get(sample.src) as number;
    const base = Math.min(3, 8 * size ** -0.4) * (sample.hard ? 1.3 : 1);
    const isData = DATA.has(sample.kind);
    const carries = isData && sample.labels.length > 0;
    if (!carries) instances.push({ entry, sentence: -1, answers: entry.answers, weight: base });
    if (entry.planted) {
      for (let sentence = 0; sentence < reading.sentences; sentence++) {
        const yes = entry.planted[sentence] === 1;
        if (!yes && dice.number(4) !== 0) continue;
        const answers = new Int8Array(HEAD_ROOM).fill(-1);
        answers[at("planted")] = yes ? 1 : 0;
        if (!yes) answers.fill(0, 0, 20);
        else
          for (const head of ["attack", "injection", "exfil"] as const)
            answers[at(head)] = entry.answers[at(head)] as number;
        if (yes) answers[at("instruction")] = 1;
        instances.push({ entry, sentence, answers, weight: base * (yes ? 1 : 0.5) });
      }
    } else if (carries && sample.labels.includes("injection")) {
      const strange = strangers(entry, common);
      for (const [sentence, share] of strange.entries()) {
        if (share > LITTLE_KNOWN && share < 0.5) continue;
        const yes = share >= 0.5;
        if (!yes && dice.number(4) !== 0) continue;
        const answers = new Int8Array(HEAD_ROOM).fill(-1);
        if (yes) {
          for (const head of ["attack", "injection", "exfil"] as const)
            answers[at(head)] = entry.answers[at(head)] as number;
          answers[at("planted")] = 1;
        } else answers.fill(0, 0, 20);
        instances.push({ entry, sentence, answers, weight: base * (yes ? 1 : 0.5) });
      }
    } else if (sample.labels.length === 0 && (isData || sample.kind === "code" || sample.kind === "tool_def")) {
      for (const sentence of someOf(reading.sentences, 6, dice)) {
        const answers = new Int8Array(HEAD_ROOM).fill(-1);
        answers.fill(0, 0, 20);
        if (!isData) answers[at("instruction")] = -1;
        instances.push({ entry, sentence, answers, weight: base * 0.5 });
      }
    } else if (sample.kind === "prompt" && ORDERS.test(sample.src)) {
      for (const sentence of someOf(reading.sentences, 2, dice)) {
        const answers = new Int8Array(HEAD_ROOM).fill(-1);
        answers[at("instruction")] = 1;
        instances.push({ entry, sentence, answers, weight: base * 0.5 });
      }
    }
  }
  return instances;
}

function someOf(count: number, most: number, dice: ReturnType<typeof diceFor>): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const chosen = new Set<number>();
  while (chosen.size < most) chosen.add(dice.number(count));
  return [...chosen];
}

/** A sentence with so few unknown words is of the document itself. */
const LITTLE_KNOWN = 0.2;

/** For each source of documents that exist with and without an attack, the features of those without. */
function commonWords(entries: readonly Entry[]): Map<string, Uint8Array> {
  const common = new Map<string, Uint8Array>();
  const mixed = new Set<string>();
  for (const { sample } of entries)
    if (DATA.has(sample.kind) && sample.labels.includes("injection") && !("from" in sample)) mixed.add(sample.src);
  for (const { sample, reading } of entries) {
    if (!mixed.has(sample.src) || sample.labels.length > 0) continue;
    const bits = common.get(sample.src) ?? new Uint8Array(1 << 21);
    common.set(sample.src, bits);
    for (let i = 0; i < reading.count; i++) {
      const key = (reading.features[i] as number) >>> 8;
      bits[key >>> 3] = (bits[key >>> 3] as number) | (1 << (key & 7));
    }
  }
  return common;
}

/** How much of each sentence stands in no harmless document of its source. */
function strangers({ sample, reading }: Entry, common: Map<string, Uint8Array>): number[] {
  const bits = common.get(sample.src);
  if (!bits) return [];
  const shares: number[] = [];
  let from = 0;
  for (let sentence = 0; sentence < reading.sentences; sentence++) {
    const to = reading.featureEnds[sentence] as number;
    let strange = 0;
    for (let i = from; i < to; i++) {
      const key = (reading.features[i] as number) >>> 8;
      if (((bits[key >>> 3] as number) & (1 << (key & 7))) === 0) strange += 1;
    }
    shares.push(to === from ? 0 : (strange / (to - from)) * 1.6);
    from = to;
  }
  return shares;
}
