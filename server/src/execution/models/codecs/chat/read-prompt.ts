import type { PromptSource } from "../codec.ts";
import type { Json, JsonObject, Prompt, Thinking } from "../form.ts";
import { type Members, asFlag, asList, asNumber, asObject, asText, given, membersOf } from "./json.ts";
import { CHAT } from "./names.ts";
import { readMessages } from "./read-messages.ts";
import { cacheMark } from "./read-parts.ts";
import { readLegacyChoice, readLegacyFunction, readTool, readToolChoice } from "./tools.ts";

/** A chat completion request as the one form. Members whose value is not understood stay in the rest. */
export function readPrompt(body: JsonObject, from: PromptSource): Prompt {
  const members = membersOf(body);
  members.take("model", asText);
  const stream = members.take("stream", asFlag) ?? false;
  const tools = (members.take("tools", asList) ?? []).map(readTool);
  tools.push(...(members.take("functions", asList) ?? []).map(readLegacyFunction));
  const legacyChoice = members.take("function_call", readLegacyChoice);
  const { includeUsage, options } = readStreamOptions(members);
  const limits = [members.take("max_completion_tokens", asNumber), members.take("max_tokens", asNumber)];
  const user = members.take("user", asText);

  const prompt: Prompt = {
    format: CHAT,
    stream,
    ...readMessages(members.take("messages", asList) ?? [], from.issuer),
    tools,
    ...given("toolChoice", members.take("tool_choice", readToolChoice) ?? legacyChoice),
    ...given("parallelTools", members.take("parallel_tool_calls", asFlag)),
    ...given(
      "maxTokens",
      limits.find((limit) => limit !== undefined),
    ),
    ...given("temperature", members.take("temperature", asNumber)),
    ...given("topP", members.take("top_p", asNumber)),
    ...given("topK", members.take("top_k", asNumber)),
    ...given("stop", members.take("stop", stopTexts)),
    ...given("seed", members.take("seed", asNumber)),
    ...given("presencePenalty", members.take("presence_penalty", asNumber)),
    ...given("frequencyPenalty", members.take("frequency_penalty", asNumber)),
    ...given("choices", members.take("n", asNumber)),
    ...given("logprobs", readLogprobs(members)),
    ...given("output", members.take("response_format", readOutput)),
    ...given("verbosity", members.take("verbosity", asText)),
    ...given("thinking", members.take("reasoning_effort", readEffort)),
    ...given("user", user ?? members.take("safety_identifier", asText)),
    ...given("metadata", members.take("metadata", asObject)),
    ...given("serviceTier", members.take("service_tier", asText)),
    ...given("includeUsage", includeUsage),
    ...given("cache", members.take("cache_control", cacheMark)),
    ...given("cacheKey", members.take("prompt_cache_key", asText)),
    ...given("store", members.take("store", asFlag)),
  };
  // It says what is the case without it.
  members.take("response_format", (value) => (asObject(value)?.["type"] === "text" ? value : undefined));
  const { rest = {} } = members.rest();
  if (options) rest["stream_options"] = options;
  return Object.keys(rest).length === 0 ? prompt : { ...prompt, rest };
}

function readStreamOptions(members: Members): { includeUsage: boolean | undefined; options: JsonObject | undefined } {
  const { include_usage: asked, ...options } = members.take("stream_options", asObject) ?? {};
  return { includeUsage: asFlag(asked), options: Object.keys(options).length === 0 ? undefined : options };
}

function readLogprobs(members: Members): number | undefined {
  const wanted = members.take("logprobs", asFlag);
  const top = members.take("top_logprobs", asNumber);
  return wanted === true || (wanted === undefined && top !== undefined) ? (top ?? 0) : undefined;
}

function stopTexts(value: Json): string[] | undefined {
  if (typeof value === "string") return [value];
  const list = asList(value);
  return list?.every((stop) => typeof stop === "string") ? list : undefined;
}

function readOutput(value: Json): Prompt["output"] {
  const { type, json_schema: inner } = asObject(value) ?? {};
  if (type === "json_object") return { kind: "json" };
  if (type !== "json_schema") return undefined;
  const { name, description, schema, strict } = asObject(inner) ?? {};
  const shape = asObject(schema);
  if (!shape) return undefined;
  return {
    kind: "schema",
    ...given("name", asText(name)),
    ...given("description", asText(description)),
    schema: shape,
    ...given("strict", asFlag(strict)),
  };
}

const EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

function readEffort(value: Json): Thinking | undefined {
  const effort = EFFORTS.find((word) => word === value);
  if (effort === undefined) return undefined;
  return effort === "none" ? { off: true, effort } : { effort };
}
