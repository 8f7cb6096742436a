import type { Lost, PromptTarget } from "../codec.ts";
import type { CacheMark, CallPart, Json, JsonObject, MediaPart, Part, ResultPart, TextPart } from "../form.ts";
import { members, objectOf, parsed } from "./json.ts";
import { writeToolId, writeToolName } from "./names.ts";

/** What the writing of a prompt's blocks goes by. */
export interface Writing {
  target: PromptTarget;
  /** The prompt was read from this very format, so that its `rest` may go out again. */
  own: boolean;
  lost: Lost;
}

/** A block for the provider; undefined where it would refuse it. */
function writeBlock(part: Part, writing: Writing): JsonObject | undefined {
  const { lost } = writing;
  switch (part.kind) {
    case "text":
      return writeText(part, writing);
    case "refusal":
      return part.text.trim() === "" ? undefined : { type: "text", text: part.text };
    case "media":
      return writeMedia(part, writing);
    case "thinking": {
      // Guarantee: what one provider sealed goes back to it alone, and unsigned thoughts go to nobody who demands a signature.
      const { sealed } = part;
      if (!sealed || !writing.target.issuers.includes(sealed.issuer)) {
        lost.add(part.redacted ? "redacted_thinking" : sealed ? "thinking.signature" : "thinking");
        return undefined;
      }
      return part.redacted
        ? { type: "redacted_thinking", data: sealed.data, ...rest(part, writing) }
        : { type: "thinking", thinking: part.text, signature: sealed.data, ...rest(part, writing) };
    }
    case "call":
      return writeCall(part, writing);
    case "result":
      return writeResult(part, writing);
    case "other":
      if (part.format === "anthropic.messages") return objectOf(part.value);
      lost.add(`content.${part.type}`);
      return undefined;
    default:
      part satisfies never;
      return undefined;
  }
}

/** Blocks for the provider, without those it would refuse. */
export function writeBlocks(parts: readonly Part[], writing: Writing): JsonObject[] {
  const blocks: JsonObject[] = [];
  for (const part of parts) {
    const block = writeBlock(part, writing);
    if (block) blocks.push(block);
  }
  return blocks;
}

function writeText(part: TextPart, writing: Writing): JsonObject | undefined {
  if (part.text.trim() === "") return undefined;
  const cited = part.citations?.format === "anthropic.messages" ? part.citations.values : undefined;
  if (part.citations && !cited) writing.lost.add("citations");
  return members({
    type: "text",
    text: part.text,
    citations: cited,
    cache_control: writeCache(part.cache),
    ...rest(part, writing),
  });
}

export function writeCache(cache: CacheMark | undefined): JsonObject | undefined {
  return cache && members({ type: "ephemeral", ttl: cache.ttl });
}

function writeMedia(part: MediaPart, writing: Writing): JsonObject | undefined {
  const { lost } = writing;
  const source = part.media === "image" || part.media === "document" ? sourceOf(part) : undefined;
  if (!source) {
    rest(part, writing);
    lost.add(part.source.by === "file" ? "content.file_id" : `content.${part.media}`);
    return undefined;
  }
  if (part.name !== undefined && part.media !== "document") lost.add("content.name");
  if (part.detail !== undefined && part.detail !== "auto") lost.add("image_url.detail");
  return members({
    type: part.media,
    source,
    title: part.media === "document" ? part.name : undefined,
    cache_control: writeCache(part.cache),
    ...rest(part, writing),
  });
}

function sourceOf({ media, source }: MediaPart): JsonObject | undefined {
  switch (source.by) {
    case "data":
      if (media === "image" || source.mime === "application/pdf") {
        return { type: "base64", media_type: source.mime, data: source.base64 };
      }
      if (!/^text\/|^application\/(?:json|xml)\b/.test(source.mime)) return undefined;
      return plainText(Buffer.from(source.base64, "base64").toString("utf8"));
    case "url":
      return { type: "url", url: source.url };
    case "file":
      return source.issuer === "anthropic.messages" ? { type: "file", file_id: source.id } : undefined;
    case "text":
      return plainText(source.text);
    default:
      source satisfies never;
      return undefined;
  }
}

function plainText(data: string): JsonObject {
  return { type: "text", media_type: "text/plain", data };
}

function writeCall(part: CallPart, writing: Writing): JsonObject {
  const { lost } = writing;
  if (part.sealed) lost.add("thinking.signature");
  return members({
    type: "tool_use",
    id: writeToolId(part.id),
    name: writeToolName(part.name) ?? "tool",
    input: inputOf(part.arguments),
    cache_control: writeCache(part.cache),
    ...rest(part, writing),
  });
}

/** Arguments are an object here. What a model wrote instead is kept as a text in one. */
export function inputOf(text: string): JsonObject {
  if (text.trim() === "") return {};
  return objectOf(parsed(text)) ?? { arguments: text };
}

function writeResult(part: ResultPart, writing: Writing): JsonObject {
  const content: Json[] = writeBlocks(part.parts, writing);
  const [only] = part.parts;
  const plain = part.parts.length === 1 && only?.kind === "text" && !only.cache && !only.rest && !only.citations;
  return members({
    type: "tool_result",
    tool_use_id: writeToolId(part.id),
    content: content.length === 0 ? undefined : plain ? only.text : content,
    is_error: part.failed,
    cache_control: writeCache(part.cache),
    ...rest(part, writing),
  });
}

function rest(part: { rest?: JsonObject }, { own, lost }: Writing): JsonObject {
  if (own || !part.rest) return own ? (part.rest ?? {}) : {};
  for (const name of Object.keys(part.rest)) lost.add(name);
  return {};
}
