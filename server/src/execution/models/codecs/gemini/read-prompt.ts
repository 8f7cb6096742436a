import type { PromptSource } from "../codec.ts";
import type { Json, JsonObject, Part, Prompt, TextPart, Turn } from "../form.ts";
import { type CallIds, callIds } from "./call-ids.ts";
import { member, objectOf, objectsOf, restOf, some, textOf } from "./members.ts";
import { readPart } from "./read-parts.ts";
import { CONFIG, readSettings } from "./settings.ts";
import { readToolChoice, readTools } from "./tools.ts";

const KNOWN = new Set(["contents", "systemInstruction", "tools", "toolConfig", CONFIG, "serviceTier", "model"]);
const CONTENT = new Set(["role", "parts"]);
const TOOL_CONFIG = new Set(["functionCallingConfig"]);

/** A generateContent request as a prompt. */
export function readPrompt(body: JsonObject, from: PromptSource): Prompt {
  const ids = callIds("");
  const { settings, rest } = readSettings(member(body, CONFIG));
  const toolConfig = objectOf(member(body, "toolConfig")) ?? {};
  const { choice, rest: calling } = readToolChoice(member(toolConfig, "functionCallingConfig"));
  Object.assign(rest, some("toolConfig.functionCallingConfig", calling));
  for (const [name, value] of Object.entries(restOf(toolConfig, TOOL_CONFIG) ?? {})) rest[`toolConfig.${name}`] = value;
  Object.assign(rest, restOf(body, KNOWN));
  return {
    format: "gemini.generate",
    stream: from.stream,
    system: readSystem(member(body, "systemInstruction"), from.issuer, ids),
    turns: readTurns(body["contents"], from.issuer, ids),
    tools: readTools(body["tools"]),
    ...some("toolChoice", choice),
    ...settings,
    ...some("serviceTier", textOf(member(body, "serviceTier"))?.toLowerCase()),
    ...(Object.keys(rest).length > 0 ? { rest } : {}),
  };
}

function readSystem(value: Json | undefined, issuer: string, ids: CallIds): Prompt["system"] {
  const text = textOf(value);
  if (text !== undefined) return [{ kind: "text", text }];
  const content = objectOf(value);
  return objectsOf(content?.["parts"] ?? (content ? [content] : []))
    .flatMap((part) => readPart(part, issuer, ids))
    .flatMap((part) => (part.kind === "text" || part.kind === "other" ? [part] : []));
}

/** Clients keep each chunk of a streamed answer as a content of its own: those of one turn are joined. */
function readTurns(value: Json | undefined, issuer: string, ids: CallIds): Turn[] {
  const turns: Turn[] = [];
  for (const content of objectsOf(value)) {
    const role = textOf(content["role"]) === "model" ? "assistant" : "user";
    const parts = objectsOf(content["parts"]).flatMap((part) => readPart(part, issuer, ids));
    const rest = restOf(content, CONTENT);
    const before = turns.at(-1);
    if (role === "assistant" && before?.role === "assistant" && !rest && !before.rest) join(before.parts, parts);
    else turns.push({ role, parts: joinedThoughts(parts), ...some("rest", rest) });
  }
  return turns;
}

function join(parts: Part[], more: Part[]): void {
  const [first, ...others] = more;
  const last = parts.at(-1);
  if (first?.kind === "text" && last?.kind === "text" && plain(first) && plain(last)) {
    // A signature behind a text is that text's own.
    parts[parts.length - 1] = { kind: "text", text: last.text + first.text };
    parts.push(...others);
  } else parts.push(...more);
  parts.splice(0, parts.length, ...joinedThoughts(parts));
}

function plain(part: TextPart): boolean {
  return part.rest === undefined;
}

/** One thought comes in many pieces, and its signature in the last. */
function joinedThoughts(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.kind === "thinking" && last?.kind === "thinking" && !last.sealed && !last.rest && !part.rest)
      out[out.length - 1] = { ...part, text: last.text + part.text };
    else out.push(part);
  }
  return out;
}
