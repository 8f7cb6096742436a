import type { Usage } from "../../../../kernel/index.ts";
import type { Frame, Lost, StreamWriter } from "../codec.ts";
import { StreamedInput, isCustomTool } from "../custom.ts";
import type { Delta, JsonObject, Opaque, Opening, Part } from "../form.ts";
import { given } from "./json.ts";
import { sealForCaller, writeCallSeal, writeDetail } from "./reasoning.ts";
import { writeStop } from "./stops.ts";
import { isLegacy } from "./tools.ts";
import { writeUsage } from "./usage.ts";
import { annotationsOf, answerId, logprobsOf, writeImage } from "./write-answer.ts";

interface OpenPart {
  opening: Opening;
  /** Place among the calls of its choice, or among its thoughts. */
  index: number;
  /** What was thought so far: a signature goes with the whole of it. */
  text: string;
  /** Where a tool that takes text was shown to the model as a function. */
  input?: StreamedInput;
}

interface OpenChoice {
  parts: Map<number, OpenPart>;
  calls: number;
  thoughts: number;
  images: number;
  refused: boolean;
}

/** Writes chunks as OpenAI's clients read them: the role first, usage only where it was asked for, then `[DONE]`. */
export function writeStream(frame: Frame, lost: Lost): StreamWriter {
  const legacy = isLegacy(frame.prompt);
  const choices = new Map<number, OpenChoice>();
  const head = JSON.stringify({
    id: answerId(frame),
    object: "chat.completion.chunk",
    created: frame.createdS,
    model: frame.model,
  }).slice(0, -1);
  const usageNull = frame.includeUsage ? `,"usage":null` : "";
  let counted: { usage: Usage; serviceTier?: string } | undefined;

  const chunk = (choice: number, delta: JsonObject, more: JsonObject = {}): string => {
    const written = JSON.stringify({ index: choice, delta, finish_reason: null, ...more });
    return `data: ${head},"choices":[${written}]${usageNull}}\n\n`;
  };

  /** The first chunk of a choice says who speaks. */
  const begun = (choice: number): { open: OpenChoice; text: string } => {
    const known = choices.get(choice);
    if (known) return { open: known, text: "" };
    const open = { parts: new Map(), calls: 0, thoughts: 0, images: 0, refused: false };
    choices.set(choice, open);
    return { open, text: chunk(choice, { role: "assistant", content: "", refusal: null }) };
  };

  const opened = (open: OpenChoice, delta: Extract<Delta, { kind: "open" }>): string => {
    const { choice, part, opening } = delta;
    const index = opening.kind === "call" ? open.calls : opening.kind === "thinking" ? open.thoughts : 0;
    const turned = opening.kind === "call" && opening.custom !== true && isCustomTool(frame.prompt, opening);
    const shown: Opening = turned ? { ...opening, custom: true } : opening;
    open.parts.set(part, { opening: shown, index, text: "", ...(turned ? { input: new StreamedInput() } : {}) });
    if (opening.kind === "refusal") open.refused = true;
    if (opening.kind === "thinking") open.thoughts += 1;
    if (opening.kind !== "call") return "";
    open.calls += 1;
    const { id, name } = opening;
    // The old way knows one call only.
    if (legacy) return index > 0 ? "" : chunk(choice, { function_call: { name, arguments: "" } });
    const call =
      opening.custom || turned
        ? { type: "custom", custom: { name, input: "" } }
        : { type: "function", function: { name, arguments: "" } };
    return chunk(choice, { tool_calls: [{ index, id, ...call }] });
  };

  const grown = (open: OpenChoice, { choice, part, text }: Extract<Delta, { kind: "grow" }>): string => {
    const growing = open.parts.get(part);
    if (!growing || text === "") return "";
    const { opening, index } = growing;
    switch (opening.kind) {
      case "text":
        return chunk(choice, { content: text });
      case "refusal":
        return chunk(choice, { refusal: text });
      case "thinking":
        growing.text += text;
        return chunk(choice, { reasoning_content: text });
      case "call":
        if (legacy) return index > 0 ? "" : chunk(choice, { function_call: { arguments: text } });
        return opening.custom
          ? inputGrown(choice, index, growing.input?.push(text) ?? text)
          : chunk(choice, { tool_calls: [{ index, function: { arguments: text } }] });
      default:
        return opening satisfies never;
    }
  };

  const inputGrown = (choice: number, index: number, input: string): string =>
    input === "" ? "" : chunk(choice, { tool_calls: [{ index, custom: { input } }] });

  const sealed = (open: OpenChoice, choice: number, part: number, opaque: Opaque): string => {
    const there = open.parts.get(part);
    if (!there) return "";
    const { opening, index, text } = there;
    if (opening.kind === "thinking") {
      const detail = writeDetail({ ...opening, text, sealed: opaque }, index, sealForCaller);
      return detail ? chunk(choice, { reasoning_details: [detail] }) : "";
    }
    // Clients expect a function's arguments in every piece of a call.
    if (opening.kind !== "call" || opening.custom || legacy) return "";
    const seal = writeCallSeal(sealForCaller(opaque));
    return chunk(choice, { tool_calls: [{ index, function: { arguments: "" }, ...seal }] });
  };

  const whole = (open: OpenChoice, choice: number, value: Part): string => {
    if (value.kind === "thinking") {
      const detail = writeDetail(value, open.thoughts, sealForCaller);
      open.thoughts += 1;
      return detail ? chunk(choice, { reasoning_details: [detail] }) : "";
    }
    if (value.kind === "media") {
      const image = writeImage(value, lost);
      if (!image) return "";
      open.images += 1;
      return chunk(choice, { images: [{ ...image, index: open.images - 1 }] });
    }
    if (value.kind === "other" && value.format === "openai.chat" && value.type === "audio") {
      return chunk(choice, { audio: value.value });
    }
    lost.add(`content.${value.kind === "other" ? value.type : value.kind}`);
    return "";
  };

  const atChoice = (delta: Extract<Delta, { choice: number }>): string => {
    const { choice } = delta;
    const { open, text } = begun(choice);
    switch (delta.kind) {
      case "open":
        return text + opened(open, delta);
      case "grow":
        return text + grown(open, delta);
      case "sealed":
        return text + sealed(open, choice, delta.part, delta.sealed);
      case "cited": {
        const annotations = annotationsOf(delta.citation, lost);
        return annotations.length === 0 ? text : text + chunk(choice, { annotations });
      }
      case "logprobs": {
        const logprobs = logprobsOf(delta.logprobs, lost);
        return logprobs === undefined ? text : text + chunk(choice, {}, { logprobs });
      }
      case "whole":
        return text + whole(open, choice, delta.value);
      case "close": {
        const part = open.parts.get(delta.part);
        return part?.input ? text + inputGrown(choice, part.index, part.input.end().missing) : text;
      }
      case "stop":
        return text + chunk(choice, {}, { finish_reason: writeStop(delta.stop, open.refused, legacy, lost) });
      default:
        return delta satisfies never;
    }
  };

  const ended = (): string => {
    const tier = given("service_tier", counted?.serviceTier);
    const usage = counted && JSON.stringify({ choices: [], ...tier, usage: writeUsage(counted.usage) }).slice(1);
    return `${frame.includeUsage && usage !== undefined ? `data: ${head},${usage}\n\n` : ""}data: [DONE]\n\n`;
  };

  return {
    write(delta) {
      switch (delta.kind) {
        case "start":
          if (delta.usage) counted = { usage: delta.usage };
          return "";
        case "usage":
          counted = delta;
          return "";
        case "end":
          return ended();
        case "failed":
          return `data: ${JSON.stringify({ error: { message: delta.message, type: "api_error", param: null, code: delta.code } })}\n\n`;
        default:
          return atChoice(delta);
      }
    },
  };
}
