import { type NanoUsd, type NanoUsdPerMillion, type Usage, costOf, sumUsd } from "../../kernel/index.ts";
import type { Rate, RateCard } from "./card.ts";
import { ONCE } from "./service.ts";

/** Beyond this a count is a mistake, not a use. */
const MAX_COUNT = 1e12;

/** One class of what was used, and its cost. Together they hold each token once. */
export interface Part {
  name: string;
  count: number;
  nanoUsd: NanoUsd;
}

export interface Parts {
  parts: Part[];
  total: NanoUsd;
  /** What was used and has no price; it is not in the total. */
  missing: string[];
}

/** What a call cost, class by class; undefined where its counts cannot be believed or their cost held. */
export function partsOf(usage: Usage, card: RateCard, factor: number): Parts | undefined {
  const counts = [
    usage.input,
    usage.cachedInput,
    usage.cacheWrite5m ?? 0,
    usage.cacheWrite1h ?? 0,
    usage.audioInput ?? 0,
    usage.imageInput ?? 0,
    usage.output,
    usage.reasoning,
    usage.audioOutput ?? 0,
    usage.imageOutput ?? 0,
    ...Object.values(usage.serverTools ?? {}),
  ];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0 && count <= MAX_COUNT)) return undefined;
  try {
    return priced(usage, card, factor);
  } catch (error) {
    // An amount beyond nine million dollars is not a call's.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function priced(usage: Usage, card: RateCard, factor: number): Parts {
  const { cachedInput: cached, cacheWrite5m: write5m = 0, cacheWrite1h: write1h = 0 } = usage;
  // Where the parts are more than their total, the parts are believed: a cost is never understated.
  const input = Math.max(usage.input, cached + write5m + write1h);
  const parts: Part[] = [];
  const missing: string[] = [];
  const add = (name: string, count: number, rate: Rate | undefined) => {
    if (count === 0) return;
    if (rate) parts.push({ name, count, nanoUsd: costOf(count, scaled(rateAt(rate, input), factor)) });
    else missing.push(name);
  };

  const sent = shares(input);
  add("cachedInput", sent.take(cached), card.cachedInput ?? card.input);
  add("cacheWrite1h", sent.take(write1h), card.cacheWrite1h ?? card.cacheWrite5m ?? card.input);
  add("cacheWrite5m", sent.take(write5m), card.cacheWrite5m ?? card.input);
  add("audioInput", sent.take(usage.audioInput ?? 0), card.audioInput ?? card.input);
  add("imageInput", sent.take(usage.imageInput ?? 0), card.imageInput ?? card.input);
  add("input", sent.rest(), card.input);

  const { audioOutput = 0, imageOutput = 0, reasoning } = usage;
  const answered = shares(Math.max(usage.output, audioOutput + imageOutput));
  add("audioOutput", answered.take(audioOutput), card.audioOutput ?? card.output);
  add("imageOutput", answered.take(imageOutput), card.imageOutput ?? card.output);
  add("reasoning", answered.take(reasoning), card.reasoning ?? card.output);
  add("output", answered.rest(), card.output);

  if (card.request !== undefined) parts.push({ name: "request", count: 1, nanoUsd: card.request });
  for (const [tool, uses] of Object.entries(usage.serverTools ?? {})) {
    const each = Object.hasOwn(card.tools, tool) ? card.tools[tool] : undefined;
    if (uses === 0) continue;
    if (each === undefined) missing.push(tool);
    else parts.push({ name: tool, count: uses, nanoUsd: sumUsd([(each * uses) as NanoUsd]) });
  }
  return { parts, total: sumUsd(parts.map((part) => part.nanoUsd)), missing };
}

/** Hands a total out piece by piece, so that nothing in it is counted twice. */
function shares(total: number): { take(wanted: number): number; rest(): number } {
  let left = total;
  return {
    take(wanted) {
      const taken = Math.min(wanted, left);
      left -= taken;
      return taken;
    },
    rest: () => left,
  };
}

function rateAt({ base, steps }: Rate, input: number): NanoUsdPerMillion {
  return steps.findLast(({ over }) => input > over)?.price ?? base;
}

function scaled(price: NanoUsdPerMillion, factor: number): NanoUsdPerMillion {
  if (factor === ONCE) return price;
  return Number((BigInt(price) * BigInt(factor) + BigInt(ONCE - 1)) / BigInt(ONCE)) as NanoUsdPerMillion;
}
