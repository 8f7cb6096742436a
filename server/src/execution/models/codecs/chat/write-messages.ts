import type { Lost, PromptTarget } from "../codec.ts";
import type {
  CallPart,
  JsonObject,
  Opaque,
  OtherPart,
  Part,
  Prompt,
  ResultPart,
  TextPart,
  ThinkingPart,
  Turn,
} from "../form.ts";
import { given } from "./json.ts";
import { CHAT, restFor } from "./names.ts";
import { writeCallSeal, writeDetail } from "./reasoning.ts";
import { isPlainText, writeContent, writeParts } from "./write-parts.ts";

/** Instructions and turns as messages. */
export function writeMessages(prompt: Prompt, target: PromptTarget, lost: Lost): JsonObject[] {
  const writer: Writer = { prompt, target, lost };
  const messages = writeSystem(writer, prompt.system);
  for (const turn of prompt.turns) {
    if (turn.role === "assistant") messages.push(writeAssistant(writer, turn));
    else messages.push(...writeTurn(writer, turn));
  }
  return messages;
}

interface Writer {
  prompt: Prompt;
  target: PromptTarget;
  lost: Lost;
}

/** One message: many servers take no second one, and no list in it where a text would do. */
function writeSystem({ prompt, lost }: Writer, system: readonly (TextPart | OtherPart)[]): JsonObject[] {
  const parts = writeParts(prompt, system, lost);
  if (parts.length === 0) return [];
  const content = parts.every(isPlainText) ? parts.map((part) => part.text).join("\n\n") : parts;
  return [{ role: "system", content }];
}

/** Results come right behind the calls they belong to, whatever else the turn says. */
function writeTurn(writer: Writer, turn: Turn): JsonObject[] {
  const { prompt, lost } = writer;
  const results = turn.parts.filter((part) => part.kind === "result");
  const messages = results.map((part) => writeResult(writer, part));
  // No tool message takes a picture or a file: they are shown by the user.
  const shown = results.flatMap((part) => part.parts.filter((inner) => inner.kind === "media"));
  if (shown.length > 0) lost.add("tool_result.media");
  const said = [...shown, ...turn.parts.filter((part) => part.kind !== "result")];
  const rest = restFor(prompt.format, turn.rest, lost);
  if (said.length === 0) return messages;
  const content = writeContent(prompt, said, lost);
  return [...messages, { ...rest, role: turn.role, content, ...given("name", turn.name) }];
}

function writeResult({ prompt, lost }: Writer, part: ResultPart): JsonObject {
  if (part.failed) lost.add("tool_result.is_error");
  if (part.cache && prompt.format !== CHAT) lost.add("cache_control");
  const content = writeContent(
    prompt,
    part.parts.filter((inner) => inner.kind !== "media"),
    lost,
  );
  return { ...restFor(prompt.format, part.rest, lost, "tool_result"), role: "tool", tool_call_id: part.id, content };
}

function writeAssistant(writer: Writer, turn: Turn): JsonObject {
  const { prompt, lost } = writer;
  const of = <Kind extends Part["kind"]>(kind: Kind) =>
    turn.parts.filter((part): part is Extract<Part, { kind: Kind }> => part.kind === kind);
  const said = turn.parts.filter((part) => part.kind === "text" || part.kind === "media" || part.kind === "other");
  const calls = of("call").map((part) => writeCall(writer, part));
  const refusals = of("refusal");
  return {
    ...restFor(prompt.format, turn.rest, lost),
    role: "assistant",
    content: said.length === 0 ? null : spoken(writer, said),
    ...(refusals.length === 0 ? {} : { refusal: refusals.map((part) => part.text).join("") }),
    ...writeThoughts(writer, of("thinking")),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...given("name", turn.name),
  };
}

/** A model's text may come in pieces between its thoughts and calls; it is one text. */
function spoken({ prompt, lost }: Writer, parts: Part[]): string | JsonObject[] | null {
  const shown = parts.filter((part) => part.kind !== "media" || prompt.format === CHAT);
  if (shown.length < parts.length) lost.add("content.media");
  const written = writeParts(prompt, shown, lost);
  if (written.length === 0) return null;
  return written.every(isPlainText) ? written.map((part) => part.text).join("") : written;
}

/**
 * Servers whose callers send thoughts in chat take them back, and those that sealed them in chat. OpenAI's own
 * seals thoughts in Responses only.
 */
function writeThoughts(writer: Writer, parts: ThinkingPart[]): JsonObject {
  const { prompt, target, lost } = writer;
  const own = prompt.format === CHAT;
  const [server] = target.issuers;
  const issuers = own ? target.issuers : server === undefined || server === "openai" ? [] : [server];
  const details: JsonObject[] = [];
  let text = "";
  for (const part of parts) {
    const mine = part.sealed !== undefined && issuers.includes(part.sealed.issuer);
    if (part.sealed && !mine) lost.add("thinking.signature");
    if (own || mine) text += part.text;
    else lost.add("thinking");
    const detail = mine ? writeDetail(part, details.length, dataOf) : undefined;
    if (detail) details.push(detail);
  }
  return {
    ...(text === "" ? {} : { reasoning_content: text }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
  };
}

function dataOf(opaque: Opaque): string {
  return opaque.data;
}

function writeCall({ prompt, target, lost }: Writer, part: CallPart): JsonObject {
  const { sealed } = part;
  const mine = sealed !== undefined && target.issuers.includes(sealed.issuer);
  if (sealed && !mine) lost.add("thinking.signature");
  if (part.cache && prompt.format !== CHAT) lost.add("cache_control");
  return {
    ...restFor(prompt.format, part.rest, lost, "tool_calls"),
    ...(mine ? writeCallSeal(sealed.data) : {}),
    ...callBody(part),
  };
}

export function callBody(part: CallPart): JsonObject {
  return part.custom
    ? { id: part.id, type: "custom", custom: { name: part.name, input: part.arguments } }
    : { id: part.id, type: "function", function: { name: part.name, arguments: part.arguments } };
}
