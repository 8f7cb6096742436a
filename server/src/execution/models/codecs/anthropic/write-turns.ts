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

/** A call as it was written, and the id it goes by now: some providers give an id again in every turn. */
interface Called {
  was: string;
  id: string;
  given: boolean;
}

/** Every call with its result in the next turn, no result without its call, and no id for two calls. */
function answered(messages: Message[], writing: Writing): Message[] {
  const out: Message[] = [];
  const taken = new Set<string>();
  let calls: Called[] = [];
  for (const message of messages) {
    if (message.role === "user") out.push(withResults(message, calls, writing));
    else out.push(message);
    if (message.role !== "system") calls = message.role === "assistant" ? named(message, taken) : [];
  }
  const last = out.at(-1);
  if (last?.role === "assistant") trimEnd(last);
  return out;
}

function named(message: Message, taken: Set<string>): Called[] {
  const calls: Called[] = [];
  for (const [at, block] of message.content.entries()) {
    if (block["type"] !== "tool_use") continue;
    const was = textOf(block["id"]);
    let id = was;
    for (let count = 2; taken.has(id); count += 1) id = `${was}_${count}`;
    taken.add(id);
    if (id !== was) message.content[at] = { ...block, id };
    calls.push({ was, id, given: false });
  }
  return calls;
}

function withResults(message: Message, calls: Called[], writing: Writing): Message {
  const results: JsonObject[] = [];
  const others: JsonObject[] = [];
  for (const block of message.content) {
    const of = block["type"] === "tool_result" ? textOf(block["tool_use_id"]) : undefined;
    const call = calls.find(({ was, given }) => was === of && !given);
    if (of === undefined) others.push(block);
    else if (call) {
      call.given = true;
      results.push(call.id === of ? block : { ...block, tool_use_id: call.id });
    } else {
      writing.lost.add("tool_result");
      others.push(...asText(block));
    }
  }
  for (const { id } of calls.filter(({ given }) => !given)) {
    writing.lost.add("tool_result.missing");
    results.push({ type: "tool_result", tool_use_id: id, content: NO_RESULT, is_error: true });
  }
  return { ...message, content: [...results, ...others] };
}

/** A result that no call asked for is only a text. */
function asText(block: JsonObject): JsonObject[] {
  const content: Json = block["content"] ?? "";
  const said = typeof content === "string" ? [{ type: "text", text: content }] : listOf(content);
  const blocks = said.flatMap((inner) => {
    const one = objectOf(inner);
    return one && textOf(one["text"]).trim() + textOf(one["type"]) !== "text" ? [one] : [];
  });
  return blocks.length > 0 ? blocks : [{ type: "text", text: NO_RESULT }];
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
