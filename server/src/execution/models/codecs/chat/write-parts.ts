import type { Lost } from "../codec.ts";
import type { JsonObject, MediaPart, Part, Prompt, TextPart } from "../form.ts";
import { asObject, given } from "./json.ts";
import { CHAT, restFor } from "./names.ts";
import { writeCache } from "./tools.ts";

/** What a user or an instruction says: one text where it is no more than that, as every server takes it. */
export function writeContent(prompt: Prompt, parts: readonly Part[], lost: Lost): string | JsonObject[] {
  const written = writeParts(prompt, parts, lost);
  const [only, ...more] = written;
  if (only === undefined) return "";
  return more.length === 0 && isPlainText(only) ? only["text"] : written;
}

export function writeParts(prompt: Prompt, parts: readonly Part[], lost: Lost): JsonObject[] {
  return parts.map((part) => writePart(prompt, part, lost)).filter((part) => part !== undefined);
}

export function isPlainText(part: JsonObject): part is { type: "text"; text: string } {
  return part["type"] === "text" && typeof part["text"] === "string" && Object.keys(part).length === 2;
}

function writePart(prompt: Prompt, part: Part, lost: Lost): JsonObject | undefined {
  switch (part.kind) {
    case "text":
      return writeText(prompt, part, lost);
    case "media": {
      const media = writeMedia(part, lost);
      return media && { ...restFor(prompt.format, part.rest, lost), ...media, ...writeCache(prompt, part, lost) };
    }
    case "refusal":
      return { type: "refusal", refusal: part.text, ...restFor(prompt.format, part.rest, lost) };
    case "other":
      if (part.format === CHAT) return asObject(part.value);
      lost.add(`content.${part.type}`);
      return undefined;
    case "thinking":
    case "call":
    case "result":
      // They stand beside a message's content, or in a message of their own.
      return undefined;
    default:
      return part satisfies never;
  }
}

function writeText(prompt: Prompt, part: TextPart, lost: Lost): JsonObject {
  if (part.citations) lost.add("citations");
  return {
    ...restFor(prompt.format, part.rest, lost),
    type: "text",
    text: part.text,
    ...writeCache(prompt, part, lost),
  };
}

function writeMedia(part: MediaPart, lost: Lost): JsonObject | undefined {
  const { media, source, name, detail } = part;
  if (name !== undefined && media !== "document") lost.add("content.name");
  if (source.by === "text")
    return { type: "text", text: name === undefined ? source.text : `${name}\n\n${source.text}` };
  if (source.by === "file") {
    if (source.issuer.startsWith("openai.") && media === "document")
      return { type: "file", file: { file_id: source.id } };
    lost.add("content.file_id");
    return undefined;
  }
  switch (media) {
    case "image":
      return { type: "image_url", image_url: { url: urlOf(source), ...given("detail", detail) } };
    case "video":
      return { type: "video_url", video_url: { url: urlOf(source) } };
    case "audio": {
      const format = source.by === "data" ? FORMATS[source.mime] : undefined;
      if (source.by === "data" && format !== undefined) {
        return { type: "input_audio", input_audio: { data: source.base64, format } };
      }
      lost.add("content.audio");
      return undefined;
    }
    case "document": {
      if (source.by === "data" && source.mime.startsWith("text/")) {
        return { type: "text", text: Buffer.from(source.base64, "base64").toString("utf8") };
      }
      if (source.by === "data") {
        return { type: "file", file: { filename: name ?? "document.pdf", file_data: urlOf(source) } };
      }
      lost.add("content.document");
      return undefined;
    }
    default:
      return media satisfies never;
  }
}

const FORMATS: Record<string, string> = {
  "audio/mpeg": "mp3",
  "audio/mp3": "mp3",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/wave": "wav",
};

export function urlOf(source: { by: "data"; mime: string; base64: string } | { by: "url"; url: string }): string {
  return source.by === "url" ? source.url : `data:${source.mime};base64,${source.base64}`;
}
