import type { JsonObject, Json, MediaPart, OtherPart, RefusalPart, TextPart } from "../form.ts";
import { maybe, objectOf, restOf, textOf } from "./values.ts";

const DATA_URL = /^data:([^;,]{0,100})(?:;[^,;]{0,100})*;base64,/i;
const TEXT = new Set(["type", "text", "annotations", "logprobs"]);
const IMAGE = new Set(["type", "image_url", "file_id", "detail"]);
const FILE = new Set(["type", "file_data", "file_id", "file_url", "filename"]);

export type Content = TextPart | MediaPart | RefusalPart | OtherPart;

/** A message's content or a tool's output: a string, or a list of parts. */
export function readContent(content: Json | undefined): Content[] {
  if (typeof content === "string") return content === "" ? [] : [{ kind: "text", text: content }];
  if (!Array.isArray(content)) return [];
  return content.map((part) =>
    typeof part === "string" ? { kind: "text", text: part } : readContentPart(objectOf(part)),
  );
}

function readContentPart(part: JsonObject): Content {
  switch (part["type"]) {
    case "input_text":
    case "output_text":
    case "text":
      return readText(part);
    case "refusal":
      return { kind: "refusal", text: textOf(part["refusal"]) };
    case "input_image":
      return readImage(part) ?? other(part);
    case "input_file":
      return readFile(part) ?? other(part);
    case "input_audio":
      return readAudio(part) ?? other(part);
    default:
      return other(part);
  }
}

function readText(part: JsonObject): TextPart {
  const annotations = part["annotations"];
  return {
    kind: "text",
    text: textOf(part["text"]),
    ...(Array.isArray(annotations) && annotations.length > 0
      ? { citations: { format: "openai.responses" as const, values: annotations } }
      : {}),
    ...maybe("rest", restOf(part, TEXT)),
  };
}

function readImage(part: JsonObject): MediaPart | undefined {
  const source = sourceOf(part["image_url"], part["file_id"], "image/png");
  if (!source) return undefined;
  const { detail } = part;
  return {
    kind: "media",
    media: "image",
    source,
    ...(typeof detail === "string" ? { detail } : {}),
    ...maybe("rest", restOf(part, IMAGE)),
  };
}

function readFile(part: JsonObject): MediaPart | undefined {
  const { file_data: data, file_url: url, filename: name } = part;
  const inline = typeof data === "string" && !DATA_URL.test(data);
  const source: MediaPart["source"] | undefined = inline
    ? { by: "data", mime: mimeOf(textOf(name)), base64: data }
    : sourceOf(data ?? url, part["file_id"], "application/pdf");
  if (!source) return undefined;
  return {
    kind: "media",
    media: "document",
    source,
    ...(typeof name === "string" ? { name } : {}),
    ...maybe("rest", restOf(part, FILE)),
  };
}

function readAudio(part: JsonObject): MediaPart | undefined {
  const { data, format } = objectOf(part["input_audio"]);
  if (typeof data !== "string") return undefined;
  const mime = `audio/${textOf(format) === "mp3" ? "mpeg" : textOf(format) || "wav"}`;
  return { kind: "media", media: "audio", source: { by: "data", mime, base64: data } };
}

function sourceOf(url: Json | undefined, file: Json | undefined, mime: string): MediaPart["source"] | undefined {
  if (typeof url === "string" && url !== "") {
    const inline = DATA_URL.exec(url);
    if (inline) return { by: "data", mime: inline[1] || mime, base64: url.slice(inline[0].length) };
    return { by: "url", url };
  }
  if (typeof file === "string" && file !== "") return { by: "file", issuer: "openai.responses", id: file };
  return undefined;
}

function mimeOf(name: string): string {
  return /\.txt$/i.test(name) ? "text/plain" : "application/pdf";
}

/** `content.` tells a part of a message from an item of its own when it is written again. */
function other(part: JsonObject): OtherPart {
  return { kind: "other", format: "openai.responses", type: `content.${textOf(part["type"])}`, value: part };
}
