import type { Usage } from "../../../../kernel/index.ts";
import type { Json, JsonObject } from "../form.ts";
import { given } from "./json.ts";

/** Usage as chat says it. What it has no place for is left out; the totals hold it. */
export function writeUsage(usage: Usage): JsonObject {
  const written = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: {
      cached_tokens: usage.cachedInput,
      audio_tokens: usage.audioInput ?? 0,
      ...(written === 0 ? {} : { cache_write_tokens: written }),
      ...given("image_tokens", usage.imageInput),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: usage.audioOutput ?? 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
      ...given("image_tokens", usage.imageOutput),
    },
  };
}

/** Other formats have log probabilities of another shape. */
export function isChatLogprobs(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Array.isArray(value["content"]);
}
