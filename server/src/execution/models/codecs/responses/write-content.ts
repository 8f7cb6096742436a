import type { Lost } from "../codec.ts";
import type { Json, JsonObject, MediaPart, OtherPart, Part, TextPart } from "../form.ts";
import { maybe } from "./values.ts";

/** Marks a part of a message among what only this format knows. */
const CONTENT = "content.";

/** One part of what a caller says or its tools give; undefined where this format has no place for it. */
export function writeInputPart(part: Part, lost: Lost): JsonObject | undefined {
  switch (part.kind) {
    case "text":
      return { type: "input_text", text: part.text };
    case "refusal":
      return { type: "input_text", text: part.text };
    case "media":
      return writeMedia(part, lost);
    case "other":
      return writeOtherContent(part, lost);
    default:
      lost.add(part.kind);
      return undefined;
  }
}

/** One part of what the model has said. */
export function writeOutputPart(part: Part, lost: Lost): JsonObject | undefined {
  switch (part.kind) {
    case "text":
      return { type: "output_text", text: part.text, ...maybe("annotations", annotationsOf(part, lost)) };
    case "refusal":
      return { type: "refusal", refusal: part.text };
    case "other":
      return writeOtherContent(part, lost);
    default:
      lost.add(part.kind);
      return undefined;
  }
}

/** What it is called among what was lost. */
export function lostType(part: OtherPart): string {
  return isContent(part) ? part.type : CONTENT + part.type;
}

export function isContent(part: OtherPart): boolean {
  return part.type.startsWith(CONTENT);
}

function annotationsOf(part: TextPart, lost: Lost): Json[] | undefined {
  if (!part.citations) return undefined;
  if (part.citations.format === "openai.responses") return part.citations.values;
  lost.add("citations");
  return undefined;
}

function writeOtherContent(part: OtherPart, lost: Lost): JsonObject | undefined {
  if (part.format === "openai.responses" && isContent(part) && part.value !== null && typeof part.value === "object") {
    return part.value as JsonObject;
  }
  lost.add(lostType(part));
  return undefined;
}

function writeMedia(part: MediaPart, lost: Lost): JsonObject | undefined {
  if (part.name !== undefined && part.media !== "document") lost.add("content.name");
  switch (part.media) {
    case "image":
      return writeImage(part, lost);
    case "document":
      return writeFile(part, lost);
    case "audio":
      if (part.source.by !== "data") break;
      return {
        type: "input_audio",
        input_audio: { data: part.source.base64, format: part.source.mime === "audio/mpeg" ? "mp3" : "wav" },
      };
    case "video":
      break;
    default:
      part.media satisfies never;
  }
  lost.add(`content.${part.media}`);
  return undefined;
}

function writeImage({ source, detail }: MediaPart, lost: Lost): JsonObject | undefined {
  const told = { type: "input_image", detail: detail ?? "auto" };
  if (source.by === "data") return { ...told, image_url: `data:${source.mime};base64,${source.base64}` };
  if (source.by === "url") return { ...told, image_url: source.url };
  if (source.by === "file" && source.issuer.startsWith("openai.")) return { ...told, file_id: source.id };
  lost.add(source.by === "file" ? "content.file_id" : "content.image");
  return undefined;
}

function writeFile({ source, name }: MediaPart, lost: Lost): JsonObject | undefined {
  switch (source.by) {
    case "data":
      return {
        type: "input_file",
        filename: name ?? "document.pdf",
        file_data: `data:${source.mime};base64,${source.base64}`,
      };
    case "url":
      return { type: "input_file", file_url: source.url };
    case "file":
      if (source.issuer.startsWith("openai.")) return { type: "input_file", file_id: source.id };
      lost.add("content.file_id");
      return undefined;
    case "text":
      return { type: "input_text", text: name === undefined ? source.text : `${name}\n\n${source.text}` };
    default:
      source satisfies never;
      return undefined;
  }
}
