import type { Frame, Lost } from "../codec.ts";
import { inputOf, isCustomTool } from "../custom.ts";
import type { Answer, CallPart, Choice, Json, JsonObject, MediaPart, Part, Prompt, ThinkingPart } from "../form.ts";
import { given } from "./json.ts";
import { CHAT, restFor } from "./names.ts";
import { sealForCaller, writeCallSeal, writeDetail } from "./reasoning.ts";
import { saidBy, writeStop } from "./stops.ts";
import { isLegacy } from "./tools.ts";
import { isChatLogprobs, writeUsage } from "./usage.ts";
import { callBody } from "./write-messages.ts";
import { urlOf } from "./write-parts.ts";

/** A whole answer as a chat completion. */
export function writeAnswer(answer: Answer, frame: Frame, lost: Lost): JsonObject {
  return {
    id: answerId(frame),
    object: "chat.completion",
    created: frame.createdS,
    model: frame.model,
    choices: answer.choices.map((choice) => writeChoice(answer, choice, frame, lost)),
    ...given("usage", answer.usage && writeUsage(answer.usage)),
    ...given("service_tier", answer.serviceTier),
    ...restFor(answer.format, answer.rest, lost),
  };
}

export function answerId(frame: Frame): string {
  return `chatcmpl-${frame.call}`;
}

function writeChoice(answer: Answer, choice: Choice, frame: Frame, lost: Lost): JsonObject {
  const legacy = isLegacy(frame.prompt);
  const { parts, stop } = choice;
  const of = <Kind extends Part["kind"]>(kind: Kind) =>
    parts.filter((part): part is Extract<Part, { kind: Kind }> => part.kind === kind);
  const texts = of("text");
  const refusals = of("refusal");
  for (const part of parts) restFor(answer.format, "rest" in part ? part.rest : undefined, lost);
  const { message: more, ...rest } = restFor(answer.format, choice.rest, lost);
  const message: JsonObject = {
    ...(more as JsonObject | undefined),
    role: "assistant",
    content: texts.length === 0 ? null : texts.map((part) => part.text).join(""),
    refusal: refusals.length === 0 ? null : refusals.map((part) => part.text).join(""),
    annotations: texts.flatMap((part) => annotationsOf(part.citations, lost)),
    ...writeThoughts(of("thinking")),
    ...writeMade(parts, lost),
    ...writeCalls(answer, of("call"), frame.prompt),
  };
  return {
    ...rest,
    index: choice.index,
    message,
    logprobs: logprobsOf(choice.logprobs, lost) ?? null,
    finish_reason: writeStop(stop, saidBy(parts).refused, legacy, lost),
  };
}

export function annotationsOf(citations: { format: string; values: Json[] } | undefined, lost: Lost): Json[] {
  if (!citations) return [];
  if (citations.format === CHAT) return citations.values;
  lost.add("citations");
  return [];
}

export function logprobsOf(logprobs: Json | undefined, lost: Lost): Json | undefined {
  if (logprobs === undefined || logprobs === null || isChatLogprobs(logprobs)) return logprobs;
  lost.add("logprobs");
  return undefined;
}

function writeThoughts(parts: ThinkingPart[]): JsonObject {
  const text = parts.map((part) => part.text).join("");
  const details = parts.flatMap((part, index) => writeDetail(part, index, sealForCaller) ?? []);
  return {
    ...(text === "" ? {} : { reasoning_content: text }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
  };
}

/** Pictures, sound and what only its own format knows. */
function writeMade(parts: readonly Part[], lost: Lost): JsonObject {
  const images: JsonObject[] = [];
  let audio: Json | undefined;
  for (const part of parts) {
    if (part.kind === "media") {
      const image = writeImage(part, lost);
      if (image) images.push({ ...image, index: images.length });
    } else if (part.kind === "other") {
      if (part.format === CHAT && part.type === "audio") audio = part.value;
      else lost.add(`content.${part.type}`);
    } else if (part.kind === "result") lost.add("content.tool_result");
  }
  return { ...(images.length === 0 ? {} : { images }), ...given("audio", audio) };
}

/** A tool that takes text may have been shown to the model as a function. */
function asAsked(part: CallPart, prompt: Prompt): CallPart {
  if (part.custom || !isCustomTool(prompt, part)) return part;
  return { ...part, custom: true, arguments: inputOf(part.arguments) };
}

export function writeImage({ media, source }: MediaPart, lost: Lost): JsonObject | undefined {
  if (media === "image" && (source.by === "data" || source.by === "url")) {
    return { type: "image_url", image_url: { url: urlOf(source) } };
  }
  lost.add(`content.${media}`);
  return undefined;
}

function writeCalls({ format }: Answer, calls: CallPart[], prompt: Prompt): JsonObject {
  const [first] = calls;
  if (!first) return {};
  if (isLegacy(prompt)) return { function_call: { name: first.name, arguments: first.arguments } };
  return {
    tool_calls: calls.map((part) => ({
      ...(format === CHAT ? part.rest : {}),
      ...callBody(asAsked(part, prompt)),
      ...(part.sealed ? writeCallSeal(sealForCaller(part.sealed)) : {}),
    })),
  };
}
