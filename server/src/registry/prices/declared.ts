import { type Model, pricePerMillion } from "../../config/index.ts";
import { type Millis, type NanoUsd, nanoUsd } from "../../kernel/index.ts";
import type { DeclaredPrice } from "../types.ts";

type Written = NonNullable<Model["price"]>;
type WrittenFrom = NonNullable<Model["prices"]>[number];

/** A price as an organization wrote it, in whole nano-dollars. */
export function declaredPrice({ webSearch, ...perMillion }: Written): DeclaredPrice {
  return {
    cachedInput: pricePerMillion(perMillion.cachedInput ?? perMillion.input),
    ...mapped(perMillion, pricePerMillion),
    ...(webSearch === undefined ? {} : { webSearch: nanoUsd(webSearch) as NanoUsd }),
  } as DeclaredPrice;
}

/** The earliest first; a day begins at midnight in UTC. */
export function datedPrices(prices: readonly WrittenFrom[]): (DeclaredPrice & { from: Millis })[] {
  return prices
    .map(({ from, ...price }) => ({ from: Date.parse(`${from}T00:00:00Z`), ...declaredPrice(price) }))
    .sort((one, other) => one.from - other.from);
}

/** The members that are there, each made into something else. */
export function mapped<Name extends string, From, To>(
  members: { readonly [K in Name]?: From | undefined },
  make: (value: From) => To,
): { [K in Name]?: To } {
  const out: { [K in Name]?: To } = {};
  for (const name of Object.keys(members) as Name[]) {
    const value = members[name];
    if (value !== undefined) out[name] = make(value);
  }
  return out;
}
