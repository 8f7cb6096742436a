import type { Lost, PromptTarget } from "../codec.ts";
import { customAsFunctions } from "../custom.ts";
import type { Json, JsonObject, Prompt } from "../form.ts";
import { members, objectOf } from "./json.ts";
import { goesOnUnsigned, writeTurns } from "./write-turns.ts";
import { type Traits, traitsOf, writeThinking } from "./thinking.ts";
import { writeTools } from "./tools.ts";
import { type Writing, writeBlocks, writeCache } from "./write-blocks.ts";

const ONLY_JSON = "Answer with one JSON object and nothing else.";
/** How other formats call the two classes of service that can be asked for here. */
const SERVICE: Readonly<Record<string, string>> = {
  auto: "auto",
  standard_only: "standard_only",
  default: "standard_only",
  standard: "standard_only",
};
/** The lowest top_p that is taken beside thinking. */
const MIN_TOP_P = 0.95;

export function writePrompt(asked: Prompt, target: PromptTarget, lost: Lost): JsonObject {
  const prompt = customAsFunctions(asked, lost);
  const own = prompt.format === "anthropic.messages";
  const writing: Writing = { target, own, lost };
  const traits = traitsOf(target.model);
  const messages = writeTurns(prompt, writing);
  const tools = writeTools(prompt, lost);
  const choice = tools.tool_choice?.["type"];
  const thought = writeThinking(
    prompt,
    traits,
    {
      maxTokensDefault: target.maxTokensDefault,
      forced: choice === "any" || choice === "tool",
      unsigned: goesOnUnsigned(messages),
    },
    lost,
  );
  nameLost(prompt, own, lost);
  const rest = own ? { ...prompt.rest } : {};
  const metadata = members({ user_id: prompt.user, ...objectOf(rest["metadata"]) });
  const config = members({
    effort: thought.effort,
    format: prompt.output?.kind === "schema" ? schemaFormat(prompt.output.schema, own) : undefined,
    ...objectOf(rest["output_config"]),
  });
  return members({
    ...rest,
    model: target.model,
    max_tokens: thought.maxTokens,
    system: writeSystem(prompt, writing),
    messages,
    ...tools,
    stream: prompt.stream ? true : undefined,
    ...sampling(prompt, own, traits, thought.thinking?.["type"] ?? "disabled", lost),
    stop_sequences: stops(prompt, lost),
    thinking: thought.thinking,
    output_config: filled(config),
    metadata: filled(metadata),
    service_tier: service(prompt, own, lost),
    cache_control: writeCache(prompt.cache),
  });
}

function writeSystem(prompt: Prompt, writing: Writing): Json | undefined {
  const blocks = writeBlocks(prompt.system, writing);
  if (prompt.output?.kind === "json") blocks.push({ type: "text", text: ONLY_JSON });
  const [only] = blocks;
  if (only === undefined) return undefined;
  return blocks.length === 1 && Object.keys(only).length === 2 ? (only["text"] ?? "") : blocks;
}

function sampling(
  prompt: Prompt,
  own: boolean,
  traits: Traits,
  thinking: Json,
  lost: Lost,
): { temperature?: Json; top_p?: Json; top_k?: Json } {
  const { temperature, topP, topK } = prompt;
  const asked = members({ temperature, top_p: topP, top_k: topK });
  if (own) return asked;
  const out: JsonObject = {};
  if (!traits.sampling) {
    for (const name of Object.keys(asked)) lost.add(name);
    return out;
  }
  if (thinking !== "disabled") {
    if (temperature !== undefined && temperature !== 1) lost.add("temperature");
    if (topK !== undefined) lost.add("top_k");
    if (topP !== undefined && topP >= MIN_TOP_P) out["top_p"] = Math.min(topP, 1);
    else if (topP !== undefined) lost.add("top_p");
    return out;
  }
  if (temperature !== undefined) {
    out["temperature"] = Math.min(temperature, 1);
    if (temperature > 1) lost.add("temperature");
    // Newer models take one of the two.
    if (topP !== undefined && topP !== 1) lost.add("top_p");
  } else if (topP !== undefined) out["top_p"] = topP;
  if (topK !== undefined) out["top_k"] = topK;
  return out;
}

function stops(prompt: Prompt, lost: Lost): Json[] | undefined {
  const taken = prompt.stop?.filter((word) => word.trim() !== "");
  if (taken?.length !== prompt.stop?.length) lost.add("stop");
  return taken && taken.length > 0 ? taken : undefined;
}

function service(prompt: Prompt, own: boolean, lost: Lost): string | undefined {
  const { serviceTier } = prompt;
  if (serviceTier === undefined || own) return serviceTier;
  if (!Object.hasOwn(SERVICE, serviceTier)) lost.add("service_tier");
  return SERVICE[serviceTier];
}

/** What there is no place for here. */
function nameLost(prompt: Prompt, own: boolean, lost: Lost): void {
  const gone: Readonly<Record<string, boolean>> = {
    seed: prompt.seed !== undefined,
    presence_penalty: (prompt.presencePenalty ?? 0) !== 0,
    frequency_penalty: (prompt.frequencyPenalty ?? 0) !== 0,
    n: (prompt.choices ?? 1) > 1,
    logprobs: prompt.logprobs !== undefined,
    verbosity: prompt.verbosity !== undefined,
    metadata: prompt.metadata !== undefined,
    prompt_cache_key: prompt.cacheKey !== undefined,
    previous_response_id: prompt.previous !== undefined,
    store: prompt.store === true,
    response_format: prompt.output?.kind === "json",
    "response_format.description": prompt.output?.kind === "schema" && prompt.output.description !== undefined,
  };
  for (const [name, there] of Object.entries(gone)) if (there) lost.add(name);
  if (own) return;
  for (const name of Object.keys(prompt.rest ?? {})) lost.add(name);
  for (const name of Object.keys(prompt.thinking?.rest ?? {})) lost.add(name);
}

function schemaFormat(schema: JsonObject, own: boolean): JsonObject {
  return { type: "json_schema", schema: own ? schema : (closed(schema) as JsonObject) };
}

/** Objects of a schema must say here that they have no other members. */
function closed(value: Json): Json {
  if (Array.isArray(value)) return value.map(closed);
  const schema = objectOf(value);
  if (!schema) return value;
  const out: JsonObject = {};
  for (const [name, member] of Object.entries(schema)) out[name] = LITERAL.has(name) ? member : closed(member);
  if (out["type"] === "object" && objectOf(out["properties"])) out["additionalProperties"] = false;
  return out;
}

const LITERAL = new Set(["enum", "const", "default", "examples"]);

function filled(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}
