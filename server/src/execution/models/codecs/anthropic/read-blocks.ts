import type {
  CacheMark,
  CallPart,
  Json,
  JsonObject,
  MediaPart,
  OtherPart,
  Part,
  ResultPart,
  TextPart,
} from "../form.ts";
import { given, listOf, objectOf, restOf, textOf } from "./json.ts";
import { readToolId, readToolName } from "./names.ts";
import { callOf, readSealed } from "./sealed.ts";

const TEXT = new Set(["type", "text", "cache_control", "citations"]);
const IMAGE = new Set(["type", "source", "cache_control"]);
const DOCUMENT = new Set(["type", "source", "title", "cache_control"]);
const THINKING = new Set(["type", "thinking", "signature"]);
const REDACTED = new Set(["type", "data"]);
const TOOL_USE = new Set(["type", "id", "name", "input", "cache_control"]);
const TOOL_RESULT = new Set(["type", "tool_use_id", "content", "is_error", "cache_control"]);
const SEARCH_RESULT = new Set(["title", "cache_control"]);

/** The blocks of one message. `issuer` made the opaque blobs without a tag. */
export function readBlocks(content: Json | undefined, issuer: string): Part[] {
  if (typeof content === "string") return [{ kind: "text", text: content }];
  const parts: Part[] = [];
  for (const value of listOf(content)) {
    const block = objectOf(value);
    if (!block) continue;
    const part = readBlock(block, issuer);
    if (part.kind === "thinking" && part.sealed && giveToCall(parts, part.sealed)) continue;
    parts.push(part);
  }
  return parts;
}

function giveToCall(parts: Part[], blob: NonNullable<CallPart["sealed"]>): boolean {
  const owner = callOf(blob);
  if (!owner) return false;
  const call = parts.find((part) => part.kind === "call" && part.id === readToolId(owner.id));
  if (call?.kind === "call") call.sealed = owner.sealed;
  return true;
}

export function readBlock(block: JsonObject, issuer: string): Part {
  const cache = readCache(block["cache_control"]);
  switch (block["type"]) {
    case "text":
      return readText(block);
    case "image":
      return readImage(block) ?? other(block);
    case "document":
      return readDocument(block) ?? other(block);
    case "search_result":
      return {
        kind: "media",
        media: "document",
        source: { by: "text", text: textsOf(block["content"]) },
        ...given("name", typeof block["title"] === "string" ? block["title"] : undefined),
        ...cache,
        ...restOf(block, SEARCH_RESULT),
      };
    case "thinking":
      return {
        kind: "thinking",
        text: textOf(block["thinking"]),
        ...given("sealed", readSealed(textOf(block["signature"]), issuer)),
        ...restOf(block, THINKING),
      };
    case "redacted_thinking":
      return {
        kind: "thinking",
        text: "",
        redacted: true,
        ...given("sealed", readSealed(textOf(block["data"]), issuer)),
        ...restOf(block, REDACTED),
      };
    case "tool_use":
      return {
        kind: "call",
        id: readToolId(textOf(block["id"])),
        name: textOf(block["name"]),
        arguments: JSON.stringify(block["input"] ?? {}),
        ...cache,
        ...restOf(block, TOOL_USE),
      };
    case "tool_result":
      return readResult(block, issuer);
    default:
      return other(block);
  }
}

/** A call as a provider answered it: its name may be one that was written for this format. */
export function answeredCall(part: Part): Part {
  return part.kind === "call" ? { ...part, name: readToolName(part.name) } : part;
}

export function readText(block: JsonObject): TextPart {
  const { citations } = block;
  return {
    kind: "text",
    text: textOf(block["text"]),
    ...readCache(block["cache_control"]),
    ...given(
      "citations",
      Array.isArray(citations) ? { format: "anthropic.messages" as const, values: citations } : undefined,
    ),
    ...restOf(block, TEXT),
  };
}

export function readCache(value: Json | undefined): { cache?: CacheMark } {
  const mark = objectOf(value);
  if (!mark) return {};
  const { ttl } = mark;
  return { cache: ttl === "5m" || ttl === "1h" ? { ttl } : {} };
}

export function other(block: JsonObject): OtherPart {
  return { kind: "other", format: "anthropic.messages", type: textOf(block["type"]) || "unknown", value: block };
}

function readImage(block: JsonObject): MediaPart | undefined {
  const source = readSource(objectOf(block["source"]));
  if (!source) return undefined;
  return {
    kind: "media",
    media: "image",
    source,
    ...readCache(block["cache_control"]),
    ...restOf(block, IMAGE),
  };
}

function readDocument(block: JsonObject): MediaPart | undefined {
  const inner = objectOf(block["source"]);
  const content = inner?.["type"] === "content" ? inner["content"] : undefined;
  const source = content === undefined ? readSource(inner) : { by: "text" as const, text: textsOf(content) };
  if (!source) return undefined;
  const { rest } = restOf(block, DOCUMENT);
  // A document that is made of blocks is a text to others, and goes back as it was.
  const kept = content === undefined ? rest : { ...rest, source: block["source"] ?? null };
  return {
    kind: "media",
    media: "document",
    source,
    ...given("name", typeof block["title"] === "string" ? block["title"] : undefined),
    ...readCache(block["cache_control"]),
    ...given("rest", kept),
  };
}

function readSource(source: JsonObject | undefined): MediaPart["source"] | undefined {
  switch (source?.["type"]) {
    case "base64":
      return { by: "data", mime: textOf(source["media_type"]), base64: textOf(source["data"]) };
    case "url":
      return { by: "url", url: textOf(source["url"]) };
    case "file":
      return { by: "file", issuer: "anthropic.messages", id: textOf(source["file_id"]) };
    case "text":
      return { by: "text", text: textOf(source["data"]) };
    default:
      return undefined;
  }
}

function readResult(block: JsonObject, issuer: string): ResultPart {
  const content = block["content"];
  const parts = readBlocks(content, issuer).flatMap((part) =>
    part.kind === "text" || part.kind === "media" || part.kind === "other" ? [part] : [],
  );
  return {
    kind: "result",
    id: readToolId(textOf(block["tool_use_id"])),
    parts,
    ...(block["is_error"] === true ? { failed: true } : {}),
    ...readCache(block["cache_control"]),
    ...restOf(block, TOOL_RESULT),
  };
}

function textsOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((block) => textOf(objectOf(block)?.["text"]))
    .filter((text) => text !== "")
    .join("\n");
}
