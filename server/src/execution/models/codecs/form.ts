import type { Format, Usage } from "../../../kernel/index.ts";

/*
 * The one internal form of what is asked of a model and of what it answers. Every format is read into it and
 * written from it; none passes through another one. What the form has no member for travels in `rest`, under
 * the name its own format gives it: it goes back out to the same format, and is named as lost to any other.
 */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** Members of a format that this form does not know. */
export type Rest = JsonObject;

/**
 * Something only its maker can read: a signature, an encrypted chain of thought. It goes back to nobody else.
 * `issuer` is a family such as "anthropic", "gemini", or "openai:PROVIDER" where each account has its own key.
 */
export interface Opaque {
  issuer: string;
  data: string;
}

/** Up to here a provider may keep what it read. */
export interface CacheMark {
  ttl?: "5m" | "1h";
}

export interface TextPart {
  kind: "text";
  text: string;
  cache?: CacheMark;
  /** Citations, annotations, in their format's own shape. */
  citations?: Cited;
  rest?: Rest;
}

export interface Cited {
  format: Format;
  values: Json[];
}

export interface MediaPart {
  kind: "media";
  media: "image" | "audio" | "video" | "document";
  source:
    | { by: "data"; mime: string; base64: string }
    | { by: "url"; url: string; mime?: string }
    /** Known only to the provider it was uploaded to. */
    | { by: "file"; issuer: Format; id: string }
    | { by: "text"; text: string };
  /** A document's title or file name. */
  name?: string;
  /** OpenAI's level of detail of a picture. */
  detail?: string;
  cache?: CacheMark;
  rest?: Rest;
}

export interface ThinkingPart {
  kind: "thinking";
  /** What may be read of it: the text itself, or a summary. Empty where there is only the sealed part. */
  text: string;
  /** The signature of the text, or the encrypted whole. */
  sealed?: Opaque;
  /** Where nothing may be read: `sealed` is all there is (Anthropic's redacted_thinking). */
  redacted?: boolean;
  /** The item's own id, where its format has one (OpenAI Responses `rs_...`). */
  id?: string;
  rest?: Rest;
}

/** The model calls a tool that the caller runs. */
export interface CallPart {
  kind: "call";
  id: string;
  name: string;
  /** JSON as the model wrote it; plain text where `custom`. */
  arguments: string;
  /** A tool that takes plain text instead of JSON (OpenAI custom tools). */
  custom?: boolean;
  /** Gemini's thoughtSignature on a function call. */
  sealed?: Opaque;
  /** Where its tool stands in a group of tools; `name` is the flat name. */
  within?: Within;
  cache?: CacheMark;
  rest?: Rest;
}

/** A tool of a named group (OpenAI namespaces). Formats without groups know it by a flat name made of both. */
export interface Within {
  space: string;
  /** The tool's name inside of the group. */
  name: string;
  /** What the group is for; only on a tool. */
  description?: string;
}

/** What a tool that the caller ran has given. */
export interface ResultPart {
  kind: "result";
  id: string;
  /** The tool's name, where the format says it (Gemini) or an earlier call tells it. */
  name?: string;
  parts: (TextPart | MediaPart | OtherPart)[];
  failed?: boolean;
  custom?: boolean;
  cache?: CacheMark;
  rest?: Rest;
}

export interface RefusalPart {
  kind: "refusal";
  text: string;
  rest?: Rest;
}

/** A block that only its own format knows: server tools and their results, computer calls, code execution. */
export interface OtherPart {
  kind: "other";
  format: Format;
  /** Its type in that format, for the list of what was lost. */
  type: string;
  value: Json;
}

export type Part = TextPart | MediaPart | ThinkingPart | CallPart | ResultPart | RefusalPart | OtherPart;

export interface Turn {
  /** `system` is an instruction in the middle of a conversation; those at its beginning are in `Prompt.system`. */
  role: "user" | "assistant" | "system";
  parts: Part[];
  name?: string;
  rest?: Rest;
}

export interface Tool {
  kind: "function" | "custom" | "server";
  name: string;
  description?: string;
  /** JSON Schema of the arguments (function). */
  parameters?: JsonObject;
  strict?: boolean;
  /** The grammar or format of a custom tool, and a whole server tool, in the shape of its format. */
  native?: { format: Format; value: Json };
  within?: Within;
  cache?: CacheMark;
  rest?: Rest;
}

