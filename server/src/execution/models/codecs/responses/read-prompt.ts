import type { PromptSource } from "../codec.ts";
import type { Json, JsonObject, Prompt, Thinking } from "../form.ts";
import { additionalTools, readItems } from "./read-items.ts";
import { readToolChoice, readTools } from "./read-tools.ts";
import { listOf, maybe, numberOf, objectOf, restOf, textOf } from "./values.ts";

export const ENCRYPTED = "reasoning.encrypted_content";
export const LOGPROBS = "message.output_text.logprobs";

const KNOWN = new Set(
  `model stream instructions input tools tool_choice parallel_tool_calls text reasoning max_output_tokens temperature
  top_p top_logprobs include store previous_response_id conversation metadata safety_identifier user
  prompt_cache_key service_tier`.split(/\s+/),
);
const TEXT = new Set(["format", "verbosity"]);
const REASONING = new Set(["effort", "summary", "generate_summary"]);
const EFFORTS: ReadonlySet<string> = new Set(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);

export function readPrompt(body: JsonObject, from: PromptSource): Prompt {
  const { system, turns } = readItems(body["input"], from.issuer);
  const instructions = textOf(body["instructions"]);
  const include = listOf(body["include"]);
  const choice = readToolChoice(body["tool_choice"]);
  const rest = leftOver(body, include, choice === undefined);
  return {
    format: "openai.responses",
    stream: body["stream"] === true,
    system: instructions === "" ? system : [{ kind: "text", text: instructions }, ...system],
    turns,
    tools: readTools([...listOf(body["tools"]), ...additionalTools(body["input"])]),
    ...maybe("toolChoice", choice),
    ...(typeof body["parallel_tool_calls"] === "boolean" ? { parallelTools: body["parallel_tool_calls"] } : {}),
    ...maybe("maxTokens", numberOf(body["max_output_tokens"])),
    ...maybe("temperature", numberOf(body["temperature"])),
    ...maybe("topP", numberOf(body["top_p"])),
    ...maybe("logprobs", numberOf(body["top_logprobs"]) ?? (include.includes(LOGPROBS) ? 0 : undefined)),
    ...readText(objectOf(body["text"])),
    ...maybe("thinking", readThinking(body["reasoning"])),
    ...(include.includes(ENCRYPTED) ? { thoughtsBack: true } : {}),
    ...maybe("user", word(body["safety_identifier"]) ?? word(body["user"])),
    ...(Object.keys(objectOf(body["metadata"])).length > 0 ? { metadata: objectOf(body["metadata"]) } : {}),
    ...maybe("serviceTier", word(body["service_tier"])),
    ...maybe("cacheKey", word(body["prompt_cache_key"])),
    ...maybe("previous", readPrevious(body, from.issuer)),
    ...(typeof body["store"] === "boolean" ? { store: body["store"] } : {}),
    ...maybe("rest", rest),
  };
}

function readText(text: JsonObject): Pick<Prompt, "output" | "verbosity"> {
  const format = objectOf(text["format"]);
  const verbosity = maybe("verbosity", word(text["verbosity"]));
  if (format["type"] === "json_object") return { output: { kind: "json" }, ...verbosity };
  if (format["type"] !== "json_schema") return verbosity;
  return {
    output: {
      kind: "schema",
      schema: objectOf(format["schema"]),
      ...maybe("name", word(format["name"])),
      ...maybe("description", word(format["description"])),
      ...(typeof format["strict"] === "boolean" ? { strict: format["strict"] } : {}),
    },
    ...verbosity,
  };
}

function readThinking(reasoning: Json | undefined): Thinking | undefined {
  const said = objectOf(reasoning);
  const effort = textOf(said["effort"]);
  const summary = word(said["summary"]) ?? word(said["generate_summary"]);
  const rest = restOf(said, REASONING);
  // The kind of summary is only said where it is not the ordinary one.
  const kept = summary === undefined || summary === "auto" ? rest : { ...rest, summary };
  const thinking: Thinking = {
    ...(EFFORTS.has(effort) ? { effort: effort as NonNullable<Thinking["effort"]> } : {}),
    ...(effort === "none" ? { off: true } : {}),
    ...(summary === undefined ? {} : { shown: true }),
    ...maybe("rest", kept),
  };
  return Object.keys(thinking).length === 0 ? undefined : thinking;
}

function readPrevious(body: JsonObject, issuer: string): Prompt["previous"] {
  const { conversation } = body;
  const data = word(body["previous_response_id"]) ?? word(conversation) ?? word(objectOf(conversation)["id"]);
  return data === undefined ? undefined : { issuer, data };
}

/** Members this form has no place for; what only repeats a default is none. */
function leftOver(body: JsonObject, include: Json[], ownChoice: boolean): JsonObject | undefined {
  const rest = restOf(body, KNOWN) ?? {};
  if (rest["truncation"] === "disabled") delete rest["truncation"];
  if (rest["background"] === false) delete rest["background"];
  const others = include.filter((name) => name !== ENCRYPTED && name !== LOGPROBS);
  if (others.length > 0) rest["include"] = others;
  const text = restOf(objectOf(body["text"]), TEXT);
  if (text) rest["text"] = text;
  const choice = body["tool_choice"];
  if (ownChoice && choice !== undefined && choice !== null) rest["tool_choice"] = choice;
  if (word(body["safety_identifier"]) !== undefined && word(body["user"]) !== undefined) {
    rest["user"] = textOf(body["user"]);
  }
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function word(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
