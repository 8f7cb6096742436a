import { isRecord } from "../../../kernel/index.ts";
import type { WordKind } from "../../../kernel/index.ts";
import { type Growing, type Members, type Reader, type Sink, listOf, numberOf, readOthers } from "./sink.ts";

/**
 * Where words stand in OpenAI Responses answers. Every text comes three times and more: piece by piece, when it is
 * done, when its item is done, and in the answer at the end.
 */
export const responsesReader: Reader = {
  event(json, name, sink) {
    const type = typeof json["type"] === "string" ? json["type"] : name;
    if (type.endsWith(".delta")) return readDelta(json, type, sink);
    readDone(json, type, sink);
  },
  whole(json, sink) {
    readResponse(json, sink);
  },
  plain: () => false,
};

const EVENT = new Set([
  "type",
  "sequence_number",
  "output_index",
  "content_index",
  "summary_index",
  "annotation_index",
  "item_id",
  "response_id",
  "obfuscation",
  "delta",
  "logprobs",
]);

/** What grows by an event, by its name without `response.` and its end: which flow, of what kind, in which part. */
const GROWING: Readonly<Record<string, { kind: WordKind; part: (event: Members) => string; flow?: string }>> = {
  output_text: { kind: "text", part: contentPart, flow: "text" },
  refusal: { kind: "refusal", part: contentPart, flow: "refusal" },
  reasoning_text: { kind: "thinking", part: (event) => `${itemOf(event)}.r${numberOf(event["content_index"])}` },
  reasoning_summary_text: { kind: "thinking", part: summaryPart },
  reasoning_summary: { kind: "thinking", part: summaryPart },
  function_call_arguments: { kind: "arguments", part: argumentsPart },
  mcp_call_arguments: { kind: "arguments", part: argumentsPart },
  custom_tool_call_input: { kind: "input", part: (event) => `${itemOf(event)}.input` },
  code_interpreter_call_code: { kind: "input", part: (event) => `${itemOf(event)}.code` },
  "audio.transcript": { kind: "text", part: () => "transcript" },
  audio_transcript: { kind: "text", part: () => "transcript" },
  output_audio_transcript: { kind: "text", part: () => "transcript" },
};

/** In which member a text stands that is done. */
const DONE = ["text", "refusal", "arguments", "input", "code", "transcript"];
const DONE_EVENT = new Set([...EVENT, ...DONE, "part", "item", "response"]);

function itemOf(event: Members): string {
  return `o${numberOf(event["output_index"])}`;
}

function contentPart(event: Members): string {
  return `${itemOf(event)}.${numberOf(event["content_index"])}`;
}

function summaryPart(event: Members): string {
  return `${itemOf(event)}.s${numberOf(event["summary_index"])}`;
}

function argumentsPart(event: Members): string {
  return `${itemOf(event)}.args`;
}

function readDelta(event: Members, type: string, sink: Sink): void {
  const name = nameOf(type);
  if (isSound(name)) sink.unread("audio");
  else if (typeof event["delta"] === "string" && event["delta"] !== "")
    sink.grows(growing(name, event), event, "delta");
  else if (typeof event["delta"] === "object") readOthers(event, UNKNOWN_DELTA, 0, sink);
  if (event["logprobs"] !== undefined) sink.drops(event, "logprobs");
  readOthers(event, EVENT, 0, sink);
}

const UNKNOWN_DELTA = new Set([...EVENT].filter((name) => name !== "delta"));

const isSound = (name: string) => name === "audio" || name === "output_audio";

function nameOf(type: string): string {
  return type.replace(/^response\./, "").replace(/\.(?:delta|done)$/, "");
}

function growing(name: string, event: Members): Growing & { part: string } {
  const known = Object.hasOwn(GROWING, name) ? GROWING[name] : undefined;
  if (!known) {
    const part = `${name}.${contentPart(event)}`;
    return { flow: part, kind: "text", choice: 0, part };
  }
  const part = known.part(event);
  return { flow: known.flow ?? part, kind: known.kind, choice: 0, part };
}