export type ToolChoice =
  | { kind: "auto" }
  | { kind: "none" }
  | { kind: "required" }
  | { kind: "tool"; name: string; custom?: boolean }
  /** One of several (Gemini's allowedFunctionNames, OpenAI's allowed_tools). */
  | { kind: "among"; names: string[]; required: boolean };

/** How much a model shall think. Formats say it by a word or by a number of tokens; both are kept when said. */
export interface Thinking {
  off?: boolean;
  effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";
  budget?: number;
  /** The model decides by itself (Anthropic adaptive, Gemini -1). */
  adaptive?: boolean;
  /** Whether thoughts or their summary are wanted in the answer. */
  shown?: boolean;
  rest?: Rest;
}

export interface Prompt {
  /** The format it was read from. `rest` members belong to it. */
  format: Format;
  stream: boolean;
  /** The instructions at the beginning. */
  system: (TextPart | OtherPart)[];
  turns: Turn[];
  tools: Tool[];
  toolChoice?: ToolChoice;
  parallelTools?: boolean;
  maxTokens?: number;
  temperature?: number;
  topP?: number;
  topK?: number;
  stop?: string[];
  seed?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  /** How many answers are wanted. */
  choices?: number;
  /** Log probabilities: how many alternatives; 0 is only those of the taken tokens. */
  logprobs?: number;
  output?:
    | { kind: "json" }
    | { kind: "schema"; name?: string; description?: string; schema: JsonObject; strict?: boolean };
  /** OpenAI's level of wordiness. */
  verbosity?: string;
  thinking?: Thinking;
  /** Who the end user is, as the caller names it. */
  user?: string;
  metadata?: JsonObject;
  serviceTier?: string;
  /** OpenAI chat: the stream ends with usage. */
  includeUsage?: boolean;
  /** A cache mark on the whole request (Anthropic's top-level cache_control). */
  cache?: CacheMark;
  /** OpenAI's prompt_cache_key. */
  cacheKey?: string;
  /** A conversation that only its provider keeps (previous_response_id, conversation). */
  previous?: Opaque;
  store?: boolean;
  /** The caller keeps the conversation itself and wants thoughts in a shape it can send back. */
  thoughtsBack?: boolean;
  rest?: Rest;
}

/** Why a model stopped. */
export type Stop =
  | "end"
  | "length"
  | "tools"
  | "stop_sequence"
  | "refusal"
  | "filter"
  /** The provider pauses a long turn of its own tools and wants to be asked again. */
  | "pause"
  | "context_full"
  | "other";

export interface Choice {
  index: number;
  parts: Part[];
  stop: Stop;
  /** The provider's own word, and the stop sequence that was met. */
  stopRaw?: string;
  stopSequence?: string;
  logprobs?: Json;
  rest?: Rest;
}

/** A whole answer. */
export interface Answer {
  format: Format;
  id: string;
  /** The provider's own name of the model. */
  model: string;
  createdS?: number;
  choices: Choice[];
  usage?: Usage;
  serviceTier?: string;
  rest?: Rest;
}

/** How a part begins in a stream; what it holds so far is empty. */
export type Opening =
  | { kind: "text" }
  | { kind: "thinking"; id?: string }
  | { kind: "refusal" }
  | { kind: "call"; id: string; name: string; custom?: boolean };

/**
 * One step of an answer that streams in. `part` counts the parts of a choice from 0, in the order in which
 * they open; several may be open at once (parallel tool calls in OpenAI chat).
 */
export type Delta =
  | { kind: "start"; id: string; model: string; createdS?: number; usage?: Usage }
  | { kind: "open"; choice: number; part: number; opening: Opening }
  /** More text of a text, thinking or refusal part, or more of a call's arguments. */
  | { kind: "grow"; choice: number; part: number; text: string }
  /** The signature of a thinking part, or of a call. */
  | { kind: "sealed"; choice: number; part: number; sealed: Opaque }
  | { kind: "cited"; choice: number; part: number; citation: Cited }
  | { kind: "logprobs"; choice: number; logprobs: Json }
  /** A part that comes in one piece: redacted thinking, pictures, blocks of their own format. */
  | { kind: "whole"; choice: number; part: number; value: Part }
  | { kind: "close"; choice: number; part: number }
  | { kind: "stop"; choice: number; stop: Stop; raw?: string; sequence?: string }
  | { kind: "usage"; usage: Usage; serviceTier?: string }
  /** The stream says that it is complete. Nothing follows. */
  | { kind: "end" }
  /** The provider reports a failure inside the stream. Nothing follows. */
  | { kind: "failed"; code: string; message: string };
