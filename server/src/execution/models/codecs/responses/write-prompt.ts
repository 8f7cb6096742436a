import type { Lost, PromptTarget } from "../codec.ts";
import type { Json, JsonObject, Prompt, Thinking } from "../form.ts";
import { ENCRYPTED, LOGPROBS } from "./read-prompt.ts";
import { listOf, maybe, objectOf } from "./values.ts";
import { nameUnsaid } from "../unsaid.ts";
import { writeInputPart } from "./write-content.ts";
import { writeItems } from "./write-items.ts";
import { writeToolChoice, writeTools } from "./write-tools.ts";

/** What other formats can ask for and this one cannot. */
const UNKNOWN = ["topK", "stop", "seed", "presencePenalty", "frequencyPenalty", "cache"] as const;
const NAMES: Record<(typeof UNKNOWN)[number], string> = {
  topK: "top_k",
  stop: "stop",
  seed: "seed",
  presencePenalty: "presence_penalty",
  frequencyPenalty: "frequency_penalty",
  cache: "cache_control",
};
/** Of what else a part or the wish to think has, so much is written again. */
const OWN: ReadonlySet<string> = new Set(["phase", "content", "summary"]);
const NONE: ReadonlySet<string> = new Set();
/** Up to so many tokens of thinking are called so. */
const LITTLE_THOUGHT = 4_096;
const SOME_THOUGHT = 16_384;

export function writePrompt(prompt: Prompt, target: PromptTarget, lost: Lost): JsonObject {
  const own = prompt.format === "openai.responses";
  for (const name of UNKNOWN) if (prompt[name] !== undefined) lost.add(NAMES[name]);
  if ((prompt.choices ?? 1) > 1) lost.add("n");
  if (!own) for (const name of Object.keys(prompt.rest ?? {})) lost.add(name);
  nameUnsaid(prompt, lost, own ? OWN : NONE);
  const { instructions, developer } = writeSystem(prompt, lost);
  const rest = own ? { ...prompt.rest } : {};
  const text = writeText(prompt, objectOf(rest["text"]));
  const include = includeOf(prompt, listOf(rest["include"]));
  const tools = writeTools(prompt, lost);
  const thinking = prompt.thinking && writeThinking(prompt.thinking, own);
  if ((prompt.thinking?.budget ?? 0) > 0) lost.add("thinking.budget_tokens");
  return {
    ...rest,
    model: target.model,
    ...maybe("instructions", instructions),
    input: [...developer, ...writeItems(prompt, target, lost)],
    ...(tools.length > 0 ? { tools } : {}),
    ...(prompt.toolChoice && tools.length > 0 ? { tool_choice: writeToolChoice(prompt.toolChoice, prompt) } : {}),
    ...maybe("parallel_tool_calls", prompt.parallelTools),
    ...maybe("max_output_tokens", prompt.maxTokens),
    ...maybe("temperature", prompt.temperature),
    ...maybe("top_p", prompt.topP),
    ...(prompt.logprobs === undefined || prompt.logprobs === 0 ? {} : { top_logprobs: prompt.logprobs }),
    ...maybe("text", text),
    ...maybe("reasoning", thinking),
    ...(include.length > 0 ? { include } : {}),
    // A caller of another format has no way to come back to what would be kept.
    ...maybe("store", prompt.store ?? (own ? undefined : false)),
    ...writePrevious(prompt, lost),
    ...maybe("metadata", prompt.metadata),
    ...maybe("safety_identifier", prompt.user),
    ...maybe("prompt_cache_key", prompt.cacheKey),
    ...maybe("service_tier", prompt.serviceTier),
    ...(prompt.stream ? { stream: true } : {}),
  };
}

/** The first instructions stand in a member of their own; more of them come before the conversation. */
function writeSystem(prompt: Prompt, lost: Lost): { instructions: string | undefined; developer: JsonObject[] } {
  const [first, ...others] = prompt.system;
  const instructions = first?.kind === "text" ? first.text : undefined;
  const parts = (instructions === undefined ? prompt.system : others).flatMap(
    (part) => writeInputPart(part, lost) ?? [],
  );
  const developer = parts.length === 0 ? [] : [{ type: "message", role: "developer", content: parts }];
  return { instructions, developer };
}

function writeText(prompt: Prompt, rest: JsonObject): JsonObject | undefined {
  const { output, verbosity } = prompt;
  const text: JsonObject = { ...rest, ...maybe("verbosity", verbosity) };
  if (output?.kind === "json") text["format"] = { type: "json_object" };
  if (output?.kind === "schema") {
    text["format"] = {
      type: "json_schema",
      name: output.name ?? "answer",
      ...maybe("description", output.description),
      schema: output.schema,
      ...maybe("strict", output.strict),
    };
  }
  return Object.keys(text).length === 0 ? undefined : text;
}

function writeThinking(thinking: Thinking, own: boolean): JsonObject | undefined {
  const effort = thinking.effort ?? effortOf(thinking.budget);
  const reasoning: JsonObject = {
    ...(own ? thinking.rest : {}),
    ...(thinking.off === true && thinking.effort === undefined ? {} : maybe("effort", effort)),
  };
  if (thinking.shown === true) reasoning["summary"] ??= "auto";
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function effortOf(budget: number | undefined): string | undefined {
  if (budget === undefined || budget <= 0) return undefined;
  return budget <= LITTLE_THOUGHT ? "low" : budget <= SOME_THOUGHT ? "medium" : "high";
}

function includeOf(prompt: Prompt, others: Json[]): Json[] {
  const thinks = prompt.thinking !== undefined && prompt.thinking.off !== true;
  const encrypted = prompt.thoughtsBack === true || (prompt.format !== "openai.responses" && thinks);
  return [...others, ...(encrypted ? [ENCRYPTED] : []), ...(prompt.logprobs === undefined ? [] : [LOGPROBS])];
}

function writePrevious(prompt: Prompt, lost: Lost): JsonObject {
  const { previous } = prompt;
  if (!previous) return {};
  if (prompt.format !== "openai.responses") {
    lost.add("previous_response_id");
    return {};
  }
  return previous.data.startsWith("conv_") ? { conversation: previous.data } : { previous_response_id: previous.data };
}
