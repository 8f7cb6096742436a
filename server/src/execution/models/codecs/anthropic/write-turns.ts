import type { Json, JsonObject, Prompt, Turn } from "../form.ts";
import { listOf, objectOf, textOf } from "./json.ts";
import { type Writing, writeBlocks } from "./write-blocks.ts";

interface Message {
  role: Turn["role"];
  content: JsonObject[];
  rest: JsonObject;
}

/** Said in place of a turn that this format demands and the caller did not write. */
const OPENING = "Begin.";
const NO_RESULT = "The tool gave no result.";

/**
 * Turns as this format demands them: user and assistant in turn, beginning with the user; what tools gave
 * stands first in the turn right after the calls, one result for each call.
 */
export function writeTurns(prompt: Prompt, writing: Writing): JsonObject[] {
  const messages: Message[] = [];
  for (const turn of prompt.turns) {
    const message = writeTurn(turn, writing);
    if (message.content.length === 0) continue;
    const last = messages.at(-1);
    if (last?.role === message.role && message.role !== "system") {
      last.content.push(...message.content);
      Object.assign(last.rest, message.rest);
    } else messages.push(message);
  }
  if (messages.find((message) => message.role !== "system")?.role !== "user") {
    messages.unshift({ role: "user", content: [{ type: "text", text: OPENING }], rest: {} });
    writing.lost.add("messages.first");
  }
  return answered(messages, writing).map(({ role, content, rest }) => ({ role, content: plainly(content), ...rest }));
}

/** Whether the answer goes on from tool results whose calls came without signed thoughts. */
export function goesOnUnsigned(messages: readonly JsonObject[]): boolean {
  const last = listOf(messages.at(-1)?.["content"]);
  if (!last.some((block) => objectOf(block)?.["type"] === "tool_result")) return false;
  const first = objectOf(listOf(messages.at(-2)?.["content"])[0])?.["type"];
  return first !== "thinking" && first !== "redacted_thinking";
}

function writeTurn(turn: Turn, writing: Writing): Message {
  const content = writeBlocks(turn.parts, writing);
  const rest = writing.own ? { ...turn.rest } : {};
  if (!writing.own) for (const name of Object.keys(turn.rest ?? {})) writing.lost.add(name);
  if (turn.name !== undefined) writing.lost.add("messages.name");
  if (turn.role !== "system" || writing.own) return { role: turn.role, content, rest };
  // Only the newest models take an instruction in the middle: it is said as a part of the user's turn.
  writing.lost.add("messages.system");
  const said = content.map((block) =>
    block["type"] === "text" ? { ...block, text: `<system>\n${textOf(block["text"])}\n</system>` } : block,
  );
  return { role: "user", content: said, rest };
}

/** Every call with its result in the next turn, and no result without its call. */
function answered(messages: Message[], writing: Writing): Message[] {
  const out: Message[] = [];
  for (const message of messages) {
    const before = out.at(-1);
    const calls = before?.role === "assistant" ? idsOf(before, "tool_use", "id") : [];
    if (message.role === "system") {
      out.push(message);
      continue;
    }
    if (message.role === "assistant") {
      out.push(message);
      continue;
    }
    const given = new Set<string>();
    const results: JsonObject[] = [];
    const others: JsonObject[] = [];
    for (const block of message.content) {
      const id = block["type"] === "tool_result" ? textOf(block["tool_use_id"]) : undefined;
      if (id === undefined) others.push(block);
      else if (calls.includes(id) && !given.has(id)) {
        given.add(id);
        results.push(block);
      } else {
        writing.lost.add("tool_result");
        others.push(...asText(block));
      }
    }
    for (const id of calls.filter((call) => !given.has(call))) {
      writing.lost.add("tool_result.missing");
      results.push({ type: "tool_result", tool_use_id: id, content: NO_RESULT, is_error: true });
    }
    if (results.length + others.length > 0) out.push({ ...message, content: [...results, ...others] });
  }
  const last = out.at(-1);
  if (last?.role === "assistant") trimEnd(last);
  return out;
}

function idsOf(message: Message, type: string, member: string): string[] {
  return message.content.flatMap((block) => (block["type"] === type ? [textOf(block[member])] : []));
}

/** A result that no call asked for is only a text. */
function asText(block: JsonObject): JsonObject[] {
  const content: Json | undefined = block["content"];
  if (typeof content === "string") return content.trim() === "" ? [] : [{ type: "text", text: content }];
  return listOf(content).flatMap((inner) => {
    const one = objectOf(inner);
    return one ? [one] : [];
  });
}

/** An answer that is begun for the model must not end in white space. */
function trimEnd(message: Message): void {
  const block = message.content.at(-1);
  if (block?.["type"] === "text")
    message.content[message.content.length - 1] = { ...block, text: textOf(block["text"]).trimEnd() };
}

/** One plain text needs no list. */
function plainly(content: JsonObject[]): Json {
  const [only] = content;
  return content.length === 1 && only?.["type"] === "text" && Object.keys(only).length === 2
    ? textOf(only["text"])
    : content;
}
