import type { Usage } from "../../../../kernel/index.ts";
import type { Json, JsonObject } from "../form.ts";
import { listOf, member, numberOf, objectOf, objectsOf, some, textOf } from "./members.ts";

/** Usage as Gemini says it: what was thought and what its tools read is counted beside the rest. */
export function usageOf(response: JsonObject): Usage | undefined {
  const usage = objectOf(member(response, "usageMetadata"));
  if (!usage) return undefined;
  const count = (name: string) => countOf(member(usage, name));
  const reasoning = count("thoughtsTokenCount");
  const tier = textOf(member(usage, "serviceTier"));
  const searches = searchesOf(response);
  return {
    source: "provider",
    input: count("promptTokenCount") + count("toolUsePromptTokenCount"),
    cachedInput: count("cachedContentTokenCount"),
    ...some("audioInput", ofModality(usage, "promptTokensDetails", "AUDIO")),
    ...some("imageInput", ofModality(usage, "promptTokensDetails", "IMAGE")),
    output: (count("candidatesTokenCount") || count("responseTokenCount")) + reasoning,
    reasoning,
    ...some("audioOutput", ofModality(usage, "candidatesTokensDetails", "AUDIO")),
    ...some("imageOutput", ofModality(usage, "candidatesTokensDetails", "IMAGE")),
    ...(searches === 0 ? {} : { serverTools: { web_search: searches } }),
    ...(tier === undefined ? {} : { serviceTier: tier.toLowerCase() }),
  };
}

export function writtenUsage(usage: Usage): JsonObject {
  const details = (parts: [string, number | undefined][], total: number): Json[] => {
    const others = parts.filter((part): part is [string, number] => (part[1] ?? 0) > 0);
    if (others.length === 0) return [];
    const text = Math.max(0, total - others.reduce((sum, [, tokens]) => sum + tokens, 0));
    return [["TEXT", text] as const, ...others].map(([modality, tokenCount]) => ({ modality, tokenCount }));
  };
  const written = Math.max(0, usage.output - usage.reasoning);
  const into = details(
    [
      ["IMAGE", usage.imageInput],
      ["AUDIO", usage.audioInput],
    ],
    usage.input,
  );
  const outOf = details(
    [
      ["IMAGE", usage.imageOutput],
      ["AUDIO", usage.audioOutput],
    ],
    written,
  );
  return {
    promptTokenCount: usage.input,
    candidatesTokenCount: written,
    totalTokenCount: usage.input + usage.output,
    ...(usage.cachedInput > 0 ? { cachedContentTokenCount: usage.cachedInput } : {}),
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
    ...(into.length > 0 ? { promptTokensDetails: into } : {}),
    ...(outOf.length > 0 ? { candidatesTokensDetails: outOf } : {}),
    ...some("serviceTier", usage.serviceTier),
  };
}

function ofModality(usage: JsonObject, details: string, modality: string): number | undefined {
  const tokens = objectsOf(member(usage, details))
    .filter((one) => member(one, "modality") === modality)
    .reduce((sum, one) => sum + countOf(member(one, "tokenCount")), 0);
  return tokens === 0 ? undefined : tokens;
}

/** Searches the model had Google make. */
function searchesOf(response: JsonObject): number {
  return objectsOf(response["candidates"]).reduce((sum, candidate) => {
    const grounding = objectOf(member(candidate, "groundingMetadata"));
    return sum + (grounding ? listOf(member(grounding, "webSearchQueries")).length : 0);
  }, 0);
}

function countOf(value: Json | undefined): number {
  const count = numberOf(value);
  return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : 0;
}
