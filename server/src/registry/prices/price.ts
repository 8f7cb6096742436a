import type { Millis, NanoUsd, Usage } from "../../kernel/index.ts";
import type { ConnectedModel } from "../types.ts";
import { cardOf } from "./card.ts";
import { partsOf } from "./parts.ts";
import { ONCE, factorOf } from "./service.ts";

/** What a use of a model cost. */
export interface Price {
  /** Null: nobody knows; never zero for want of a price. */
  nanoUsd: NanoUsd | null;
  /** Where the rates come from: `declared@REVISION` or the price book's name and version. */
  book: string;
  /** What it would have cost more in the standard class of service. */
  saved?: NanoUsd;
  /** What has no price, and why: the whole where the amount is null, else what is not in the amount. */
  unpriced?: string;
}

// Guarantee: what has no price is never free.
export function priceOf(model: ConnectedModel, usage: Usage, at: Millis): Price {
  const card = cardOf(model, at);
  if ("unpriced" in card) return { nanoUsd: null, ...card };
  const { book } = card;
  const factor = factorOf(model, usage.serviceTier);
  const cost = partsOf(usage, card, factor ?? ONCE);
  if (!cost) return { nanoUsd: null, book, unpriced: "the counts of what was used cannot be right" };
  const missing = cost.missing.map((name) => `${name} has no price`);
  if (factor === undefined)
    missing.push(`the class of service ${String(usage.serviceTier).slice(0, 40)} has no factor`);
  const standard = factor === undefined || factor >= ONCE ? undefined : partsOf(usage, card, ONCE);
  return {
    // A sum that holds nothing of what was used would read as free.
    nanoUsd: cost.missing.length > 0 && cost.parts.length === 0 ? null : cost.total,
    book,
    ...(standard ? { saved: (standard.total - cost.total) as NanoUsd } : {}),
    ...(missing.length > 0 ? { unpriced: missing.join("; ") } : {}),
  };
}

/** What a call may cost at most by its size, for choosing between models; null where nobody knows. */
export function expectedNanoUsd(
  model: ConnectedModel,
  tokensIn: number,
  maxTokensOut: number,
  at: Millis,
): NanoUsd | null {
  const usage: Usage = { source: "estimated", input: tokensIn, cachedInput: 0, output: maxTokensOut, reasoning: 0 };
  return priceOf(model, usage, at).nanoUsd;
}
