import type { PromptSource } from "../codec.ts";
import type { Json, JsonObject, OtherPart, Prompt, TextPart, Thinking, Turn } from "../form.ts";
import { given, listOf, numberOf, objectOf, restOf, textOf } from "./json.ts";
import { other, readBlocks, readCache, readText } from "./read-blocks.ts";
import { readToolChoice, readTools } from "./tools.ts";
import { isEffort } from "./thinking.ts";

const KNOWN = new Set(
  `model messages system stream tools tool_choice max_tokens temperature top_p top_k stop_sequences metadata
  service_tier thinking output_config output_format cache_control`.split(/\s+/),
);
const THINKING = new Set(["type", "budget_tokens", "display"]);
const TURN = new Set(["role", "content"]);

export function readPrompt(body: JsonObject, from: PromptSource): Prompt {
  const { rest: unknown } = restOf(body, KNOWN);
  const rest: JsonObject = { ...unknown };
  const output = readOutput(body, rest);
  const metadata = objectOf(body["metadata"]);
  if (metadata) {
    const { rest: more } = restOf(metadata, new Set(["user_id"]));
    if (more) rest["metadata"] = more;
  }
  const choice = objectOf(body["tool_choice"]);
  const parallel = choice?.["disable_parallel_tool_use"];
  const stop = listOf(body["stop_sequences"]).filter((value) => typeof value === "string");
  return {
    format: "anthropic.messages",
    stream: body["stream"] === true,
    system: readSystem(body["system"]),
    turns: listOf(body["messages"]).flatMap((message) => {
      const turn = objectOf(message);
      return turn ? [readTurn(turn, from.issuer)] : [];
    }),
    tools: readTools(body["tools"]),
    ...given("toolChoice", readToolChoice(choice)),
    ...(typeof parallel === "boolean" ? { parallelTools: !parallel } : {}),
    ...given("maxTokens", numberOf(body["max_tokens"])),
    ...given("temperature", numberOf(body["temperature"])),
    ...given("topP", numberOf(body["top_p"])),
    ...given("topK", numberOf(body["top_k"])),
    ...(stop.length > 0 ? { stop } : {}),
    ...given("output", output.format),
    ...given("thinking", readThinking(body["thinking"], output.effort)),
    ...given("user", typeof metadata?.["user_id"] === "string" ? metadata["user_id"] : undefined),
    ...given("serviceTier", typeof body["service_tier"] === "string" ? body["service_tier"] : undefined),
    ...readCache(body["cache_control"]),
    ...(Object.keys(rest).length > 0 ? { rest } : {}),
  };
}

function readSystem(system: Json | undefined): (TextPart | OtherPart)[] {
  if (typeof system === "string") return system === "" ? [] : [{ kind: "text", text: system }];
  return listOf(system).flatMap((value) => {
    const block = objectOf(value);
    if (!block) return [];
    return [block["type"] === "text" ? readText(block) : other(block)];
  });
}

function readTurn(message: JsonObject, issuer: string): Turn {
  const role = message["role"];
  return {
    role: role === "assistant" || role === "system" ? role : "user",
    parts: readBlocks(message["content"], issuer),
    ...restOf(message, TURN),
  };
}

/** `output_config`, and `output_format` as it was called before. What is unknown in it goes to `rest`. */
function readOutput(
  body: JsonObject,
  rest: JsonObject,
): { format?: NonNullable<Prompt["output"]>; effort?: NonNullable<Thinking["effort"]> } {
  const config = objectOf(body["output_config"]);
  const format = objectOf(config?.["format"]) ?? objectOf(body["output_format"]);
  const schema = format?.["type"] === "json_schema" ? objectOf(format["schema"]) : undefined;
  const effort = textOf(config?.["effort"]);
  const kept: JsonObject = { ...config };
  if (schema) delete kept["format"];
  if (isEffort(effort)) delete kept["effort"];
  if (Object.keys(kept).length > 0) rest["output_config"] = kept;
  return {
    ...(schema === undefined ? {} : { format: { kind: "schema", schema } }),
    ...(isEffort(effort) ? { effort } : {}),
  };
}

function readThinking(value: Json | undefined, effort: Thinking["effort"]): Thinking | undefined {
  const said = objectOf(value);
  const thinking: Thinking = { ...given("effort", effort) };
  if (said) {
    const { type, display } = said;
    const budget = numberOf(said["budget_tokens"]);
    if (type === "enabled" && budget !== undefined) thinking.budget = budget;
    else if (type === "adaptive") thinking.adaptive = true;
    else if (type === "disabled") thinking.off = true;
    if (display === "summarized" || display === "omitted") thinking.shown = display === "summarized";
    const { rest } = restOf(said, THINKING);
    const strange = typeof type === "string" && !["enabled", "adaptive", "disabled"].includes(type);
    if (rest || strange) thinking.rest = { ...rest, ...(strange ? { type } : {}) };
  }
  return Object.keys(thinking).length > 0 ? thinking : undefined;
}
