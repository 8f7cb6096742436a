import { type ModelCall, type ModelAsk, type TextPart, UNREAD, isRecord } from "../../kernel/index.ts";
import type { ConnectedModel, Route } from "../../registry/index.ts";
import type { Assessment } from "../../risk/index.ts";
import { cacheable } from "./cacheable.ts";

/** What the user said last: the only thing in which two like calls may differ. */
export interface LastText {
  /** Its place among the texts of the call. */
  part: number;
  text: string;
}

/** What policy is asked before a vector is made of a call's last words. */
export interface LikeQuestion {
  model: ConnectedModel;
  /** The call for the vector, made for the same caller in the same context. */
  call: ModelCall;
  last: LastText;
}

export interface LikeAsked {
  call: ModelCall;
  route: Pick<Route, "cache"> | undefined;
  assessment: Pick<Assessment, "assessed">;
  models: ReadonlyMap<string, ConnectedModel>;
}

/** Longer texts are like each other in too many ways, and embedding models take no more. */
const MAX_TEXT = 8_000;

/** Undefined where a call is never answered from likeness: its route asks for none, or it is more than a question. */
export function likeQuestion({ call, route, assessment, models }: LikeAsked): LikeQuestion | undefined {
  const model = models.get(route?.cache?.similar?.model ?? "");
  const { ask } = call;
  if (!model || !assessment.assessed || ask.operation !== "generate") return undefined;
  // Guarantee: a call with tools, pictures, files, a schema or several answers is never answered from likeness.
  if (ask.tools || ask.images || ask.files || ask.schema || ask.broughtIn || !cacheable(call)) return undefined;
  const last = lastUserText(ask);
  if (!last) return undefined;
  const { part, text } = last;
  const embed: ModelAsk = {
    ...UNREAD,
    format: "openai.embeddings",
    operation: "embed",
    model: model.id,
    texts: [ask.texts[part] as TextPart],
    tokensIn: Math.ceil(text.length / 4),
  };
  return { model, last, call: { ...call, ask: embed } };
}

const LISTS: Partial<Record<ModelAsk["format"], string>> = {
  "openai.chat": "messages",
  "openai.responses": "input",
  "anthropic.messages": "messages",
  "gemini.generate": "contents",
};

type Path = (string | number)[];

/** The last text of the last message where that is a user's and all of the turn is text; undefined otherwise. */
export function lastUserText({ format, body, members, texts }: ModelAsk): LastText | undefined {
  const name = LISTS[format];
  const span = name === undefined ? undefined : members.get(name);
  if (name === undefined || !span) return undefined;
  const value: unknown = JSON.parse(body.toString("utf8", span[0], span[1]));
  const path = typeof value === "string" ? [name] : Array.isArray(value) ? lastOf(value, [name]) : undefined;
  if (!path) return undefined;
  const key = JSON.stringify(path);
  const part = texts.findLastIndex((one) => one.encoding === "string" && JSON.stringify(one.path) === key);
  const text = texts[part]?.text ?? "";
  return text.length <= MAX_TEXT && text.trim() !== "" ? { part, text } : undefined;
}

function lastOf(entries: readonly unknown[], path: Path): Path | undefined {
  let found: Path | undefined;
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (!isRecord(entry) || (entry["type"] !== undefined && entry["type"] !== "message")) return undefined;
    const role = entry["role"] ?? (path[0] === "contents" ? "user" : undefined);
    if (role === "assistant" || role === "model") return found;
    if (role === "user") {
      const own = textIn(entry, [...path, at]);
      if (!own) return undefined;
      found ??= own;
    } else if (found === undefined || (role !== "system" && role !== "developer")) return undefined;
  }
  return found;
}

/** Where a message's last text stands, if it holds nothing else. */
function textIn(message: Record<string, unknown>, path: Path): Path | undefined {
  const name = path[0] === "contents" ? "parts" : "content";
  const parts = message[name];
  if (typeof parts === "string") return [...path, name];
  if (!Array.isArray(parts) || parts.length === 0 || !parts.every(isText)) return undefined;
  return [...path, name, parts.length - 1, "text"];
}

const TEXT_TYPES = new Set<unknown>([undefined, "text", "input_text"]);
const TEXT_MEMBERS = new Set(["type", "text", "cache_control"]);

function isText(part: unknown): boolean {
  if (!isRecord(part) || typeof part["text"] !== "string" || !TEXT_TYPES.has(part["type"])) return false;
  return Object.keys(part).every((member) => TEXT_MEMBERS.has(member));
}
