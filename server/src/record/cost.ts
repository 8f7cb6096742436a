import type { Performance } from "../execution/index.ts";
import { type ModelCall, type Millis, type NanoUsd, type Usage, sumUsd } from "../kernel/index.ts";
import { type ConnectedModel, type Price, priceOf } from "../registry/index.ts";
import type { JudgeStory } from "../judges/index.ts";
import type { Completion } from "./body.ts";

type Cost = Pick<Completion, "costNanoUsd" | "book" | "savedNanoUsd" | "unpriced">;

/** What a call cost in all: its answer, the tries that used something up before it, and the vector it was looked up by. */
export function costOfCall(
  performance: Performance,
  { at, ask }: Pick<ModelCall, "at" | "ask">,
  modelOf: (id: string) => ConnectedModel | undefined,
  embedder?: ConnectedModel,
): Cost {
  const { taken, usage, keptUsage, similar } = performance;
  // Providers count tokens for nothing.
  if (ask.operation === "count") return { costNanoUsd: 0 as NanoUsd };
  const tries = performance.candidates.flatMap((story) => {
    const model = story.spent && modelOf(story.model);
    return model ? (story.spent ?? []).map((spent) => ({ model, price: priceOf(model, spent, at) })) : [];
  });
  if (embedder && similar?.usage) tries.push({ model: embedder, price: priceOf(embedder, similar.usage, at) });
  const answer = taken && usage ? { model: taken, price: priceOf(taken, usage, at) } : undefined;
  const all = answer ? [answer, ...tries] : tries;
  const kept = taken && keptUsage && priceOf(taken, keptUsage, at);
  // Nothing was used: that is free, not unpriced.
  if (all.length === 0 && !kept) return { costNanoUsd: 0 as NanoUsd };
  const known = all.flatMap(({ price }) => price.nanoUsd ?? []);
  const saved = sumUsd([...all.flatMap(({ price }) => price.saved ?? []), kept?.nanoUsd ?? (0 as NanoUsd)]);
  const unpriced = [...new Set(all.flatMap(({ model, price }) => unpricedOf(model, price, all.length)))];
  return {
    costNanoUsd: answer?.price.nanoUsd === null || (known.length === 0 && !kept) ? null : sumUsd(known),
    book: [...new Set([...(kept ? [kept] : []), ...all.map(({ price }) => price)].map(({ book }) => book))].join(", "),
    ...(saved > 0 ? { savedNanoUsd: saved } : {}),
    ...(unpriced.length > 0 ? { unpriced: unpriced.join("; ") } : {}),
  };
}

/** With what judges cost that looked at the call. */
export function withJudges(cost: Cost, stories: readonly JudgeStory[]): Cost {
  const known = stories.flatMap(({ costNanoUsd }) => costNanoUsd ?? []);
  const unpriced = [cost.unpriced, ...stories.map((story) => story.unpriced)].filter((one) => one !== undefined);
  // Guarantee: what has no price is never free: where nothing else was used, the cost is unknown.
  const alone = cost.book === undefined && known.length < stories.length && sumUsd(known) === 0;
  return {
    ...cost,
    costNanoUsd: cost.costNanoUsd === null || alone ? null : sumUsd([cost.costNanoUsd, ...known]),
    ...(unpriced.length > 0 ? { unpriced: [...new Set(unpriced)].join("; ") } : {}),
  };
}

/** What one candidate's tries cost that gave nothing out; null where one of them is unpriced. */
export function costOfTries(model: ConnectedModel, spent: readonly Usage[], at: Millis): NanoUsd | null {
  const costs = spent.map((usage) => priceOf(model, usage, at).nanoUsd);
  return costs.every((cost) => cost !== null) ? sumUsd(costs) : null;
}

function unpricedOf(model: ConnectedModel, { unpriced }: Price, among: number): string[] {
  if (unpriced === undefined) return [];
  return [among > 1 ? `${model.id}: ${unpriced}` : unpriced];
}
