import { type ModelAsk, type TextPart, UNREAD, isRecord } from "../../../kernel/index.ts";
import { messagesOf, openModelBody } from "../envelope.ts";
import type { Read, Request } from "../format.ts";
import { forwarded } from "../headers.ts";
import { Texts } from "../texts.ts";

const MAX_MESSAGES = 10_000;
const ROLES = new Set(["system", "developer", "user", "assistant", "tool", "function"]);
const PART_TYPES = new Set(["text", "refusal", "image_url", "input_audio", "video_url", "file"]);
const MEDIA = new Set(["image_url", "input_audio", "video_url", "file"]);
const MEMBER_NAMES = new Set(
  `content tool_calls tool_call_id function_call refusal reasoning_content cache_control image_url input_audio video_url detail
  format file_data file_id filename model stream messages`.split(/\s+/),
);
/** Members whose values are short words of the protocol, not text. */
const PROTOCOL = new Set(["model", "stream", "messages"]);
const HEADERS = ["openai-beta", "idempotency-key"];

/** Reads a chat completion request from its bytes. */
export function readChat(body: Buffer, request: Request): Read {
  const opened = openModelBody(body);
  if (!opened.ok) return opened.read;
  const { parsed, members, model, stream } = opened;
  const listed = messagesOf(parsed, model, MAX_MESSAGES);
  if ("read" in listed) return listed.read;
  const { messages } = listed;

  const found = new Texts(MEMBER_NAMES);
  for (const [index, message] of messages.entries()) readMessage(found, index, message);
  for (const [name, value] of Object.entries(parsed)) {
    if (PROTOCOL.has(name)) continue;
    found.name([name], name);
    found.value([name], value, name === "tools" || name === "functions" ? "tool_definition" : "prompt");
  }
  const ask: ModelAsk = {
    ...UNREAD,
    format: "openai.chat",
    model,
    stream,
    body,
    members,
    texts: found.texts,
    maxTokensOut: limitOf(parsed),
    tokensIn: Math.ceil(found.characters / 4),
    tools: offersTools(parsed),
    images: found.images,
    files: found.files,
    schema: isRecord(parsed["response_format"]) && parsed["response_format"]["type"] === "json_schema",
    headers: forwarded(request.headers, HEADERS),
    serviceTier: typeof parsed["service_tier"] === "string" ? parsed["service_tier"] : undefined,
  };
  return { ask };
}

/** Tools of the caller's by either name, and the provider's own search. */
function offersTools(parsed: Record<string, unknown>): boolean {
  const lists = [parsed["tools"], parsed["functions"]];
  return lists.some((list) => Array.isArray(list) && list.length > 0) || isRecord(parsed["web_search_options"]);
}

function readMessage(found: Texts, index: number, message: Record<string, unknown>): void {
  const channel = channelOf(message["role"]);
  found.members(["messages", index], message, channel, (name, path, value) => {
    if (name === "role") found.word(path, value, ROLES);
    else if (name === "content" && Array.isArray(value)) {
      for (const [at, part] of value.entries()) readPart(found, [...path, at], part, channel);
    } else return false;
    return true;
  });
}

function readPart(found: Texts, path: (string | number)[], part: unknown, channel: TextPart["channel"]): void {
  if (!isRecord(part)) return found.value(path, part, channel);
  found.members(path, part, channel, (name, at, value) => {
    if (name === "type") found.word(at, value, PART_TYPES);
    else if (MEDIA.has(name)) {
      if (name === "image_url") found.images = true;
      else found.files = true;
      found.media(at, value, channel);
    } else return false;
    return true;
  });
}

/** The highest of the limits a caller states; a value that does not limit is as good as none at all. */
function limitOf(parsed: Record<string, unknown>): number {
  const stated = [parsed["max_completion_tokens"], parsed["max_tokens"]].filter((value) => value != null);
  if (!stated.every((value) => typeof value === "number" && value >= 1)) return 0;
  return stated.length > 0 ? Math.floor(Math.max(...(stated as number[]))) : 0;
}

function channelOf(role: unknown): TextPart["channel"] {
  switch (role) {
    case "system":
    case "developer":
      return "system";
    case "assistant":
      return "assistant";
    case "tool":
    case "function":
      return "tool_result";
    default:
      return "prompt";
  }
}
