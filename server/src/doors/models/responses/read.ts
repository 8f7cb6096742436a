import { type ModelAsk, UNREAD, isRecord } from "../../../kernel/index.ts";
import { openModelBody, problem } from "../envelope.ts";
import type { Read, Request } from "../format.ts";
import { forwarded } from "../headers.ts";
import { Texts } from "../texts.ts";
import { readItem } from "./items.ts";

const MAX_ITEMS = 10_000;
const MAX_ID = 500;
const MEMBER_NAMES = new Set(
  `content arguments call_id namespace output summary encrypted_content annotations status detail image_url file_data
  file_id file_url filename input_audio logprobs result refusal model stream instructions metadata temperature reasoning
  include max_output_tokens parallel_tool_calls tool_choice service_tier truncation background prompt_cache_key
  safety_identifier previous_response_id conversation client_metadata stream_options top_logprobs max_tool_calls
  prompt_cache_retention`.split(/\s+/),
);
/** Members whose values are short words of the protocol, not text. */
const PROTOCOL = new Set(["model", "stream"]);
/** The last ones keep a conversation at one place of the provider, where its cache is. */
const HEADERS = ["openai-beta", "idempotency-key", "session_id", "session-id", "thread-id", "conversation_id"];

/** Reads a request of Responses from its bytes. */
export function readResponses(body: Buffer, request: Request): Read {
  const opened = openModelBody(body);
  if (!opened.ok) return opened.read;
  const { parsed, members, model, stream } = opened;
  const input = parsed["input"];
  const wrong = inputProblem(input, parsed);
  if (wrong) return problem(wrong.message, wrong.param, model);

  const found = new Texts(MEMBER_NAMES);
  if (Array.isArray(input)) {
    for (const [index, item] of input.entries()) readItem(found, ["input", index], item as Record<string, unknown>);
  } else found.value(["input"], input, "prompt");
  for (const [name, value] of Object.entries(parsed)) {
    if (PROTOCOL.has(name) || name === "input") continue;
    found.name([name], name);
    found.value([name], value, name === "instructions" ? "system" : name === "tools" ? "tool_definition" : "prompt");
  }
  const limit = parsed["max_output_tokens"];
  const format = isRecord(parsed["text"]) ? parsed["text"]["format"] : undefined;
  const ask: ModelAsk = {
    ...UNREAD,
    format: "openai.responses",
    model,
    stream,
    body,
    members,
    texts: found.texts,
    maxTokensOut: typeof limit === "number" && limit >= 1 ? Math.floor(limit) : 0,
    tokensIn: Math.ceil(found.characters / 4),
    tools: hasTools(parsed, input),
    images: found.images,
    files: found.files,
    schema: isRecord(format) && format["type"] === "json_schema",
    headers: forwarded(request.headers, HEADERS),
    ...broughtIn(parsed, input),
    serviceTier: typeof parsed["service_tier"] === "string" ? parsed["service_tier"] : undefined,
  };
  return { ask };
}

function inputProblem(input: unknown, parsed: Record<string, unknown>): { message: string; param: string } | undefined {
  for (const name of ["previous_response_id", "conversation", "prompt"]) {
    const id = idOf(parsed[name]);
    if (id !== undefined && id.length > MAX_ID) return { message: `${name} is too long.`, param: name };
  }
  // A template that the provider keeps may be all there is to say.
  if (input === undefined && isRecord(parsed["prompt"])) return undefined;
  if (typeof input === "string" && input !== "") return undefined;
  if (!Array.isArray(input) || input.length === 0) {
    return { message: "input must be a text or a list with at least one item.", param: "input" };
  }
  if (input.length > MAX_ITEMS) return { message: `input has more than ${MAX_ITEMS} items.`, param: "input" };
  const wrong = input.findIndex((item) => !isRecord(item));
  return wrong < 0 ? undefined : { message: `input[${wrong}] must be an object.`, param: `input[${wrong}]` };
}

function hasTools(parsed: Record<string, unknown>, input: unknown): boolean {
  if (Array.isArray(parsed["tools"]) && parsed["tools"].length > 0) return true;
  return Array.isArray(input) && input.some((item) => isRecord(item) && item["type"] === "additional_tools");
}

/**
 * What only the provider keeps: an earlier answer, a conversation, an item of either, a template. All of them
 * but templates, which belong to the provider's account, must have been given to the caller.
 */
function broughtIn(parsed: Record<string, unknown>, input: unknown): Pick<ModelAsk, "previous" | "broughtIn"> {
  const references = (Array.isArray(input) ? (input as unknown[]) : [])
    .filter(isRecord)
    .filter((item) => item["type"] === "item_reference" || isBareReference(item));
  const ids = [parsed["previous_response_id"], parsed["conversation"], ...references]
    .filter((value) => value !== undefined && value !== null)
    .map((value) => idOf(value) ?? "");
  const previous = ids[0] ?? idOf(parsed["prompt"]);
  return { previous, ...(ids.length === 0 ? {} : { broughtIn: ids }) };
}

/** A reference may leave its type out. */
function isBareReference(item: Record<string, unknown>): boolean {
  return (item["type"] === undefined || item["type"] === null) && item["role"] === undefined && "id" in item;
}

function idOf(value: unknown): string | undefined {
  const id = isRecord(value) ? value["id"] : value;
  return typeof id === "string" && id !== "" ? id : undefined;
}
