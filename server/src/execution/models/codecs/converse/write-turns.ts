import type { Lost, PromptTarget } from "../codec.ts";
import type { CacheMark, JsonObject, Part, Prompt, Turn } from "../form.ts";
import { parsedJson } from "../../taps/counts.ts";
import { members } from "./json.ts";
import { writeMedia } from "./media.ts";

export interface Message {
  role: "user" | "assistant";
  content: JsonObject[];
  [name: string]: string | JsonObject[];
}

export function cachePoint(mark: CacheMark): JsonObject {
  return { cachePoint: members({ type: "default", ttl: mark.ttl === "1h" ? "1h" : undefined }) };
}

export function writeSystem(prompt: Prompt, lost: Lost): JsonObject[] {
  return prompt.system.flatMap((part) => {
    if (part.kind === "other") {
      lost.add(part.type.startsWith("content.") ? part.type : `content.${part.type}`);
      return [];
    }
    for (const name of Object.keys(part.rest ?? {})) lost.add(name);
    if (part.citations) lost.add("citations");
    if (part.text.trim() === "") return [];
    return [{ text: part.text }, ...(part.cache ? [cachePoint(part.cache)] : [])];
  });
}

/** Turns by turns of two sides, each once: what follows from the same side is put together. */
export function writeTurns(prompt: Prompt, target: PromptTarget, lost: Lost): Message[] {
  const messages: Message[] = [];
  for (const turn of prompt.turns) {
    const role = turn.role === "assistant" ? "assistant" : "user";
    if (turn.role === "system") lost.add("messages.system");
    if (turn.name !== undefined) lost.add("messages.name");
    for (const name of Object.keys(turn.rest ?? {})) lost.add(name);
    const content = contentOf(turn, target, lost);
    if (content.length === 0) continue;
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...content);
    else messages.push({ role, content });
  }
  return messages;
}

function contentOf(turn: Turn, target: PromptTarget, lost: Lost): JsonObject[] {
  return turn.parts.flatMap((part) => {
    const blocks = blocksOf(part, target, lost);
    const cache = "cache" in part ? part.cache : undefined;
    return cache && blocks.length > 0 ? [...blocks, cachePoint(cache)] : blocks;
  });
}

function blocksOf(part: Part, target: PromptTarget, lost: Lost): JsonObject[] {
  if ("rest" in part) for (const name of Object.keys(part.rest ?? {})) lost.add(name);
  switch (part.kind) {
    case "text":
      if (part.citations) lost.add("citations");
      return textOf(part.text);
    case "refusal":
      return textOf(part.text);
    case "media":
      return writeMedia(part, lost);
    case "thinking": {
      const { sealed, text, redacted } = part;
      // Guarantee: what only one provider's model can read goes to no other one.
      if (!sealed || !target.issuers.includes(sealed.issuer)) {
        lost.add(redacted ? "redacted_thinking" : "thinking");
        return [];
      }
      if (redacted) return [{ reasoningContent: { redactedContent: sealed.data } }];
      return [{ reasoningContent: { reasoningText: { text, signature: sealed.data } } }];
    }
    case "call":
      if (part.sealed) lost.add("thinking.signature");
      return [{ toolUse: { toolUseId: part.id, name: part.name, input: inputOf(part.arguments, part.custom) } }];
    case "result": {
      // A mark stands behind a result, never in it.
      if (part.parts.some((inner) => "cache" in inner && inner.cache)) lost.add("cache_control");
      const content = part.parts.flatMap((inner) => blocksOf(inner, target, lost));
      const status = part.failed ? { status: "error" } : {};
      // It may not be empty.
      return [
        {
          toolResult: {
            toolUseId: part.id,
            content: content.length > 0 ? content : [{ text: "(nothing)" }],
            ...status,
          },
        },
      ];
    }
    case "other":
      lost.add(part.type.startsWith("content.") ? part.type : `content.${part.type}`);
      return [];
    default:
      return part satisfies never;
  }
}

/** A text of nothing but spaces is refused. */
function textOf(text: string): JsonObject[] {
  return text.trim() === "" ? [] : [{ text }];
}

/** What a tool is called with must be an object. */
function inputOf(written: string, custom: boolean | undefined): JsonObject {
  if (custom) return { input: written };
  const parsed = parsedJson(written === "" ? "{}" : written);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
    ? (parsed as JsonObject)
    : { input: written };
}
