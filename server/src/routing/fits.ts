import type { ModelAsk } from "../kernel/index.ts";
import type { ConnectedModel, Route as DeclaredRoute } from "../registry/index.ts";

/** What a model lacks for a call. */
export interface Lack {
  detail: string;
  /** Only by an estimate: with nobody else left the model is tried all the same. */
  estimated: boolean;
}

const NEEDS = [
  ["tools", "calls no tools"],
  ["images", "sees no pictures"],
  ["files", "takes no files"],
  ["schema", "follows no JSON schema"],
] as const;

/** What the call or its route needs and the model does not have; undefined where nothing is known to be missing. */
export function lackOf(model: ConnectedModel, ask: ModelAsk, route: DeclaredRoute | undefined): Lack | undefined {
  const { features } = model;
  if (route?.regions) {
    const outside = model.regions.filter((region) => !route.regions?.includes(region));
    // Guarantee: a route's regions hold for all of a model's work, and a model of no known region is none of theirs.
    if (model.regions.length === 0) return sure("says of no region that it works there");
    if (outside.length > 0) return sure(`works in ${outside.join(", ")} too`);
  }
  if (!features) return undefined;
  for (const [need, sentence] of NEEDS) if (ask[need] && features[need] === false) return sure(sentence);
  const { contextTokens, maxOutputTokens } = features;
  if (maxOutputTokens !== undefined && ask.maxTokensOut > maxOutputTokens) {
    return sure(`answers at most ${maxOutputTokens} tokens`);
  }
  const length = ask.tokensIn + ask.maxTokensOut;
  if (contextTokens !== undefined && length > contextTokens) {
    return { detail: `takes ${contextTokens} tokens, the call has about ${length}`, estimated: true };
  }
  return undefined;
}

function sure(detail: string): Lack {
  return { detail, estimated: false };
}
