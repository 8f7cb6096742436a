import type { Frame, Lost } from "../codec.ts";
import type { Answer, JsonObject, Part } from "../form.ts";
import { members, objectOf } from "./json.ts";
import { writeToolId } from "./names.ts";
import { isEmpty } from "./read-answer.ts";
import { callSealedForCaller, sealedForCaller } from "./sealed.ts";
import { writeStop } from "./stops.ts";
import { writeUsage } from "./usage.ts";
import { inputOf } from "./write-blocks.ts";

export function writeAnswer(answer: Answer, frame: Frame, lost: Lost): JsonObject {
  const [choice] = answer.choices;
  if (answer.choices.length > 1) lost.add("n");
  const parts = choice?.parts.filter((part) => !isEmpty(part)) ?? [];
  return {
    ...messageHead(frame),
    content: parts.flatMap((part) => answeredBlocks(part, lost)),
    stop_reason: writeStop(
      choice?.stop ?? "other",
      parts.some((part) => part.kind === "call"),
    ),
    stop_sequence: choice?.stopSequence ?? null,
    usage: answer.usage === undefined ? NO_USAGE : writeUsage(answer.usage),
  };
}

/** Clients read these two without asking whether they are there. */
export const NO_USAGE: JsonObject = { input_tokens: 0, output_tokens: 0 };

export function messageHead(frame: Frame): JsonObject {
  return { id: `msg_${frame.call}`, type: "message", role: "assistant", model: frame.model };
}

/** A part as the caller gets it: one block, or two where a call brings a blob of its provider. */
export function answeredBlocks(part: Part, lost: Lost): JsonObject[] {
  switch (part.kind) {
    case "text": {
      const cited = part.citations?.format === "anthropic.messages" ? part.citations.values : undefined;
      if (part.citations && !cited) lost.add("citations");
      return [members({ type: "text", text: part.text, citations: cited })];
    }
    case "refusal":
      return [{ type: "text", text: part.text }];
    case "thinking":
      if (part.redacted) return [{ type: "redacted_thinking", data: sealedForCaller(part.sealed) }];
      return [{ type: "thinking", thinking: part.text, signature: sealedForCaller(part.sealed) }];
    case "call": {
      const id = writeToolId(part.id);
      const input = part.custom ? { input: part.arguments } : inputOf(part.arguments);
      const call = { type: "tool_use", id, name: part.name, input };
      if (!part.sealed) return [call];
      return [call, { type: "redacted_thinking", data: callSealedForCaller(id, part.sealed) }];
    }
    case "other": {
      const block = part.format === "anthropic.messages" ? objectOf(part.value) : undefined;
      if (!block) lost.add(`content.${part.type}`);
      return block ? [block] : [];
    }
    case "media":
    case "result":
      lost.add(part.kind === "media" ? `content.${part.media}` : "content.result");
      return [];
    default:
      part satisfies never;
      return [];
  }
}