function readDone(event: Members, type: string, sink: Sink): void {
  const name = nameOf(type);
  for (const member of DONE) {
    if (typeof event[member] !== "string" || event[member] === "") continue;
    const where = growing(name, event);
    sink.copies(where, event, member);
    // What is done in one piece is not gone on with elsewhere, as texts are.
    if (where.flow === where.part) sink.ends(where.flow);
  }
  if (typeof event["partial_image_b64"] === "string") sink.unread("image");
  if (event["logprobs"] !== undefined) sink.drops(event, "logprobs");
  const { part, item, response } = event;
  if (isRecord(part)) readPart(part, part["type"] === "summary_text" ? summaryPart(event) : contentPart(event), sink);
  if (isRecord(item)) readItem(item, itemOf(event), sink);
  if (isRecord(response)) readResponse(response, sink);
  readOthers(event, type.includes("partial_image") ? IMAGE_EVENT : DONE_EVENT, 0, sink);
  if (CLOSING.has(type)) sink.ends("");
}

const IMAGE_EVENT = new Set([...DONE_EVENT, "partial_image_b64"]);
const CLOSING = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** What an answer repeats of its request, and what programs wrote into it. */
const RESPONSE = new Set(
  `id object model status output instructions tools tool_choice text metadata prompt user safety_identifier usage
  prompt_cache_key prompt_cache_retention reasoning truncation service_tier previous_response_id conversation
  background billing moderation`.split(/\s+/),
);

function readResponse(response: Members, sink: Sink): void {
  for (const [at, item] of listOf(response["output"]).entries()) {
    if (isRecord(item)) readItem(item, `o${at}`, sink);
    else sink.unread("an item of an unknown form");
  }
  readOthers(response, RESPONSE, 0, sink);
}

const MESSAGE = new Set(["id", "type", "role", "status", "content", "phase"]);
const REASONING = new Set(["id", "type", "status", "summary", "content", "encrypted_content"]);
const CALL = new Set(["id", "type", "status", "call_id", "arguments", "input", "code"]);
const IMAGE = new Set(["id", "type", "status", "result", "background", "output_format", "quality", "size"]);

function readItem(item: Members, key: string, sink: Sink): void {
  switch (item["type"]) {
    case "message":
      for (const [at, part] of listOf(item["content"]).entries()) {
        if (isRecord(part)) readPart(part, `${key}.${at}`, sink);
        else sink.unread("content of an unknown form");
      }
      return readOthers(item, MESSAGE, 0, sink);
    case "reasoning":
      for (const [at, part] of listOf(item["summary"]).entries()) {
        if (isRecord(part)) readPart(part, `${key}.s${at}`, sink);
      }
      for (const [at, part] of listOf(item["content"]).entries()) {
        if (isRecord(part)) readPart(part, `${key}.r${at}`, sink);
      }
      return readOthers(item, REASONING, 0, sink);
    case "image_generation_call":
      if (item["result"]) sink.unread("image");
      return readOthers(item, IMAGE, 0, sink);
    default:
      copy(item, "arguments", { part: `${key}.args`, kind: "arguments" }, sink);
      copy(item, "input", { part: `${key}.input`, kind: "input" }, sink);
      copy(item, "code", { part: `${key}.code`, kind: "input" }, sink);
      return readOthers(item, CALL, 0, sink);
  }
}

const PART = new Set(["type", "text", "refusal", "logprobs"]);
const SOUND = new Set(["type", "data", "transcript"]);

function readPart(part: Members, key: string, sink: Sink): void {
  switch (part["type"]) {
    case "output_text":
      copy(part, "text", { part: key, kind: "text", flow: "text" }, sink);
      if (part["logprobs"] !== undefined) sink.drops(part, "logprobs");
      return readOthers(part, PART, 0, sink);
    case "refusal":
      copy(part, "refusal", { part: key, kind: "refusal", flow: "refusal" }, sink);
      return readOthers(part, PART, 0, sink);
    case "summary_text":
    case "reasoning_text":
      copy(part, "text", { part: key, kind: "thinking" }, sink);
      return readOthers(part, PART, 0, sink);
    case "output_audio":
      sink.unread("audio");
      copy(part, "transcript", { part: "transcript", kind: "text" }, sink);
      return readOthers(part, SOUND, 0, sink);
    default:
      if (/image|audio|video/.test(String(part["type"]))) sink.unread(String(part["type"]).slice(0, 40));
      return readOthers(part, NOTHING, 0, sink);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

function copy(
  holder: Members,
  name: string,
  { part, kind, flow }: { part: string; kind: WordKind; flow?: string },
  sink: Sink,
): void {
  const value = holder[name];
  if (typeof value === "string") {
    if (value !== "") sink.copies({ flow: flow ?? part, kind, choice: 0, part }, holder, name);
  } else if (isRecord(value)) sink.called(0, holder, name);
}
