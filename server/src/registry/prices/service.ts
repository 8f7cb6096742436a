import type { ConnectedModel } from "../types.ts";

/** One, as factors are written: in billionths. */
export const ONCE = 1_000_000_000;

type Class = "flex" | "batch" | "priority";

/*
 * What other classes of service cost against the standard one, by the format a provider speaks. Where a list
 * names several factors the highest stands here, so that a cost is not understated; `serviceFactors` of a model
 * goes before it. As of November 2026:
 * - OpenAI: flex and batch half; priority 1.7 to 2 times.
 * - Gemini: flex and batch half; priority 1.75 to 2 times.
 * - Anthropic: batch half; priority is capacity paid for beforehand, its tokens are counted at the list price.
 * - Bedrock: flex and batch half; priority 1.75 times.
 */
const OPENAI = { flex: 0.5 * ONCE, batch: 0.5 * ONCE, priority: 2 * ONCE };
const GEMINI = { flex: 0.5 * ONCE, batch: 0.5 * ONCE, priority: 2 * ONCE };
const FACTORS: Readonly<Record<string, { readonly [K in Class]?: number }>> = {
  openai: OPENAI,
  azure: OPENAI,
  gemini: GEMINI,
  vertex: GEMINI,
  anthropic: { batch: 0.5 * ONCE, priority: ONCE },
  bedrock: { flex: 0.5 * ONCE, batch: 0.5 * ONCE, priority: 1.75 * ONCE },
};

const STANDARD = new Set(["", "standard", "default", "auto", "on_demand", "standard_only", "service_tier_unspecified"]);

/** What tokens of a class of service cost, in billionths of the standard price; undefined where nobody knows. */
export function factorOf(model: ConnectedModel, serviceTier: string | undefined): number | undefined {
  const tier = (serviceTier ?? "").toLowerCase();
  if (STANDARD.has(tier)) return ONCE;
  if (tier !== "flex" && tier !== "batch" && tier !== "priority") return undefined;
  return model.serviceFactors?.[tier] ?? FACTORS[model.provider.api]?.[tier];
}
