import type { Millis, NanoUsd, NanoUsdPerMillion } from "../../kernel/index.ts";
import type { ConnectedModel, DeclaredPrice } from "../types.ts";
import { bookCard } from "./book.ts";

/** What a million tokens cost; more where a call's whole input is longer than a step says. */
export interface Rate {
  base: NanoUsdPerMillion;
  /** The shortest first. */
  steps: readonly { over: number; price: NanoUsdPerMillion }[];
}

/** What a model costs at a moment, by class. A class without a rate of its own costs what it is part of. */
export interface RateCard {
  /** Where it comes from, as it is told on every record. */
  book: string;
  input: Rate;
  output: Rate | undefined;
  cachedInput?: Rate;
  cacheWrite5m?: Rate;
  cacheWrite1h?: Rate;
  reasoning?: Rate;
  audioInput?: Rate;
  audioOutput?: Rate;
  imageInput?: Rate;
  imageOutput?: Rate;
  /** What each request costs beside its tokens. */
  request?: NanoUsd;
  /** What one use of the provider's own tools costs. */
  tools: Readonly<Record<string, NanoUsd>>;
}

/** No rates, and why. */
export interface Unpriced {
  book: string;
  unpriced: string;
}

const declaredCards = new WeakMap<DeclaredPrice, RateCard>();

/** The rates of a model: what its organization declared goes before what the book says. */
export function cardOf(model: ConnectedModel, at: Millis): RateCard | Unpriced {
  const declared = model.prices?.findLast(({ from }) => from <= at) ?? model.price;
  if (!declared) return bookCard(model, at);
  let card = declaredCards.get(declared);
  if (!card) {
    card = declaredCard(declared, model.revision ?? 0);
    declaredCards.set(declared, card);
  }
  return card;
}

function declaredCard(price: DeclaredPrice, revision: number): RateCard {
  const { input, output, cachedInput, webSearch, ...rest } = price;
  const card: RateCard = {
    book: `declared@${revision}`,
    input: flat(input),
    output: flat(output),
    cachedInput: flat(cachedInput),
    tools: webSearch === undefined ? {} : { web_search: webSearch },
  };
  for (const name of CLASSES) {
    const own = rest[name];
    if (own !== undefined) card[name] = flat(own);
  }
  return card;
}

const CLASSES = [
  "cacheWrite5m",
  "cacheWrite1h",
  "reasoning",
  "audioInput",
  "audioOutput",
  "imageInput",
  "imageOutput",
] as const;

function flat(price: NanoUsdPerMillion): Rate {
  return { base: price, steps: [] };
}
