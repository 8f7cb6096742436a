import type { CacheMark, Json, JsonObject, MediaPart, Part } from "../form.ts";
import { asList, asObject, asText, given, membersOf } from "./json.ts";
import { CHAT } from "./names.ts";

/** A message's content: one text, or a list of parts. */
export function readContent(content: Json | undefined): Part[] {
  if (typeof content === "string") return content === "" ? [] : [{ kind: "text", text: content }];
  return (asList(content) ?? []).map(readPart);
}

export function readPart(value: Json): Part {
  if (typeof value === "string") return { kind: "text", text: value };
  const part = asObject(value) ?? {};
  const type = asText(part["type"]) ?? "other";
  return known(type, part) ?? { kind: "other", format: CHAT, type, value };
}

function known(type: string, part: JsonObject): Part | undefined {
  const members = membersOf(part);
  members.take("type", asText);
  const cache = given("cache", members.take("cache_control", cacheMark));
  switch (type) {
    case "text":
    case "input_text":
    case "output_text": {
      const text = members.take("text", asText);
      return text === undefined ? undefined : { kind: "text", text, ...cache, ...members.rest() };
    }
    case "refusal": {
      const text = members.take("refusal", asText);
      return text === undefined ? undefined : { kind: "refusal", text, ...members.rest() };
    }
    // Mistral's models give their thoughts as a part of the content.
    case "thinking": {
      const text = members.take("thinking", thoughts);
      return text === undefined ? undefined : { kind: "thinking", text, ...members.rest() };
    }
    case "image_url":
    case "input_audio":
    case "video_url":
    case "file": {
      const media = members.take(type, (inner) => readMedia(type, inner));
      return media === undefined ? undefined : { ...media, ...cache, ...members.rest() };
    }
    default:
      return undefined;
  }
}

function readMedia(type: string, value: Json): MediaPart | undefined {
  // Some clients write the address alone.
  const inner = asObject(value) ?? (typeof value === "string" ? { url: value } : {});
  switch (type) {
    case "image_url":
    case "video_url": {
      const url = asText(inner["url"]);
      if (url === undefined) return undefined;
      const media = type === "image_url" ? "image" : "video";
      return {
        kind: "media",
        media,
        source: dataUrl(url) ?? { by: "url", url },
        ...given("detail", asText(inner["detail"])),
      };
    }
    case "input_audio": {
      const base64 = asText(inner["data"]);
      const format = asText(inner["format"]);
      if (base64 === undefined || format === undefined) return undefined;
      return {
        kind: "media",
        media: "audio",
        source: { by: "data", mime: AUDIO[format] ?? `audio/${format}`, base64 },
      };
    }
    default:
      return readFile(inner);
  }
}

const AUDIO: Record<string, string> = { mp3: "audio/mpeg", wav: "audio/wav" };

function readFile(file: JsonObject): MediaPart | undefined {
  const name = given("name", asText(file["filename"]));
  const id = asText(file["file_id"]);
  if (id !== undefined) return { kind: "media", media: "document", source: { by: "file", issuer: CHAT, id }, ...name };
  const data = asText(file["file_data"]);
  if (data === undefined) return undefined;
  const source = /^https?:/.test(data)
    ? ({ by: "url", url: data } as const)
    : (dataUrl(data) ?? ({ by: "data", mime: "application/pdf", base64: data } as const));
  return { kind: "media", media: "document", source, ...name };
}

const DATA_URL = /^data:([^;,]{1,100})(?:;[^,]{0,200})?;base64,/i;

function dataUrl(url: string): { by: "data"; mime: string; base64: string } | undefined {
  const match = DATA_URL.exec(url.slice(0, 400));
  return match?.[1] === undefined
    ? undefined
    : { by: "data", mime: match[1].toLowerCase(), base64: url.slice(match[0].length) };
}

/** Anthropic's mark, as servers that pass it on take it in chat. */
export function cacheMark(value: Json): CacheMark | undefined {
  const mark = asObject(value);
  if (mark?.["type"] !== "ephemeral") return undefined;
  const ttl = mark["ttl"];
  return ttl === "5m" || ttl === "1h" ? { ttl } : {};
}

function thoughts(value: Json): string | undefined {
  if (typeof value === "string") return value;
  const list = asList(value);
  return list?.map((part) => asText(asObject(part)?.["text"]) ?? "").join("");
}
