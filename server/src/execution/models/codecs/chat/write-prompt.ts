import type { Lost, PromptTarget } from "../codec.ts";
import { customAsFunctions } from "../custom.ts";
import type { JsonObject, Prompt, Thinking, Tool } from "../form.ts";
import { given } from "./json.ts";
import { CHAT, restFor } from "./names.ts";
import { writeTools } from "./tools.ts";
import { writeMessages } from "./write-messages.ts";

/** OpenAI takes no more. */
const MAX_STOPS = 4;

/** The one form as a chat completion request. */
export function writePrompt(asked: Prompt, target: PromptTarget, lost: Lost): JsonObject {
  // Of all servers that speak chat only OpenAI's own is known to take tools without a schema.
  const takesText = asked.format === CHAT || target.issuers[0] === "openai";
  const prompt = takesText || !asked.tools.some(isCustom) ? asked : customAsFunctions(asked, lost);
  const own = prompt.format === CHAT;
  const kept = prompt.format.startsWith("openai.");
  const only = <Value>(mayGo: boolean, name: string, value: Value | undefined): Value | undefined => {
    if (value !== undefined && !mayGo) lost.add(name);
    return mayGo ? value : undefined;
  };
  if (prompt.previous) lost.add("previous_response_id");
  const { stream_options: options, ...rest } = restFor(prompt.format, prompt.rest, lost);
  // Usage is asked for whether or not the caller wants it: the call is paid by it.
  const streams = prompt.stream
    ? { stream: true, stream_options: { ...(options as JsonObject | undefined), include_usage: true } }
    : {};
  const cache = only(own, "cache_control", prompt.cache);
  return {
    ...rest,
    model: target.model,
    messages: writeMessages(prompt, target, lost),
    ...streams,
    ...writeTools(prompt, lost),
    ...given("max_completion_tokens", prompt.maxTokens),
    ...given("temperature", prompt.temperature),
    ...given("top_p", prompt.topP),
    ...given("top_k", only(own, "top_k", prompt.topK)),
    ...given("stop", stopsOf(prompt, own, lost)),
    ...given("seed", prompt.seed),
    ...given("presence_penalty", prompt.presencePenalty),
    ...given("frequency_penalty", prompt.frequencyPenalty),
    ...given("n", prompt.choices),
    ...writeLogprobs(prompt.logprobs),
    ...given("response_format", writeOutput(prompt.output)),
    ...given("verbosity", prompt.verbosity),
    ...given("reasoning_effort", prompt.thinking && effortOf(prompt, prompt.thinking, lost)),
    ...given("user", prompt.user),
    ...given("metadata", only(kept, "metadata", prompt.metadata)),
    ...given("service_tier", only(kept || TIERS.has(prompt.serviceTier ?? ""), "service_tier", prompt.serviceTier)),
    ...given("prompt_cache_key", prompt.cacheKey),
    ...given("cache_control", cache && { type: "ephemeral", ...cache }),
    ...given("store", only(kept, "store", prompt.store)),
  };
}

function isCustom(tool: Tool): boolean {
  return tool.kind === "custom";
}

const TIERS = new Set(["auto", "default", "flex", "priority"]);

function stopsOf(prompt: Prompt, own: boolean, lost: Lost): string[] | undefined {
  const { stop } = prompt;
  if (stop === undefined || stop.length === 0) return undefined;
  if (own || stop.length <= MAX_STOPS) return stop;
  lost.add("stop_sequences");
  return stop.slice(0, MAX_STOPS);
}

function writeLogprobs(wanted: number | undefined): JsonObject {
  if (wanted === undefined) return {};
  return { logprobs: true, ...(wanted === 0 ? {} : { top_logprobs: wanted }) };
}

function writeOutput(output: Prompt["output"]): JsonObject | undefined {
  if (!output) return undefined;
  if (output.kind === "json") return { type: "json_object" };
  const { name = "answer", description, schema, strict } = output;
  const inner = { name, ...given("description", description), schema, ...given("strict", strict) };
  return { type: "json_schema", json_schema: inner };
}

/** The budgets up to which a word stands for them. */
const LOW = 4_096;
const MEDIUM = 16_384;

/** Chat has only words. Where nothing is said the model does as it does, which is also what "off" means to most. */
function effortOf(prompt: Prompt, thinking: Thinking, lost: Lost): string | undefined {
  restFor(prompt.format, thinking.rest, lost, "thinking");
  const { effort, budget, shown } = thinking;
  if (prompt.format === CHAT) return effort;
  if (shown === true) lost.add("thinking.display");
  if (budget !== undefined && budget > 0) lost.add("thinking.budget_tokens");
  if (effort !== undefined && effort !== "none") return effort === "max" ? "xhigh" : effort;
  if (thinking.off === true || effort === "none" || budget === undefined || budget <= 0) return undefined;
  return budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
}
