import type { Usage } from "../../../../kernel/index.ts";
import type { Frame } from "../codec.ts";
import type { Json, JsonObject, Stop } from "../form.ts";
import { makeLost } from "../lost.ts";
import { objectOf } from "./values.ts";
import { writeToolChoice, writeTools } from "./write-tools.ts";

/** Everything of an answer but what it says: its id and the settings it was asked with. */
export function envelopeOf(frame: Frame): JsonObject {
  const { prompt } = frame;
  const { output, thinking } = prompt;
  const first = prompt.system[0];
  return {
    id: `resp_${idOf(frame)}`,
    object: "response",
    created_at: frame.createdS,
    status: "in_progress",
    background: false,
    error: null,
    incomplete_details: null,
    instructions: first?.kind === "text" ? first.text : null,
    max_output_tokens: prompt.maxTokens ?? null,
    metadata: prompt.metadata ?? {},
    model: frame.model,
    output: [],
    parallel_tool_calls: prompt.parallelTools ?? true,
    previous_response_id: null,
    prompt_cache_key: prompt.cacheKey ?? null,
    reasoning: { effort: thinking?.effort ?? null, summary: thinking?.shown === true ? "auto" : null },
    safety_identifier: prompt.user ?? null,
    // Only the provider knows which class of service it gave.
    service_tier: null,
    // Nothing is kept here, so no later call can go on from it.
    store: false,
    temperature: prompt.temperature ?? 1,
    text: {
      format:
        output?.kind === "schema"
          ? {
              type: "json_schema",
              name: output.name ?? "answer",
              description: output.description ?? null,
              schema: output.schema,
              strict: output.strict ?? false,
            }
          : { type: output?.kind === "json" ? "json_object" : "text" },
      verbosity: prompt.verbosity ?? "medium",
    },
    tool_choice: prompt.toolChoice ? writeToolChoice(prompt.toolChoice, prompt) : "auto",
    tools: writeTools(prompt, makeLost()),
    top_logprobs: prompt.logprobs ?? 0,
    top_p: prompt.topP ?? 1,
    truncation: "disabled",
    usage: null,
  };
}

/** What ids of an answer and of its items are made from. */
export function idOf(frame: Frame): string {
  return frame.call.replaceAll("-", "");
}

export function usageOf(usage: Usage): JsonObject {
  const written = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cachedInput, ...(written > 0 ? { cache_write_tokens: written } : {}) },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

/** Why an answer is not complete; null where it is. */
export function incompleteReason(stop: Stop, refused: boolean): Json {
  switch (stop) {
    case "length":
    case "context_full":
      return { reason: "max_output_tokens" };
    case "filter":
      return { reason: "content_filter" };
    case "refusal":
      return refused ? null : { reason: "content_filter" };
    case "end":
    case "tools":
    case "stop_sequence":
    case "pause":
    case "other":
      return null;
    default:
      stop satisfies never;
      return null;
  }
}

/** Annotations as Responses has them, out of those of another format; undefined where there is no such thing. */
export function annotationOf(value: Json, format: string, text: string): JsonObject | undefined {
  const said = objectOf(value);
  if (format === "openai.responses") return said;
  const inner = format === "openai.chat" ? objectOf(said["url_citation"]) : said;
  const { url, title } = inner;
  if (typeof url !== "string") return undefined;
  const start = inner["start_index"];
  const end = inner["end_index"];
  return {
    type: "url_citation",
    url,
    title: typeof title === "string" ? title : "",
    start_index: typeof start === "number" ? start : 0,
    end_index: typeof end === "number" ? end : text.length,
  };
}
