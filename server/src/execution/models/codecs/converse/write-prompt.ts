import type { Lost, PromptTarget } from "../codec.ts";
import type { Json, JsonObject, Prompt } from "../form.ts";
import { filled, members } from "./json.ts";
import { extraFields } from "./extra.ts";
import { writeTools } from "./tools.ts";
import { cachePoint, writeSystem, writeTurns } from "./write-turns.ts";

const ONLY_JSON = "Answer with one JSON object and nothing else.";
const TIERS = new Set(["default", "priority", "flex", "reserved"]);

export function writePrompt(prompt: Prompt, target: PromptTarget, lost: Lost): JsonObject {
  const system = writeSystem(prompt, lost);
  if (prompt.output?.kind === "json") {
    system.push({ text: ONLY_JSON });
    lost.add("response_format");
  }
  const messages = writeTurns(prompt, target, lost);
  const last = messages.at(-1);
  if (prompt.cache && last) last.content.push(cachePoint(prompt.cache));
  nameLost(prompt, lost);
  return members({
    messages,
    system: system.length > 0 ? system : undefined,
    inferenceConfig: filled(
      members({
        maxTokens: prompt.maxTokens,
        temperature: prompt.temperature === undefined ? undefined : Math.min(prompt.temperature, 1),
        topP: prompt.topP,
        stopSequences: stops(prompt),
      }),
    ),
    toolConfig: writeTools(prompt, lost),
    outputConfig: schemaOf(prompt),
    additionalModelRequestFields: extraFields(prompt, target, lost),
    serviceTier: serviceTier(prompt, lost),
    requestMetadata: metadata(prompt, lost),
  });
}

function stops({ stop }: Prompt): Json[] | undefined {
  const words = stop?.filter((word) => word !== "");
  return words && words.length > 0 ? words : undefined;
}

function schemaOf({ output }: Prompt): JsonObject | undefined {
  if (output?.kind !== "schema") return undefined;
  const { name, description, schema } = output;
  const jsonSchema = members({ schema: JSON.stringify(schema), name, description });
  return { textFormat: { type: "json_schema", structure: { jsonSchema } } };
}

function serviceTier({ serviceTier: tier }: Prompt, lost: Lost): JsonObject | undefined {
  if (tier === undefined || tier === "auto") return undefined;
  if (TIERS.has(tier)) return { type: tier };
  lost.add("service_tier");
  return undefined;
}

const MAX_METADATA = 16;
const METADATA = /^[A-Za-z0-9 :_@$#=/+,.-]{1,256}$/;

/** What Bedrock keeps beside its log of the call: short words only. */
function metadata({ metadata: asked }: Prompt, lost: Lost): JsonObject | undefined {
  if (asked === undefined) return undefined;
  const pairs = Object.entries(asked);
  const kept = pairs.filter(
    ([name, value]) => METADATA.test(name) && typeof value === "string" && METADATA.test(value),
  );
  if (kept.length < pairs.length || kept.length > MAX_METADATA) lost.add("metadata");
  return filled(Object.fromEntries(kept.slice(0, MAX_METADATA)));
}

/** What there is no place for here. */
function nameLost(prompt: Prompt, lost: Lost): void {
  const gone: Readonly<Record<string, boolean>> = {
    temperature: (prompt.temperature ?? 0) > 1,
    seed: prompt.seed !== undefined,
    presence_penalty: (prompt.presencePenalty ?? 0) !== 0,
    frequency_penalty: (prompt.frequencyPenalty ?? 0) !== 0,
    n: (prompt.choices ?? 1) > 1,
    logprobs: prompt.logprobs !== undefined,
    verbosity: prompt.verbosity !== undefined,
    parallel_tool_calls: prompt.parallelTools === false,
    user: prompt.user !== undefined,
    prompt_cache_key: prompt.cacheKey !== undefined,
    previous_response_id: prompt.previous !== undefined,
    store: prompt.store === true,
  };
  for (const [name, there] of Object.entries(gone)) if (there) lost.add(name);
  for (const name of Object.keys(prompt.rest ?? {})) lost.add(name);
  for (const name of Object.keys(prompt.thinking?.rest ?? {})) lost.add(name);
}
