import type { Lost } from "../codec.ts";
import type {
  CallPart,
  Json,
  JsonObject,
  MediaPart,
  Opaque,
  OtherPart,
  Part,
  ResultPart,
  TextPart,
  ThinkingPart,
} from "../form.ts";
import { isMade } from "./call-ids.ts";
import { objectOf, parsedObject, some } from "./members.ts";
import { ISSUER, type Sealed } from "./signatures.ts";

const FORMAT = "gemini.generate";

export interface Writing {
  /** The parts were read from this very format. */
  same: boolean;
  /** Undefined where whoever gets it could not read it. */
  sign(sealed: Opaque, thought?: Sealed): string | undefined;
  /** The name of the tool whose result it is. */
  nameOf(id: string): string | undefined;
  /** Whether a tool's result may hold pictures itself, or they stand beside it. */
  mediaInResults: boolean;
  lost: Lost;
}

export function writeParts(parts: readonly Part[], writing: Writing): JsonObject[] {
  const out: JsonObject[] = [];
  for (const part of parts) {
    if (part.kind === "thinking") writeThinking(part, writing, out);
    else out.push(...writePart(part, writing));
  }
  return out;
}

function writePart(part: Exclude<Part, ThinkingPart>, writing: Writing): JsonObject[] {
  switch (part.kind) {
    case "text":
      return writeText(part, writing);
    case "refusal":
      return part.text === "" ? [] : [{ text: part.text }];
    case "media":
      return writeMedia(part, writing);
    case "call":
      return [writeCall(part, writing)];
    case "result":
      return writeResult(part, writing);
    case "other":
      return writeOther(part, writing);
    default:
      part satisfies never;
      return [];
  }
}

function writeText(part: TextPart, writing: Writing): JsonObject[] {
  if (part.cache) writing.lost.add("cache_control");
  if (part.citations && part.citations.format !== FORMAT) writing.lost.add("citations");
  return part.text === "" && !writing.same ? [] : [{ text: part.text, ...restIn(part.rest, writing) }];
}

/** A signature without a text belongs to the text before it, where there is one. */
function writeThinking(part: ThinkingPart, writing: Writing, out: JsonObject[]): void {
  const signature = part.sealed && writing.sign(part.sealed, part);
  if (part.sealed && signature === undefined) writing.lost.add("thinking.signature");
  if (part.text !== "") {
    out.push({
      text: part.text,
      thought: true,
      ...some("thoughtSignature", signature),
      ...restIn(part.rest, writing),
    });
  } else if (signature !== undefined) {
    const before = out.at(-1);
    if (part.sealed?.issuer !== ISSUER) out.push({ text: "", thought: true, thoughtSignature: signature });
    else if (before && typeof before["text"] === "string" && before["thoughtSignature"] === undefined)
      before["thoughtSignature"] = signature;
    else out.push({ text: "", thoughtSignature: signature });
  }
}

export function writeCall(part: CallPart, writing: Writing): JsonObject {
  if (part.cache) writing.lost.add("cache_control");
  const args = part.custom === true ? { input: part.arguments } : argumentsOf(part, writing.lost);
  const signature = part.sealed && writing.sign(part.sealed);
  if (part.sealed && signature === undefined) writing.lost.add("thinking.signature");
  const { functionCall, ...rest } = restIn(part.rest, writing);
  return {
    functionCall: { ...(isMade(part.id) ? {} : { id: part.id }), name: part.name, args, ...objectOf(functionCall) },
    ...some("thoughtSignature", signature),
    ...rest,
  };
}

/** Arguments that are no object cannot be said here: they are kept as a text. */
function argumentsOf(part: CallPart, lost: Lost): JsonObject {
  if (part.arguments.trim() === "") return {};
  const args = parsedObject(part.arguments);
  if (args) return args;
  lost.add("functionCall.args");
  return { input: part.arguments };
}

function writeResult(part: ResultPart, writing: Writing): JsonObject[] {
  if (part.cache) writing.lost.add("cache_control");
  const texts: string[] = [];
  const media: JsonObject[] = [];
  for (const inner of part.parts) {
    if (inner.kind === "text") {
      if (inner.cache) writing.lost.add("cache_control");
      if (!writing.same) restIn(inner.rest, writing);
      texts.push(inner.text);
    } else media.push(...(inner.kind === "media" ? writeMedia(inner, writing) : writeOther(inner, writing)));
  }
  const { functionResponse, ...rest } = restIn(part.rest, writing);
  const inside = writing.mediaInResults || writing.same;
  const response = {
    ...(isMade(part.id) ? {} : { id: part.id }),
    name: part.name ?? writing.nameOf(part.id) ?? "unknown",
    response: responseOf(texts.join(""), part.failed === true),
    ...(inside && media.length > 0 ? { parts: media } : {}),
    ...objectOf(functionResponse),
  };
  return [{ functionResponse: response, ...rest }, ...(inside ? [] : media)];
}

function responseOf(text: string, failed: boolean): JsonObject {
  const object = parsedObject(text);
  if (failed) return { error: object ?? text };
  return object ?? { output: text };
}

function writeMedia(part: MediaPart, writing: Writing): JsonObject[] {
  const { source, name } = part;
  if (part.cache) writing.lost.add("cache_control");
  if (part.detail !== undefined && part.detail !== "auto") writing.lost.add("image_url.detail");
  const rest = restIn(part.rest, writing);
  const shown = writing.same ? some("displayName", name) : {};
  if (name !== undefined && !writing.same && source.by !== "text") writing.lost.add("content.name");
  switch (source.by) {
    case "data":
      return [{ inlineData: { mimeType: source.mime, data: source.base64, ...shown }, ...rest }];
    case "url":
      return [
        {
          fileData: { mimeType: source.mime ?? typeOf(source.url, part.media), fileUri: source.url, ...shown },
          ...rest,
        },
      ];
    case "file": {
      if (source.issuer !== FORMAT) {
        writing.lost.add("content.file_id");
        return [];
      }
      const { mimeType, ...others } = rest;
      return [{ fileData: { ...some("mimeType", mimeType), fileUri: source.id, ...shown }, ...others }];
    }
    case "text":
      return [{ text: name === undefined ? source.text : `${name}\n\n${source.text}` }];
    default:
      source satisfies never;
      return [];
  }
}

const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  heic: "image/heic",
  pdf: "application/pdf",
  txt: "text/plain",
  mp4: "video/mp4",
  webm: "video/webm",
  mov: "video/quicktime",
  mp3: "audio/mp3",
  wav: "audio/wav",
};
const BY_KIND: Readonly<Record<MediaPart["media"], string>> = {
  image: "image/jpeg",
  audio: "audio/mp3",
  video: "video/mp4",
  document: "application/pdf",
};

/** Google demands a type; an address often ends with it. */
function typeOf(url: string, media: MediaPart["media"]): string {
  const ending = /\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? "";
  return (Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined) ?? BY_KIND[media];
}

function writeOther(part: OtherPart, writing: Writing): JsonObject[] {
  const value = part.format === FORMAT ? objectOf(part.value) : undefined;
  if (value) return [value];
  writing.lost.add(`content.${part.type}`);
  return [];
}

function restIn(rest: JsonObject | undefined, writing: Writing): { [name: string]: Json } {
  if (!rest) return {};
  if (writing.same) return rest;
  for (const name of Object.keys(rest)) writing.lost.add(name);
  return {};
}
