import { type ModelAsk, type TextPart, UNREAD, isRecord } from "../../../kernel/index.ts";
import { messagesOf, openModelBody } from "../envelope.ts";
import type { Read, Request } from "../format.ts";
import { forwarded } from "../headers.ts";
import { Texts } from "../texts.ts";

const MAX_MESSAGES = 100_000;
const ROLES = new Set(["user", "assistant", "system"]);
const BLOCK_TYPES = new Set(
  `text image document search_result thinking redacted_thinking tool_use tool_result tool_reference container_upload
  server_tool_use mcp_tool_use mcp_tool_result web_search_tool_result web_search_result web_fetch_tool_result
  web_fetch_result code_execution_tool_result code_execution_result bash_code_execution_tool_result
  bash_code_execution_result text_editor_code_execution_tool_result tool_search_tool_result compaction
  browser_state`.split(/\s+/),
);
const SOURCE_TYPES = new Set(
  `base64 url file text content image/png image/jpeg image/gif image/webp application/pdf text/plain`.split(/\s+/),
);
const MEMBER_NAMES = new Set(
  `content cache_control citations thinking signature tool_use_id is_error source media_type file_id title context
  encrypted_content encrypted_index caller toolset_name model stream messages system max_tokens temperature
  stop_sequences metadata user_id service_tier tool_choice output_config output_format container mcp_servers
  context_management`.split(/\s+/),
);
/** Members whose values are short words of the protocol, not text, or that are read on their own. */
const KNOWN = new Set(["model", "stream", "messages", "system", "tools"]);
const HEADERS = ["anthropic-version", "anthropic-beta"];

type Path = (string | number)[];
type Channel = TextPart["channel"];

/** Reads a request for a message, or for the number of its tokens, from its bytes. */
export function readMessages(body: Buffer, request: Request): Read {
  const opened = openModelBody(body);
  if (!opened.ok) return opened.read;
  const { parsed, members, model, stream } = opened;
  const listed = messagesOf(parsed, model, MAX_MESSAGES);
  if ("read" in listed) return listed.read;
  const { messages } = listed;

  const found = new Texts(MEMBER_NAMES);
  readContent(found, ["system"], parsed["system"], "system");
  for (const [index, message] of messages.entries()) readMessage(found, index, message);
  found.value(["tools"], parsed["tools"], "tool_definition");
  found.members([], parsed, "prompt", (name) => KNOWN.has(name));
  const limit = parsed["max_tokens"];
  const ask: ModelAsk = {
    ...UNREAD,
    format: "anthropic.messages",
    operation: request.operation,
    model,
    stream: stream && request.operation === "generate",
    body,
    members,
    texts: found.texts,
    maxTokensOut: typeof limit === "number" && limit >= 1 ? Math.floor(limit) : 0,
    tokensIn: Math.ceil(found.characters / 4),
    tools: Array.isArray(parsed["tools"]) && parsed["tools"].length > 0,
    images: found.images,
    files: found.files,
    schema: demandsSchema(parsed),
    headers: forwarded(request.headers, HEADERS),
    serviceTier: typeof parsed["service_tier"] === "string" ? parsed["service_tier"] : undefined,
  };
  return { ask };
}

function readMessage(found: Texts, index: number, message: Record<string, unknown>): void {
  const channel = channelOf(message["role"]);
  found.members(["messages", index], message, channel, (name, path, value) => {
    if (name === "role") found.word(path, value, ROLES);
    else if (name === "content") readContent(found, path, value, channel);
    else return false;
    return true;
  });
}

function readContent(found: Texts, path: Path, content: unknown, channel: Channel): void {
  if (!Array.isArray(content)) return found.value(path, content, channel);
  for (const [at, block] of content.entries()) readBlock(found, [...path, at], block, channel);
}

function readBlock(found: Texts, path: Path, block: unknown, outer: Channel): void {
  if (!isRecord(block)) return found.value(path, block, outer);
  const type = block["type"];
  const channel = channelWithin(type, outer);
  if (type === "image") found.images = true;
  else if (type === "document" || type === "container_upload") found.files = true;
  found.members(path, block, channel, (name, at, value) => {
    if (name === "type") found.word(at, value, BLOCK_TYPES);
    else if (name === "content") readContent(found, at, value, channel);
    else if (name === "source") readSource(found, at, value, channel);
    else if (isBlob(type, name)) found.sealed(at, value, channel);
    else return false;
    return true;
  });
}

function readSource(found: Texts, path: Path, source: unknown, channel: Channel): void {
  if (!isRecord(source)) return found.value(path, source, channel);
  // A document in plain words is text, however much it looks like something else.
  const plain = source["type"] === "text";
  found.members(path, source, channel, (name, at, value) => {
    if (name === "type" || name === "media_type") found.word(at, value, SOURCE_TYPES);
    else if (name === "content") readContent(found, at, value, channel);
    else if (name === "data" && !plain) found.media(at, value, channel);
    else return false;
    return true;
  });
}

// Guarantee: what tools and documents say is untrusted data, whoever's turn carries it.
function channelWithin(type: unknown, outer: Channel): Channel {
  const untrusted = type === "document" || type === "search_result" || type === "compaction";
  return untrusted || (typeof type === "string" && type.endsWith("tool_result")) ? "tool_result" : outer;
}

function isBlob(type: unknown, name: string): boolean {
  if (type === "thinking") return name === "signature";
  if (type === "redacted_thinking") return name === "data";
  return name === "encrypted_content" || name === "encrypted_index";
}

function demandsSchema(parsed: Record<string, unknown>): boolean {
  const config = parsed["output_config"];
  const format = (isRecord(config) ? config["format"] : undefined) ?? parsed["output_format"];
  return isRecord(format) && format["type"] === "json_schema";
}

function channelOf(role: unknown): Channel {
  return role === "assistant" || role === "system" ? role : "prompt";
}
